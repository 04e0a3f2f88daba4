#include "core/page_size.hpp"

#include <string>

#include "core/error.hpp"

namespace todo {

std::int32_t CheckPageSize(std::optional<std::int32_t> page_size, std::int32_t usual) {
  constexpr std::int32_t kMax = 1000;
  const std::int32_t size = page_size.value_or(usual);
  if (size < 1 || size > kMax)
    errors::ThrowBadArgument("page_size must be from 1 to " + std::to_string(kMax) + ", not " +
                             std::to_string(size));
  return size;
}

}  // namespace todo
