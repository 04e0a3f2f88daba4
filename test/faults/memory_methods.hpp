// The table of methods that all AllocSet contexts of a process share, to put others in their place.
#pragma once

#include <cstdint>

#include "pg/postgres.hpp"

extern "C" {
#include <sys/mman.h>
#include <unistd.h>

#include "nodes/memnodes.h"
}

namespace faults {

// It is read-only until somebody asks for it. May longjmp.
inline MemoryContextMethods* writable_methods() {
  auto* const methods = const_cast<MemoryContextMethods*>(TopMemoryContext->methods);
  const auto page_size = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(methods) / page_size * page_size;
  const auto end = reinterpret_cast<std::uintptr_t>(methods + 1);
  if (mprotect(reinterpret_cast<void*>(begin), end - begin, PROT_READ | PROT_WRITE) != 0)
    elog(ERROR, "the table of memory methods stays read-only: %m");
  return methods;
}

}  // namespace faults
