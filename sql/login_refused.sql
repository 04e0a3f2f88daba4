-- login refuses, with one message for every reason, whatever is not a proof.
\set ECHO none
\i test/fixture.psql
\i test/tokens.psql
\set ECHO all
CREATE TABLE pg_temp.tokens (name text, token text);
INSERT INTO pg_temp.tokens
SELECT name, pg_temp.token('{"sub": "00000000-0000-4000-8000-00000000000a"}' || claims, header)
FROM (VALUES
    ('good', '{}'::jsonb, '{}'::jsonb),
    ('good: expired within the leeway', jsonb_build_object('exp', pg_temp.epoch(-25)), '{}'),
    ('good: valid soon, issued soon', jsonb_build_object('nbf', pg_temp.epoch(25), 'iat', pg_temp.epoch(25)), '{}'),
    ('good: among other audiences', '{"aud": ["other", "todo"]}', '{}'),
    ('good: a fraction of a second', jsonb_build_object('exp', pg_temp.epoch() + 10.5), '{}'),
    ('good: no kid, and one key', '{}', '{"kid": null}'),
    ('good: typ', '{}', '{"typ": "jwt"}'),
    ('another issuer', '{"iss": "https://id.example/"}', '{}'),
    ('no issuer', '{"iss": null}', '{}'),
    ('issuer of another type', '{"iss": ["https://id.example"]}', '{}'),
    ('another audience', '{"aud": "todo2"}', '{}'),
    ('other audiences', '{"aud": ["TODO", "todo2"]}', '{}'),
    ('no audience', '{"aud": null}', '{}'),
    ('empty audiences', '{"aud": []}', '{}'),
    ('audience of another type', '{"aud": {"todo": "todo"}}', '{}'),
    ('no expiry', '{"exp": null}', '{}'),
    ('expired', jsonb_build_object('exp', pg_temp.epoch(-31)), '{}'),
    ('expiry of another type', '{"exp": "4102444800"}', '{}'),
    ('not yet', jsonb_build_object('nbf', pg_temp.epoch(40)), '{}'),
    ('nbf of another type', '{"nbf": "0"}', '{}'),
    ('from the future', jsonb_build_object('iat', pg_temp.epoch(40)), '{}'),
    ('iat of another type', '{"iat": true}', '{}'),
    ('no subject', '{"sub": null}', '{}'),
    ('empty subject', '{"sub": ""}', '{}'),
    ('subject of another type', '{"sub": 7}', '{}'),
    ('a subject that nobody knows', '{"sub": "auth0|7"}', '{}'),
    ('a subject that is nearly a UUID', '{"sub": "{00000000-0000-4000-8000-00000000000a}"}', '{}'),
    ('algorithm none', '{}', '{"alg": "none"}'),
    ('algorithm of another key', '{}', '{"alg": "EdDSA"}'),
    ('another HMAC', '{}', '{"alg": "HS512"}'),
    ('algorithm in small letters', '{}', '{"alg": "hs256"}'),
    ('no algorithm', '{}', '{"alg": null}'),
    ('unknown kid', '{}', '{"kid": "k2"}'),
    ('kid of another type', '{}', '{"kid": 1}'),
    ('crit', '{}', '{"crit": ["exp"]}'),
    ('empty crit', '{}', '{"crit": []}'),
    ('its own key', '{}', '{"jwk": {"kty": "oct", "k": "AQEB"}}'),
    ('a key by address', '{}', '{"jku": "https://id.example/jwks"}'),
    ('its own certificate', '{}', '{"x5c": []}'),
    ('a certificate by address', '{}', '{"x5u": "https://id.example/crt"}'),
    ('another type of token', '{}', '{"typ": "logout+jwt"}'),
    ('over 8 KiB', jsonb_build_object('pad', repeat('x', 6500)), '{}')) t(name, claims, header);
\set payload '{"iss": "https://id.example", "aud": "todo", "exp": 4102444800, "sub": "00000000-0000-4000-8000-00000000000a"'
INSERT INTO pg_temp.tokens
SELECT name, pg_temp.signed(convert_to(header, 'UTF8'), payload)
FROM (VALUES
    ('good: by hand', '{"alg": "HS256"}', convert_to(:'payload' || '}', 'UTF8')),
    ('good: 16 deep', '{"alg": "HS256"}', convert_to(:'payload' || ', "x": ' || repeat('[', 15) || repeat(']', 15) || '}', 'UTF8')),
    ('17 deep', '{"alg": "HS256"}', convert_to(:'payload' || ', "x": ' || repeat('[', 16) || repeat(']', 16) || '}', 'UTF8')),
    ('a claim twice', '{"alg": "HS256"}', convert_to(:'payload' || ', "sub": "00000000-0000-4000-8000-00000000000b"}', 'UTF8')),
    ('kid twice', '{"alg": "HS256", "kid": "k1", "kid": "k1"}', convert_to(:'payload' || '}', 'UTF8')),
    ('invalid UTF-8', '{"alg": "HS256"}', convert_to(:'payload' || ', "x": "', 'UTF8') || '\xff'::bytea || convert_to('"}', 'UTF8')),
    ('no JSON', '{"alg": "HS256"}', 'hello'),
    ('no object', '{"alg": "HS256"}', '[]'),
    ('two documents', '{"alg": "HS256"}', convert_to(:'payload' || '}{}', 'UTF8')),
    ('a header that is no object', '["HS256"]', convert_to(:'payload' || '}', 'UTF8'))) t(name, header, payload);
INSERT INTO pg_temp.tokens
SELECT changed.name, changed.token
FROM pg_temp.tokens good, LATERAL (VALUES
    ('another signature', left(token, -2) || CASE right(left(token, -1), 1) WHEN 'A' THEN 'B' ELSE 'A' END || right(token, 1)),
    ('padding', token || '='),
    ('white space', token || ' '),
    ('a line break', E'\n' || token),
    ('no signature', regexp_replace(token, '[^.]*$', '')),
    ('a short signature', left(token, -2)),
    ('unused bits', left(token, -1) || chr(ascii(right(token, 1)) + 1)),
    ('two parts', regexp_replace(token, '[.][^.]*$', '')),
    ('four parts', token || '.'),
    ('five parts', 'a.b.c.d.e'),
    ('nothing', ''),
    ('JSON', '{"payload": "", "signatures": []}')) changed(name, token)
WHERE good.name = 'good';
GRANT SELECT ON pg_temp.tokens TO regress_app;
SET ROLE regress_app;
SELECT name, pg_temp.error(format('SELECT todo.login(%L, ''session'')', token)) AS answer FROM pg_temp.tokens WHERE name LIKE 'good%' ORDER BY name;
SELECT logout();
SELECT answer, count(*), string_agg(name, ', ' ORDER BY name COLLATE "C") AS names
FROM (SELECT name, pg_temp.error(format('SELECT todo.login(%L, ''session'')', token)) AS answer FROM pg_temp.tokens WHERE name NOT LIKE 'good%') t
GROUP BY answer;
SELECT current_user_id();
\set ECHO none
\i test/no_tokens.psql
