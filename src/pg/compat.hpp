// What differs between PostgreSQL 15 and 18. PG_VERSION_NUM is asked here and nowhere else.
// Included by pg/postgres.hpp, after the server's headers.
#pragma once

#if PG_VERSION_NUM < 150000
#error "todo needs PostgreSQL 15 or later"
#endif

namespace pg {

// Memory for a setting's `extra`: the server frees it with free() before 16, with guc_free() since.
inline void* guc_alloc(std::size_t size) {
#if PG_VERSION_NUM >= 160000
  return guc_malloc(LOG, size);
#else
  return malloc(size);
#endif
}

}  // namespace pg
