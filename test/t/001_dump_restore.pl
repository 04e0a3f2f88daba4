# A dump and restore keeps every row, every column, index, policy and trigger that a user added, and
# every grant; the restored database serves clients at once.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;

my $old = start_server('old');
sql($old, <<'SQL');
-- What a user makes of the tables.
ALTER TABLE todo.users ADD COLUMN locale text DEFAULT 'en';
ALTER TABLE todo.tasks ADD COLUMN priority integer NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5);
ALTER TABLE todo.tasks ADD COLUMN title_length integer GENERATED ALWAYS AS (length(title)) STORED;
CREATE INDEX tasks_priority ON todo.tasks (user_id, priority) WHERE NOT completed;
CREATE POLICY tasks_no_secrets ON todo.tasks AS RESTRICTIVE FOR SELECT TO authenticated_user
	USING (title <> 'secret');
CREATE TABLE public.task_log (task_id uuid, title text);
GRANT INSERT ON public.task_log TO authenticated_user;
GRANT SELECT (id, title) ON todo.tasks TO regress_nobody;
GRANT EXECUTE ON FUNCTION todo.list_trash TO regress_nobody;
CREATE FUNCTION public.log_task() RETURNS trigger LANGUAGE plpgsql
	AS 'BEGIN INSERT INTO public.task_log VALUES (NEW.id, NEW.title); RETURN NULL; END';
CREATE TRIGGER log_task AFTER INSERT OR UPDATE ON todo.tasks
	FOR EACH ROW EXECUTE FUNCTION public.log_task();
COMMENT ON COLUMN todo.tasks.priority IS 'ours';
SQL
for my $user ($ANN, $BOB)
{
	sql($old, sign_in($user) . <<'SQL');
SELECT FROM todo.create_tasks('[{"title": "open"}, {"title": "done", "completed": true}]');
SELECT FROM todo.create_task(U&'\2003\+01F95B Milch \00FCber \65E5\672C\8A9E', E'two\nlines\twith \\ and ''quotes''');
SELECT FROM todo.create_task(repeat(U&'\+01F95B', 200), repeat(U&'\00E9', 1000));
SELECT FROM todo.list_tasks(true) t, todo.delete_task(t.id);
SELECT FROM todo.list_tasks() t, todo.toggle_task(t.id) WHERE t.title = 'open';
UPDATE todo.tasks SET priority = 5 WHERE title = 'open';
SQL
}
sql($old, q{INSERT INTO todo.tasks (user_id, title, created_at, updated_at)
	SELECT id, title, '2001-02-03 04:05:06.789Z', 'infinity' FROM todo.users, (VALUES ('old'), ('secret')) t(title)});
# Rows in every other table too: an archived task, an idempotency key, a log that was trimmed.
sql($old, "INSERT INTO todo.tasks (user_id, title, completed, updated_at) VALUES ('$ANN', 'archived', true, '2001-01-01')");
sql($old, sign_in($ANN) . q{SELECT FROM todo.execute('[{"do": "count_tasks", "key": "once"}]')});
sql($old, "UPDATE todo.events SET recorded_at = '2001-01-01' WHERE seq < 3");
sql($old, "SET todo.event_retention = '1d'; SELECT FROM todo.run_maintenance()");
is(sql($old, 'SELECT (SELECT count(*) FROM todo.tasks_archive), (SELECT count(*) FROM todo.idempotency_keys), (SELECT max(trimmed_seq) FROM todo.user_counters)'),
	'1|1|2', 'every table has rows');
my $last = sql($old, "SELECT max(seq) FROM todo.events WHERE user_id = '$ANN'");

my $rows = rows($old, $DB);
my $catalog = catalog($old, $DB);
unlike($catalog, qr/^member of todo: (table|view|index|column)/m, 'no table belongs to the extension');
like($rows, qr/infinity/, 'there are rows');

my $new = new_server('new');
$new->start;
my $folder = PostgreSQL::Test::Utils::tempdir();
$old->command_ok([ 'pg_dumpall', '--roles-only', '--file', "$folder/roles.sql" ], 'dumps the roles');
# The superuser is there already.
$new->psql('postgres', "\\i $folder/roles.sql\n", on_error_stop => 0);

# The same rows, the same catalog, and a client that works.
sub is_restored
{
	my ($node, $db, $name) = @_;
	same_lines(rows($node, $db), $rows, "$name: rows");
	same_lines(catalog($node, $db), $catalog, "$name: catalog");
	is( sql($node, sign_in($ANN) . <<'SQL', db => $db),
SELECT count(*) FROM todo.list_tasks();
SELECT title, version FROM todo.create_task(' Buy milk ');
SELECT count(*) FROM todo.count_tasks();
UPDATE todo.tasks SET completed = true WHERE title = 'Buy milk' RETURNING version, completed_at IS NOT NULL;
SELECT count(*) FROM todo.active_tasks;
SELECT count(*) FROM todo.users;
SELECT seq, kind FROM todo.events ORDER BY seq DESC LIMIT 2;
SQL
		join("\n", '4', 'Buy milk|1', '2', '2|t', '5', '1', $last + 2 . '|completed', $last + 1 . '|created'),
		"$name: a client works, and its events are numbered on");
	is(sql($node, q{SELECT check_name, detail FROM todo.doctor(0) WHERE NOT ok}, db => $db), '', "$name: doctor() finds nothing");
	is(sql($node, 'SELECT * FROM todo.install()', db => $db), '', "$name: install() finds nothing to do");
	return;
}

my %restore_options = (plain => [], custom => [], directory => ['--jobs=2']);
for my $format (sort keys %restore_options)
{
	my $file = "$folder/$format";
	my @jobs = @{ $restore_options{$format} };
	$old->command_ok([ 'pg_dump', "--format=$format", @jobs, '--file', $file, $DB ], "$format: dumps");
	for my $node ($old, $new)
	{
		my $name = "$format dump, " . $node->name . ' cluster';
		my $db = "restored_$format";
		$node->safe_psql('postgres', "CREATE DATABASE $db");
		$node->command_ok(
			$format eq 'plain'
			? [ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-f', $file, $db ]
			: [ 'pg_restore', '--exit-on-error', @jobs, '-d', $db, $file ],
			"$name: restores");
		is_restored($node, $db, $name);
	}
}

# Over a database that has it all: everything is dropped first, the extension last.
$old->command_ok(
	[ 'pg_restore', '--exit-on-error', '--clean', '--if-exists', '-d', 'restored_custom', "$folder/custom" ],
	'custom dump, over another: restores');
is_restored($old, 'restored_custom', 'custom dump, over another');

# The schema, then the data without the triggers: no log line comes twice, no time moves.
$old->safe_psql('postgres', 'CREATE DATABASE in_two_parts');
for my $part ([ 'schema', '--schema-only' ], [ 'data', '--data-only', '--disable-triggers' ])
{
	my ($name, @options) = @$part;
	$old->command_ok([ 'pg_dump', @options, '--file', "$folder/$name", $DB ], "$name only: dumps");
	$old->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-f', "$folder/$name", 'in_two_parts' ],
		"$name only: restores");
}
is_restored($old, 'in_two_parts', 'schema, then data');

done_testing();
