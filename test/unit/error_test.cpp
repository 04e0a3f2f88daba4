// Proves what an error keeps on its way to the client, and the codes that clients rely on.
#include "core/error.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "unit.hpp"

namespace todo {
namespace {

constexpr ErrorKind kKind{"XX999", "it failed", "Try again.", "chk_it", "things"};

TEST(Error, HasItsKindsMessageAndHint) {
  const Error error(kKind);
  EXPECT_EQ(&error.kind(), &kKind);
  EXPECT_EQ(error.message(), "it failed");
  EXPECT_STREQ(error.what(), "it failed");
  EXPECT_STREQ(error.hint(), "Try again.");
  EXPECT_EQ(error.detail(), "");
}

TEST(Error, KeepsADetailBesideItsKindsMessage) {
  const Error error(kKind, "The value was 7.");
  EXPECT_EQ(error.detail(), "The value was 7.");
  EXPECT_EQ(error.message(), "it failed");
  EXPECT_STREQ(error.hint(), "Try again.");
}

TEST(Error, KeepsAMessageAndAHintOfItsOwn) {
  const Error error = Error::WithMessage(kKind, "it failed at 7", "Try 8.");
  EXPECT_EQ(&error.kind(), &kKind);
  EXPECT_STREQ(error.what(), "it failed at 7");
  EXPECT_STREQ(error.hint(), "Try 8.");
  EXPECT_STREQ(Error::WithMessage(kKind, "it failed at 7").hint(), "Try again.");
}

// pg::Entry moves the error out of the catch block.
TEST(Error, IsWholeAfterItWasCaughtCopiedAndMoved) {
  const Error caught = unit::ErrorOf([] { throw Error(kKind, "The value was 7."); });
  Error copy = caught;
  const Error moved = std::move(copy);
  EXPECT_EQ(&moved.kind(), &kKind);
  EXPECT_EQ(moved.message(), "it failed");
  EXPECT_EQ(moved.detail(), "The value was 7.");
}

TEST(ThrowBadArgument, Is22023WithItsMessageAndHint) {
  const Error error = unit::ErrorOf([] { errors::ThrowBadArgument("page_size is 0", "Say 1."); });
  EXPECT_STREQ(error.kind().sqlstate, "22023");
  EXPECT_EQ(error.message(), "page_size is 0");
  EXPECT_STREQ(error.hint(), "Say 1.");
}

// Not found and not yours: nothing in it but the caller's own id.
TEST(ThrowNoSuchTask, SaysTheCallersIdAndNothingElse) {
  const Error error = unit::ErrorOf([] { errors::ThrowNoSuchTask("some-id"); });
  EXPECT_STREQ(error.kind().sqlstate, "PT404");
  EXPECT_EQ(error.message(), "no such task");
  EXPECT_EQ(error.detail(), "You have no task with the id \"some-id\".");
  EXPECT_STREQ(error.hint(), "");
}

struct Code {
  const char* name;
  const ErrorKind& kind;
  const char* sqlstate;
};

class Registry : public testing::TestWithParam<Code> {};

TEST_P(Registry, HasTheCodeThatClientsRelyOnAndPostgreSqlsStyle) {
  const ErrorKind& kind = GetParam().kind;
  EXPECT_STREQ(kind.sqlstate, GetParam().sqlstate);
  const std::string_view message = kind.message;
  const std::string_view hint = kind.hint;
  if (!message.empty()) {
    EXPECT_EQ(message.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), std::string_view::npos);
    EXPECT_NE(message.back(), '.');
  }
  if (!hint.empty()) {
    EXPECT_EQ(hint.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 0u);
    EXPECT_EQ(hint.back(), '.');
  }
}

INSTANTIATE_TEST_SUITE_P(
    Errors, Registry,
    testing::Values(Code{"NotSignedIn", errors::kNotSignedIn, "28000"},
                    Code{"NoTransaction", errors::kNoTransaction, "25P01"},
                    Code{"BadArgument", errors::kBadArgument, "22023"},
                    Code{"BadCursor", errors::kBadCursor, "22023"},
                    Code{"BlankTitle", errors::kBlankTitle, "23514"},
                    Code{"VersionNotPositive", errors::kVersionNotPositive, "23514"},
                    Code{"VersionExhausted", errors::kVersionExhausted, "22003"},
                    Code{"NoSuchTask", errors::kNoSuchTask, "PT404"},
                    Code{"Conflict", errors::kConflict, "PT409"},
                    Code{"NotWritten", errors::kNotWritten, "09000"},
                    Code{"OverQuota", errors::kOverQuota, "PT429"},
                    Code{"CursorGone", errors::kCursorGone, "PT410"},
                    Code{"PastGone", errors::kPastGone, "PT410"},
                    Code{"NoSuchEvent", errors::kNoSuchEvent, "PT404"},
                    Code{"ChangedTwice", errors::kChangedTwice, "27000"},
                    Code{"ChangedSince", errors::kChangedSince, "PT409"},
                    Code{"ArchivedUndo", errors::kArchivedUndo, "PT409"},
                    Code{"WrongVersion", errors::kWrongVersion, "PT412"}),
    [](const auto& info) { return info.param.name; });

TEST(BlankTitle, NamesItsConstraintAndTable) {
  EXPECT_STREQ(errors::kBlankTitle.constraint, "chk_title_not_empty");
  EXPECT_STREQ(errors::kBlankTitle.table, "tasks");
}

}  // namespace
}  // namespace todo
