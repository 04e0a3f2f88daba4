# shellcheck shell=bash
# psql on what is loaded.
phase_psql() { start_server "shared_buffers=$(memory_share 4)" jit=off; psql --no-psqlrc; }
