-- pre_request signs in by the Authorization header that PostgREST hands over, for the request's transaction.
\set ECHO none
\i test/fixture.psql
\i test/tokens.psql
\set ECHO all
SELECT pg_temp.token(json_build_object('sub', :alice)::jsonb) AS alices \gset
SET ROLE regress_app;
\set VERBOSITY sqlstate
SELECT pre_request();
\set VERBOSITY default
-- as PostgREST does it
BEGIN;
SELECT set_config('request.headers', json_build_object('accept', '*/*', 'authorization', 'Bearer ' || :'alices')::text, true) \gset
SELECT pre_request();
SELECT current_user_id() = :alice AS alice, title FROM create_task('By HTTP');
COMMIT;
SELECT current_user_id();
-- no such header, or no headers: nobody, whoever was signed in on this connection
SELECT login(:'alices', 'session') = :alice AS alice;
BEGIN;
SELECT set_config('request.headers', '{"accept": "*/*"}', true) \gset
SELECT pre_request();
SELECT current_user_id(), count(*) FROM tasks;
ROLLBACK;
BEGIN;
SELECT set_config('request.headers', '', true) \gset
SELECT pre_request();
SELECT current_user_id();
COMMIT;
SELECT logout();
-- a header that proves nothing is refused, and nothing of it is told
CREATE FUNCTION pg_temp.answer(headers text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('request.headers', headers, true);
    RETURN pg_temp.error('SELECT todo.pre_request()');
END
$$;
BEGIN;
SELECT headers, pg_temp.answer(headers) AS answer FROM (VALUES
    ('{"authorization": "Bearer x.y.z"}'), ('{"authorization": "Bearer"}'), ('{"authorization": "Basic YTpi"}'), ('{"authorization": ""}'),
    ('{"authorization": ["Bearer x"]}'), ('["authorization"]'), ('{"authorization"'), ('{"authorization": "Bearer x", "authorization": "Bearer x"}')) t(headers);
SELECT pg_temp.answer(json_build_object('authorization', 'bearer  ' || :'alices' || ' ')::text) AS small_letters;
ROLLBACK;
\set ECHO none
\i test/no_tokens.psql
