# shellcheck shell=bash
# Loads USERS and TASKS, in steps; one that was done is not done again.

# For the load alone: nothing of it is to survive a crash of the machine; that is what `sync` at the end is for.
# The heap passes through a ring of buffers, and sorts want the memory.
load_settings=(wal_level=minimal max_wal_senders=0 fsync=off full_page_writes=off synchronous_commit=off
  max_wal_size=4GB checkpoint_timeout=1h autovacuum=off shared_buffers=1GB jit=off
  maintenance_work_mem="$(memory_share 10)" work_mem="$(memory_share 20)"
  max_parallel_maintenance_workers=1 max_parallel_workers_per_gather=1)

phase_load() {
  local step
  [[ ! -e $run/done/load_check ]] || { say 'load: done before'; return; }
  # What is loaded, the indexes that are sorted one after the other, and something for the log.
  [[ -e $run/done/load_tasks ]] || need_disk $((TASKS * 470 + USERS * 600 + 5000000000))
  for step in cluster users tasks indexes counters statistics check; do
    if [[ -e $run/done/load_$step ]]; then say "load: $step: done before"; continue; fi
    timed "load: $step" "load_$step"
    touch "$run/done/load_$step"
  done
  load_server
  about
  stop_server
  sync
  printf 'peak\t%s\n' "$(cat "$run/peak")" >"$results/disk.tsv"
  say "load: all steps: $(awk -F'\t' '$1 ~ /^load: / { sum += $2 } END { print sum }' "$results/times.tsv") s;" \
    "peak of disk use $(human "$(cat "$run/peak")")"
}

load_cluster() {
  stop_server
  rm -rf "$data" "$results/times.tsv" "$run/peak" "$run/done"/*
  initdb -D "$data" -U postgres -A trust -E UTF8 --no-locale --no-sync >/dev/null
  date +%s >"$run/end"
  load_server
  sql --command 'CREATE EXTENSION todo'
  sql --command 'CREATE ROLE scale_service LOGIN IN ROLE todo_service' --command 'CREATE ROLE scale_client IN ROLE authenticated_user'
  sql --command 'GRANT scale_client TO scale_service'
}

load_server() { server_runs || start_server "${load_settings[@]}"; watch_progress; }
rows_of() { # TABLE
  printf "PROGRAM '%s/rows %s %s %s %s' WITH (FORMAT binary, FREEZE)" "$programs" "$1" "$USERS" "$TASKS" "$(cat "$run/end")"
}

# Triggers off: "Bulk loads" of docs/administration.md. FREEZE: no second pass by VACUUM, and no log, for a table that is
# emptied in the same transaction.
load_users() {
  load_server
  sql --single-transaction --command 'SET LOCAL session_replication_role = replica' --command 'TRUNCATE todo.users CASCADE' \
    --command "COPY todo.users (id, email, email_verified, name, created_at, updated_at) FROM $(rows_of users)"
}
load_tasks() {
  load_server
  sql --file bench/scale/bare_tasks.sql
  sql --single-transaction --command 'SET LOCAL session_replication_role = replica' --command 'TRUNCATE todo.tasks' \
    --command "COPY todo.tasks (id, user_id, title, description, completed, created_at, updated_at, deleted_at, completed_at, version)
               FROM $(rows_of tasks)"
}
load_indexes() { load_server; sql --command 'SELECT todo.install()' | sed '/^COMMENT/d; s/^/    /'; }
load_counters() { load_server; sql --file bench/scale/counters.sql; }
load_statistics() { load_server; sql --command 'VACUUM (ANALYZE)' --command CHECKPOINT; }
load_check() {
  load_server
  sql --field-separator $'\t' --command 'SELECT ok, check_name, detail FROM todo.doctor()' >"$run/doctor"
  ! grep -v '^t' "$run/doctor" || return 1
  sed -n 's/^t\t\(counters\|events\)\t/    \1 /p' "$run/doctor"
}
