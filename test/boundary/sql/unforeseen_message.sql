-- What a foreign exception says may be cut, but never within a character.
CREATE FUNCTION what_arrives_of(message text) RETURNS bytea LANGUAGE plpgsql AS $$
BEGIN
  PERFORM fail_saying('runtime_error', message);
EXCEPTION WHEN OTHERS THEN
  -- as bytes, which nothing has verified yet
  RETURN substr(SQLERRM::bytea, 1 + length('unforeseen exception: '));
END $$;
-- Four beginnings, so that a cut at any byte would hit every part of a character of four bytes.
SELECT shift, starts_with(message, convert_from(what_arrives_of(message), 'UTF8')) AS as_it_began,
  octet_length(what_arrives_of(message)) > 200 AS long
FROM generate_series(0, 3) AS shift, concat(repeat('.', shift), repeat('🎉', 1000)) AS message;
