// Public test vectors: data made by others, read in place from TODO_VECTORS (default:
// ../shared/vectors from the project's root), never copied into the project.
#pragma once

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "core/json.hpp"

namespace unit {

inline std::filesystem::path VectorsFolder() {
  const char* const folder = std::getenv("TODO_VECTORS");
  return folder != nullptr ? folder : TODO_SOURCE_DIR "/../shared/vectors";
}

// A plain clone goes on without them, and scripts/check says so; under CI they must be there.
inline bool HaveVectors() {
  if (std::filesystem::is_directory(VectorsFolder())) return true;
  if (std::getenv("CI") != nullptr)
    ADD_FAILURE() << "no public test vectors in " << VectorsFolder() << ": set TODO_VECTORS";
  return false;
}

inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

// Valid cases that we refuse all the same: why, which, and how many of them there are.
struct Stricter {
  const char* reason;
  std::size_t cases;
  std::function<bool(const todo::Json& group, const todo::Json& test)> covers;
};

// Cases that are, byte for byte, another case of their group, and labelled otherwise: the other's
// label counts.
using SameAs = std::map<int, int>;

inline const todo::Json& LabelledCase(const todo::Json& group, const todo::Json& test,
                                      const SameAs& same_as) {
  const auto known = same_as.find(test.at("tcId").get<int>());
  if (known == same_as.end()) return test;
  for (const todo::Json& other : group.at("tests")) {
    if (other.at("tcId") != known->second) continue;
    EXPECT_EQ(other.at("jws").get<std::string>(), test.at("jws").get<std::string>());
    EXPECT_NE(other.at("result").get<std::string>(), test.at("result").get<std::string>());
    return other;
  }
  ADD_FAILURE() << "no tcId " << known->second << " in that group";
  return test;
}

// Every case of a file of Wycheproof's, decided as it is labelled ("acceptable" is either) or
// stricter for one of those reasons. `accepts` is given a group and one of its tests.
template <class Accepts>
void CheckWycheproof(const char* name, const std::vector<Stricter>& stricter, Accepts accepts,
                     const SameAs& same_as = {}) {
  if (!HaveVectors()) return;
  const auto file = todo::Json::parse(ReadFile(VectorsFolder() / "wycheproof" / name));
  std::size_t cases = 0;
  std::size_t accepted = 0;
  std::vector<std::size_t> refused(stricter.size());
  for (const todo::Json& group : file.at("testGroups")) {
    for (const todo::Json& test : group.at("tests")) {
      ++cases;
      const auto result =
          LabelledCase(group, test, same_as).at("result").template get<std::string>();
      const bool accept = accepts(group, test);
      if (accept) ++accepted;
      bool expected = result == "valid";
      for (std::size_t i = 0; expected && i < stricter.size(); ++i) {
        if (!stricter[i].covers(group, test)) continue;
        ++refused[i];
        expected = false;
      }
      if (result == "acceptable") continue;
      EXPECT_EQ(accept, expected) << name << " tcId " << test.at("tcId").dump() << ": "
                                  << test.at("comment").get<std::string>();
    }
  }
  EXPECT_EQ(cases, file.at("numberOfTests").get<std::size_t>());
  EXPECT_GT(accepted, 0u);
  std::cout << name << ": " << cases << " cases, " << accepted << " accepted";
  for (std::size_t i = 0; i < stricter.size(); ++i) {
    EXPECT_EQ(refused[i], stricter[i].cases) << name << ": " << stricter[i].reason;
    std::cout << "; " << refused[i] << " refused though valid: " << stricter[i].reason;
  }
  std::cout << '\n';
}

}  // namespace unit
