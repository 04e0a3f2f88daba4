// Proves that a task takes a JSON merge patch as RFC 7396 says, and refuses what is no task.
#include "core/task_patch.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit.hpp"

namespace todo {
namespace {

using nlohmann::json;

JsonScalar ScalarOf(const json& value) {
  using Kind = JsonScalar::Kind;
  if (value.is_null()) return {Kind::kNull};
  if (value.is_string()) return {Kind::kString, value.get_ref<const std::string&>()};
  if (value.is_boolean()) return {Kind::kBoolean, {}, value.get<bool>()};
  return {Kind::kOther};
}

// `Record` is TaskPatch or NewTask. `object` must outlive what is returned.
template <class Record>
Record Read(const json& object, std::string_view where = "patch") {
  Record record;
  for (const auto& [name, value] : object.items()) record.Set(name, ScalarOf(value), where);
  return record;
}

template <class Value>
void ApplyMember(json* task, const char* name, const Member<Value>& member) {
  if (!member.present) return;
  if (member.value)
    (*task)[name] = *member.value;
  else
    task->erase(name);
}

// What update_task does with the members; a member that the object lacks is null in the table.
json Applied(json task, const TaskPatch& patch) {
  ApplyMember(&task, "title", patch.title());
  ApplyMember(&task, "description", patch.description());
  ApplyMember(&task, "completed", patch.completed());
  return task;
}

enum class Outcome {
  kMerged,     // as the RFC has it
  kRefused,    // the result would be no task: 22023
  kNotObject,  // would replace the whole task: update_task refuses it before it reads a member
};

// RFC 7396 appendix A in its order. Its `a` is a task's description, which can be cleared as `a`
// is; its `b` is the title. Other names are those of the RFC, unknown to a task.
struct Example {
  const char* name;
  const char* original;
  const char* patch;
  const char* result;
  Outcome outcome;
};

constexpr Example kAppendixA[] = {
    {"Replace", R"({"description":"b"})", R"({"description":"c"})", R"({"description":"c"})",
     Outcome::kMerged},
    {"Add", R"({"description":"b"})", R"({"title":"c"})", R"({"description":"b","title":"c"})",
     Outcome::kMerged},
    {"Clear", R"({"description":"b"})", R"({"description":null})", R"({})", Outcome::kMerged},
    {"ClearOneOfTwo", R"({"description":"b","title":"c"})", R"({"description":null})",
     R"({"title":"c"})", Outcome::kMerged},
    {"StringForArray", R"({"description":["b"]})", R"({"description":"c"})",
     R"({"description":"c"})", Outcome::kMerged},
    {"ArrayForString", R"({"description":"c"})", R"({"description":["b"]})",
     R"({"description":["b"]})", Outcome::kRefused},
    {"Nested", R"({"description":{"title":"c"}})", R"({"description":{"title":"d","c":null}})",
     R"({"description":{"title":"d"}})", Outcome::kRefused},
    {"ArrayForArray", R"({"description":[{"title":"c"}]})", R"({"description":[1]})",
     R"({"description":[1]})", Outcome::kRefused},
    {"WholeArray", R"(["description","title"])", R"(["c","d"])", R"(["c","d"])",
     Outcome::kNotObject},
    {"ArrayForObject", R"({"description":"b"})", R"(["c"])", R"(["c"])", Outcome::kNotObject},
    {"NullForObject", R"({"description":"foo"})", R"(null)", R"(null)", Outcome::kNotObject},
    {"StringForObject", R"({"description":"foo"})", R"("bar")", R"("bar")", Outcome::kNotObject},
    {"NullStays", R"({"e":null})", R"({"description":1})", R"({"e":null,"description":1})",
     Outcome::kRefused},
    {"ObjectForArray", R"([1,2])", R"({"description":"b","c":null})", R"({"description":"b"})",
     Outcome::kRefused},
    {"NestedNull", R"({})", R"({"description":{"bb":{"ccc":null}}})",
     R"({"description":{"bb":{}}})", Outcome::kRefused},
};

class Rfc7396 : public testing::TestWithParam<Example> {};

TEST_P(Rfc7396, AppendixA) {
  const json original = json::parse(GetParam().original);
  const json patch = json::parse(GetParam().patch);
  const json result = json::parse(GetParam().result);
  json merged = original;
  merged.merge_patch(patch);
  ASSERT_EQ(merged, result) << "the table is not the RFC's";
  switch (GetParam().outcome) {
    case Outcome::kMerged:
      EXPECT_EQ(Applied(original, Read<TaskPatch>(patch)), result);
      break;
    case Outcome::kRefused:
      EXPECT_EQ(unit::SqlStateOf([&patch] { Read<TaskPatch>(patch); }), "22023");
      break;
    case Outcome::kNotObject:
      EXPECT_FALSE(patch.is_object());
      break;
  }
}

INSTANTIATE_TEST_SUITE_P(Examples, Rfc7396, testing::ValuesIn(kAppendixA),
                         [](const auto& info) { return info.param.name; });

// Any patch that a task can take gives what a known library makes of it.
TEST(TaskPatch, MergesRandomPatchesAsAKnownLibraryDoes) {
  unit::Random random(1);
  const auto random_object = [&random](bool with_null) {
    json object = json::object();
    if (unit::Below(2, random) == 0) object["title"] = unit::RandomText(5, random);
    if (unit::Below(2, random) == 0) object["description"] = unit::RandomText(5, random);
    if (unit::Below(2, random) == 0) object["completed"] = unit::Below(2, random) == 0;
    if (with_null && unit::Below(3, random) == 0) object["description"] = nullptr;
    return object;
  };
  for (int i = 0; i < 2'000; ++i) {
    const json task = random_object(false);
    const json patch = random_object(true);
    json merged = task;
    merged.merge_patch(patch);
    const auto read = Read<TaskPatch>(patch);
    ASSERT_EQ(Applied(task, read), merged) << task << patch;
    ASSERT_EQ(read.empty(), patch.empty());
  }
}

TEST(TaskPatch, TellsAbsentFromNull) {
  const json patch = json::parse(R"({"description":null})");
  const auto read = Read<TaskPatch>(patch);
  EXPECT_TRUE(read.description().present);
  EXPECT_FALSE(read.description().value);
  EXPECT_FALSE(read.title().present);
  EXPECT_FALSE(read.completed().present);
  EXPECT_FALSE(read.empty());
}

TEST(TaskPatch, HoldsACompletionThatIsSetByItself) {
  TaskPatch patch;
  EXPECT_TRUE(patch.empty());
  patch.SetCompleted(false);
  EXPECT_FALSE(patch.empty());
  EXPECT_EQ(patch.completed().value, false);
}

struct WrongType {
  const char* name;
  const char* patch;
  const char* message;
};

class Wrong : public testing::TestWithParam<WrongType> {};

TEST_P(Wrong, TypeIsRefusedAndNamed) {
  const json patch = json::parse(GetParam().patch);
  const Error error = unit::ErrorOf([&patch] { Read<TaskPatch>(patch); });
  EXPECT_STREQ(error.kind().sqlstate, "22023");
  EXPECT_EQ(error.message(), GetParam().message);
  const Error for_new = unit::ErrorOf([&patch] { Read<NewTask>(patch, "patch"); });
  EXPECT_EQ(for_new.message(), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Title, Wrong,
    testing::Values(WrongType{"Null", R"({"title":null})", "patch: title must be a string"},
                    WrongType{"Number", R"({"title":1})", "patch: title must be a string"},
                    WrongType{"Boolean", R"({"title":true})", "patch: title must be a string"},
                    WrongType{"Array", R"({"title":["a"]})", "patch: title must be a string"},
                    WrongType{"Object", R"({"title":{}})", "patch: title must be a string"}),
    [](const auto& info) { return info.param.name; });
INSTANTIATE_TEST_SUITE_P(Description, Wrong,
                         testing::Values(WrongType{"Number", R"({"description":1})",
                                                   "patch: description must be a string or null"},
                                         WrongType{"Boolean", R"({"description":false})",
                                                   "patch: description must be a string or null"},
                                         WrongType{"Array", R"({"description":[]})",
                                                   "patch: description must be a string or null"},
                                         WrongType{"Object", R"({"description":{"a":"b"}})",
                                                   "patch: description must be a string or null"}),
                         [](const auto& info) { return info.param.name; });
INSTANTIATE_TEST_SUITE_P(
    Completed, Wrong,
    testing::Values(
        WrongType{"Null", R"({"completed":null})", "patch: completed must be a boolean"},
        WrongType{"Number", R"({"completed":1})", "patch: completed must be a boolean"},
        WrongType{"String", R"({"completed":"true"})", "patch: completed must be a boolean"},
        WrongType{"Array", R"({"completed":[true]})", "patch: completed must be a boolean"}),
    [](const auto& info) { return info.param.name; });

class UnknownMember : public testing::TestWithParam<std::string_view> {};

TEST_P(UnknownMember, IsRefusedWithTheKnownOnesAsAHint) {
  TaskPatch patch;
  const Error error =
      unit::ErrorOf([&] { patch.Set(GetParam(), {JsonScalar::Kind::kNull}, "patch"); });
  EXPECT_STREQ(error.kind().sqlstate, "22023");
  EXPECT_EQ(error.message(), "patch: unknown member \"" + std::string(GetParam()) + "\"");
  EXPECT_STREQ(error.hint(), "A task has these members: title, description, completed.");
  EXPECT_TRUE(patch.empty());
}

INSTANTIATE_TEST_SUITE_P(Names, UnknownMember,
                         testing::Values("", "Title", "title ", "titl", "titles", "id", "user_id",
                                         "created_at", "version", "deleted_at", "\xC3\xA9"));

// A name from outside can have any length: 64 bytes of it are shown, and whole characters alone.
TEST(UnknownMemberName, IsCutAtACharactersBoundary) {
  const auto shown = [](const std::string& name) {
    const Error error =
        unit::ErrorOf([&name] { TaskPatch().Set(name, {JsonScalar::Kind::kNull}, "p"); });
    const std::string& message = error.message();
    const std::size_t start = message.find('"') + 1;
    return message.substr(start, message.size() - 1 - start);
  };
  const std::string ascii(100, 'x');
  EXPECT_EQ(shown(ascii.substr(0, 64)), ascii.substr(0, 64));
  EXPECT_EQ(shown(ascii), ascii.substr(0, 64));
  for (const char32_t c : {U'\u00E9', U'\u20AC', U'\U0001F600'}) {
    const std::string wide = unit::Utf8(c);
    for (std::size_t before = 60; before <= 66; ++before) {
      const std::string name = ascii.substr(0, before) + wide + "tail";
      const bool fits = before + wide.size() <= 64;
      const std::string expected =
          fits ? name.substr(0, 64) : ascii.substr(0, std::min<std::size_t>(before, 64));
      EXPECT_EQ(shown(name), expected) << before << " " << wide;
    }
  }
}

TEST(NewTask, HasATaskMembersAndItsId) {
  const json object = json::parse(
      R"({"id":"017F22E2-79B0-7CC3-98C4-DC0C0C07398F","title":"milk","description":null,
          "completed":true})");
  const auto task = Read<NewTask>(object, "tasks[0]");
  EXPECT_EQ(task.id(), MakeUuidV7(0x017F22E279B0, 0xCC3, 0x18C4DC0C0C07398F));
  EXPECT_EQ(task.members().title().value, "milk");
  EXPECT_FALSE(task.members().description().value);
  EXPECT_EQ(task.members().completed().value, true);
  EXPECT_NO_THROW(task.CheckComplete("tasks[0]"));
}

TEST(NewTask, HasNoIdWhenItIsNullOrAbsent) {
  for (const char* text : {R"({"title":"milk"})", R"({"title":"milk","id":null})"}) {
    const json object = json::parse(text);
    EXPECT_EQ(Read<NewTask>(object, "tasks[0]").id(), std::nullopt);
  }
}

TEST(NewTask, RefusesAnIdThatIsNoUuid) {
  for (const char* text : {R"({"id":""})", R"({"id":"1"})", R"({"id":1})", R"({"id":false})",
                           R"({"id":["017f22e2-79b0-7cc3-98c4-dc0c0c07398f"]})"}) {
    const json object = json::parse(text);
    const Error error = unit::ErrorOf([&object] { Read<NewTask>(object, "tasks[3]"); });
    EXPECT_STREQ(error.kind().sqlstate, "22023");
    EXPECT_EQ(error.message(), "tasks[3]: id must be a UUID");
  }
}

TEST(NewTask, NeedsATitle) {
  const json object = json::parse(R"({"description":"two bottles"})");
  const auto task = Read<NewTask>(object, "tasks[7]");
  const Error error = unit::ErrorOf([&task] { task.CheckComplete("tasks[7]"); });
  EXPECT_STREQ(error.kind().sqlstate, "22023");
  EXPECT_EQ(error.message(), "tasks[7]: title must be given");
}

TEST(NewTask, RefusesAnUnknownMemberWithItsOwnHint) {
  const json object = json::parse(R"({"title":"milk","due":"today"})");
  const Error error = unit::ErrorOf([&object] { Read<NewTask>(object, "tasks[1]"); });
  EXPECT_STREQ(error.kind().sqlstate, "22023");
  EXPECT_EQ(error.message(), "tasks[1]: unknown member \"due\"");
  EXPECT_STREQ(error.hint(), "A new task has these members: title, description, completed, id.");
}

}  // namespace
}  // namespace todo
