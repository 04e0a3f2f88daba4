#include "core/json.hpp"

#include <array>
#include <cstddef>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/refused.hpp"

namespace todo {
namespace {

// What nlohmann's parser calls; the names are its own. It keeps its stack on the heap, so depth is
// refused here before it can grow.
class Builder {
 public:
  using number_integer_t = Json::number_integer_t;
  using number_unsigned_t = Json::number_unsigned_t;
  using number_float_t = Json::number_float_t;
  using string_t = Json::string_t;
  using binary_t = Json::binary_t;

  explicit Builder(Json* root) : root_(root) {}

  bool null() { return Add(nullptr); }
  bool boolean(bool value) { return Add(value); }
  bool number_integer(number_integer_t value) { return Add(value); }
  bool number_unsigned(number_unsigned_t value) { return Add(value); }
  bool number_float(number_float_t value, const string_t&) { return Add(value); }
  bool string(string_t& value) { return Add(std::move(value)); }
  bool binary(binary_t&) { return false; }

  bool start_object(std::size_t) { return Open(Json::object()); }
  bool key(string_t& name) {
    Json& object = *open_.back();
    if (object.contains(name)) throw Refused("JSON with a member named twice");
    member_ = &object[std::move(name)];
    return true;
  }
  bool end_object() { return Close(); }
  bool start_array(std::size_t) { return Open(Json::array()); }
  bool end_array() { return Close(); }

  bool parse_error(std::size_t, const std::string&, const Json::exception&) { return false; }

 private:
  bool Add(Json value) {
    Place(std::move(value));
    return true;
  }
  bool Open(Json container) {
    if (open_.size() == kMaxJsonDepth) throw Refused("JSON is nested too deeply");
    open_.push_back(Place(std::move(container)));
    return true;
  }
  bool Close() {
    open_.pop_back();
    return true;
  }

  // Where the value now is. It stays there: what holds it does not grow while it is open.
  Json* Place(Json value) {
    if (open_.empty()) {
      *root_ = std::move(value);
      return root_;
    }
    Json& container = *open_.back();
    if (container.is_array()) {
      container.push_back(std::move(value));
      return &container.back();
    }
    *member_ = std::move(value);
    return member_;
  }

  Json* root_;
  std::vector<Json*> open_;
  Json* member_ = nullptr;  // the one whose key was read last
};

// Null when it has none, or is no container.
Json* LastChild(Json* json) noexcept {
  if (auto* const array = json->get_ptr<Json::array_t*>(); array != nullptr)
    return array->empty() ? nullptr : &array->back();
  if (auto* const object = json->get_ptr<Json::object_t*>(); object != nullptr)
    return object->empty() ? nullptr : &std::prev(object->end())->second;
  return nullptr;
}

void RemoveLastChild(Json* json) noexcept {
  if (auto* const array = json->get_ptr<Json::array_t*>(); array != nullptr) array->pop_back();
  if (auto* const object = json->get_ptr<Json::object_t*>(); object != nullptr)
    object->erase(std::prev(object->end()));
}

// The children go before their parent: a container without any is destroyed without memory.
void Empty(Json* root) noexcept {
  std::array<Json*, kMaxJsonDepth + 1> path{root};  // the last one may be no container
  std::size_t depth = 1;
  while (depth > 0) {
    if (Json* const child = LastChild(path[depth - 1]); child != nullptr)
      path[depth++] = child;
    else if (--depth > 0)
      RemoveLastChild(path[depth - 1]);
  }
}

}  // namespace

void FreeJson::operator()(const Json* json) const noexcept {
  Empty(const_cast<Json*>(json));  // made by Builder, as no const object
  delete json;
}

OwnedJson ParseJson(std::string_view text) {
  // The parser takes a NUL for the end, and skips a byte order mark.
  if (text.find('\0') != std::string_view::npos) throw Refused("JSON with a NUL byte");
  if (text.starts_with("\xEF\xBB\xBF")) throw Refused("JSON with a byte order mark");
  std::unique_ptr<Json, FreeJson> root(new Json);
  Builder builder(root.get());
  if (!Json::sax_parse(text, &builder)) throw Refused("not JSON in UTF-8");
  return root;
}

bool IsText(const Json& value, std::string_view text) noexcept {
  const auto* const string = value.get_ptr<const std::string*>();
  return string != nullptr && *string == text;
}

const Json* FindMember(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member == object.end() ? nullptr : &*member;
}

const std::string* FindText(const Json& object, const char* name, const char* reason) {
  const Json* const member = FindMember(object, name);
  if (member == nullptr) return nullptr;
  if (!member->is_string()) throw Refused(reason);
  return member->get_ptr<const std::string*>();
}

}  // namespace todo
