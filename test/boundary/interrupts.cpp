// Loops of C++ that a cancel or statement_timeout has to end.
#include <algorithm>
#include <chrono>

#include "failures.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"
#include "watch.hpp"

extern "C" {
#include "utils/timeout.h"
}

namespace boundary {
namespace {

double worst_overshoot_ms = 0;

void RememberOvershoot() {
  const TimestampTz late = GetCurrentTimestamp() - get_timeout_finish_time(STATEMENT_TIMEOUT);
  worst_overshoot_ms = std::max(worst_overshoot_ms, static_cast<double>(late) / 1000);
}

// Endless but for an interrupt; a broken boundary makes it return, late, instead of hanging.
Datum LoopForever(FunctionCallInfo) {
  using Clock = std::chrono::steady_clock;
  const auto give_up = Clock::now() + std::chrono::seconds(30);
  try {
    while (Clock::now() < give_up) {
      const Tracked object;
      Watch([] { pg::CheckInterrupts(); });
    }
  } catch (const pg::Error&) {
    RememberOvershoot();
    throw;
  }
  return Datum{0};
}

Datum worst_overshoot(FunctionCallInfo) {
  return Float8GetDatum(worst_overshoot_ms);
}

}  // namespace

// What the handler of a cancel's signal does, in the tenth round.
void BeCancelled() {
  for (int round = 1; round < 1000; ++round) {
    const Tracked object;
    if (round == 10) {
      QueryCancelPending = true;
      InterruptPending = true;
    }
    Watch([] { pg::CheckInterrupts(); });
  }
}

}  // namespace boundary

TODO_FUNCTION(todo_loop_forever, boundary::LoopForever);
TODO_PLAIN_FUNCTION(todo_worst_overshoot_ms, boundary::worst_overshoot);
