-- Whatever C++ throws ends as an error of PostgreSQL: ours with all its fields, others as XX000.
\x on
SELECT show.* FROM unnest('{todo::Error, runtime_error, int}'::text[]) AS how,
  show_failure(how) AS show;
\x off
SELECT how, counts.* FROM unnest('{todo::Error, runtime_error, int}'::text[]) AS how,
  fail_100_000_times(how) AS counts;
