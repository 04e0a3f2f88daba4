#include "pg/catalog_changes.hpp"

#include "pg/postgres.hpp"

extern "C" {
#include "utils/inval.h"
#include "utils/syscache.h"
}

namespace pg {
namespace {

// From 1: who has learned nothing yet has 0.
constinit std::uint64_t of_relations = 1;
constinit std::uint64_t of_functions = 1;

// Called in the midst of anything: they only count.
void relation_changed(Datum, Oid) {
  ++of_relations;
}
void function_changed(Datum, int, uint32) {
  ++of_functions;
}
void schema_changed(Datum, int, uint32) {
  ++of_relations;
  ++of_functions;
}

}  // namespace

void watch_catalog() {
  CacheRegisterRelcacheCallback(relation_changed, Datum{0});
  CacheRegisterSyscacheCallback(PROCOID, function_changed, Datum{0});
  CacheRegisterSyscacheCallback(NAMESPACEOID, schema_changed, Datum{0});
}

std::uint64_t relation_changes() {
  return of_relations;
}

std::uint64_t function_changes() {
  return of_functions;
}

}  // namespace pg
