# A login role can do what api.md says that it may, and nothing else: with authenticated_user alone,
# with todo_service alone, and with neither.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;

my $ID = '00000000-0000-0000-0000-000000000001';
my $BOBS = '00000000-0000-0000-0000-000000000002';
my $node = start_server('main');
sql($node, "CREATE SCHEMA mine AUTHORIZATION regress_app");
sql($node, sign_in($ANN) . "SELECT FROM todo.create_task('Ann has this', id => '$ID')");
sql($node, sign_in($BOB) . "SELECT FROM generate_series(1, 200) i, todo.create_task('Bob has ' || i);
	SELECT FROM todo.create_task('Bob has this', id => '$BOBS')");
sql($node, 'ANALYZE');

# Whether each statement ends with its SQLSTATE.
sub ends_with
{
	my ($who, $expected, %options) = @_;
	my @statements = sort keys %$expected;
	my @states = sqlstates($node, \@statements, %options);
	is($states[$_], $expected->{ $statements[$_] }, "$who: $statements[$_]") for 0 .. $#statements;
	return;
}

# Every function, and what becomes of it for: a client that is signed in, one that is not, the back
# end when nobody is signed in. For the back end that has signed a user in it is as for that user.
my @api = ('00000', '28000', '28000');
my @for_all = ('00000', '00000', '00000');
my @for_service = ('42501', '42501', '00000');
my @for_nobody = ('42501', '42501', '42501');
my %functions = (
	changes_since => [ 'changes_since()', @api ],
	complete_task => [ "complete_task('$ID')", @api ],
	count_tasks => [ 'count_tasks()', @api ],
	count_users => [ 'count_users()', @for_nobody ],
	create_task => [ "create_task('x')", @api ],
	create_tasks => [ "create_tasks('[{\"title\": \"x\"}]')", @api ],
	current_user_id => [ 'current_user_id()', @for_all ],
	doctor => [ 'doctor()', @for_service ],
	delete_task => [ "delete_task('$ID')", @api ],
	execute => [ "execute('[]')", @api ],
	forget_proofs => [ 'forget_proofs()', @for_nobody ],
	get_task => [ "get_task('$ID')", @api ],
	health => [ 'health()', @for_service ],
	install => [ 'install()', @for_nobody ],
	install_better_auth => [ 'install_better_auth()', @for_nobody ],
	is_title => [ "is_title('x')", @for_all ],
	journal => [ 'journal()', @for_nobody ],
	journal_lock => [ 'journal_lock()', @for_nobody ],
	list_tasks => [ 'list_tasks()', @api ],
	list_trash => [ 'list_trash()', @api ],
	login => [ "login('x', 'session')", '28000', '28000', '42501' ],
	logout => [ 'logout()', @for_all ],
	nobody_signed_in => [ 'nobody_signed_in()', @for_service ],
	pre_request => [ 'pre_request()', '00000', '00000', '42501' ],
	rebuild_counters => [ 'rebuild_counters()', @for_service ],
	remove_demo => [ 'remove_demo()', @for_service ],
	reopen_task => [ "reopen_task('$ID')", @api ],
	replay_tasks => [ 'replay_tasks()', @api ],
	restore_task => [ "restore_task('$ID')", 'PT404', '28000', '28000' ],
	run_maintenance => [ 'run_maintenance()', @for_service ],
	seed_demo => [ 'seed_demo()', @for_service ],
	set_user => [ "set_user('$BOB')", @for_service ],
	task_cursor => [ "task_cursor((gen_random_uuid(), gen_random_uuid(), 'x', '', false, now(), now(), null, null, 1)::todo.task)", @for_all ],
	task_rules => [ 'task_rules()', @for_nobody ],
	task_history => [ "task_history('$ID')", @api ],
	tasks_as_of => [ 'tasks_as_of(now())', @api ],
	tasks_page => [ 'tasks_page()', @api ],
	toggle_task => [ "toggle_task('$ID')", @api ],
	undo => [ 'undo(1)', @api ],
	update_task => [ "update_task('$ID', '{}')", @api ],
	user_rules => [ 'user_rules()', @for_nobody ],
	uuid_v7 => [ 'uuid_v7()', @for_all ],
);
is(sql($node, "SELECT proname FROM pg_proc WHERE pronamespace = 'todo'::regnamespace ORDER BY proname COLLATE \"C\""),
	join("\n", sort keys %functions), 'the test knows every function');

# The calls, each with the outcome that `column` says.
sub outcomes
{
	my ($column, @calls) = @_;
	@calls = values %functions if !@calls;
	return { map { ("SELECT todo.$_->[0]" => $_->[$column]) } @calls };
}
ends_with('client, signed in', outcomes(1), first => sign_in($ANN));
ends_with('client', outcomes(2), role => 'regress_app');
ends_with('back end', outcomes(3), role => 'regress_service');
ends_with('back end, for a user', outcomes(1, grep { $_->[1] ne '42501' && $_->[3] ne '42501' } values %functions),
	first => "SELECT todo.set_user('$ANN', 'session');\n", role => 'regress_service');
ends_with('role without a grant', { map { $_ => '42501' } keys %{ outcomes(1) } }, role => 'regress_nobody');
ends_with('role without a grant',
	{ map { $_ => '42501' } 'SELECT FROM todo.tasks', 'SELECT FROM todo.users', 'TABLE todo.active_tasks',
		'DELETE FROM todo.tasks', 'UPDATE todo.users SET name = null' }, role => 'regress_nobody');

# What belongs to the tables' owner alone: on a connection of the role's own, and when signed in.
my %owners = map { $_ => '42501' } (
	'TRUNCATE todo.tasks', 'TRUNCATE todo.users CASCADE', 'DROP TABLE todo.tasks',
	'ALTER TABLE todo.tasks DISABLE ROW LEVEL SECURITY', 'ALTER TABLE todo.tasks NO FORCE ROW LEVEL SECURITY',
	'ALTER TABLE todo.tasks DISABLE TRIGGER ALL', 'ALTER TABLE todo.tasks ADD COLUMN x int',
	'ALTER TABLE todo.tasks OWNER TO regress_app', 'ALTER VIEW todo.active_tasks SET (security_invoker = false)',
	'DROP POLICY tasks_isolation_policy ON todo.tasks', 'CREATE POLICY p ON todo.tasks USING (true)',
	'CREATE INDEX ON todo.tasks (title)', 'CREATE RULE r AS ON SELECT TO todo.tasks DO INSTEAD SELECT 1',
	'CREATE TRIGGER t AFTER INSERT ON todo.tasks EXECUTE FUNCTION todo.task_rules()',
	"COMMENT ON TABLE todo.tasks IS 'x'", 'GRANT todo_service TO regress_app', 'ALTER ROLE regress_app BYPASSRLS',
	'CREATE TABLE todo.mine (id int)', 'CREATE VIEW todo.mine AS SELECT 1', 'CREATE TYPE todo.mine AS (id int)',
	"CREATE FUNCTION todo.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
	'ALTER EXTENSION todo UPDATE', 'DROP EXTENSION todo CASCADE',
	"CREATE OR REPLACE FUNCTION todo.current_user_id() RETURNS uuid LANGUAGE sql AS 'SELECT null::uuid'",
	"ALTER FUNCTION todo.current_user_id() SET todo.user_id = '$BOB'",
	'SET session_replication_role = replica', "SET todo.user_id = '$BOB'",
	'SET ROLE postgres');
my %clients = (%owners, map({ $_ => '42501' }
	'SET ROLE todo_service', 'SET ROLE regress_service', "INSERT INTO todo.users (email) VALUES ('x')",
	"UPDATE todo.users SET name = 'x'", 'DELETE FROM todo.users', 'SELECT FROM todo.users FOR UPDATE',
	'LOCK TABLE todo.users IN EXCLUSIVE MODE'));
# The library is loaded: before it is, anybody may plant a value, which it then refuses to take.
ends_with('client', { %clients, 'SET SESSION AUTHORIZATION postgres' => '42501' },
	first => "SELECT todo.current_user_id();\n", role => 'regress_app');
ends_with('client, signed in', {
	%clients,
	"INSERT INTO todo.tasks (user_id, title) VALUES ('$BOB', 'x')" => '42501',
	"UPDATE todo.tasks SET user_id = '$BOB'" => '42501',
	"INSERT INTO todo.tasks (id, user_id, title) VALUES ('$BOBS', '$ANN', 'x') ON CONFLICT (id) DO UPDATE SET title = 'x'" => '42501',
	"SELECT todo.update_task('$BOBS', '{\"title\": \"x\"}')" => 'PT404',
	"SELECT todo.create_task('Bob has this', id => '$BOBS')" => 'PT409',
	'SET row_security = off; SELECT FROM todo.tasks' => '42501' }, first => sign_in($ANN));
ends_with('back end', {
	%owners, map({ $_ => '42501' } 'SET ROLE authenticated_user', 'SET SESSION AUTHORIZATION postgres',
		'SET row_security = off; SELECT FROM todo.tasks'),
	"INSERT INTO todo.users (email) VALUES ('x')" => '00000', "UPDATE todo.users SET name = 'x'" => '00000',
	'DELETE FROM todo.users' => '00000' }, role => 'regress_service');

# Ways to read: a client that is signed in gets its own task, and nothing of another's.
my @ways = (
	'SELECT title FROM todo.tasks', 'TABLE todo.tasks', 'TABLE todo.active_tasks',
	'COPY todo.tasks TO STDOUT', 'COPY (SELECT title FROM todo.tasks) TO STDOUT',
	'WITH t AS MATERIALIZED (TABLE todo.tasks) SELECT title FROM t ORDER BY title',
	'SELECT json_agg(t) FROM todo.tasks t', 'SELECT * FROM todo.list_tasks(page_size => 1000)',
	'SELECT todo.tasks_page(page_size => 1000)',
	'UPDATE todo.tasks SET completed = true RETURNING title', 'DELETE FROM todo.tasks RETURNING title',
	'SELECT title FROM todo.tasks FOR UPDATE',
	'PREPARE p AS SELECT title FROM todo.tasks WHERE title > $1; EXECUTE p (\'\')',
	'DECLARE c CURSOR FOR TABLE todo.tasks; FETCH ALL FROM c',
	'CREATE TEMP TABLE t AS TABLE todo.tasks; TABLE t',
	'CREATE VIEW mine.v AS SELECT title FROM todo.tasks; TABLE mine.v',
	"CREATE FUNCTION mine.f() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS 'SELECT title FROM todo.tasks'; SELECT mine.f()",
	# Cheaper than the policy, and tells what it is given.
	"CREATE FUNCTION mine.tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001
		AS 'BEGIN RAISE NOTICE ''%'', \$1; RETURN true; END'; SELECT title FROM todo.tasks WHERE mine.tell(title)",
	"SELECT title FROM todo.tasks WHERE 1 / (CASE WHEN title ~ 'Bob' THEN 0 ELSE 1 END) = 1",
	q{SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE tablename = 'tasks'
		UNION ALL SELECT title, null FROM todo.tasks},
);
for my $way (@ways)
{
	my ($status, $out, $err) = $node->psql($DB, sign_in($ANN) . "BEGIN;\n$way;\nROLLBACK;");
	my $all = "$out$err";
	ok($status == 0 && $all =~ /Ann has this/ && $all !~ /Bob/ && $all !~ /$BOB/, "own rows alone: $way")
	  or diag($all);
}
is(sql($node, sign_in($ANN) . "UPDATE todo.tasks SET title = 'mine' WHERE id = '$BOBS' RETURNING 1;
	DELETE FROM todo.tasks WHERE user_id = '$BOB' RETURNING 1"), '', "another's rows are not there to be changed");
is(sql($node, sign_in($ANN) . 'SELECT id FROM todo.users'), $ANN, "a client sees its own account");
is(sql($node, 'SELECT count(*) FROM todo.tasks, todo.users; SELECT count(*) FROM pg_stats WHERE tablename = \'tasks\'',
		role => 'regress_app'), "0\n0", 'with nobody signed in a client sees nothing');

# The back end: everything, until it says who the user is.
my $seen = "SELECT (SELECT count(*) FROM todo.users), (SELECT count(*) FROM todo.tasks);\n";
is(sql($node, $seen . "SELECT todo.set_user('$ANN', 'session') \\gset\n$seen" .
		"UPDATE todo.users SET name = 'x'; UPDATE todo.tasks SET completed = true;\n" .
		"SELECT todo.logout() \\gset\n$seen" .
		"SELECT count(*) FROM todo.users WHERE name = 'x'; SELECT count(*) FROM todo.tasks WHERE completed",
		role => 'regress_service'),
	"2|202\n1|1\n2|202\n0\n1", 'the back end acts as the user that it names, and as that one alone');
is((sqlstates($node, [ "SELECT todo.set_user(gen_random_uuid()), todo.create_task('x')" ], role => 'regress_service'))[0],
	'23503', 'a user who does not exist has no tasks');

done_testing();
