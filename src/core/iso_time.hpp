// Times as JSON has them: the profile of ISO 8601 that RFC 3339 describes.
#pragma once

#include <string_view>

namespace todo {

// Whether `text` has the form of a time that means the same in every session: "infinity",
// "-infinity", or date, time and offset, as 2026-11-22T08:38:00.123456+00:00 or …Z. A year may have
// up to six digits and " BC" may follow, as json::WriteTimestamp() writes them. Whether there is
// such a day is not looked at.
bool IsIsoTime(std::string_view text) noexcept;

}  // namespace todo
