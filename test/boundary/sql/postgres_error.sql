-- An error of PostgreSQL over live C++ objects: they are destroyed, and the client gets all of it.
\x on
SELECT show.* FROM unnest('{postgres error, constraint}'::text[]) AS how, show_failure(how) AS show;
\x off
SELECT * FROM fail_100_000_times('postgres error');

-- Without a handler too, and the session goes on.
SELECT fail('postgres error');
SELECT objects_live(), states_misplaced();
