-- Takes from todo.tasks what slows a bulk load down and todo.install() puts back: indexes, primary key, foreign key.
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
FROM pg_constraint WHERE conrelid = 'todo.tasks'::regclass AND contype IN ('p', 'f')
UNION ALL
SELECT format('DROP INDEX %s', indexrelid::regclass)
FROM pg_index WHERE indrelid = 'todo.tasks'::regclass AND NOT indisprimary
\gexec
