# A physical standby serves every read, beside writers on its primary: it never shows half a transaction, what
# reads writes nothing, what writes is refused (25006); promoted, it goes on where the primary was.
# REPLICA_TRANSACTIONS: how many each writer makes.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;
use TodoWriters;

my $TRANSACTIONS = $ENV{REPLICA_TRANSACTIONS} // 150;
my $TASK = '00000000-0000-0000-0000-000000000001';
my $primary = start_server('primary', allows_streaming => 1);
sql($primary, 'SELECT FROM todo.install_better_auth()');
sql($primary, sign_in($ANN) . "SELECT FROM todo.create_task('Ann has this', id => '$TASK')");
$primary->backup('standby');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'standby', has_streaming => 1);
# A query there may look at what the primary has just vacuumed away: no matter of ours.
$standby->append_conf('postgresql.conf', 'hot_standby_feedback = on');
$standby->start;

# Every function: those that read, by whom; those that sign in and out; those that write. Nobody calls the rest.
my %of_client = (
	changes_since => 'changes_since()', count_tasks => 'count_tasks()', current_user_id => 'current_user_id()',
	get_task => "get_task('$TASK')", is_title => "is_title('x')", list_tasks => 'list_tasks()', list_trash => 'list_trash()', replay_tasks => 'replay_tasks()',
	task_cursor => 'task_cursor(t) FROM todo.list_tasks() t', task_history => "task_history('$TASK')",
	tasks_as_of => "tasks_as_of('2001-01-01')", tasks_page => 'tasks_page()');
my %of_service = (doctor => 'doctor(0)', health => 'health()', nobody_signed_in => 'nobody_signed_in()');
my %signs = (
	login => "login('x', 'session')", logout => 'logout()', pre_request => 'pre_request()', set_user => "set_user('$BOB', 'session')");
my %writes = (
	complete_task => "complete_task('$TASK')", create_task => "create_task('x')", create_tasks => "create_tasks('[{\"title\": \"x\"}]')",
	delete_task => "delete_task('$TASK')", execute => "execute('[{\"do\": \"toggle_task\", \"args\": {\"task_id\": \"$TASK\"}}]')",
	reopen_task => "reopen_task('$TASK')", restore_task => "restore_task('$TASK')", toggle_task => "toggle_task('$TASK')", undo => 'undo(1)',
	update_task => "update_task('$TASK', '{\"title\": \"x\"}')");
my %service_writes = (
	rebuild_counters => 'rebuild_counters()', remove_demo => 'remove_demo()', run_maintenance => 'run_maintenance()', seed_demo => 'seed_demo()');
my @not_called = qw(count_users forget_proofs install install_better_auth journal journal_lock task_rules user_rules uuid_v7);
is(sql($primary, q{SELECT proname FROM pg_proc WHERE pronamespace = 'todo'::regnamespace ORDER BY proname}),
	join("\n", sort(keys %of_client, keys %of_service, keys %signs, keys %writes, keys %service_writes, @not_called)),
	'the test knows every function');
is(sql($primary, q{SELECT proname FROM pg_proc WHERE pronamespace = 'todo'::regnamespace AND provolatile <> 'v' ORDER BY proname}),
	join("\n", sort keys %of_client, keys %of_service), 'those that read are STABLE, or IMMUTABLE');

# --- Beside writers: all reads, and in one snapshot everything agrees with everything

my $AGREES = sign_in($ANN) . q{
	BEGIN ISOLATION LEVEL REPEATABLE READ;
	SELECT (SELECT array_agg(count ORDER BY completed) FROM todo.count_tasks())
		= (SELECT ARRAY[count(*) FILTER (WHERE NOT completed), count(*) FILTER (WHERE completed)] FROM todo.active_tasks);
	SELECT count(*) FROM (SELECT * FROM todo.replay_tasks() EXCEPT SELECT * FROM todo.tasks) d;
	SELECT count(*) FROM (SELECT * FROM todo.tasks EXCEPT SELECT * FROM todo.replay_tasks()) d;
	SELECT count(*) FROM (SELECT seq FROM todo.changes_since(0, 1000) EXCEPT SELECT max(seq) FROM todo.events GROUP BY task_id) d;
	SELECT count(*) FROM todo.tasks WHERE title = 'never';
	COMMIT;};
my @wrong;
my $read = sub {
	push @wrong, grep { $_ ne "t\n0\n0\n0\n0" } sql($standby, $AGREES);
	push @wrong, sql($standby, 'SELECT check_name, detail FROM todo.doctor(0) WHERE NOT ok UNION ALL SELECT check_name, detail FROM todo.health() WHERE NOT ok');
};
beside_writers($primary, $read, users => [ $ANN, $BOB ], clients => 2, transactions => $TRANSACTIONS, seed => 1, rounds => 2);
is(join("\n", grep { $_ ne '' } @wrong), '', 'what it showed was never half of anything');

# --- At rest: what the primary says, it says, and writes nothing

$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
same_lines(rows($standby), rows($primary), 'every row');
sub said
{
	my ($node, $first, $calls) = @_;
	return sql($node, $first . "SET timezone = 'UTC';\n" . join('', map { "SELECT todo.$calls->{$_};\n" } sort keys %$calls));
}
my %clocked = %of_client;
$clocked{tasks_as_of} = "tasks_as_of('" . sql($primary, 'SELECT recorded_at FROM todo.events ORDER BY recorded_at OFFSET 100 LIMIT 1') . "')";
same_lines(said($standby, sign_in($_), \%clocked), said($primary, sign_in($_), \%clocked), "every read, as $_") for $ANN, $BOB;
my $as_service = "SET SESSION AUTHORIZATION regress_service;\n";
is(said($standby, $as_service, \%of_service) =~ s/\(server,.*//r, said($primary, $as_service, \%of_service) =~ s/\(server,.*//r,
	'every read, as the service');

for my $kind ([ sign_in($ANN), \%of_client ], [ $as_service, \%of_service ])
{
	my ($first, $calls) = @$kind;
	for my $name (sort keys %$calls)
	{
		is(sql($primary, "${first}BEGIN;\n\\o /dev/null\nSELECT todo.$calls->{$name};\n\\o\nSELECT pg_current_xact_id_if_assigned() IS NULL;"),
			't', "$name writes nothing");
	}
}

# --- Signing in and out works; what writes is refused, and nothing is left of it

sub ends_with
{
	my ($calls, $expected, $name, %options) = @_;
	my @names = sort keys %$calls;
	my @states = sqlstates($standby, [ map { "SELECT todo.$calls->{$_}" } @names ], %options);
	is($states[$_], $expected->{$names[$_]} // $expected->{''}, "on a standby, $name: $names[$_]") for 0 .. $#names;
	return;
}
ends_with({ map { $_ => $signs{$_} } qw(login logout pre_request) }, { login => '28000', '' => '00000' }, 'as a client', role => 'regress_app');
ends_with({ map { $_ => $signs{$_} } qw(logout set_user) }, { '' => '00000' }, 'as the service', role => 'regress_service');
ends_with(\%writes, { '' => '25006' }, 'as a client', first => sign_in($ANN));
ends_with({ 'with an id' => "create_task('x', id => '$BOB')", 'many with ids' => "create_tasks('[{\"title\": \"x\", \"id\": \"$BOB\"}]')" },
	{ '' => '25006' }, 'as a client', first => sign_in($ANN));
ends_with(\%service_writes, { '' => '25006' }, 'as the service', role => 'regress_service');
is((sqlstates($standby, [ q{SELECT todo.execute('[{"do": "list_tasks"}, {"do": "tasks_page"}]')} ], first => sign_in($ANN)))[0],
	'00000', 'on a standby, execute: reads alone');
is((sqlstates($standby, [ q{SELECT todo.execute('[{"do": "list_tasks", "key": "k"}]')} ], first => sign_in($ANN)))[0],
	'25006', 'on a standby, execute: a key');

# --- The same in a transaction that is to read only, on the primary: table access asks nobody else

for my $kind ([ \%writes, first => sign_in($ANN) . "SET default_transaction_read_only = on;\n" ],
	[ \%service_writes, first => "SET default_transaction_read_only = on;\n", role => 'regress_service' ])
{
	my ($calls, @options) = @$kind;
	my @names = sort keys %$calls;
	my @states = sqlstates($primary, [ map { "SELECT todo.$calls->{$_}" } @names ], @options);
	is($states[$_], '25006', "READ ONLY: $names[$_]") for 0 .. $#names;
}
same_lines(rows($primary), rows($standby), 'READ ONLY: nothing is written');

# --- Promoted

my $before = rows($standby);
$standby->promote;
same_lines(rows($standby), $before, 'promoted: every row');
my ($last, $count) = split /\|/, sql($standby, "SELECT seq, open + done + trash FROM todo.user_counters WHERE user_id = '$ANN'");
is(sql($standby, sign_in($ANN) . q{SELECT title FROM todo.create_task('after'); SELECT max(seq) FROM todo.events}), "after\n" . ($last + 1), 'promoted: events are numbered on');
is(sql($standby, "SELECT count(*) FROM todo.tasks WHERE user_id = '$ANN'"), $count + 1, 'promoted: counters were right');
is(sql($standby, 'SELECT check_name, detail FROM todo.doctor(0) WHERE NOT ok'), '', 'promoted: doctor() finds nothing');
done_testing();
