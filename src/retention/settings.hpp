// How long things are kept, in minutes; 0 is for ever.
#pragma once

namespace retention {

// Called once, by _PG_init.
void define_settings();

int trash_retention();
int archive_after();
int event_retention();

}  // namespace retention
