// Settings of the extension. They are defined when the library starts; a start that failed, for
// lack of memory, is made again by the next call, and PostgreSQL takes no definition twice.
#pragma once

#include "pg/postgres.hpp"

namespace pg {

// A value that somebody has planted before does not define a setting. May longjmp.
bool is_defined(const char* setting);

// As DefineCustomStringVariable() and DefineCustomIntVariable(); nothing when it is defined
// already. May longjmp.
template <class... Arguments>
void define_string_setting(const char* name, Arguments... arguments) {
  if (!is_defined(name)) DefineCustomStringVariable(name, arguments...);
}
template <class... Arguments>
void define_int_setting(const char* name, Arguments... arguments) {
  if (!is_defined(name)) DefineCustomIntVariable(name, arguments...);
}

}  // namespace pg
