-- The loaded tasks once more, each inserted into all indexes, in order of time: schema grown. No checks: they take no space.
CREATE SCHEMA grown;
CREATE TABLE grown.tasks (LIKE todo.tasks INCLUDING INDEXES);
INSERT INTO grown.tasks SELECT * FROM todo.tasks ORDER BY created_at;
