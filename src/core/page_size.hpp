// The page_size argument that every list has.
#pragma once

#include <cstdint>
#include <optional>

namespace todo {

// 1 to 1000, `usual` when null. Throws errors::kBadArgument.
std::int32_t CheckPageSize(std::optional<std::int32_t> page_size, std::int32_t usual);

}  // namespace todo
