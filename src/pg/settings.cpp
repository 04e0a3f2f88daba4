#include "pg/settings.hpp"

namespace pg {

bool is_defined(const char* setting) {
  return GetConfigOption(setting, true, false) != nullptr &&
         (GetConfigOptionFlags(setting, true) & GUC_CUSTOM_PLACEHOLDER) == 0;
}

}  // namespace pg
