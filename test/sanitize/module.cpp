// Shows AddressSanitizer what palloc gives out: a chunk is as long as was asked for, what lies
// behind it is nobody's, and what was freed is nobody's any more. To valgrind it shows that a chunk
// has no value yet. And it fails on purpose, so that it can be seen whether that is seen.
#include <string_view>

#include "../faults/memory_methods.hpp"
#include "pg/entry.hpp"
#include "pg/value.hpp"

#if PG_VERSION_NUM >= 160000
#error "written for the methods of PostgreSQL 15"
#endif

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define HIDE(memory, size) ASAN_POISON_MEMORY_REGION(memory, size)
#define SHOW(memory, size) ASAN_UNPOISON_MEMORY_REGION(memory, size)
#else
// PostgreSQL itself copies whole chunks: to nobody's memory valgrind would object.
#include <valgrind/memcheck.h>
#define HIDE(memory, size) static_cast<void>(VALGRIND_MAKE_MEM_UNDEFINED(memory, size))
#define SHOW(memory, size) static_cast<void>(VALGRIND_MAKE_MEM_UNDEFINED(memory, size))
#endif

namespace sanitize {
namespace {

constexpr Size kHeader = 2 * sizeof(void*);
constinit MemoryContextMethods server{};

Size capacity(void* chunk) {
  return GetMemoryChunkSpace(chunk) - kHeader;
}

void* give_out(void* chunk, Size size) {
  SHOW(chunk, size);
  HIDE(static_cast<char*>(chunk) + size, capacity(chunk) - size);
  return chunk;
}

void* allocate(MemoryContext context, Size size) {
  void* const chunk = server.alloc(context, size);
  return chunk != nullptr ? give_out(chunk, size) : nullptr;
}

void release(MemoryContext context, void* chunk) {
  HIDE(chunk, capacity(chunk));
  server.free_p(context, chunk);
}

#ifdef __SANITIZE_ADDRESS__
// The server's own would copy into a chunk that was freed before.
void* resize(MemoryContext context, void* chunk, Size size) {
  const Size old_capacity = capacity(chunk);
  SHOW(chunk, old_capacity);
  if (size <= old_capacity) return give_out(chunk, size);
  void* const larger = allocate(context, size);
  if (larger == nullptr) return nullptr;
  memcpy(larger, chunk, old_capacity);
  release(context, chunk);
  return larger;
}
#endif

volatile int number = 1;

int undefined() {
  int sum = number;
  for (int i = 0; i < 40; ++i) sum *= 2;
  return sum;
}

Datum fail(FunctionCallInfo fcinfo) {
  const std::string_view how = pg::Args(fcinfo).Text(0).value();
  if (how == "heap") {
    volatile char* volatile object = new char[10];
    object[9 + number] = 'x';
    delete[] object;
  } else if (how == "palloc") {
    volatile char* volatile chunk = static_cast<char*>(palloc(10));
    chunk[9 + number] = 'x';
  } else if (how == "pfree") {
    char* const chunk = static_cast<char*>(palloc(10));
    pfree(chunk);
    return BoolGetDatum(static_cast<volatile char*>(chunk)[number] == 'x');
  } else if (how == "undefined") {
    return BoolGetDatum(undefined() == 0);
  } else if (how == "unset") {
    const volatile char* const chunk = static_cast<char*>(palloc(10));
    if (chunk[number] == 'x') return BoolGetDatum(true);
  } else {
    elog(ERROR, "no such way to fail");
  }
  return BoolGetDatum(false);
}

}  // namespace
}  // namespace sanitize

extern "C" {
#pragma GCC visibility push(default)
PG_MODULE_MAGIC;

void _PG_init(void);
void _PG_init(void) {
  MemoryContextMethods* const methods = faults::writable_methods();
  sanitize::server = *methods;
  methods->alloc = sanitize::allocate;
  methods->free_p = sanitize::release;
#ifdef __SANITIZE_ADDRESS__
  methods->realloc = sanitize::resize;
#endif
}
#pragma GCC visibility pop
}

TODO_PLAIN_FUNCTION(todo_sanitize_fail, sanitize::fail);
