# shellcheck shell=bash
# Bytes per task of each table and index: ours as loaded (indexes built over the data) and grown (each row
# inserted into all indexes, in order of time), and the plain peer's in both ways.
phase_sizes() {
  start_server "shared_buffers=$(memory_share 4)" wal_level=minimal max_wal_senders=0 max_wal_size=4GB autovacuum=off jit=off \
    fsync=off full_page_writes=off "maintenance_work_mem=$(memory_share 10)"
  watch_progress
  : >"$results/sizes.tsv"
  weigh todo built todo
  if ((TASKS > 10000000)); then
    say 'sizes: the peer is measured at 10,000,000 tasks and less'
  else
    sql --command 'DROP SCHEMA IF EXISTS grown, plain, data CASCADE'
    timed 'sizes: ours, grown' sql --file bench/scale/grown.sql
    weigh grown grown todo
    sql --command 'DROP SCHEMA grown CASCADE'
    timed "sizes: the plain peer's, grown" sql --set rows=ALL --file bench/scale/data.sql --file bench/peers/plain.sql
    weigh plain grown plain
    timed "sizes: the plain peer's, built" sql --command 'REINDEX TABLE plain.tasks'
    weigh plain built plain
    sql --command 'DROP SCHEMA plain, data CASCADE'
  fi
  stop_server
  cat "$results/sizes.tsv"
}

weigh() { # SCHEMA HOW WHOSE
  sql --set schema="$1" --set how="$2" --set whose="$3" --field-separator $'\t' \
    --file bench/scale/sizes.sql >>"$results/sizes.tsv"
}
