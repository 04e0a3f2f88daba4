-- The tables, functions and types are as the contract says.
\set ECHO none
\i test/fixture.psql
\set ECHO all
SELECT table_name, column_name, coalesce(data_type || '(' || character_maximum_length || ')', data_type) AS type, is_nullable, column_default
FROM information_schema.columns WHERE table_schema = 'todo' AND table_name IN ('users', 'tasks') ORDER BY table_name DESC, ordinal_position;
SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'todo'::regnamespace AND contype IN ('p', 'u', 'f') ORDER BY 1, 2;
SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'todo' ORDER BY tablename, indexname;
-- the API's row is the table's columns, in order
SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum) =
       (SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = 'todo.tasks'::regclass AND attnum > 0 AND NOT attisdropped) AS same
FROM pg_attribute a WHERE attrelid = 'todo.task'::regclass;
-- functions
SELECT p.proname, pg_get_function_arguments(p.oid) AS arguments, pg_get_function_result(p.oid) AS result, p.provolatile AS v, p.proparallel AS p, p.prosecdef AS secdef, p.proconfig
FROM pg_proc p WHERE pronamespace = 'todo'::regnamespace ORDER BY 1;
-- settings but those of tokens
SELECT name, context, unit, min_val, max_val, boot_val FROM pg_settings WHERE name LIKE 'todo.%' AND name NOT LIKE '%jwt%' ORDER BY 1;
-- no name is overloaded, no argument has a name that gateways reserve
SELECT proname FROM pg_proc WHERE pronamespace = 'todo'::regnamespace GROUP BY 1 HAVING count(*) > 1;
SELECT proname, argument FROM pg_proc, unnest(proargnames) argument WHERE pronamespace = 'todo'::regnamespace
AND argument IN ('', 'limit', 'offset', 'order', 'select', 'first', 'last', 'before', 'after', 'filter');
-- members of the extension: types and functions, no table, view or index
SELECT DISTINCT classid::regclass FROM pg_depend WHERE refobjid = (SELECT oid FROM pg_extension WHERE extname = 'todo') AND deptype = 'e' ORDER BY 1;
SELECT objid::regclass FROM pg_depend JOIN pg_class c ON c.oid = objid WHERE refobjid = (SELECT oid FROM pg_extension WHERE extname = 'todo') AND deptype = 'e' AND relkind <> 'c';
-- storage parameters
SELECT relname, reloptions FROM pg_class WHERE relnamespace = 'todo'::regnamespace AND relkind = 'r' AND reloptions IS NOT NULL ORDER BY 1;
