-- 1,000 tasks by create_tasks
-- against: bulk_1000_without_journal at most 1.50
-- rounds: 5
\if :signed_in = 0
SELECT todo.set_user('00000000-0000-4000-8000-000000000009', 'session');
SET ROLE bench_app;
\set signed_in 1
\endif
\set page_size 50
SELECT count(*) FROM todo.create_tasks((SELECT tasks FROM payloads WHERE size = 1000));
