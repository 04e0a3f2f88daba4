# shellcheck shell=bash
# What an hour of a hundred visits a second is to the tables, as fast as it goes, with autovacuum on: each visit reads a page and its
# counts, syncs, and creates, changes, toggles and deletes a task (and takes that back). Autovacuum has less than the hour for it.
#   sustained.tsv        the operation, or operation/tenth of the run; calls, p50, p95, p99, maximum
#   sustained_sizes.tsv  seconds, then bytes of tasks, events, user_counters, and user_counters packed
visits=${VISITS:-360000}

phase_sustained() {
  local sampler
  start_server "${measure_settings[@]}" log_autovacuum_min_duration=0
  sql --file bench/scale/packed.sql
  : >"$results/sustained_sizes.tsv"
  (
    trap - EXIT
    while table_sizes; do sleep 5; done
  ) >>"$results/sustained_sizes.tsv" 2>/dev/null &
  sampler=$!
  timed "sustained: $visits visits" program_measure clients=16 rounds="$visits" tenths=1 \
    only=page_50,count,changes_0,create,update,toggle,delete >"$run/sustained"
  mv "$run/sustained" "$results/sustained.tsv"
  kill "$sampler" 2>/dev/null || true
  table_sizes >>"$results/sustained_sizes.tsv"
  stop_server
  grep -v / "$results/sustained.tsv"
  sed -n '1p;$p' "$results/sustained_sizes.tsv"
  awk '{ print "counters: " $4 / $5 " times their minimal size at the most" }' <(sort -n -k 4,4 "$results/sustained_sizes.tsv" | tail -n 1)
}
table_sizes() {
  sql --field-separator $'\t' --command "
    SELECT round(extract(epoch FROM now() - pg_postmaster_start_time())), pg_total_relation_size('todo.tasks'), pg_total_relation_size('todo.events'),
           pg_total_relation_size('todo.user_counters'), size FROM packed_counters"
}
