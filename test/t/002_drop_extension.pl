# DROP EXTENSION leaves the tables with every row and closed to everybody; CREATE EXTENSION opens them again.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;

my $node = start_server('main');
sql($node, sign_in($ANN) . "SELECT FROM todo.create_tasks('[{\"title\": \"one\"}, {\"title\": \"two\", \"completed\": true}]')");
sql($node, sign_in($BOB) . "SELECT FROM todo.create_task('three')");
my $rows = rows($node, $DB);
my $catalog = catalog($node, $DB);

# What a client and the back end see by plain SQL.
sub visible
{
	my ($role) = @_;
	return sql($node, 'SELECT (SELECT count(*) FROM todo.users), (SELECT count(*) FROM todo.tasks)',
		role => $role);
}
is(visible('regress_service'), '2|3', 'the back end sees every row');

my (undef, undef, $refusal) = $node->psql($DB, "\\set VERBOSITY verbose\nDROP EXTENSION todo");
like($refusal, qr/ERROR:  2BP01: cannot drop extension todo because other objects depend on it/, 'DROP EXTENSION is refused');
like($refusal, qr/$_/, "the refusal names: $_")
  for 'policy tasks_isolation_policy on table todo.tasks',
  'policy users_isolation_policy on table todo.users',
  'trigger tasks_rules on table todo.tasks',
  'trigger users_rules on table todo.users',
  'default value for column id of table todo.tasks';
same_lines(catalog($node, $DB), $catalog, 'the refusal changes nothing');

sql($node, q{CREATE POLICY mine ON todo.tasks USING (title = 'one'); DROP EXTENSION todo CASCADE});
is(sql($node, "SELECT string_agg(polname, ',') FROM pg_policy"), 'mine', 'of the policies those stay that need no function of ours');
is(visible('regress_app'), '0|1', 'and hold');
sql($node, 'DROP POLICY mine ON todo.tasks');
same_lines(rows($node, $DB), $rows, 'CASCADE keeps every row');
is( sql($node, q{
		SELECT count(*) > 1, bool_and(relrowsecurity AND relforcerowsecurity), (SELECT count(*) FROM pg_policy)
		FROM pg_class WHERE relnamespace = 'todo'::regnamespace AND relkind = 'r'}),
	't|t|0', 'row security is forced on every table, and no policy is left');
is(sql($node, "SELECT count(*) FROM pg_proc WHERE pronamespace = 'todo'::regnamespace"), 0, 'no function is left');
is(visible('regress_app'), '0|0', 'a client sees no row');
is(visible('regress_service'), '0|0', 'the back end sees no row');
my $insert = "INSERT INTO todo.tasks (id, user_id, title) VALUES (gen_random_uuid(), '$ANN', 'x')";
is_deeply(
	[ map { sqlstates($node, [ $insert ], role => $_) } qw(regress_app regress_service) ],
	[ '42501', '42501' ], 'nobody writes');

sql($node, 'CREATE EXTENSION todo');
same_lines(rows($node, $DB), $rows, 'CREATE EXTENSION again touches no row');
same_lines(catalog($node, $DB), $catalog,
	'CREATE EXTENSION again puts back policies, triggers, defaults and all that went');
is(sql($node, 'SELECT * FROM todo.install()'), '', 'nothing is left for install() to do');
is(sql($node, sign_in($ANN) . "SELECT count(*) FROM todo.list_tasks();
	INSERT INTO todo.tasks (user_id, title) VALUES (todo.current_user_id(), ' four ') RETURNING title"),
	"2\nfour", 'a client works as before');

# A library of the same name is no longer needed by anything: the schema goes as any other.
sql($node, 'DROP EXTENSION todo CASCADE; DROP SCHEMA todo CASCADE; CREATE EXTENSION todo');
same_lines(catalog($node, $DB), $catalog, 'from nothing it is as it was at first');
is(visible('regress_service'), '0|0', 'and empty');

done_testing();
