// How long things are kept, in minutes; 0 is for ever.
#pragma once

namespace retention {

// Called by _PG_init, again when that has failed.
void define_settings();

int trash_retention();
int archive_after();
int event_retention();

}  // namespace retention
