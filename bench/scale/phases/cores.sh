# shellcheck shell=bash
# Writes for different users on two cores against one, into cores.tsv: cores, calls a second.
# The same four clients, each on one core with its process of the server, all on one or two and two, in turns: what the
# clients themselves need has to be had on those cores as well, nobody is woken up across cores, and no core is idle.
phase_cores() {
  local round cores
  : >"$results/cores.tsv"
  for round in 1 2 3 4 5; do
    for cores in 1 2; do
      use_cores "0-$((cores - 1))"
      start_server "${measure_settings[@]}" autovacuum=off
      program_measure clients=4 cores="$cores" rounds="${CORE_ROUNDS:-20000}" sample=2000 only=create,toggle seed="$round" |
        awk -v cores="$cores" -F'\t' '$1 == "all" { print cores "\t" $3 }' >>"$results/cores.tsv"
      stop_server
    done
  done
  use_cores all
  cat "$results/cores.tsv"
}
