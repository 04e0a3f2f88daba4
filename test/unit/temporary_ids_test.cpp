// A temporary id is declared once, and stands for its command's task from then on.
#include "core/temporary_ids.hpp"

#include <gtest/gtest.h>

namespace todo {
namespace {

TEST(TemporaryIds, IsUnknownUntilDeclared) {
  TemporaryIds ids;
  EXPECT_EQ(ids.Find("x"), nullptr);
  ASSERT_TRUE(ids.Declare("x", 3));
  ASSERT_NE(ids.Find("x"), nullptr);
  EXPECT_EQ(ids.Find("x")->command, 3);
  EXPECT_EQ(ids.Find("x")->task, std::nullopt);
  EXPECT_EQ(ids.Find("X"), nullptr);
  EXPECT_EQ(ids.Find(""), nullptr);
}

TEST(TemporaryIds, StandsForTheTaskOfItsCommand) {
  TemporaryIds ids;
  ids.Declare("x", 0);
  ids.Declare("y", 1);
  ids.Set("y", Uuid{{1}});
  EXPECT_EQ(ids.Find("x")->task, std::nullopt);
  EXPECT_EQ(ids.Find("y")->task, Uuid{{1}});
}

TEST(TemporaryIds, TheFirstOfTwoKeepsTheName) {
  TemporaryIds ids;
  ids.Declare("x", 0);
  ids.Set("x", Uuid{{1}});
  EXPECT_FALSE(ids.Declare("x", 1));
  EXPECT_EQ(ids.Find("x")->command, 0);
  EXPECT_EQ(ids.Find("x")->task, Uuid{{1}});
}

}  // namespace
}  // namespace todo
