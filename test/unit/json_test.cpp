// Proves that JSON from outside is read as RFC 8259 says, and that what two readers could take
// differently is refused.
#include "core/json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "unit.hpp"

namespace todo {
namespace {

using std::string_literals::operator""s;

constexpr char kNotJson[] = "not JSON in UTF-8";
constexpr char kTwice[] = "JSON with a member named twice";
constexpr char kTooDeep[] = "JSON is nested too deeply";
constexpr char kNul[] = "JSON with a NUL byte";

std::string ReasonFor(std::string_view text) {
  return unit::ReasonOf([text] { ParseJson(text); });
}

std::string Repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string Nested(int depth, std::string_view open, std::string_view inside,
                   std::string_view close) {
  return Repeated(open, depth).append(inside).append(Repeated(close, depth));
}

TEST(ParseJson, ReadsEveryKindOfValue) {
  EXPECT_EQ(*ParseJson("null"), Json(nullptr));
  EXPECT_EQ(*ParseJson(" \t\r\ntrue\n"), Json(true));
  EXPECT_EQ(*ParseJson("-0.5e1"), Json(-5.0));
  EXPECT_EQ(*ParseJson("18446744073709551615"), Json(UINT64_MAX));
  EXPECT_EQ(*ParseJson("-9223372036854775808"), Json(INT64_MIN));
  EXPECT_EQ(*ParseJson("18446744073709551616"), Json(18446744073709551616.0));
  EXPECT_EQ(*ParseJson(R"("\u00e9\ud83d\ude00\n")"), Json("\u00E9\U0001F600\n"));
  EXPECT_EQ(*ParseJson("[]"), Json::array());
  EXPECT_EQ(*ParseJson("{}"), Json::object());
  EXPECT_EQ(*ParseJson(R"({"a":[1,{"b":[]},2],"c":{"a":{}},"":0})"),
            Json({{"a", {1, {{"b", Json::array()}}, 2}}, {"c", {{"a", Json::object()}}}, {"", 0}}));
}

// Arrays and objects in each other, wide and deep: what the parser keeps pointers into.
Json RandomValue(int depth, unit::Random& random) {
  switch (unit::Below(depth > 0 ? 7 : 5, random)) {
    case 0:
      return nullptr;
    case 1:
      return unit::Below(2, random) == 0;
    case 2:
      return static_cast<std::int64_t>(random());
    case 3:
      return static_cast<double>(random()) / 3;
    case 4:
      return unit::RandomText(unit::Below(6, random), random);
    case 5: {
      Json array = Json::array();
      for (auto i = unit::Below(9, random); i > 0; --i)
        array.push_back(RandomValue(depth - 1, random));
      return array;
    }
    default: {
      Json object = Json::object();
      for (auto i = unit::Below(9, random); i > 0; --i)
        object[unit::RandomText(unit::Below(4, random), random)] = RandomValue(depth - 1, random);
      return object;
    }
  }
}

TEST(ParseJson, ReadsWhatAKnownLibraryWrites) {
  unit::Random random(1);
  for (int i = 0; i < 2'000; ++i) {
    const Json value = RandomValue(6, random);
    ASSERT_EQ(*ParseJson(value.dump()), value);
    ASSERT_EQ(*ParseJson(value.dump(1, '\t', true)), value);
  }
}

TEST(ParseJson, RefusesWhatIsNoJson) {
  for (const char* text :
       {"",      " ",     "nul",      "True",   "NaN",     "Infinity",    "+1",    "01",
        "1.",    ".5",    "0x1",      "'a'",    "[1,]",    R"({"a":1,})", "{a:1}", R"({"a" 1})",
        "[1 2]", "[",     "]",        "{",      R"("a)",   R"({"a")",     "{} {}", "1 2",
        "[]x",   "/**/1", "1 // one", "\"\t\"", R"("\x")", R"("\u12")",   "\f1"})
    EXPECT_EQ(ReasonFor(text), kNotJson) << text;
}

// A number that a double cannot hold would be infinite: no claim is.
TEST(ParseJson, RefusesANumberOutOfRange) {
  EXPECT_EQ(ReasonFor("1e308"), "");
  EXPECT_EQ(ReasonFor("1e309"), kNotJson);
  EXPECT_EQ(ReasonFor("-1e309"), kNotJson);
  EXPECT_EQ(ReasonFor("1" + std::string(400, '0')), kNotJson);
  EXPECT_EQ(ReasonFor("1e-400"), "");
}

TEST(ParseJson, RefusesDuplicateMembers) {
  for (const char* text :
       {R"({"a":1,"a":1})", R"({"a":1,"b":2,"a":3})", R"({"a":{"b":1,"b":2}})", R"([{"":1,"":2}])",
        R"({"a":1,"\u0061":2})", R"({"\ud83d\ude00":1,"😀":2})", R"({"a":{},"a":{}})",
        R"([[{"b":[{"a":null,"a":null}]}]])"})
    EXPECT_EQ(ReasonFor(text), kTwice) << text;
}

TEST(ParseJson, TakesOneNameInTwoObjects) {
  EXPECT_EQ(ReasonFor(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})"), "");
  EXPECT_EQ(ReasonFor(R"({"a":1,"A":2,"a ":3})"), "");
}

TEST(ParseJson, RefusesDepthOver16) {
  EXPECT_EQ(kMaxJsonDepth, 16);
  for (const auto& [open, inside, close] :
       {std::array{"[", "", "]"}, std::array{"{\"a\":", "1", "}"},
        std::array{"[{\"a\":", "1", "}]"}}) {
    const int a_level = std::string_view(open).starts_with("[{") ? 2 : 1;
    EXPECT_EQ(ReasonFor(Nested(16 / a_level, open, inside, close)), "") << open;
    EXPECT_EQ(ReasonFor("[" + Nested(16 / a_level, open, inside, close) + "]"), kTooDeep) << open;
  }
  EXPECT_EQ(ReasonFor(Nested(16, "[", "1,\"\",null", "]")), "");
  EXPECT_EQ(ReasonFor("[" + Repeated(Nested(15, "[", "", "]") + ",", 9) + "1]"), "");
}

// Were the depth looked at only afterwards, this would take the memory first.
TEST(ParseJson, RefusesDepthBeforeTheEndIsRead) {
  EXPECT_EQ(ReasonFor(std::string(100'000, '[')), kTooDeep);
  EXPECT_EQ(ReasonFor(Repeated("{\"a\":", 100'000)), kTooDeep);
}

TEST(ParseJson, RefusesANulByteAnywhere) {
  const std::string text = R"({"a":["b",1]})";
  for (std::size_t at = 0; at <= text.size(); ++at) {
    std::string with_nul = text;
    with_nul.insert(at, 1, '\0');
    EXPECT_EQ(ReasonFor(with_nul), kNul) << at;
  }
  EXPECT_EQ(*ParseJson(R"("\u0000")"), Json("\0"s)) << "escaped it is text like any other";
}

TEST(ParseJson, RefusesAByteOrderMark) {
  EXPECT_EQ(ReasonFor("\xEF\xBB\xBF{}"), "JSON with a byte order mark");
  EXPECT_EQ(ReasonFor("\xFE\xFF{}"), kNotJson);
  EXPECT_EQ(ReasonFor("\xEF\xBB{}"), kNotJson);
  EXPECT_EQ(ReasonFor(" \xEF\xBB\xBF{}"), kNotJson);
  EXPECT_EQ(*ParseJson("\"\xEF\xBB\xBF\""), Json("\uFEFF")) << "inside a text it is a character";
}

TEST(ParseJson, RefusesInvalidUtf8) {
  for (const char* bytes : {"\x80",
                            "\xBF",
                            "\xC3",
                            "\xC3(",
                            "\xC0\xAF",
                            "\xC1\xBF",
                            "\xE0\x80\xAF",
                            "\xE0\x9F\xBF",
                            "\xE2\x82",
                            "\xE2(\xA1",
                            "\xED\xA0\x80",
                            "\xED\xBF\xBF",
                            "\xF0\x80\x80\xAF",
                            "\xF0\x8F\xBF\xBF",
                            "\xF0\x9F\x98",
                            "\xF4\x90\x80\x80",
                            "\xF5\x80\x80\x80",
                            "\xF8\x88\x80\x80\x80",
                            "\xFE",
                            "\xFF"}) {
    EXPECT_EQ(ReasonFor("\"a"s + bytes + "b\""), kNotJson) << "in a text";
    EXPECT_EQ(ReasonFor("{\"a"s + bytes + "b\":1}"), kNotJson) << "in a name";
    EXPECT_EQ(ReasonFor("[1]"s + bytes), kNotJson) << "outside";
  }
}

TEST(ParseJson, TakesEveryScalarValueAsUtf8) {
  for (char32_t c = 0x20; c <= unit::kLastScalar; ++c) {
    if (!unit::IsScalar(c) || c == U'"' || c == U'\\') continue;
    if (c > 0x3000 && c % 61 != 0) continue;  // a sample of the rest
    ASSERT_EQ(*ParseJson("\"" + unit::Utf8(c) + "\""), Json(unit::Utf8(c)))
        << static_cast<unsigned>(c);
  }
}

TEST(ParseJson, RefusesASurrogateByItself) {
  for (const char* text : {R"("\ud800")", R"("\udfff")", R"("\ude00\ud83d")", R"("\ud83d\ud83d")",
                           R"("\ud83dx")", R"("\ud83d\n")", R"({"\ud800":1})"})
    EXPECT_EQ(ReasonFor(text), kNotJson) << text;
}

TEST(FindMember, IsNullForWhatIsNotThere) {
  const Json object = {{"a", nullptr}};
  ASSERT_NE(FindMember(object, "a"), nullptr);
  EXPECT_TRUE(FindMember(object, "a")->is_null());
  EXPECT_EQ(FindMember(object, "b"), nullptr);
  for (const Json& no_object : {Json(nullptr), Json(1), Json("a"), Json({"a"})})
    EXPECT_EQ(FindMember(no_object, "a"), nullptr);
}

TEST(FindText, RefusesWhatIsNoText) {
  const Json object = {{"a", "x"}, {"b", 1}, {"c", nullptr}};
  ASSERT_NE(FindText(object, "a", "why"), nullptr);
  EXPECT_EQ(*FindText(object, "a", "why"), "x");
  EXPECT_EQ(FindText(object, "d", "why"), nullptr);
  for (const char* name : {"b", "c"})
    EXPECT_EQ(unit::ReasonOf([&] { FindText(object, name, "why"); }), "why") << name;
}

}  // namespace
}  // namespace todo
