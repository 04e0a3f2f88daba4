-- What every peer's tables hold: 1,000 users and 120,000 tasks over a year, 40 % of them done, in order of time as they came to be.
-- Users 1 (who only reads) and 2 (who changes tasks) have 10,000 tasks each, user 3 has 1,000, the others as it happens: few have
-- many. User 1000 is the guest, who begins each round with nothing. A further 2.5 % is in the trash, for peers that have one.
CREATE SCHEMA data;
CREATE FUNCTION data.account(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$SELECT ('00000000-0000-4000-8000-' || to_char(n, 'FM000000000000'))::uuid$$;
CREATE TABLE data.users AS
SELECT data.account(n) AS id, 'user' || n || '@example.com' AS email, 'User ' || n AS name FROM generate_series(1, 1000) n;
SELECT setseed(0.5);
CREATE TABLE data.tasks AS
SELECT n, data.account(CASE WHEN n % 12 IN (0, 6) THEN 1 + (n % 12) / 6 WHEN n % 120 = 1 THEN 3 ELSE 4 + floor(996 * power(random(), 2)) END::bigint) AS user_id,
       'Task ' || n || ': ' || (ARRAY['buy milk and bread', 'call the plumber about the tap', 'renew the passport', 'pay', 'prepare the talk on sync engines for Thursday'])[1 + n % 5] AS title,
       CASE WHEN n % 3 > 0 THEN repeat('What there is to know about it. ', 1 + n % 7) END AS description,
       random() < 0.4 AS completed, now() - (123001 - n) * interval '256 seconds' AS created_at,
       random() * interval '200 seconds' AS changed_after, n % 41 = 40 AS trashed
FROM generate_series(1, 123000) n;
