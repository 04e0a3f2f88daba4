-- Tasks without an account, as a load with triggers off may leave them: maintenance goes by them and says so, doctor() names them.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_owner
SET session_replication_role = replica;
INSERT INTO tasks (id, user_id, title, completed, updated_at)
    SELECT gen_random_uuid(), ('00000000-0000-4000-8000-0000000000f' || mod(i, 2))::uuid, 'nobody''s', true, '2000-01-01' FROM generate_series(1, 40) i;
RESET session_replication_role;
INSERT INTO tasks (user_id, title, completed, updated_at) VALUES (:alice, 'old', true, '2000-01-02');
INSERT INTO tasks (user_id, title, deleted_at) VALUES (:bob, 'trash', '2000-01-01');
:as_service
SELECT job, rows, finished FROM run_maintenance(batch_size => 10);
SELECT job, rows, finished FROM run_maintenance(batch_size => 10);
SELECT user_id, title FROM tasks_archive;
SELECT check_name, detail FROM doctor() WHERE NOT ok;
-- its remedy
INSERT INTO users (id, email) VALUES ('00000000-0000-4000-8000-0000000000f0', 'f0@example.org'), ('00000000-0000-4000-8000-0000000000f1', 'f1@example.org');
DELETE FROM users WHERE email ~ '^f';
SELECT count(*) FROM tasks;
SELECT job, rows, finished FROM run_maintenance(batch_size => 10);
