-- A row that is there is found, however often another session replaces it meanwhile by one elsewhere, in another index entry.
CREATE TABLE busy (id uuid PRIMARY KEY, number int);
CREATE INDEX ON busy (number);
INSERT INTO busy VALUES ('00000000-0000-4000-8000-00000000000a', 0);
CREATE PROCEDURE replace_often() LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1 .. 2000 LOOP
    UPDATE busy SET number = i;
    COMMIT;
  END LOOP;
END $$;
\setenv PGDATABASE :DBNAME
\! psql -X -q -c 'CALL replace_often()' &
SELECT count_missed('busy', '00000000-0000-4000-8000-00000000000a', 2000) AS missed;
