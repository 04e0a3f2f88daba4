-- 10,000 tasks counted by count_tasks
-- against: count_plain at most 0.05
\if :signed_in = 0
SELECT todo.set_user('00000000-0000-4000-8000-000000000201', 'session');
SET ROLE bench_app;
\set signed_in 1
\endif
\set page_size 50
SELECT * FROM todo.count_tasks();
