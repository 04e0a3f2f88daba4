-- The floor: the tables and indexes of the plain peer with no policy, and C functions that do nothing.
CREATE SCHEMA bare;
CREATE TABLE bare.users (LIKE plain.users INCLUDING ALL);
CREATE TABLE bare.tasks (LIKE plain.tasks INCLUDING ALL);
ALTER TABLE bare.tasks ADD FOREIGN KEY (user_id) REFERENCES bare.users ON DELETE CASCADE ON UPDATE CASCADE;
GRANT USAGE ON SCHEMA bare TO PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON bare.tasks TO bench_app;

CREATE FUNCTION bare.nothing(text) RETURNS text LANGUAGE c VOLATILE AS :'floor', 'bench_nothing';
CREATE FUNCTION bare.no_rows(bigint) RETURNS SETOF bare.tasks LANGUAGE c STABLE AS :'floor', 'bench_no_rows';

-- For the profile of whatever peer.
CREATE FUNCTION bare.start_counting() RETURNS void LANGUAGE c VOLATILE AS :'floor', 'bench_start_counting';
CREATE FUNCTION bare.stop_counting() RETURNS void LANGUAGE c VOLATILE AS :'floor', 'bench_stop_counting';

INSERT INTO bare.users SELECT * FROM plain.users;
INSERT INTO bare.tasks (user_id, title, description, completed, created_at, updated_at)
SELECT user_id, title, description, completed, created_at, created_at + changed_after FROM data.tasks WHERE NOT trashed ORDER BY n;
