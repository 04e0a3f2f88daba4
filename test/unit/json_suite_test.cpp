// Proves that JSON is read as the JSONTestSuite says, or more strictly for a reason that is listed.
#include <algorithm>
#include <map>
#include <string>

#include "core/json.hpp"
#include "core/refused.hpp"
#include "unit.hpp"
#include "vectors.hpp"

namespace todo {
namespace {

// Files that must parse, and do not.
const std::map<std::string, std::string> kStricter = {
    {"y_object_duplicated_key.json", "JSON with a member named twice"},
    {"y_object_duplicated_key_and_value.json", "JSON with a member named twice"},
};

TEST(JsonTestSuite, EveryFileIsDecidedAsItIsNamed) {
  if (!unit::HaveVectors()) return;
  std::map<char, int> files;
  int either_taken = 0;
  std::size_t stricter = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(unit::VectorsFolder() / "json" / "test_parsing")) {
    const std::string name = entry.path().filename();
    const std::string text = unit::ReadFile(entry.path());
    const std::string reason = unit::ReasonOf([&text] { ParseJson(text); });
    ++files[name[0]];
    switch (name[0]) {
      case 'y':
        if (const auto known = kStricter.find(name); known != kStricter.end()) {
          ++stricter;
          EXPECT_EQ(reason, known->second) << name;
        } else {
          EXPECT_EQ(reason, "") << name;
        }
        break;
      case 'n':
        EXPECT_NE(reason, "") << name;
        break;
      default:  // 'i': either
        if (reason.empty()) ++either_taken;
        break;
    }
  }
  EXPECT_EQ(files['y'], 95);
  EXPECT_EQ(files['n'], 188);
  EXPECT_EQ(files['i'], 35);
  EXPECT_EQ(files.size(), 3u);
  EXPECT_EQ(stricter, kStricter.size());
  std::cout << "JSONTestSuite: " << files['y'] << " must parse, of which " << stricter
            << " have a member twice and are refused; " << files['n'] << " must not; of "
            << files['i'] << " others " << either_taken << " do\n";
}

}  // namespace
}  // namespace todo
