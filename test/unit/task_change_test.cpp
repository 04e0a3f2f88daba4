// Proves which event a change to a task is, and what it adds to its owner's counters.
#include "core/task_change.hpp"

#include <gtest/gtest.h>

namespace todo {
namespace {

constexpr TaskStatus kOpen{.completed = false, .deleted = false};
constexpr TaskStatus kDone{.completed = true, .deleted = false};
constexpr TaskStatus kOpenInTrash{.completed = false, .deleted = true};
constexpr TaskStatus kDoneInTrash{.completed = true, .deleted = true};

struct Change {
  const char* name;
  TaskStatus before;
  TaskStatus after;
  EventKind kind;
};

class KindOf : public testing::TestWithParam<Change> {};

TEST_P(KindOf, Update) {
  EXPECT_EQ(KindOfUpdate(GetParam().before, GetParam().after), GetParam().kind);
}

INSTANTIATE_TEST_SUITE_P(
    Statuses, KindOf,
    testing::Values(Change{"OpenStays", kOpen, kOpen, EventKind::kUpdated},
                    Change{"DoneStays", kDone, kDone, EventKind::kUpdated},
                    Change{"OpenInTrashStays", kOpenInTrash, kOpenInTrash, EventKind::kUpdated},
                    Change{"DoneInTrashStays", kDoneInTrash, kDoneInTrash, EventKind::kUpdated},
                    Change{"OpenToDone", kOpen, kDone, EventKind::kCompleted},
                    Change{"DoneToOpen", kDone, kOpen, EventKind::kReopened},
                    Change{"OpenToDoneInTrash", kOpenInTrash, kDoneInTrash, EventKind::kCompleted},
                    Change{"DoneToOpenInTrash", kDoneInTrash, kOpenInTrash, EventKind::kReopened},
                    Change{"OpenToTrash", kOpen, kOpenInTrash, EventKind::kDeleted},
                    Change{"DoneToTrash", kDone, kDoneInTrash, EventKind::kDeleted},
                    Change{"OpenToTrashAndDone", kOpen, kDoneInTrash, EventKind::kDeleted},
                    Change{"DoneToTrashAndOpen", kDone, kOpenInTrash, EventKind::kDeleted},
                    Change{"OpenFromTrash", kOpenInTrash, kOpen, EventKind::kRestored},
                    Change{"DoneFromTrash", kDoneInTrash, kDone, EventKind::kRestored},
                    Change{"OpenFromTrashAndDone", kOpenInTrash, kDone, EventKind::kRestored},
                    Change{"DoneFromTrashAndOpen", kDoneInTrash, kOpen, EventKind::kRestored}),
    [](const auto& info) { return info.param.name; });

// events.kind holds these words for ever.
TEST(NameOf, EachKindIsItsWord) {
  EXPECT_EQ(NameOf(EventKind::kCreated), "created");
  EXPECT_EQ(NameOf(EventKind::kUpdated), "updated");
  EXPECT_EQ(NameOf(EventKind::kCompleted), "completed");
  EXPECT_EQ(NameOf(EventKind::kReopened), "reopened");
  EXPECT_EQ(NameOf(EventKind::kDeleted), "deleted");
  EXPECT_EQ(NameOf(EventKind::kRestored), "restored");
  EXPECT_EQ(NameOf(EventKind::kPurged), "purged");
  EXPECT_EQ(NameOf(EventKind::kArchived), "archived");
}

TEST(TaskCounters, CountEachTaskOnceAndTheTrashApart) {
  TaskCounters counters;
  counters.Count(kOpen, 1);
  EXPECT_EQ(counters, (TaskCounters{.open = 1, .done = 0, .trash = 0}));
  counters.Count(kDone, 2);
  EXPECT_EQ(counters, (TaskCounters{.open = 1, .done = 2, .trash = 0}));
  counters.Count(kOpenInTrash, 4);
  counters.Count(kDoneInTrash, 8);
  EXPECT_EQ(counters, (TaskCounters{.open = 1, .done = 2, .trash = 12}));
  EXPECT_EQ(counters.all(), 15);
}

TEST(TaskCounters, TakeAwayWhatTheyCounted) {
  TaskCounters counters;
  for (const TaskStatus& status : {kOpen, kDone, kOpenInTrash, kDoneInTrash}) {
    counters.Count(status, 1);
    counters.Count(status, -1);
    EXPECT_EQ(counters, TaskCounters{});
  }
}

}  // namespace
}  // namespace todo
