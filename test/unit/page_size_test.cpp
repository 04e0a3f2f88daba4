// Proves that a page has 1 to 1000 rows, and its list's usual number when none is asked for.
#include "core/page_size.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "unit.hpp"

namespace todo {
namespace {

TEST(CheckPageSize, IsTheUsualWhenItIsNull) {
  EXPECT_EQ(CheckPageSize(std::nullopt, 50), 50);
  EXPECT_EQ(CheckPageSize(std::nullopt, 500), 500);
}

TEST(CheckPageSize, TakesEverySizeInItsRange) {
  for (std::int32_t size = 1; size <= 1000; ++size) ASSERT_EQ(CheckPageSize(size, 50), size);
}

TEST(CheckPageSize, RefusesEveryOtherAndShowsIt) {
  for (const std::int32_t size : {std::numeric_limits<std::int32_t>::min(), -1, 0, 1001,
                                  std::numeric_limits<std::int32_t>::max()}) {
    const Error error = unit::ErrorOf([size] { CheckPageSize(size, 50); });
    EXPECT_STREQ(error.kind().sqlstate, "22023");
    EXPECT_EQ(error.message(), "page_size must be from 1 to 1000, not " + std::to_string(size));
  }
}

}  // namespace
}  // namespace todo
