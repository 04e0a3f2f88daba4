// The front door: the module's magic and its start. Nothing else.
#include "identity/identity.hpp"
#include "journal/settings.hpp"
#include "pg/catalog_changes.hpp"
#include "pg/planner.hpp"
#include "pg/postgres.hpp"
#include "retention/settings.hpp"

extern "C" {
#pragma GCC visibility push(default)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"  // in the server's own macro, on 18
PG_MODULE_MAGIC;
#pragma GCC diagnostic pop
void _PG_init(void);
// What fails in it, for lack of memory, is tried again by the next call: each step can be made
// twice, but for the last one.
void _PG_init(void) {
  identity::define_settings();
  identity::define_token_settings();
  journal::define_settings();
  retention::define_settings();
  MarkGUCPrefixReserved("todo");
  pg::watch_catalog();
  pg::install_planner_hook();
}
#pragma GCC visibility pop
}
