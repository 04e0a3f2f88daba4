-- The least that the counters can take: all rows in full pages, and indexes built over them.
DROP TABLE IF EXISTS packed_counters;
BEGIN;
CREATE TABLE packed (LIKE todo.user_counters INCLUDING INDEXES) WITH (fillfactor = 100);
INSERT INTO packed SELECT * FROM todo.user_counters;
REINDEX TABLE packed;
CREATE TABLE packed_counters AS SELECT pg_total_relation_size('packed') AS size;
DROP TABLE packed;
COMMIT;
