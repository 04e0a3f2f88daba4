# shellcheck shell=bash
# p50, p95 and p99 of every operation, into measure.tsv: state, owner, clients, rate, operation, calls, p50, p95, p99, maximum.

measure_settings=(shared_buffers="$(memory_share 4)" max_connections=200 synchronous_commit=off jit=off
  max_wal_size=4GB checkpoint_timeout=1h)
cold_rounds=${COLD_ROUNDS:-500} warm_rounds=${WARM_ROUNDS:-5000}

phase_measure() {
  local clients
  : >"$results/measure.tsv"
  for clients in 1 16 100; do
    # One client waits for each answer: with the server on another core, wake-ups would be measured.
    use_cores "$( ((clients == 1)) && echo 0 || echo all)"
    start_cold
    timed "measure: cold, clients: $clients" measure cold any "$clients" 0 "$cold_rounds"
    timed "measure: warm, clients: $clients" measure warm any "$clients" 0 "$warm_rounds"
  done
  # Ten times the hundred users a second that it is made for, for a minute.
  timed 'measure: warm, clients: 100, together 1000 calls a second' measure warm any 100 1000 "${PACED_ROUNDS:-5000}"
  stop_server
  use_cores 0
  start_server "${measure_settings[@]}"
  timed 'measure: warm, the heavy user' measure warm heavy 1 0 "$warm_rounds"
  about "${measure_settings[@]}"
  stop_server
  use_cores all
  start_server "${measure_settings[@]}" synchronous_commit=on
  timed 'measure: warm, clients: 16, each commit waits for the disk' measure durable any 16 0 "$warm_rounds"
  stop_server
  cat "$results/measure.tsv"
}

# Nothing of what is loaded is in memory: neither in the server's nor in the system's.
start_cold() {
  stop_server
  sync
  find "$data" -type f -size +0 -exec dd if={} iflag=nocache count=0 status=none \;
  say "    in memory: $(human "$(in_memory)") of $(human "$(du --summarize --block-size=1 "$data" | cut -f 1)")"
  start_server "${measure_settings[@]}"
}
in_memory() {
  find "$data" -type f -size +0 -print0 | xargs -0 fincore --bytes --noheadings --output res | awk '{ sum += $1 } END { print sum + 0 }'
}

measure() { # STATE OWNER CLIENTS RATE ROUNDS
  local sample=2000 seed=1
  [[ $1 != cold ]] || sample=0 seed=$((1 + $3)) # tasks that nobody has called for before
  program_measure owner="$2" clients="$3" rate="$4" rounds="$5" sample="$sample" seed="$seed" |
    sed "s/^/$1\t$2\t$3\t$4\t/" >>"$results/measure.tsv"
}
program_measure() { "$programs/measure" users="$USERS" tasks="$TASKS" end="$(cat "$run/end")" "$@"; }
