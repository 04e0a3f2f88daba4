-- changes_since reads what has changed, and create_tasks what it makes, not all that a user has, whatever is known about the tables.
\set ECHO none
\i test/fixture.psql
\set ECHO all
-- nothing is: as after a restore, or when the tables were empty a minute ago
DELETE FROM pg_statistic WHERE starelid IN ('events'::regclass, 'tasks'::regclass);
:as_alice
SELECT count(*) FROM create_tasks((SELECT jsonb_agg(jsonb_build_object('title', 'Task ' || n)) FROM generate_series(1, 2000) n));
RESET ROLE;
-- how many entries of tables and indexes a statement goes over
CREATE FUNCTION pg_temp.reads(statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    before bigint;
    count CONSTANT text := 'SELECT sum(pg_stat_get_xact_tuples_returned(oid)) FROM pg_class WHERE relnamespace = ''todo''::regnamespace AND relkind IN (''r'', ''i'')';
BEGIN
    EXECUTE count INTO before;
    EXECUTE statement;
    EXECUTE replace(count, 'SELECT sum', format('SELECT -%s + sum', before)) INTO before;
    RETURN before;
END
$$;
SET ROLE regress_app;
SELECT pg_temp.reads('SELECT changes_since(1990)') < 100 AS few_without_statistics;
SELECT pg_temp.reads('SELECT changes_since(0, 10)') < 100 AS few_of_many;
\set create_ten 'SELECT create_tasks((SELECT jsonb_agg(jsonb_build_object(''title'', ''x'', ''id'', uuid_v7())) FROM generate_series(1, 10)))'
SELECT pg_temp.reads(:'create_ten') < 100 AS few_without_statistics;
RESET ROLE;
-- what is known is of a table that was nearly empty
UPDATE pg_class SET relpages = 1, reltuples = 1 WHERE oid IN ('events'::regclass, 'tasks'::regclass);
SET ROLE regress_app;
SELECT pg_temp.reads('SELECT changes_since(1990)') < 100 AS few_with_old_statistics;
SELECT pg_temp.reads(:'create_ten') < 100 AS few_with_old_statistics;
