// The magic that makes a module of these files.
#include "pg/postgres.hpp"

extern "C" {
#pragma GCC visibility push(default)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"  // in the server's own macro, on 18
PG_MODULE_MAGIC;
#pragma GCC diagnostic pop
#pragma GCC visibility pop
}
