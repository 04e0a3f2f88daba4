// Whether what a DDL statement makes is there already. The statement itself says what to look for,
// so tables.sql stays plain SQL with no second description of each object beside it.
#pragma once

#include "pg/postgres.hpp"

extern "C" {
#include "catalog/objectaddress.h"
#include "nodes/parsenodes.h"
}

namespace install {

// True when running `statement` would make nothing new. It may be: CREATE TABLE, VIEW, INDEX,
// TRIGGER or POLICY; ALTER TABLE … SET DEFAULT, ADD CONSTRAINT, SET (storage
// parameter), ENABLE or FORCE ROW LEVEL SECURITY, ENABLE [ALWAYS] TRIGGER; GRANT … ON TABLE,
// SCHEMA or FUNCTION; COMMENT. Any other raises an error. May longjmp.
bool is_there(Node* statement);

// Whether the index that CREATE INDEX names is there, and invalid: what a CREATE INDEX CONCURRENTLY
// leaves that fails. It serves nobody, and counts as not there.
bool has_invalid_index(Node* statement);

// The table or view that CREATE TABLE or CREATE VIEW names, else null.
const RangeVar* created_relation(Node* statement);
// Its kind, as in pg_class.relkind. One of that name and another kind counts as not there.
char created_kind(Node* statement);

// Whether it is COMMENT on what is not there. May longjmp.
bool is_for_missing_object(Node* statement);

// How much ANALYZE finds out about a relation's column, -1: as much as about any; and whether it
// has found anything out, before it was told to look no more.
int statistics_target(Oid relation, AttrNumber column);
bool has_statistics(Oid relation, AttrNumber column);

// The relation's Oid, InvalidOid when there is none. May longjmp.
Oid find_relation(const RangeVar* name);

}  // namespace install
