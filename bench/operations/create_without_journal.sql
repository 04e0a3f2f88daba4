-- create_task, the journal's triggers off
-- database: without_journal
\if :signed_in = 0
SELECT todo.set_user('00000000-0000-4000-8000-000000000008', 'session');
SET ROLE bench_app;
\set signed_in 1
\endif
\set page_size 50
SELECT * FROM todo.create_task('Buy milk', 'two bottles');
