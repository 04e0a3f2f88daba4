// seed_demo and remove_demo: three users of one's own to look at, with tasks of every kind.
#include "identity/identity.hpp"
#include "pg/entry.hpp"
#include "pg/statement.hpp"

namespace care {
namespace {

using pg::Access;

// Fixed ids, so that they are found again whatever has been done to them.
#define TODO_DEMO_USERS                                                         \
  "(VALUES (1, 'dede0000-0000-4000-8000-000000000001'::pg_catalog.uuid,"        \
  " 'ada@example.com', 'Ada'),"                                                 \
  " (2, 'dede0000-0000-4000-8000-000000000002', 'grace@example.com', 'Grace')," \
  " (3, 'dede0000-0000-4000-8000-000000000003', 'linus@example.com', 'Linus'))" \
  " u(number, id, email, name)"

constinit pg::Statement<> insert_users{Access::kWrite,
                                       "INSERT INTO todo.users (id, email, email_verified, name)"
                                       " SELECT u.id, u.email, true, u.name FROM " TODO_DEMO_USERS
                                       " ON CONFLICT (id) DO NOTHING"};

// By their number, from 1: every third is done, every ninth in the trash; a user's tasks go back
// from an hour ago to some months, further and further apart.
constinit pg::Statement<> insert_tasks{
    Access::kWrite,
    "INSERT INTO todo.tasks (id, user_id, title, description, completed, created_at, updated_at,"
    " completed_at, deleted_at)"
    " SELECT ('dede0000-0000-7000-8000-0000000' OPERATOR(pg_catalog.||) u.number"
    " OPERATOR(pg_catalog.||) pg_catalog.lpad(t.number::pg_catalog.text, 4, '0'))"
    "::pg_catalog.uuid, u.id, t.title, t.description, s.done, s.made, s.touched,"
    " CASE WHEN s.done THEN s.touched END, CASE WHEN s.deleted THEN s.touched END"
    " FROM " TODO_DEMO_USERS
    ", (VALUES"
    " (1, 'Buy milk', NULL),"
    " (2, 'Call the dentist', 'Ask for a morning, before ten.'),"
    " (3, 'Pay the electricity bill', NULL),"
    " (4, 'Reply to the landlord', 'The heating, once more.'),"
    " (5, 'Book the train to Berlin', 'The early one, with a seat by the window.'),"
    " (6, 'Water the plants', NULL),"
    " (7, 'Write the weekly report', 'Numbers from the dashboard, three sentences each.'),"
    " (8, 'Plan the team lunch', NULL),"
    " (9, 'Return the library books', NULL),"
    " (10, 'Review the pull request', 'The one about retries.'),"
    " (11, 'Fix the bicycle', 'New brake pads are in the drawer.'),"
    " (12, 'Renew the passport', 'Photographs first.'),"
    " (13, 'Order printer paper', NULL),"
    " (14, 'Prepare the slides', 'At most ten.'),"
    " (15, 'Clean the kitchen', NULL),"
    " (16, 'Send the invoice', 'With the new address.'),"
    " (17, 'Find a present for Mum', NULL),"
    " (18, 'Cancel the old subscription', NULL),"
    " (19, 'Back up the photographs', 'Both disks.'),"
    " (20, 'Learn ten words of Italian', NULL),"
    " (21, 'Ask about the parking space', NULL),"
    " (22, 'Update the household budget', 'Rent has gone up.'),"
    " (23, 'Sort the receipts', NULL),"
    " (24, 'Make an appointment at the garage', 'Winter tyres.'),"
    " (25, 'Read the contract', 'Page four.'),"
    " (26, 'Bake a cake', NULL),"
    " (27, 'Thank the neighbours', NULL),"
    " (28, 'Measure the window', 'Width, then height.'),"
    " (29, 'Try the new bakery', NULL),"
    " (30, 'Write to Grandpa', NULL)"
    ") t(number, title, description),"
    " LATERAL (SELECT (t.number OPERATOR(pg_catalog.+) u.number) OPERATOR(pg_catalog.%) 3"
    " OPERATOR(pg_catalog.=) 0 AS done,"
    " (t.number OPERATOR(pg_catalog.+) u.number) OPERATOR(pg_catalog.%) 9"
    " OPERATOR(pg_catalog.=) 1 AS deleted,"
    " t.number OPERATOR(pg_catalog.*) t.number OPERATOR(pg_catalog.*) u.number"
    " OPERATOR(pg_catalog.*) '1 hour'::pg_catalog.interval AS age) a,"
    " LATERAL (SELECT a.done, a.deleted, pg_catalog.now() OPERATOR(pg_catalog.-) a.age AS made,"
    " pg_catalog.now() OPERATOR(pg_catalog.-) (a.age OPERATOR(pg_catalog./) 2::pg_catalog.float8)"
    " AS touched) s"
    " ORDER BY u.number, t.number DESC"
    " ON CONFLICT (id) DO NOTHING"};

constinit pg::Statement<> delete_users{Access::kWrite,
                                       "DELETE FROM todo.users WHERE id OPERATOR(pg_catalog.=) ANY "
                                       "(ARRAY(SELECT u.id FROM " TODO_DEMO_USERS "))"};

Datum SeedDemo(FunctionCallInfo) {
  identity::RequireNobody();
  insert_users.Run(nullptr);
  insert_tasks.Run(nullptr);
  return Datum{0};
}

Datum RemoveDemo(FunctionCallInfo) {
  identity::RequireNobody();
  delete_users.Run(nullptr);
  return Datum{0};
}

}  // namespace
}  // namespace care

TODO_FUNCTION(todo_seed_demo, care::SeedDemo);
TODO_FUNCTION(todo_remove_demo, care::RemoveDemo);
