#include "care/library.hpp"

#include <string_view>

#include "pg/error.hpp"
#include "pg/statement.hpp"

namespace care {
namespace {

// Of todo.control; the Makefile passes it.
constexpr std::string_view kVersion = TODO_VERSION;

constinit pg::Statement<std::string_view> compare_version{
    pg::Access::kRead,
    "SELECT pg_catalog.format('the library is of version %s, the extension of version %s:"
    " run ALTER EXTENSION todo UPDATE; or, where the library is the older one, install the newer"
    " one on this machine and connect anew (where it is preloaded: restart)', $1, extversion)"
    " FROM pg_catalog.pg_extension WHERE extname OPERATOR(pg_catalog.=) 'todo'"
    " AND extversion OPERATOR(pg_catalog.<>) $1"};

// A dump leaves members out, and has the script make them: tables and views are none, functions
// are.
constinit pg::Statement<> select_member_problems{
    pg::Access::kRead,
    "SELECT pg_catalog.format('%1$s is a member of the extension, so no dump has it: run"
    " ALTER EXTENSION todo DROP %1$s',"
    " o.type OPERATOR(pg_catalog.||) ' ' OPERATOR(pg_catalog.||) o.identity)"
    " FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_depend m"
    " ON m.refclassid OPERATOR(pg_catalog.=)"
    " 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid"
    " AND m.refobjid OPERATOR(pg_catalog.=) e.oid AND m.deptype OPERATOR(pg_catalog.=) 'e'"
    " AND m.classid OPERATOR(pg_catalog.=)"
    " 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid"
    " CROSS JOIN LATERAL pg_catalog.pg_identify_object(m.classid, m.objid, m.objsubid) o"
    " WHERE e.extname OPERATOR(pg_catalog.=) 'todo'"
    " UNION ALL SELECT CASE WHEN m.objid IS NULL THEN pg_catalog.format('function %1$s is no member"
    " of the extension, so a dump that has it does not restore: run"
    " ALTER EXTENSION todo ADD FUNCTION %1$s', p.oid::pg_catalog.regprocedure)"
    " ELSE pg_catalog.format('function %s is not as shipped: make it what it is in a new"
    " database', p.oid::pg_catalog.regprocedure) END"
    " FROM pg_catalog.pg_extension e CROSS JOIN pg_catalog.pg_proc p"
    " JOIN pg_catalog.pg_language l ON l.oid OPERATOR(pg_catalog.=) p.prolang"
    " LEFT JOIN pg_catalog.pg_depend m ON m.classid OPERATOR(pg_catalog.=)"
    " 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid"
    " AND m.objid OPERATOR(pg_catalog.=) p.oid AND m.deptype OPERATOR(pg_catalog.=) 'e'"
    " AND m.refclassid OPERATOR(pg_catalog.=)"
    " 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid"
    " AND m.refobjid OPERATOR(pg_catalog.=) e.oid"
    " WHERE e.extname OPERATOR(pg_catalog.=) 'todo'"
    " AND p.pronamespace OPERATOR(pg_catalog.=) 'todo'::pg_catalog.regnamespace::pg_catalog.oid"
    " AND CASE WHEN m.objid IS NULL THEN l.lanname OPERATOR(pg_catalog.=) 'c'"
    " AND p.prosrc OPERATOR(pg_catalog.=) ('todo_' OPERATOR(pg_catalog.||) p.proname)"
    " ELSE l.lanname OPERATOR(pg_catalog.<>) 'c' OR p.prosecdef"
    " OR p.prosrc OPERATOR(pg_catalog.<>) ('todo_' OPERATOR(pg_catalog.||) p.proname) END"
    " ORDER BY 1"};

}  // namespace

Finding CheckLibrary() {
  Finding library = pg::Call([] { return Finding::begin("library"); });
  library.set_detail("version " TODO_VERSION);
  ProblemReceiver problems(&library);
  compare_version.Run(problems.receiver(), kVersion);
  return library;
}

void CheckMembers(Finding* library) {
  ProblemReceiver problems(library);
  select_member_problems.Run(problems.receiver());
}

}  // namespace care
