# shellcheck shell=bash
# What each index of tasks costs a write, into indexes.tsv: the index, then p50 of create and toggle without it.
# An index is dropped in a transaction in which the calls are made, and which is rolled back.
phase_indexes() {
  local round index indexes
  ((TASKS <= 10000000)) || { say 'indexes: measured at 10,000,000 tasks and less'; return; }
  use_cores 0
  start_server "${measure_settings[@]}" autovacuum=off
  mapfile -t indexes < <(sql --command "SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'todo.tasks'::regclass AND NOT indisprimary")
  : >"$results/indexes.tsv"
  for round in $(seq "${INDEX_ROUNDS:-15}"); do
    while read -r index; do
      program_measure rounds=500 sample=500 only=create,toggle seed="$round" within="$([[ $index == none ]] && echo "SELECT 1" || echo "DROP INDEX $index")" |
        awk -v index_name="${index#todo.}" -F'\t' -v OFS='\t' '$1 != "all" { print index_name, $1, $3 }' >>"$results/indexes.tsv"
    done < <(printf '%s\n' none "${indexes[@]}" | shuf)
  done
  stop_server
  use_cores all
}
