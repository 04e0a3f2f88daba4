// Whether what was learned from the catalog may have changed since.
#pragma once

#include <cstdint>

namespace pg {

// Called by _PG_init. May longjmp.
void watch_catalog();

// Grows when any table, index or schema may have changed.
std::uint64_t relation_changes();
// Grows when any function or schema may have changed.
std::uint64_t function_changes();

}  // namespace pg
