// The magic that makes a module of these files.
#include "pg/postgres.hpp"

extern "C" {
#pragma GCC visibility push(default)
PG_MODULE_MAGIC;
#pragma GCC visibility pop
}
