# The server's log has the reason of every refusal and never a token: not one that is refused, nor a good
# one whose statement fails here or elsewhere, waits for a lock, runs into a deadlock, or ends with its connection.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;
use TodoTokens;

my $node = start_login_server('main');
# The most that a server says of errors: bound parameters, too.
$node->append_conf('postgresql.conf', 'log_parameter_max_length_on_error = -1');
reload($node);
my $good = token('first');

# What the client is told by a statement of regress_app's, and who is signed in then.
sub told
{
	my ($statement) = @_;
	my (undef, $out, $err) = $node->psql($DB, "$statement\n$WHO;", on_error_stop => 0,
		extra_params => [ '-U', 'regress_app', '-v', 'VERBOSITY=verbose' ]);
	return $out . $err;
}

# The log has neither the token nor a part of it.
sub lacks
{
	my ($log, $token, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my @parts = ($token, grep { length > 20 } split /\./, $token);
	ok(!(grep { index($log, $_) >= 0 } @parts), $name);
	return;
}

# --- A token that is refused

my %refused = (
	'a signature that is not the key\'s' => token('second'),
	'a token that has expired' => token('first', exp => time - 60),
	'a token of another issuer' => token('first', iss => 'https://evil.example'),
	'a token for another audience' => token('first', aud => 'other'),
	'a subject that is no UUID, and not in todo.identities' => token('first', sub => 'auth0|1'),
	'a token of more than 8 KiB' => token('first', pad => 'x' x 8000),
	'not three parts' => 'no.such.token.at-all');
my $bound = PostgreSQL::Test::Utils::tempdir() . '/login.sql';
append_to_file($bound, "SELECT todo.login(:token, 'session');\n");
for my $reason (sort keys %refused)
{
	my $token = $refused{$reason};
	# As a literal, within dynamic SQL, and inside execute().
	my @statements = (
		"SELECT todo.login('$token', 'session');",
		"DO \$\$ BEGIN EXECUTE 'SELECT todo.login(''$token'', ''session'')'; END \$\$;",
		"SELECT todo.execute('[]', '$token');");
	my @told;
	my $log = logged($node, sub {
		for my $setting ('', 'SET client_min_messages = log;', 'SET client_min_messages = debug5;')
		{
			push @told, told("$setting $_") for @statements;
		}
		$node->command_checks_all(
			[ 'pgbench', '-n', '-t', 1, '-M', $_, '-D', "token=$token", '-f', $bound, '-U', 'regress_app', $DB ],
			2, [qr/0\/1/], [qr/token is refused/], "$reason: bound by $_")
		  for 'extended', 'prepared';
	});
	like($log, qr/todo: a token was refused: \Q$reason\E$/m, "$reason: the log says so");
	lacks($log, $token, "$reason: the log does not have the token");
	unlike(join('', @told), qr/\Q$reason\E/, "$reason: the client is not told");
	is(scalar(grep { !/28000: the token is refused/ } @told), 0, "$reason: one message");
	is(scalar(grep { !/nobody\|0/ } @told), 0, "$reason: nobody is signed in");
}
like(told("DO \$\$ DECLARE context text; BEGIN PERFORM todo.login('no.such.token'); EXCEPTION WHEN others THEN
	GET STACKED DIAGNOSTICS context = PG_EXCEPTION_CONTEXT; RAISE INFO '<%>', context; END \$\$;"), qr/ <>$/m, 'nor is a handler told the context');

# --- A good token, and an error after it: of ours, of PostgreSQL's

my %errors = (
	"SELECT todo.login('$good', 'for ever')" => 'scope must be',
	"SELECT todo.login('$good')" => 'a transaction block',
	"SELECT todo.execute('[{\"do\": \"nothing\"}]', '$good')" => 'command 0: ',
	"SELECT todo.execute('{}', '$good')" => 'commands must be an array',
	"SELECT todo.execute('[{\"do\": \"create_task\", \"args\": {\"title\": \" \"}}]', '$good')" => 'title',
	"SET default_transaction_read_only = on; SELECT todo.execute('[{\"do\": \"create_task\", \"args\": {\"title\": \"t\"}}]', '$good')"
	  => 'read-only transaction');
for my $statement (sort keys %errors)
{
	my $log = logged($node, sub { told("$statement;") });
	like($log, qr/ERROR: .*\Q$errors{$statement}\E/, "$errors{$statement}: is logged");
	lacks($log, $good, "$errors{$statement}: without the token");
}
like(logged($node, sub { $node->psql($DB, 'SELECT todo.set_user(NULL)') }), qr/STATEMENT:  SELECT todo.set_user/,
	'a statement without a secret is logged as ever');
like(logged($node, sub { told("SELECT FROM todo.login('$good', 'session'); SELECT 1 / 0;") }), qr/STATEMENT:  SELECT 1 \/ 0/,
	'and so is the next one');

# --- An error elsewhere, in the same message of the client's

sql($node, q{
	CREATE FUNCTION public.sign_in_and_fail(token text) RETURNS void LANGUAGE plpgsql
		AS $$ BEGIN PERFORM todo.login(token, 'session'); RAISE EXCEPTION 'failed later'; END $$;
	CREATE FUNCTION public.try_and_fail(token text) RETURNS void LANGUAGE plpgsql
		AS $$ BEGIN PERFORM todo.login(token); EXCEPTION WHEN others THEN RAISE EXCEPTION 'failed later'; END $$;
});
my $headers = "set_config('request.headers', '{\"authorization\": \"Bearer $refused{'not three parts'}\"}', true)";
my %later = (
	'a column after it' => [ $good, "SELECT todo.login('$good', 'session'), 1 / (SELECT 0);", 'division by zero' ],
	'a statement after it' => [ $good, "SELECT todo.login('$good', 'session')\\; SELECT 1 / 0;", 'division by zero' ],
	'a function around it' => [ $good, "SELECT public.sign_in_and_fail('$good');", 'failed later' ],
	'a handler' => [ $refused{'a token that has expired'}, "SELECT public.try_and_fail('$refused{'a token that has expired'}');", 'failed later' ],
	'pre_request()' => [ $refused{'not three parts'}, "BEGIN\\; SELECT $headers\\; SELECT todo.pre_request();", 'the token is refused' ]);
for my $name (sort keys %later)
{
	my ($token, $statement, $message) = @{ $later{$name} };
	my $log = logged($node, sub { told($statement) });
	like($log, qr/ERROR:  \Q$message\E/, "$name: its error is logged");
	lacks($log, $token, "$name: without the token");
}

# What was bound is not in the statement, which may be told.
my $wrapped = PostgreSQL::Test::Utils::tempdir() . '/wrapped.sql';
append_to_file($wrapped, "SELECT public.sign_in_and_fail(:token);\n");
my $log_of_bound = logged($node, sub {
	local $ENV{PGOPTIONS} = '-c log_parameter_max_length_on_error=0';
	$node->command_checks_all([ 'pgbench', '-n', '-t', 1, '-M', 'prepared', '-D', "token=$good", '-f', $wrapped, '-U', 'regress_app', $DB ],
		2, [qr/0\/1/], [qr/failed later/], 'a function around a bound token');
});
like($log_of_bound, qr/STATEMENT:  SELECT public.sign_in_and_fail\(\$1\)/, 'its statement is logged');
lacks($log_of_bound, $good, 'without the token');

$node->append_conf('postgresql.conf', "log_lock_waits = on\ndeadlock_timeout = 10ms");
reload($node);
my ($ONE, $TWO) = split /\n/, sql($node, 'SELECT id FROM todo.tasks ORDER BY id LIMIT 2');

# --- What a client is told of its task by PT412 is not for the log

my $told = '';
my $conflict = logged($node, sub {
	$told .= told("BEGIN; SELECT FROM todo.login('$good'); SELECT todo.complete_task('$ONE', 99); ROLLBACK;");
	$told .= told(qq{SELECT todo.execute('[{"do": "complete_task", "args": {"task_id": "$ONE", "if_version": 99}}]', '$good');});
});
is(scalar(() = $told =~ /PT412: .*\nDETAIL:  \{"id": ?"$ONE"/g), 2, 'PT412 has the task for the client');
is(scalar(() = $conflict =~ /DETAIL:  The client has the task as it is/g), 2, 'and says so in the log');
unlike($conflict, qr/"title"/, 'which does not have it');

# --- A good token, and a statement that waits

my $complete = sub { my ($id) = @_; return qq{SELECT todo.execute('[{"do": "complete_task", "args": {"task_id": "$id"}}]', '$good')}; };

# Sends a statement that will not be answered soon, and waits until the log says so.
sub send_waiting
{
	my ($session, $statement, $pattern) = @_;
	my $start = -s $node->logfile;
	$session->query_until(qr/sent/, "\\echo sent\n$statement;\n");
	$node->wait_for_log($pattern, $start);
	return;
}

my $waits = logged($node, sub {
	my $holder = session($node, 'postgres');
	ask($holder, "BEGIN; SELECT FROM todo.tasks WHERE id = '$ONE' FOR UPDATE");
	my $client = session($node);
	send_waiting($client, $complete->($ONE), qr/still waiting for/);
	sql($node, q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'regress_app'});
	$client->{run}->finish;
	ask($holder, 'COMMIT');
	$holder->quit;
});
like($waits, qr/still waiting for/, 'a wait is logged');
like($waits, qr/FATAL:  terminating connection due to administrator command/, 'and the end of its connection');
lacks($waits, $good, 'without the token');

my $deadlock = logged($node, sub {
	my $holder = session($node, 'postgres');
	ask($holder, q{SET deadlock_timeout = '1min'});
	ask($holder, "BEGIN; SELECT FROM todo.tasks WHERE id = '$TWO' FOR UPDATE");
	my $client = session($node);
	ask($client, 'BEGIN');
	ask($client, $complete->($ONE));
	$holder->query_until(qr/sent/, "\\echo sent\nSELECT FROM todo.tasks WHERE id = '$ONE' FOR UPDATE;\n");
	$node->poll_query_until($DB, q{SELECT count(*) = 1 FROM pg_locks WHERE NOT granted}) or die 'nobody waits';
	like(ask($client, $complete->($TWO)), qr/deadlock detected/, 'a deadlock');
	ask($client, 'ROLLBACK');
	$client->quit;
	$holder->quit;
});
like($deadlock, qr/ERROR:  deadlock detected/, 'a deadlock is logged');
lacks($deadlock, $good, 'without the token');

# --- A trigger of the user's own that writes down which statement it was

sql($node, q{
	CREATE TABLE public.audit (statement text);
	CREATE FUNCTION public.audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
		AS $$ BEGIN INSERT INTO public.audit VALUES (current_query()); RAISE LOG 'audited'; RETURN NULL; END $$;
	CREATE TRIGGER audit AFTER UPDATE ON todo.tasks EXECUTE FUNCTION public.audit();
});
my $audited = logged($node, sub { told($complete->($TWO) . ';') });
like($audited, qr/LOG:  audited/, 'a trigger speaks within execute()');
lacks($audited, $good, 'the log of it has no token');
is(sql($node, 'SELECT count(*), count(statement) FROM public.audit'), '1|0', 'current_query() has none either');
like(sql($node, 'UPDATE todo.tasks SET title = title || \'!\'; SELECT statement FROM public.audit WHERE statement IS NOT NULL'),
	qr/^UPDATE todo.tasks/, 'of other statements it tells');

done_testing();
