-- doctor() finds each deviation by itself, and names ten of a kind.
\set ECHO none
\i test/fixture.psql
\set ECHO all
BEGIN;
ALTER ROLE authenticated_user REPLICATION;
SELECT check_name, detail FROM doctor(0) WHERE NOT ok;
ROLLBACK;
BEGIN;
ALTER TABLE tasks ALTER CONSTRAINT fk_tasks_user_id DEFERRABLE;
SELECT check_name, detail FROM doctor(0) WHERE NOT ok;
ROLLBACK;
BEGIN;
DROP POLICY users_isolation_policy ON users;
CREATE POLICY users_isolation_policy ON users AS RESTRICTIVE FOR SELECT USING (id = todo.current_user_id());
SELECT check_name, detail FROM doctor(0) WHERE NOT ok;
ROLLBACK;
BEGIN;
INSERT INTO users (email) SELECT i || '@example.com' FROM generate_series(1, 8) i;
-- ten, each named
UPDATE user_counters SET open = 2;
SELECT array_length(string_to_array(detail, 'is counted as'), 1) - 1 AS named, detail ~ 'more$' AS more FROM doctor(0) WHERE check_name = 'counters';
INSERT INTO users (email) VALUES ('11@example.com');
UPDATE user_counters SET open = 2;
SELECT array_length(string_to_array(detail, 'is counted as'), 1) - 1 AS named, substring(detail FROM 'and . more$') AS more FROM doctor(0) WHERE check_name = 'counters';
ROLLBACK;
