# Nobody can pose as another user by anything but set_user: not by settings given to a connection, a
# role, a database, a function or the server, nor before the library is loaded; and parallel workers
# see the rows of the signed-in user.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;

my $node = start_server('main');
sql($node, sign_in($ANN) . "SELECT FROM generate_series(1, 300) i, todo.create_task('Ann has ' || i)");
sql($node, sign_in($BOB) . "SELECT FROM generate_series(1, 700) i, todo.create_task('Bob has ' || i)");

my @roles = qw(postgres regress_app);
my $who = "SELECT '= ' || coalesce(todo.current_user_id()::text, 'nobody'), (SELECT count(*) FROM todo.tasks);\n";
# What $who prints: a superuser sees every task, a client only those of the user that is signed in.
sub answer
{
	my ($role, $user) = @_;
	return "= nobody|" . ($role eq 'postgres' ? 1000 : 0) if !defined $user;
	return "= $user|" . ($role eq 'postgres' ? 1000 : 300);
}

# The last answer of a script to $who, whatever else it raised or printed on the way.
sub answer_of
{
	my ($script, %options) = @_;
	# In a transaction block a statement that fails takes back itself alone.
	my (undef, $out) = $node->psql($DB, $script . $who, on_error_stop => 0,
		extra_params => [ '-U', $options{role}, '-v', 'ON_ERROR_ROLLBACK=on' ]);
	return ($out =~ /^= .*/mg)[-1] // 'no answer';
}

# A fresh connection, in which the attack comes before anything of ours: nobody is signed in. A user
# who is signed in then is that user, and afterwards nobody again: no planted value comes back.
sub nobody_after
{
	my ($name, $attack) = @_;
	for my $role (@roles)
	{
		is(answer_of($attack, role => $role), answer($role), "$name, as $role: nobody is signed in");
	}
	my $ann = "SELECT todo.set_user('$ANN', 'session') \\gset\n";
	is(answer_of($attack . $ann, role => 'postgres'), answer('postgres', $ANN), "$name: a user can be signed in");
	is(answer_of("$attack${ann}COMMIT;\n$_;\n", role => 'postgres'), answer('postgres'), "$name: $_ signs out")
	  for 'RESET ALL', 'DISCARD ALL', 'SELECT todo.logout()';
	return;
}

# Statements that try to become Bob.
my @statements = (
	"SET todo.user_id = '$BOB'", "SET SESSION todo.user_id = '$BOB'", "BEGIN; SET LOCAL todo.user_id = '$BOB'",
	"SELECT set_config('todo.user_id', '$BOB', false)", "BEGIN; SELECT set_config('todo.user_id', '$BOB', true)",
	"SELECT set_config('TODO.User_Id', '$BOB', false)",
	"SET todo.user_id = '$BOB'; BEGIN; SET LOCAL todo.user_id = '$BOB'; SAVEPOINT s; SET LOCAL todo.user_id = '$BOB'; ${who}ROLLBACK TO s; COMMIT",
	"DO \$\$ BEGIN SET todo.user_id = '$BOB'; EXCEPTION WHEN others THEN PERFORM set_config('todo.user_id', '$BOB', false); END \$\$",
	"UPDATE pg_settings SET setting = '$BOB' WHERE name = 'todo.user_id'",
	'SELECT public.planted()',
);

# Planted while the library is not loaded, when nothing of ours can say no.
sql($node, qq{
	CREATE FUNCTION public.planted() RETURNS text LANGUAGE plpgsql SET todo.user_id = '$BOB'
		AS 'BEGIN RETURN todo.current_user_id(); END';
	GRANT SET ON PARAMETER todo.user_id TO regress_app});

# Everything that needs no setting up.
sub try_statements
{
	my ($loading) = @_;
	nobody_after("$loading, no attack", '');
	nobody_after("$loading, fresh connection: $_", "$_;\n") for @statements;
	for my $role (@roles)
	{
		my $session = sign_in($ANN, $role eq 'postgres' ? 'DEFAULT' : $role);
		is(answer_of("$session$_;\n", role => 'postgres'), answer($role, $ANN), "$loading, signed in, as $role: $_")
		  for @statements;
	}
	is(answer_of(sign_in($ANN) . "SET ROLE authenticated_user;\n", role => 'postgres'), answer('regress_app', $ANN),
		"$loading, signed in: another role is the same user");
	is((sqlstates($node, [ $statements[0] ], first => sign_in($ANN, $_)))[0], '42501', "$loading: SET is refused to $_")
	  for 'DEFAULT', 'regress_app';
	return;
}

# Settings that the server applies to a connection by itself.
my @plants = (
	"ALTER ROLE postgres SET todo.user_id = '$BOB'", "ALTER ROLE regress_app SET todo.user_id = '$BOB'",
	"ALTER ROLE regress_app IN DATABASE $DB SET todo.user_id = '$BOB'",
	"ALTER DATABASE $DB SET todo.user_id = '$BOB'",
	"ALTER SYSTEM SET todo.user_id = '$BOB'");
# ALTER SYSTEM wants a setting that the session knows.
my $known = "SET todo.user_id = '';\n";

try_statements('loaded at first use');
{
	local $ENV{PGOPTIONS} = "-c todo.user_id=$BOB";
	nobody_after('loaded at first use, PGOPTIONS', '');
}
for my $plant (@plants)
{
	sql($node, $known . $plant, db => 'postgres');
	$node->reload;
	is(sql($node, "SELECT current_setting('todo.user_id')", role => $plant =~ /ROLE postgres/ ? 'postgres' : 'regress_app'),
		$BOB, "$plant: reaches a connection");
	nobody_after($plant, '');
	my $remove = $plant =~ s/SET .*/RESET todo.user_id/r;
	sql($node, $known . $remove, db => 'postgres');
}
$node->append_conf('postgresql.conf', "todo.user_id = '$BOB'");
$node->restart;
nobody_after('a line in postgresql.conf', '');

# All of these at once, with the library in the server from its start.
sql($node, $known . $_, db => 'postgres') for @plants;
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'todo'");
$node->restart;
nobody_after('preloaded, all of these', '');
$node->reload;
nobody_after('preloaded, all of these, reloaded', '');
is((sqlstates($node, [ $_ ]))[0], '42501', "preloaded: refused: $_") for grep { !/SYSTEM/ } @plants;
$node->adjust_conf($_, 'todo.user_id', undef) for 'postgresql.conf', 'postgresql.auto.conf';
sql($node, "ALTER ROLE postgres RESET ALL; ALTER ROLE regress_app RESET ALL;
	ALTER ROLE regress_app IN DATABASE $DB RESET ALL; ALTER DATABASE $DB RESET ALL");
$node->restart;
try_statements('preloaded');
{
	local $ENV{PGOPTIONS} = "-c todo.user_id=$BOB";
	is($node->psql($DB, $who, extra_params => [ '-U', $_ ]), 2, "preloaded, PGOPTIONS: no connection for $_") for @roles;
}

# Parallel workers: each row comes from one.
my $parallel = ($node->pg_version >= 16 ? 'SET debug_parallel_query = on' : 'SET force_parallel_mode = on') . q{;
	SET min_parallel_table_scan_size = 0; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
	SET max_parallel_workers_per_gather = 2; SET parallel_leader_participation = off;
	SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off;
};
my $count = "SELECT count(*), count(*) FILTER (WHERE user_id = '$ANN'), count(*) FILTER (WHERE todo.current_user_id() = '$ANN') FROM todo.tasks";
like(sql($node, sign_in($ANN) . "${parallel}EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) $count"),
	qr/Workers Launched: [12]\n.*Parallel Seq Scan on tasks/s, 'parallel workers scan the tasks');
is(sql($node, sign_in($ANN) . $parallel . $count), '300|300|300', 'parallel workers: the rows of the signed-in user');
is(sql($node, sign_in($ANN) . "${parallel}SELECT count(*) FROM todo.list_tasks(page_size => 1000); SELECT count FROM todo.count_tasks()"),
	"300\n300\n0", 'parallel workers: the functions answer as ever');
is(sql($node, "${parallel}BEGIN; SELECT todo.set_user('$ANN') \\gset\nSET LOCAL ROLE authenticated_user; $count; COMMIT; $count"),
	"300|300|300\n1000|300|0", 'parallel workers: an identity for one transaction, then nobody');
is(sql($node, $parallel . $count, role => 'regress_app'), '0|0|0', 'parallel workers: with nobody signed in, no row');

done_testing();
