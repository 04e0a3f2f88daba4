// Proves what the row trigger decides for every new and every changed task, whoever writes it.
#include "core/task_rules.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <ostream>

#include "unit.hpp"

namespace todo {

static void PrintTo(const TaskState& task, std::ostream* out) {
  const auto print = [out](const char* name, const auto& value) {
    *out << name << "=";
    if (value)
      *out << *value;
    else
      *out << "null";
    *out << " ";
  };
  print("title", task.title);
  print("completed", task.completed);
  print("created_at", task.created_at);
  print("updated_at", task.updated_at);
  print("completed_at", task.completed_at);
  print("version", task.version);
}

namespace {

constexpr std::int64_t kInfinity = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMinusInfinity = std::numeric_limits<std::int64_t>::min();
constexpr std::int32_t kLastVersion = std::numeric_limits<std::int32_t>::max();
constexpr auto kNull = std::nullopt;

// Long after the tasks of the tables below, whose times are small numbers.
constexpr Clock kClock{.transaction = 1000, .wall = 2000};

struct InsertCase {
  const char* name;
  TaskState given;
  TaskState stored;
};

class Insert : public testing::TestWithParam<InsertCase> {};

TEST_P(Insert, StoresTheTask) {
  EXPECT_EQ(RulesForInsert(GetParam().given, kClock), GetParam().stored);
}

// title, completed, created_at, updated_at, completed_at, version
const InsertCase kInsertCases[] = {
    {"KeepsAPlainTask", {"milk", false, 1, 1, kNull, 1}, {"milk", false, 1, 1, kNull, 1}},
    {"TrimsTheTitle", {"\t milk\xC2\xA0", false, 1, 1, kNull, 1}, {"milk", false, 1, 1, kNull, 1}},
    {"StampsADoneTask", {"milk", true, 1, 1, kNull, 1}, {"milk", true, 1, 1, 1000, 1}},
    {"KeepsTheTimesAndVersionOfABackup", {"milk", true, 1, 5, 3, 7}, {"milk", true, 1, 5, 3, 7}},
    {"ClearsTheCompletionOfAnOpenTask",
     {"milk", false, 1, 1, 3, 1},
     {"milk", false, 1, 1, kNull, 1}},
    {"LeavesNullsToTheTable",
     {kNull, kNull, kNull, kNull, 3, kNull},
     {kNull, kNull, kNull, kNull, kNull, kNull}},
};
INSTANTIATE_TEST_SUITE_P(Rules, Insert, testing::ValuesIn(kInsertCases),
                         [](const auto& info) { return info.param.name; });

struct UpdateCase {
  const char* name;
  TaskState before;
  TaskState given;
  TaskState stored;
  bool others_changed = false;
};

class Update : public testing::TestWithParam<UpdateCase> {};

TEST_P(Update, StoresTheTask) {
  const UpdateCase& c = GetParam();
  EXPECT_EQ(RulesForUpdate(c.before, c.given, c.others_changed, kClock), c.stored);
}

// title, completed, created_at, updated_at, completed_at, version
const UpdateCase kUpdateCases[] = {
    {"KeepsAllWhenNothingChanged",
     {"milk", true, 1, 5, 3, 7},
     {"milk", true, 1, 5, 3, 7},
     {"milk", true, 1, 5, 3, 7}},
    {"KeepsAllWhenOnlyWhatTheRulesKeepWasWritten",
     {"milk", true, 1, 5, 3, 7},
     {"milk", true, 11, 12, 13, 14},
     {"milk", true, 1, 5, 3, 7}},
    {"KeepsAllWhenWhatTheRulesKeepWasCleared",
     {"milk", true, 1, 5, 3, 7},
     {"milk", true, kNull, kNull, kNull, kNull},
     {"milk", true, 1, 5, 3, 7}},
    {"TakesATitleThatIsTheSameOnceTrimmedForNoChange",
     {"milk", false, 1, 5, kNull, 7},
     {" milk\n", false, 1, 5, kNull, 7},
     {"milk", false, 1, 5, kNull, 7}},
    {"CountsOnAndStampsANewTitle",
     {"milk", false, 1, 5, kNull, 7},
     {" bread ", false, 1, 5, kNull, 7},
     {"bread", false, 1, 1000, kNull, 8}},
    {"TrimsATitleThatWasLoadedAsItWas",
     {" milk ", false, 1, 5, kNull, 7},
     {" milk ", false, 1, 5, kNull, 7},
     {"milk", false, 1, 1000, kNull, 8}},
    {"CountsOnAndStampsAnotherColumn",
     {"milk", false, 1, 5, kNull, 7},
     {"milk", false, 1, 5, kNull, 7},
     {"milk", false, 1, 1000, kNull, 8},
     true},
    {"IgnoresTheWritersTimesAndVersion",
     {"milk", false, 1, 5, kNull, 7},
     {"bread", false, 11, 12, 13, 14},
     {"bread", false, 1, 1000, kNull, 8}},
    {"StampsCompletion",
     {"milk", false, 1, 5, kNull, 7},
     {"milk", true, 1, 5, kNull, 7},
     {"milk", true, 1, 1000, 1000, 8}},
    {"IgnoresTheWritersTimeOfCompletion",
     {"milk", false, 1, 5, kNull, 7},
     {"milk", true, 1, 5, 3, 7},
     {"milk", true, 1, 1000, 1000, 8}},
    {"ClearsCompletionOnReopening",
     {"milk", true, 1, 5, 3, 7},
     {"milk", false, 1, 5, 3, 7},
     {"milk", false, 1, 1000, kNull, 8}},
    {"KeepsTheTimeOfCompletionOnOtherChanges",
     {"milk", true, 1, 5, 3, 7},
     {"bread", true, 1, 5, 3, 7},
     {"bread", true, 1, 1000, 3, 8}},
    {"LeavesANullTitleToTheTable",
     {"milk", false, 1, 5, kNull, 7},
     {kNull, false, 1, 5, kNull, 7},
     {kNull, false, 1, 1000, kNull, 8}},
    {"LeavesANullCompletionToTheTable",
     {"milk", true, 1, 5, 3, 7},
     {"milk", kNull, 1, 5, 3, 7},
     {"milk", kNull, 1, 1000, kNull, 8}},
    {"StampsATaskThatHadNoTime",
     {"milk", false, 1, kNull, kNull, 7},
     {"bread", false, 1, kNull, kNull, 7},
     {"bread", false, 1, 1000, kNull, 8}},
    {"LeavesANullVersionAsItIs",
     {"milk", false, 1, 5, kNull, kNull},
     {"bread", false, 1, 5, kNull, kNull},
     {"bread", false, 1, 1000, kNull, kNull}},
    {"CompletesAtTheTimeOfTheUpdateAlsoWhenThatIsNotNow",
     {"milk", false, 1, 1000, kNull, 7},
     {"milk", true, 1, 1000, kNull, 7},
     {"milk", true, 1, 2000, 2000, 8}},
};
INSTANTIATE_TEST_SUITE_P(Rules, Update, testing::ValuesIn(kUpdateCases),
                         [](const auto& info) { return info.param.name; });

TEST(BlankTitle, IsRefusedByInsertAndUpdateAlike) {
  const TaskState before{"milk", false, 1, 1, kNull, 1};
  for (const char* title : {"", " ", "\t\n\v\f\r ", "\xE3\x80\x80\xC2\xA0"}) {
    TaskState given = before;
    given.title = title;
    for (const Error& error : {unit::ErrorOf([&given] { RulesForInsert(given, kClock); }),
                               unit::ErrorOf([&] { RulesForUpdate(before, given, false, kClock); }),
                               unit::ErrorOf([title] { CheckTitle(title); })}) {
      EXPECT_STREQ(error.kind().sqlstate, "23514");
      EXPECT_STREQ(error.kind().constraint, "chk_title_not_empty");
    }
  }
}

TEST(CheckTitle, ReturnsTheTitleAsItIsStored) {
  EXPECT_EQ(CheckTitle("  buy milk\t"), "buy milk");
  EXPECT_EQ(CheckTitle("\xE2\x80\x8B"), "\xE2\x80\x8B");  // U+200B is not white space
}

TEST(Version, OfANewTaskIsPositive) {
  const TaskState given{"milk", false, 1, 5, kNull, 1};
  EXPECT_EQ(RulesForInsert(given, kClock).version, 1);
  for (const std::int32_t version : {0, -1}) {
    TaskState bad = given;
    bad.version = version;
    EXPECT_EQ(unit::SqlStateOf([&] { RulesForInsert(bad, kClock); }), "23514");
  }
}

TEST(Version, IsRefusedWhenItCannotCountOn) {
  TaskState before{"milk", false, 1, 5, kNull, kLastVersion - 1};
  TaskState given = before;
  given.title = "bread";
  EXPECT_EQ(RulesForUpdate(before, given, false, kClock).version, kLastVersion);
  before.version = kLastVersion;
  EXPECT_EQ(unit::SqlStateOf([&] { RulesForUpdate(before, given, false, kClock); }), "22003");
  EXPECT_EQ(RulesForUpdate(before, before, false, kClock), before) << "nothing changed";
}

struct TimeCase {
  const char* name;
  std::int64_t last;
  Clock clock;
  std::int64_t next;
};

class UpdateTime : public testing::TestWithParam<TimeCase> {};

TEST_P(UpdateTime, IsLaterThanTheLast) {
  EXPECT_EQ(NextUpdateTime(GetParam().last, GetParam().clock), GetParam().next);
}

constexpr TimeCase kTimeCases[] = {
    // the last, {transaction, wall}, the next
    {"IsTheTransactions", 999, {1000, 2000}, 1000},
    {"IsTheWallClocksInOneTransaction", 1000, {1000, 2000}, 2000},
    {"StepsOnWhenTheWallClockStandsStill", 2000, {1000, 2000}, 2001},
    {"StepsOnWhenBothClocksStandStill", 1000, {1000, 1000}, 1001},
    {"StepsOnWhenTheClocksWentBack", 5000, {1000, 2000}, 5001},
    {"ComesBackFromInfinity", kInfinity, {1000, 2000}, 2000},
    {"ComesBackFromTheLastTimeOfTimestamptz", 9'223'371'331'199'999'999, {1000, 2000}, 2000},
    {"LeavesMinusInfinity", kMinusInfinity, {1000, 2000}, 1000},
};
INSTANTIATE_TEST_SUITE_P(Clocks, UpdateTime, testing::ValuesIn(kTimeCases),
                         [](const auto& info) { return info.param.name; });

TEST(UpdateTimes, RiseStrictlyWhileTheClocksStandStill) {
  TaskState task{"milk", false, 1, 1, kNull, 1};
  for (int i = 1; i <= 1000; ++i) {
    TaskState given = task;
    given.completed = !*task.completed;
    const TaskState stored = RulesForUpdate(task, given, false, kClock);
    ASSERT_GT(*stored.updated_at, *task.updated_at);
    ASSERT_EQ(stored.version, 1 + i);
    ASSERT_EQ(stored.completed_at, *stored.completed ? stored.updated_at : kNull);
    task = stored;
  }
}

}  // namespace
}  // namespace todo
