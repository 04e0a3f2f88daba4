// Preloaded into the server: operator new and malloc, which fail when the injector says so, how
// many objects and exceptions of C++ there are, and from where the points are come to.
#include <dlfcn.h>
#include <link.h>
#include <unwind.h>

#include <cerrno>
#include <cstdlib>
#include <new>
#include <string_view>

#include "injector.hpp"

using faults::Kind;

constinit faults::Injector todo_injector{};
constinit faults::Survey todo_survey{};

namespace {

// Where a point is: the call that asks for memory, which is the nearest but the injector's two and
// the allocator's, and all calls in our functions that it is beneath. The same in every process,
// wherever the libraries are loaded.
struct Place {
  static constexpr int kNearest = 4;
  int frames = 0;
  std::uint64_t hash = 0;
};

_Unwind_Reason_Code add_frame(_Unwind_Context* frame, void* argument) {
  auto& place = *static_cast<Place*>(argument);
  const auto address = _Unwind_GetIP(frame);
  dl_find_object found;
  if (_dl_find_object(reinterpret_cast<void*>(address), &found) != 0) return _URC_NO_REASON;
  const std::string_view library = found.dlfo_link_map->l_name;
  if (++place.frames > Place::kNearest && !library.ends_with("/todo.so")) return _URC_NO_REASON;
  const auto offset = address - reinterpret_cast<std::uintptr_t>(found.dlfo_map_start);
  place.hash = (place.hash ^ offset ^ library.size() << 32) * 0x9e3779b97f4a7c15;
  place.hash ^= place.hash >> 32;
  return _URC_NO_REASON;
}

}  // namespace

extern "C" {

std::int64_t todo_place() {
  ++todo_injector.spared;
  Place place;
  _Unwind_Backtrace(add_frame, &place);
  --todo_injector.spared;
  return static_cast<std::int64_t>(place.hash);
}

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
