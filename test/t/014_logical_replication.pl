# Logical replication of the tables: a subscriber to all of them ends equal, journal and all, without firing a
# trigger; one to users and tasks alone is right after rebuild_counters(). Either goes on by itself.
# REPLICA_TRANSACTIONS: how many each writer makes.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;
use TodoWriters;

my $TRANSACTIONS = $ENV{REPLICA_TRANSACTIONS} // 150;
my $CAROL = '00000000-0000-0000-0000-0000000000c1';
my $publisher = start_server('publisher', allows_streaming => 'logical');
change_tables($publisher);
fill_tables($publisher);
sql($publisher, q{CREATE PUBLICATION everything FOR TABLES IN SCHEMA todo; CREATE PUBLICATION tasks FOR TABLE todo.users, todo.tasks});

# The same tables, without a row.
my $subscriber = start_server('subscriber');
change_tables($subscriber);
sql($subscriber, 'DELETE FROM todo.users');
$subscriber->safe_psql('postgres', 'CREATE DATABASE part');
sql($subscriber, 'CREATE EXTENSION todo', db => 'part');
change_tables($subscriber, 'part');

my $from = $publisher->connstr($DB) =~ tr/'//dr;
my %subscriptions = ($DB => 'everything', part => 'tasks');
sql($subscriber, "CREATE SUBSCRIPTION $subscriptions{$_} CONNECTION '$from user=postgres' PUBLICATION $subscriptions{$_}", db => $_)
  for sort keys %subscriptions;

sub wait_for_subscribers
{
	$subscriber->wait_for_subscription_sync($publisher, $subscriptions{$_}, $_) for sort keys %subscriptions;
	return;
}

# All rows of the extension's tables, or of these.
sub todos
{
	my ($node, $db, $only) = @_;
	return join "\n", map { s{\n+\z}{}r } grep { /^todo\./ && (!$only || /^todo\.($only)\|/) } split /^(?=todo\.|task_log)/m, rows($node, $db);
}

# The same rows, and the same answers to a client.
sub is_equal
{
	my ($user, $name) = @_;
	same_lines(todos($subscriber, $DB), todos($publisher, $DB), "$name: every row of every table");
	my $asked = sign_in($user) . q{SET timezone = 'UTC'; SELECT todo.tasks_page(); SELECT todo.changes_since(0); SELECT todo.count_tasks();
		SELECT todo.list_trash(); SELECT h FROM todo.list_tasks() t, todo.task_history(t.id) h;};
	same_lines(sql($subscriber, $asked), sql($publisher, $asked), "$name: a client is told the same");
	is(sql($subscriber, 'SELECT check_name, detail FROM todo.doctor(0) WHERE NOT ok'), '', "$name: doctor() finds nothing");
	same_lines(todos($subscriber, 'part', 'users|tasks'), todos($publisher, $DB, 'users|tasks'), "$name, users and tasks alone: every row of the two");
	return;
}

wait_for_subscribers();
is_equal($ANN, 'copied');

# --- Under way: writers, maintenance, accounts that come, go and are renamed

my $come_and_go = sub {
	sql($publisher, "SELECT FROM todo.run_maintenance()");
	sql($publisher, qq{INSERT INTO todo.users (id, email) VALUES ('$CAROL', 'carol\@example.org');
		INSERT INTO todo.tasks (user_id, title) SELECT '$CAROL', 'task ' || i FROM generate_series(1, 10) i;
		UPDATE todo.users SET id = '00000000-0000-0000-0000-0000000000c2' WHERE id = '$CAROL'});
	sql($publisher, q{DELETE FROM todo.users WHERE email = 'carol@example.org'});
};
beside_writers($publisher, $come_and_go, users => [ $ANN, $BOB ], clients => 2, transactions => $TRANSACTIONS, seed => 1, rounds => 2);
$publisher->wait_for_catchup($_) for values %subscriptions;
is_equal($ANN, 'after the writers');
is(sql($subscriber, 'SELECT count(*) FROM public.task_log'), '0', 'no trigger has fired there, a user\'s own no more than ours');

sql($publisher, q{UPDATE todo.events SET recorded_at = '2001-01-01' WHERE seq < 50});
sql($publisher, q{SET todo.event_retention = '1d'; SELECT FROM todo.run_maintenance()});
sql($publisher, "TRUNCATE todo.tasks");
sql($publisher, sign_in($BOB) . 'SELECT FROM todo.undo((SELECT max(seq) FROM todo.events))');
$publisher->wait_for_catchup($_) for values %subscriptions;
is_equal($BOB, 'trimmed, truncated, and one undone');

# --- Each by itself: the publisher is gone

sql($publisher, sign_in($_) . "SELECT FROM todo.create_tasks('[{\"title\": \"last\"}, {\"title\": \"done\", \"completed\": true}]')") for $ANN, $BOB;
$publisher->wait_for_catchup($_) for values %subscriptions;
sql($subscriber, "DROP SUBSCRIPTION $subscriptions{$_}", db => $_) for sort keys %subscriptions;
my $last = sql($publisher, "SELECT max(seq) FROM todo.events WHERE user_id = '$ANN'");
my $next = sign_in($ANN) . q{SELECT title FROM todo.create_task('next'); SELECT max(seq), count(*) FILTER (WHERE kind = 'created') > 0 FROM todo.events};
is(sql($subscriber, $next), "next\n" . ($last + 1) . '|t', 'all tables: the events are numbered on');
is(sql($subscriber, 'SELECT check_name, detail FROM todo.doctor(0) WHERE NOT ok'), '', 'all tables: doctor() finds nothing');

like(sql($subscriber, 'SELECT detail FROM todo.doctor(0) WHERE NOT ok', db => 'part'), qr/rebuild_counters/, 'two tables: doctor() says what is to be done');
is(sql($subscriber, 'SELECT todo.rebuild_counters()', db => 'part'), '2', 'two tables: it is done for both users');
is(sql($subscriber, 'SELECT check_name, detail FROM todo.doctor(0) WHERE NOT ok', db => 'part'), '', 'two tables: then doctor() finds nothing');
is(sql($subscriber, sign_in($ANN) . 'SELECT * FROM todo.count_tasks()', db => 'part'), "f|1\nt|1", 'two tables: the counts are right');
is((sqlstates($subscriber, [ "SELECT todo.changes_since($last)" ], first => sign_in($ANN), db => 'part'))[0], 'PT410',
	'two tables: a cursor of the publisher\'s is refused');
is(sql($subscriber, sign_in($ANN) . q{SELECT title FROM todo.create_task('next'); SELECT task ->> 'title' FROM todo.changes_since(0) ORDER BY seq DESC LIMIT 1}, db => 'part'),
	"next\nnext", 'two tables: a client goes on');
done_testing();
