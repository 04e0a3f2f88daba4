-- C++ without memory is 53200, thrown on purpose or by an allocation that is too large.
SELECT how, show.code, show.message FROM unnest('{bad_alloc, out of memory}'::text[]) AS how,
  show_failure(how) AS show;
SELECT * FROM fail_100_000_times('out of memory');
