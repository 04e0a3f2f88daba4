-- A statement that could not be prepared fails whole, and is prepared once it can be.
\x on
SELECT * FROM show_failure('prepare');
\x off
SELECT * FROM fail_100_000_times('prepare');
CREATE TABLE made_later (i int);
SELECT fail('prepare') IS NOT NULL AS works_now;
