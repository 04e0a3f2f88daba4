# shellcheck shell=bash
# What all phases use: the folder of a size, its server, times, progress, disk.

programs=$PWD/build/bench-scale
run=$SCALE_DIR/$USERS-$TASKS
data=$run/data
results=$run/results
watcher=

open_run() {
  mkdir -p "$run/done" "$results"
  PGHOST=$(mktemp -d /tmp/todo.XXXXXX) # short: a socket's path has at most 107 bytes
  export PGHOST PGUSER=postgres PGDATABASE=postgres PGOPTIONS='-c client_min_messages=warning'
  stop_server # that a run which was killed has left
}
close_run() { stop_server; rm -rf "$PGHOST"; }

start_server() { # SETTING…
  local settings
  printf -v settings ' -c %s' "$@"
  pg_ctl -D "$data" -w -t 600 -l "$run/log" -o "-c listen_addresses='' -k '$PGHOST' $settings" start >/dev/null || {
    tail -n 20 "$run/log" >&2
    exit 1
  }
}
stop_server() {
  [[ -z $watcher ]] || kill "$watcher" 2>/dev/null || true
  watcher=
  ! server_runs || pg_ctl -D "$data" -m fast -w -t 600 stop >/dev/null
}
server_runs() { pg_ctl -D "$data" status >/dev/null 2>&1; }

# What the results are of; called while the server runs.
about() {
  printf '%s\t%s\n' date "$(date --utc +%F)" machine "$(about_machine)" \
    version "todo $(sql --command "SELECT extversion FROM pg_extension WHERE extname = 'todo'")" \
    server "PostgreSQL $(sql --command 'SHOW server_version')" settings "$*" \
    >"$results/about.tsv"
}
about_machine() {
  printf '%s, %d cores, %s of memory' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc --all)" \
    "$(human "$(awk '/^MemTotal/ { printf "%.0f", $2 * 1024 }' /proc/meminfo)")"
}

sql() { psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 "$@"; }
say() { printf '%(%H:%M:%S)T  %s\n' -1 "$*"; }
human() { numfmt --to=si --suffix=B --format=%.1f "$1"; }

# The machine's memory, divided.
memory_share() { awk -v part="$1" '/^MemTotal/ { printf "%dMB", $2 / 1024 / part }' /proc/meminfo; }

# This shell, and what it starts from now on.
use_cores() { # LIST or all
  local cores=$1
  [[ $cores != all ]] || cores=0-$(($(nproc --all) - 1))
  taskset --pid --cpu-list "$cores" $$ >/dev/null
}

timed() { # WHAT COMMAND…
  local what=$1 start=$EPOCHREALTIME seconds
  shift
  say "$what" >&2
  "$@"
  seconds=$(awk -v start="$start" -v end="$EPOCHREALTIME" 'BEGIN { printf "%.1f", end - start }')
  printf '%s\t%s\n' "$what" "$seconds" >>"$results/times.tsv"
  say "$what: $seconds s" >&2
}

need_disk() { # BYTES
  local free
  free=$(df --output=avail --block-size=1 "$run" | tail -n 1)
  ((free >= $1)) || { say "$run has $(human "$free") left, and about $(human "$1") may be needed: choose another SCALE_DIR, or less" >&2; exit 1; }
}

# Every second how much disk is used, of which the greatest is kept; every 15 seconds what is under way.
watch_progress() {
  [[ -z $watcher ]] || return 0
  (
    trap - EXIT
    second=0
    while sleep 1; do
      used=$(du --summarize --block-size=1 "$data" 2>/dev/null | cut -f 1)
      [[ ${used:-0} -le $(cat "$run/peak" 2>/dev/null || echo 0) ]] || echo "$used" >"$run/peak"
      ((++second % 15)) || say "    $(sql --file bench/scale/progress.sql | head -n 1); disk $(human "$used")"
    done
  ) 2>/dev/null &
  watcher=$!
}
