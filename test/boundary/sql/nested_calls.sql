-- An error passes boundaries within boundaries: a call in a call, more levels than PostgreSQL can
-- hold errors, and a statement whose function catches one failure and meets another.
\x on
SELECT show.* FROM unnest('{nested call, levels, subtransaction}'::text[]) AS how,
  show_failure(how) AS show;
\x off
SELECT how, counts.* FROM unnest('{nested call, subtransaction}'::text[]) AS how,
  fail_100_000_times(how) AS counts;
