-- The module loads, and gives the other tests what they call.
\getenv libdir PG_LIBDIR
\getenv dlsuffix PG_DLSUFFIX
\set module :libdir '/todo_boundary' :dlsuffix
CREATE FUNCTION fail(how text) RETURNS void AS :'module', 'todo_fail' LANGUAGE C STRICT;
CREATE FUNCTION fail_saying(how text, message text) RETURNS void
  AS :'module', 'todo_fail_saying' LANGUAGE C STRICT;
CREATE FUNCTION objects_made() RETURNS bigint AS :'module', 'todo_objects_made' LANGUAGE C;
CREATE FUNCTION objects_live() RETURNS bigint AS :'module', 'todo_objects_live' LANGUAGE C;
CREATE FUNCTION states_misplaced() RETURNS bigint AS :'module', 'todo_states_misplaced' LANGUAGE C;
CREATE FUNCTION heap_in_use() RETURNS bigint AS :'module', 'todo_heap_in_use' LANGUAGE C;
CREATE FUNCTION loop_forever() RETURNS void AS :'module', 'todo_loop_forever' LANGUAGE C;
CREATE FUNCTION count_missed("table" regclass, key uuid, last integer) RETURNS bigint
  AS :'module', 'todo_count_missed' LANGUAGE C STRICT;

-- What its callers meet on the way: a constraint, and a subtransaction that ends one failure.
CREATE TABLE words (word text CONSTRAINT chk_word_not_empty CHECK (word <> ''));
CREATE FUNCTION catch_one_and_raise_another() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  BEGIN
    PERFORM fail('postgres error');
  EXCEPTION WHEN check_violation THEN NULL;
  END;
  PERFORM fail('todo::Error');
END $$;

-- All that the client learns of one failure.
CREATE FUNCTION show_failure(how text) RETURNS TABLE (
  code text, message text, detail text, hint text, "constraint" text, about text, context text)
LANGUAGE plpgsql AS $$
DECLARE
  its_schema text; its_table text; its_column text; its_type text;
BEGIN
  PERFORM fail(how);
EXCEPTION WHEN OTHERS OR query_canceled THEN
  GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
    detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, "constraint" = CONSTRAINT_NAME,
    its_schema = SCHEMA_NAME, its_table = TABLE_NAME, its_column = COLUMN_NAME,
    its_type = PG_DATATYPE_NAME, context = PG_EXCEPTION_CONTEXT;
  about := btrim(concat_ws(' ', its_schema, its_table, its_column, its_type));
  RETURN NEXT;
END $$;

CREATE FUNCTION contexts_in_use() RETURNS numeric LANGUAGE sql
  RETURN (SELECT sum(used_bytes) FROM pg_backend_memory_contexts);

-- Fails 100,000 times in this backend, after enough times for every cache to be filled.
-- `made` shows that there was something to lose; the last three must be 0.
CREATE FUNCTION fail_100_000_times(how text) RETURNS TABLE (
  codes text[], caught int, made bigint, live bigint, misplaced bigint, grown_mb numeric)
LANGUAGE plpgsql AS $$
DECLARE
  made_before bigint;
  heap bigint;
  contexts numeric;
BEGIN
  FOR i IN -1000 .. 99999 LOOP
    IF i = 0 THEN
      codes := '{}';
      caught := 0;
      made_before := objects_made();
      contexts := contexts_in_use();
      heap := heap_in_use();
    END IF;
    BEGIN
      PERFORM fail(how);
    EXCEPTION WHEN OTHERS OR query_canceled THEN
      caught := caught + 1;
      IF SQLSTATE <> ALL (codes) THEN codes := codes || SQLSTATE; END IF;
    END;
  END LOOP;
  made := objects_made() - made_before;
  live := objects_live();
  misplaced := states_misplaced();
  grown_mb := trunc(greatest(0, heap_in_use() - heap, contexts_in_use() - contexts) / 1048576, 0);
  RETURN NEXT;
END $$;
