-- An error inside a receiver, between executor and C++, ends the statement and loses nothing:
-- one at a row, one before the first row, one in the receiver that writes JSON.
\x on
SELECT show.* FROM unnest('{receiver, receiver start, json receiver}'::text[]) AS how,
  show_failure(how) AS show;
\x off
SELECT how, counts.* FROM unnest('{receiver, json receiver}'::text[]) AS how,
  fail_100_000_times(how) AS counts;
