// Preloaded into the server: operator new and malloc, which fail when the injector says so, and how
// many objects and exceptions of C++ there are.
#include <dlfcn.h>

#include <cerrno>
#include <cstdlib>
#include <new>

#include "injector.hpp"

using faults::Kind;

constinit faults::Injector todo_injector{};

extern "C" {

void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);

void* malloc(std::size_t size) {
  if (!todo_injector.Fails(Kind::kMalloc, "malloc")) return __libc_malloc(size);
  errno = ENOMEM;
  return nullptr;
}

void* calloc(std::size_t count, std::size_t size) {
  if (!todo_injector.Fails(Kind::kMalloc, "calloc")) return __libc_calloc(count, size);
  errno = ENOMEM;
  return nullptr;
}

void* realloc(void* memory, std::size_t size) {
  if (!todo_injector.Fails(Kind::kMalloc, "realloc")) return __libc_realloc(memory, size);
  errno = ENOMEM;
  return nullptr;
}

void* __cxa_allocate_exception(std::size_t size) noexcept {
  static const auto next =
      reinterpret_cast<void* (*)(std::size_t)>(dlsym(RTLD_NEXT, "__cxa_allocate_exception"));
  ++todo_injector.exceptions;
  return next(size);
}

void __cxa_free_exception(void* exception) noexcept {
  static const auto next =
      reinterpret_cast<void (*)(void*)>(dlsym(RTLD_NEXT, "__cxa_free_exception"));
  --todo_injector.exceptions;
  next(exception);
}

}  // extern "C"

void* operator new(std::size_t size) {
  if (todo_injector.Fails(Kind::kNew, "operator new")) throw std::bad_alloc();
  void* const memory = std::malloc(size != 0 ? size : 1);
  if (memory == nullptr) throw std::bad_alloc();
  ++todo_injector.objects;
  return memory;
}

void operator delete(void* memory) noexcept {
  if (memory == nullptr) return;
  --todo_injector.objects;
  std::free(memory);
}

void* operator new[](std::size_t size) {
  return operator new(size);
}
void operator delete[](void* memory) noexcept {
  operator delete(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  operator delete(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  operator delete(memory);
}
