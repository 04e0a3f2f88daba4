# What survives a restart, a crash and the way to a standby: acknowledged writes do, identities do not.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;

my $ID = '00000000-0000-0000-0000-000000000001';
my $WHO = 'SELECT todo.current_user_id() IS NULL, count(*) FROM todo.tasks';

my $node = start_server('main', allows_streaming => 1);
sql($node, sign_in($ANN) . "SELECT FROM todo.create_task('one', id => '$ID'), todo.create_task('two') two");
my $rows = rows($node, $DB);

$node->restart;
is(rows($node, $DB), $rows, 'restart: every row is there');
is(sql($node, $WHO, role => 'regress_app'), 't|0', 'restart: nobody is signed in');

# A crash: what was acknowledged is kept, what was under way is not.
sql($node, sign_in($ANN) . "SELECT FROM todo.create_task('acknowledged'), todo.complete_task('$ID')");
$rows = rows($node, $DB);
my $session = $node->background_psql($DB);
$session->query_safe("SELECT todo.set_user('$ANN', 'session')");
$session->query_safe("BEGIN; SELECT todo.create_task('under way'); SELECT todo.delete_task('$ID', true)");
$node->stop('immediate');
$session->quit;
$node->start;
is(rows($node, $DB), $rows, 'crash: acknowledged writes are there, others are not');

# Loaded at server start, as pg_stat_statements and its like are.
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'todo'");
$node->restart;
is(rows($node, $DB), $rows, 'preloaded: every row is there');
is(sql($node, $WHO, role => 'regress_app'), 't|0', 'preloaded: nobody is signed in');
is(sql($node, sign_in($ANN) . "SELECT title, version FROM todo.update_task('$ID', '{\"title\": \"uno\"}')"),
	'uno|3', 'preloaded: a client works');

# A standby answers every read, for the user that is signed in there.
$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;
sql($node, sign_in($ANN) . "SELECT FROM todo.create_task('four'), todo.delete_task('$ID')");
sql($node, sign_in($BOB) . "SELECT FROM todo.create_task('not for ann')");
$node->wait_for_catchup($standby, 'replay', $node->lsn('insert'));
is(rows($standby, $DB), rows($node, $DB), 'standby: the same rows');

my $reads = <<"SQL";
SELECT title FROM todo.list_tasks();
SELECT title FROM todo.list_tasks(page_size => 1, page_cursor => (SELECT todo.task_cursor(t) FROM todo.list_tasks(page_size => 1) t));
SELECT todo.tasks_page();
SELECT * FROM todo.count_tasks();
SELECT title FROM todo.list_trash();
SELECT count(*) FROM todo.get_task('$ID');
SELECT title FROM todo.active_tasks ORDER BY title;
SELECT todo.current_user_id(), (SELECT id FROM todo.users);
SQL
my $answers = sql($node, sign_in($ANN) . $reads);
like($answers, qr/^four$/m, 'primary: reads answer');
is(sql($standby, sign_in($ANN) . $reads), $answers, 'standby: reads answer as on the primary');
is(sql($standby, "$WHO; " . sign_in($BOB) . "SELECT title FROM todo.list_tasks(); SELECT todo.logout() \\gset\n$WHO"),
	"t|5\nnot for ann\nt|0", 'standby: identities come and go');
is(sql($standby, "BEGIN; SELECT todo.set_user('$BOB') \\gset\nSELECT count(*) FROM todo.list_tasks(); COMMIT; $WHO"),
	"1\nt|5", 'standby: an identity for one transaction');

my @writes = (
	"SELECT todo.create_task('x')", "SELECT todo.create_tasks('[{\"title\": \"x\"}]')",
	"SELECT todo.update_task('$ID', '{\"title\": \"x\"}')", "SELECT todo.complete_task('$ID')",
	"SELECT todo.reopen_task('$ID')", "SELECT todo.toggle_task('$ID')", "SELECT todo.delete_task('$ID')",
	"SELECT todo.delete_task('$ID', true)", "SELECT todo.restore_task('$ID')",
	"INSERT INTO todo.tasks (user_id, title) VALUES ('$ANN', 'x')", "DELETE FROM todo.tasks");
my @states = sqlstates($standby, \@writes, first => sign_in($ANN));
is($states[$_], '25006', "standby: $writes[$_] fails as any write does") for 0 .. $#writes;

$standby->promote;
is(sql($standby, sign_in($ANN) . "SELECT title FROM todo.create_task('after promotion')"),
	'after promotion', 'promoted: a client writes');

done_testing();
