-- Bytes per task of tasks and each of its indexes: whose, how, what it is, its key, bytes.
SELECT :'whose', :'how', CASE WHEN i.indexrelid IS NULL THEN 'table' ELSE 'index' END,
       coalesce(regexp_replace(pg_get_indexdef(i.indexrelid), '.* USING ', ''), 'tasks'),
       round(pg_table_size(c.oid) / (SELECT count(*) FROM :schema.tasks)::numeric, 1)
FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
WHERE c.oid = format('%I.tasks', :'schema')::regclass OR i.indrelid = format('%I.tasks', :'schema')::regclass
ORDER BY i.indexrelid IS NOT NULL, i.indexrelid;
