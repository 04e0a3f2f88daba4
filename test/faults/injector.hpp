// What makes the k-th backend call or allocation fail. It lives in a library that the server has
// preloaded (allocations.cpp), is asked at every such point, and is told what to do by SQL
// (module.cpp).
#pragma once

#include <cstdint>

namespace faults {

// Where each point was, when none failed: two in the same place have the same number.
struct Survey {
  static constexpr std::int64_t kMost = 1 << 18;
  std::int64_t places[kMost];
};

}  // namespace faults

extern "C" faults::Survey todo_survey;
// Where its caller was called from. Of one caller alone: that is a part of it.
extern "C" std::int64_t todo_place();

namespace faults {

enum class Kind : std::uint8_t {
  kNone,
  kError,   // a backend function that is called raises an error of SQLSTATE FAULT
  kCancel,  // while a backend function is called, a cancel arrives
  kNew,     // operator new throws bad_alloc
  kPalloc,  // palloc raises "out of memory"
  kMalloc,  // malloc returns null: for operator new, for palloc's blocks, for OpenSSL and the C
            // library
};

struct Injector {
  Kind kind;
  bool again;             // at 2k, 3k … as well, so that what handles a failure fails in its turn
  std::int64_t k;         // 0: none fails, all are surveyed
  std::int64_t place;     // not 0: the first in that place fails, about the k-th or later, and is k
  std::int64_t points;    // of that kind, since it was armed
  std::int64_t fired;     // how many of them failed
  int depth;              // how many functions of the extension are at work
  int spared;             // not 0 where nothing is to fail
  const char* last = "";  // the name of what has failed last
  std::int64_t objects;   // made by operator new and not deleted
  std::int64_t exceptions;  // being thrown, or kept

  // By so many the points before a place differ from one session to the next, or a few more.
  static constexpr std::int64_t kDrift = 200;

  bool Fails(Kind point, const char* name) {
    if (kind != point || spared > 0 || depth == 0) return false;
    ++points;
    if (k == 0 || (place != 0 && points + kDrift >= k)) {
      const std::int64_t here = todo_place();
      if (k == 0) {
        if (points > Survey::kMost) __builtin_trap();  // the driver loses its connection
        todo_survey.places[points - 1] = here;
        return false;
      }
      if (here == place) {
        k = points;
        place = 0;
      }
    }
    if (place != 0) return false;
    if (again ? points % k != 0 : points != k) return false;
    ++fired;
    last = name;
    return true;
  }
};

}  // namespace faults

extern "C" faults::Injector todo_injector;
