// Times of RFC 3339 are taken, and what each session reads in its own way is not.
#include "core/iso_time.hpp"

#include <gtest/gtest.h>

namespace todo {
namespace {

TEST(IsoTime, TakesDateTimeAndOffset) {
  for (const char* const text :
       {"2026-11-22T08:38:00Z", "2026-11-22T08:38Z", "2026-11-22T08:38:00.123456+00:00",
        "2026-11-22T08:38:00-05:30", "2026-11-22T08:38:00+02", "12026-01-01T00:00:00+00:00",
        "0044-03-15T12:00:00+00:00 BC", "infinity", "-infinity"})
    EXPECT_TRUE(IsIsoTime(text)) << text;
}

TEST(IsoTime, RefusesWhatDependsOnTheSession) {
  for (const char* const text : {"",
                                 "now",
                                 "today",
                                 "2026-11-22",
                                 "2026-11-22T08:38:00",
                                 "2026-11-22 08:38:00Z",
                                 "22.11.2026T08:38:00Z",
                                 "26-11-22T08:38:00Z",
                                 "2026-1-22T08:38:00Z",
                                 "2026-11-22T8:38:00Z",
                                 "2026-11-22T08:38:00.Z",
                                 "2026-11-22T08:38:00.1234567890Z",
                                 "2026-11-22T08:38:00ZZ",
                                 "2026-11-22T08:38:00 UTC",
                                 "2026-11-22T08:38:00+",
                                 "2026-11-22T08:38:00+2",
                                 "2026-11-22T08:38:00+02:",
                                 "2026-11-22T08:38:00Z ",
                                 "1234567-01-01T00:00:00Z",
                                 "Infinity"})
    EXPECT_FALSE(IsIsoTime(text)) << text;
}

}  // namespace
}  // namespace todo
