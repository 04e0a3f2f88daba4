# shellcheck shell=bash
# Writes for different users on two cores against one, into cores.tsv: cores, calls a second.
# The same clients and the same server, all their processes bound to one core or to two, in turns: what the clients
# themselves need has to be had on those cores as well. With four clients nobody waits for an idle core.
phase_cores() {
  local round cores
  : >"$results/cores.tsv"
  for round in 1 2 3 4 5; do
    for cores in 0 0-1; do
      use_cores "$cores"
      start_server "${measure_settings[@]}" autovacuum=off
      program_measure clients=4 rounds="${CORE_ROUNDS:-20000}" sample=2000 only=create,toggle seed="$round" |
        awk -v cores="$cores" -F'\t' '$1 == "all" { print (cores == "0" ? 1 : 2) "\t" $3 }' >>"$results/cores.tsv"
      stop_server
    done
  done
  use_cores all
  cat "$results/cores.tsv"
}
