// rows users|tasks USERS TASKS END: writes that table's rows for COPY … WITH (FORMAT binary) to the
// standard output. END: the end of their year, in seconds since 1970.
#include <fcntl.h>
#include <unistd.h>

#include <bit>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "population.hpp"

namespace {

// The file format of COPY's documentation: numbers are big-endian, each value follows its length.
class CopyWriter {
 public:
  explicit CopyWriter(std::int16_t columns) : columns_(columns) {
    fcntl(STDOUT_FILENO, F_SETPIPE_SZ,
          1 << 20);  // where it may be: fewer turns of the two processes
    buffer_.reserve(kFull + 4096);
    buffer_.append("PGCOPY\n\377\r\n\0", 11);
    Number<std::int32_t>(0);  // flags
    Number<std::int32_t>(0);  // no header extension
  }
  void StartRow() {
    if (buffer_.size() >= kFull) Flush();
    Number(columns_);
  }
  void Null() { Number<std::int32_t>(-1); }
  void Text(std::string_view text) {
    Number(static_cast<std::int32_t>(text.size()));
    buffer_.append(text);
  }
  void Id(const scale::Uuid& uuid) {
    Text({reinterpret_cast<const char*>(uuid.data()), uuid.size()});
  }
  template <class T>
  void Value(T value) {
    Number<std::int32_t>(sizeof value);
    Number(value);
  }
  void Time(const std::optional<std::int64_t>& time) { time ? Value(*time) : Null(); }
  void Finish() {
    Number<std::int16_t>(-1);
    Flush();
  }

 private:
  static constexpr std::size_t kFull = 1 << 18;

  template <class T>
  void Number(T value) {
    static_assert(std::endian::native == std::endian::little);
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    for (std::size_t i = sizeof value; i > 0; --i) buffer_.push_back(bytes[i - 1]);
  }
  void Flush() {
    for (std::string_view rest = buffer_; !rest.empty();) {
      const ssize_t written = write(STDOUT_FILENO, rest.data(), rest.size());
      if (written < 0) {
        std::perror("rows: write");
        std::exit(1);
      }
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
  }

  std::int16_t columns_;
  std::string buffer_;
};

// A text of words, from which titles and descriptions are cut.
class Words {
 public:
  Words() {
    constexpr const char* kVocabulary[] = {
        "call",    "buy",     "milk",     "bread",    "invoice",  "review", "the",      "a",
        "for",     "with",    "and",      "before",   "Monday",   "report", "project",  "meeting",
        "notes",   "send",    "reply",    "to",       "Anna",     "budget", "draft",    "team",
        "update",  "fix",     "leak",     "kitchen",  "book",     "flight", "hotel",    "dentist",
        "renew",   "licence", "passport", "order",    "paper",    "check",  "backup",   "server",
        "release", "plan",    "sprint",   "customer", "contract", "sign",   "archive",  "photos",
        "clean",   "garage",  "water",    "plants",   "prepare",  "slides", "workshop", "of",
        "next",    "week",    "birthday", "present",  "school",   "form",   "return",   "parcel"};
    scale::Random random(0);
    while (text_.size() < kSize + kLongest) {
      if (text_.size() < kSize) starts_.push_back(text_.size());
      text_ += kVocabulary[random.Below(std::size(kVocabulary))];
      text_ += ' ';
    }
  }
  // Begins with a word, and ends in no white space.
  std::string_view Cut(std::uint64_t where, std::size_t length) {
    char* const begin = text_.data() + starts_[where % starts_.size()];
    if (begin[length - 1] != ' ') return {begin, length};
    std::memcpy(cut_, begin, length - 1);
    cut_[length - 1] = '.';
    return {cut_, length};
  }

 private:
  static constexpr std::size_t kSize = 1 << 18;
  static constexpr std::size_t kLongest = 512;

  std::string text_;
  std::vector<std::size_t> starts_;
  char cut_[kLongest] = {};
};

// id, email, email_verified, name, created_at, updated_at
void WriteUsers(const scale::Population& population, std::uint64_t users) {
  CopyWriter out(6);
  for (std::uint64_t number = 0; number < users; ++number) {
    const std::string digits = std::to_string(number);
    const std::int64_t created_at = population.UserCreatedAt(number);
    out.StartRow();
    out.Id(scale::UserId(number));
    out.Text("user." + digits + "@example.com");
    out.Value<std::uint8_t>(1);
    out.Text("User " + digits);
    out.Value(created_at);
    out.Value(created_at);
  }
  out.Finish();
}

// id, user_id, title, description, completed, created_at, updated_at, deleted_at, completed_at,
// version
void WriteTasks(const scale::Population& population, std::uint64_t tasks) {
  CopyWriter out(10);
  Words words;
  for (std::uint64_t number = 0; number < tasks; ++number) {
    const scale::Task task = population.TaskAt(number);
    out.StartRow();
    out.Id(task.id);
    out.Id(scale::UserId(task.owner));
    out.Text(words.Cut(task.text, task.title_length));
    if (task.description_length > 0)
      out.Text(words.Cut(task.text >> 32, task.description_length));
    else
      out.Null();
    out.Value<std::uint8_t>(task.completed_at ? 1 : 0);
    out.Value(task.created_at);
    out.Value(task.updated_at);
    out.Time(task.deleted_at);
    out.Time(task.completed_at);
    out.Value(task.version);
  }
  out.Finish();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: rows users|tasks USERS TASKS END\n", stderr);
    return 2;
  }
  const std::uint64_t users = std::strtoull(argv[2], nullptr, 10);
  const std::uint64_t tasks = std::strtoull(argv[3], nullptr, 10);
  const std::int64_t end = std::strtoll(argv[4], nullptr, 10) * 1'000'000 - scale::kEpoch;
  const scale::Population population(users, tasks, end);
  if (std::strcmp(argv[1], "users") == 0)
    WriteUsers(population, users);
  else
    WriteTasks(population, tasks);
}
