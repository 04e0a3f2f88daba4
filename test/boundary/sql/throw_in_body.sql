-- A body of pg::Call that throws, though it should not, leaves PostgreSQL's state as it was.
\x on
SELECT * FROM show_failure('throw in body');
\x off
SELECT * FROM fail_100_000_times('throw in body');
