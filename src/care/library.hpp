// Whether the library, the extension and its members belong together.
#pragma once

#include "care/finding.hpp"

namespace care {

// Whether this library is of the version that the extension is.
Finding CheckLibrary();
// Whether what is a member of the extension is what shipped as one.
void CheckMembers(Finding* library);

}  // namespace care
