# Issuer, audience, leeway and keys are what the server's configuration says, at once and in every session;
# whatever a client plants, before the library is loaded or after, is not believed. Nobody outlives a token.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;
use TodoTokens;

my $REFUSED = 'the token is refused';
my $node = start_login_server('main');
my $good = token('first');

# --- Settings that the administrator changes, under a token that is remembered

my $session = session($node);
sub changed
{
	my ($settings) = @_;
	$node->append_conf('postgresql.conf', $settings);
	reload($node, $session);
	return;
}
# The answer to a token, and that the log gives the reason when it is refused.
sub refused
{
	my ($token, $reason, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $log = logged($node, sub { is(login($session, $token), $REFUSED, $name) });
	like($log, qr/todo: a token was refused: \Q$reason\E$/m, "$name: the log says why");
	return;
}

is(login($session, $good), $ANN, 'a token of the settings');
changed(q{todo.jwt_issuer = 'https://new.example'});
refused($good, 'a token of another issuer', 'another issuer');
is(login($session, token('first', iss => 'https://new.example')), $ANN, 'a token of the new issuer');
changed(q{todo.jwt_issuer = ''});
refused($good, 'todo.jwt_issuer and todo.jwt_audience are not both set', 'no issuer');
refused(token('first', iss => ''), 'todo.jwt_issuer and todo.jwt_audience are not both set', 'no issuer, and a token without one');
changed(q{todo.jwt_issuer = 'https://id.example'});
is(login($session, $good), $ANN, 'the issuer again');
changed(q{todo.jwt_audience = 'other'});
refused($good, 'a token for another audience', 'another audience');
changed(q{todo.jwt_audience = ''});
refused($good, 'todo.jwt_issuer and todo.jwt_audience are not both set', 'no audience');
refused(token('first', aud => ''), 'todo.jwt_issuer and todo.jwt_audience are not both set', 'no audience, and a token for none');
changed(q{todo.jwt_audience = 'todo'});

my ($late, $early) = (token('first', exp => time - 300), token('first', nbf => time + 300, iat => time + 300));
refused($late, 'a token that has expired', 'late');
refused($early, 'a token that is not valid yet', 'early');
changed('todo.jwt_leeway = 10min');
is(login($session, $late), $ANN, 'within the leeway: late');
is(login($session, $early), $ANN, 'within the leeway: early');
changed('todo.jwt_leeway = 0');
refused($late, 'a token that has expired', 'a leeway that was taken away, though the token is remembered');
refused($early, 'a token that is not valid yet', 'the same for one that was early');
changed('todo.jwt_leeway = 30');
$session->quit;

# --- Settings that a client plants

my $evil = token('first', iss => 'https://evil.example');
my $plant = q{SET todo.jwt_issuer = 'https://evil.example'; SET todo.jwt_audience = 'evil'; SET todo.jwt_leeway = '600s';
	SET todo.jwt_keys = '{"keys": []}'; SET todo.jwt_keys_file = '/dev/null';};
for my $role ('regress_app', 'postgres')
{
	my $signed_in = sub {
		my ($token, $first, %environment) = @_;
		local %ENV = (%ENV, %environment);
		my (undef, $out) = $node->psql($DB, "$first\nSELECT todo.login('$token', 'session');\n$WHO;", on_error_stop => 0, extra_params => [ '-U', $role ]);
		return ($out =~ /^(\S*)\|\d$/m)[0];
	};
	is($signed_in->($good, ''), $ANN, "$role: the configuration's issuer");
	is($signed_in->($good, $plant), $ANN, "$role: planted settings change nothing");
	is($signed_in->($good, 'SELECT FROM todo.tasks;' . $plant), $ANN, "$role: nor do they once the library is loaded");
	is($signed_in->($evil, $plant), 'nobody', "$role: nor are tokens of a planted issuer believed");
	is($signed_in->($evil, $_), 'nobody', "$role: $_")
	  for q{SELECT set_config('todo.jwt_issuer', 'https://evil.example', false);},
	  q{UPDATE pg_settings SET setting = 'https://evil.example' WHERE name = 'todo.jwt_issuer';};
	is($signed_in->($evil, '', PGOPTIONS => '-c todo.jwt_issuer=https://evil.example'), 'nobody', "$role: an issuer from the connection");
	# Where the library is not loaded a superuser can write down a setting of a role. It takes the place of the
	# configuration's, and the library then throws it away: nobody gets in.
	for my $whose ("ROLE $role", "DATABASE $DB", "ROLE $role IN DATABASE $DB")
	{
		sql($node, "ALTER $whose SET todo.jwt_issuer = 'https://evil.example'");
		is($signed_in->($evil, ''), 'nobody', "$role: an issuer from $whose");
		is($signed_in->($good, ''), 'nobody', "$role: which is nobody's issuer");
		sql($node, "ALTER $whose RESET todo.jwt_issuer");
		is($signed_in->($good, ''), $ANN, "$role: until it is gone");
	}
}

# Where the server loads the library as it starts, nobody can write that down.
$node->append_conf('postgresql.conf', q{shared_preload_libraries = 'todo'});
$node->restart;
for my $role ('regress_app', 'postgres')
{
	is_deeply([ sqlstates($node, [ "SET todo.jwt_issuer = 'https://evil.example'", "ALTER ROLE $role SET todo.jwt_issuer = 'https://evil.example'" ],
		role => $role) ], [ '55P02', '55P02' ], "$role: not where the library is preloaded");
}
is(sql($node, "SELECT todo.login('$good', 'session')", role => 'regress_app'), $ANN, 'a preloaded library signs in as well');

# --- A token that is held on to

# A procedure that commits: expiry is looked at as each of its transactions begins.
sql($node, q{
	CREATE PROCEDURE public.hold_on(seconds int) LANGUAGE plpgsql AS $$
	BEGIN
		FOR i IN 1..seconds LOOP
			COMMIT;
			RAISE INFO 'sees %', (SELECT count(*) FROM todo.tasks);
			PERFORM pg_sleep(1);
		END LOOP;
	END $$});
my (undef, undef, $seen) = $node->psql($DB, sprintf("SELECT todo.login('%s', 'session') \\gset\nCALL public.hold_on(7);", token('first', exp => time - 26)),
	extra_params => [ '-U', 'regress_app' ]);
like($seen, qr/sees 3.*sees 0/s, 'a procedure sees its token expire');
unlike($seen, qr/sees 0.*sees 3/s, 'for good');

# Parallel workers know who is signed in, and until when.
my $parallel = ($node->pg_version >= 16 ? 'debug_parallel_query' : 'force_parallel_mode');
my $count = "SET $parallel = on; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
	SELECT count(*), count(*) FILTER (WHERE user_id = todo.current_user_id()) FROM todo.tasks;";
is(sql($node, "SELECT todo.login('$good', 'session') \\gset\n$count", role => 'regress_app'), '3|3', 'parallel workers know the user');
is(sql($node, sprintf("SELECT todo.login('%s', 'session') \\gset\nSELECT pg_sleep(5) \\gset\n$count", token('first', exp => time - 26)), role => 'regress_app'),
	'0|0', 'and that the token has expired');

done_testing();
