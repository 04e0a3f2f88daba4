-- A long message in UTF-8 arrives whole.
CREATE FUNCTION message_after(how text, message text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM fail_saying(how, message);
EXCEPTION WHEN OTHERS THEN
  RETURN SQLERRM;
END $$;
SELECT how, message_after(how, message) = message AS whole
FROM unnest('{postgres error, todo::Error}'::text[]) AS how,
  repeat('Grüße, 世界, 🎉. ', 10000) AS message;
