#include "core/iso_time.hpp"

#include <cstddef>

namespace todo {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool Digits(std::size_t least, std::size_t most) {
    std::size_t count = 0;
    while (count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9') ++count;
    return count >= least && count <= most && Skip(count);
  }
  bool Character(char wanted) { return !rest_.empty() && rest_.front() == wanted && Skip(1); }
  bool Word(std::string_view wanted) { return rest_.starts_with(wanted) && Skip(wanted.size()); }
  bool AtEnd() const { return rest_.empty(); }

 private:
  bool Skip(std::size_t count) {
    rest_.remove_prefix(count);
    return true;
  }
  std::string_view rest_;
};

bool ReadDate(Scanner& text) {
  return text.Digits(4, 6) && text.Character('-') && text.Digits(2, 2) && text.Character('-') &&
         text.Digits(2, 2);
}

bool ReadTime(Scanner& text) {
  if (!text.Digits(2, 2) || !text.Character(':') || !text.Digits(2, 2)) return false;
  if (!text.Character(':')) return true;
  if (!text.Digits(2, 2)) return false;
  return !text.Character('.') || text.Digits(1, 9);
}

bool ReadOffset(Scanner& text) {
  if (text.Character('Z')) return true;
  if (!text.Character('+') && !text.Character('-')) return false;
  return text.Digits(2, 2) && (!text.Character(':') || text.Digits(2, 2));
}

}  // namespace

bool IsIsoTime(std::string_view text) noexcept {
  if (text == "infinity" || text == "-infinity") return true;
  Scanner scanner(text);
  if (!ReadDate(scanner) || !scanner.Character('T') || !ReadTime(scanner) || !ReadOffset(scanner))
    return false;
  scanner.Word(" BC");
  return scanner.AtEnd();
}

}  // namespace todo
