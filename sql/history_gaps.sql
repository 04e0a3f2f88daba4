-- Time travel goes no further than the log is whole, and to the very moment of an event.
\set ECHO none
\i test/fixture.psql
\set ECHO all
BEGIN;
:as_alice
SELECT count(*) FROM create_tasks('[{"title": "a"}, {"title": "b"}, {"title": "c"}, {"title": "d"}, {"title": "e"}]');
:as_owner
UPDATE events SET recorded_at = '2020-01-01'::timestamptz + seq * interval '1 day' WHERE user_id = :alice;
-- one in the middle, and the last
DELETE FROM events WHERE user_id = :alice AND seq IN (2, 5);
SELECT rebuild_counters(:alice);
SELECT trimmed_seq, trimmed_until > now() - interval '1 minute' AS recent FROM user_counters WHERE user_id = :alice;
:as_alice
SELECT left(pg_temp.error($$SELECT tasks_as_of('2020-01-05')$$), 5);
ROLLBACK;
BEGIN;
:as_alice
SELECT count(*) FROM create_tasks('[{"title": "a"}, {"title": "b"}, {"title": "c"}, {"title": "d"}]');
:as_owner
UPDATE user_counters SET trimmed_seq = 1, reduced_seq = 1, trimmed_until = '2020-06-01' WHERE user_id = :alice;
DELETE FROM events WHERE user_id = :alice AND seq <= 2;
UPDATE events SET recorded_at = '2020-01-01' WHERE user_id = :alice;
SELECT rebuild_counters(:alice);
SELECT trimmed_seq, trimmed_until FROM user_counters WHERE user_id = :alice;
ROLLBACK;
BEGIN;
:as_alice
SELECT title FROM create_task('one', NULL, :task1);
SELECT title FROM update_task(:task1, '{"title": "two"}');
-- at the time of an event, as it left them: one, two
SELECT seq, (SELECT title FROM tasks_as_of(recorded_at)) FROM events ORDER BY seq;
ROLLBACK;
