# shellcheck shell=bash
# Private memory of a backend, ours and the plain peer's, into memory.tsv: see memory.py.
phase_memory() {
  (umask 077; /usr/bin/python3 bench/scale/memory.py keys >"$data/memory_keys.json")
  start_server "${measure_settings[@]}" todo.jwt_keys_file=memory_keys.json todo.jwt_issuer=https://id.example todo.jwt_audience=todo
  sql --command 'DROP SCHEMA IF EXISTS plain, data CASCADE' --set rows=0 --file bench/scale/data.sql --file bench/peers/plain.sql \
    --command 'GRANT bench_app TO scale_service'
  /usr/bin/python3 bench/scale/memory.py >"$results/memory.tsv"
  sql --command 'DROP SCHEMA plain, data CASCADE'
  stop_server
  rm "$data/memory_keys.json"
  cat "$results/memory.tsv"
}
