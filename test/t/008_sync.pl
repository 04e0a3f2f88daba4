# A client that keeps a copy by changes_since ends equal to the server: beside concurrent writers, with
# crashes between pulls, small pages, and a log that is trimmed under it.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;
use TodoWriters;

my $node = start_server('sync');

# The copy: tasks by id as JSON, and the cursor. Applying a page moves both.
sub pull
{
	my ($copy, $page_size) = @_;
	my $page = sql($node, sign_in($ANN) . qq{\\pset fieldsep '\\t'
		SELECT seq, task_id, deleted, coalesce(task::text, '') FROM todo.changes_since($copy->{cursor}, $page_size);});
	my $rows = 0;
	for my $line (split /\n/, $page)
	{
		my ($seq, $id, $deleted, $task) = split /\t/, $line, 4;
		if ($task eq '') { die "gone but not deleted: $line" if $deleted ne 't'; delete $copy->{tasks}{$id}; }
		else { $copy->{tasks}{$id} = $task; }
		$copy->{cursor} = $seq;
		$rows++;
	}
	return $rows;
}

sub text_of { my ($copy) = @_; return join "\n", map { $copy->{tasks}{$_} } sort keys %{ $copy->{tasks} }; }

# The server's own tasks as the same JSON: to_json writes UTC as changes_since does.
sub server_text
{
	return sql($node, qq{SET timezone = 'UTC';
		SELECT to_json(t) FROM (SELECT id, user_id, title, description, completed, created_at, updated_at, deleted_at, completed_at, version
			FROM todo.tasks WHERE user_id = '$ANN') t ORDER BY id});
}

sub saved { my ($copy) = @_; return { cursor => $copy->{cursor}, tasks => { %{ $copy->{tasks} } } }; }

for my $run (1 .. 3)
{
	my $copy = { cursor => 0, tasks => {} };
	my $disk = saved($copy);
	srand($run);
	my $pull_or_crash = sub {
		pull($copy, 1 + int rand 40);
		$disk = saved($copy) if rand() < 0.4;
		$copy = saved($disk) if rand() < 0.2;    # a crash: back to what was saved
	};
	beside_writers($node, $pull_or_crash, users => [$ANN], clients => 4, transactions => 150, seed => $run, rounds => 4);
	1 while pull($copy, 25);
	is(text_of($copy), server_text(), "run $run: the copy is the server's");
	is(sql($node, sign_in($ANN) . 'SELECT count(*) FROM (SELECT r.* FROM todo.replay_tasks() r EXCEPT SELECT id, user_id, title, description, completed, created_at, updated_at, deleted_at, completed_at, version FROM todo.tasks) d'),
		0, "run $run: the log tells the same");
	is(sql($node, qq{SELECT count(*) = max(seq) AND max(seq) = (SELECT seq FROM todo.user_counters WHERE user_id = '$ANN') FROM todo.events WHERE user_id = '$ANN'}),
		't', "run $run: numbers without a gap");
}

# The log is trimmed: a copy from before is refused and starts again; one from after goes on.
my $stale = { cursor => 0, tasks => {} };
pull($stale, 5);
my $current = { cursor => 0, tasks => {} };
1 while pull($current, 1000);
sql($node, "UPDATE todo.events SET recorded_at = recorded_at - interval '1 year'");
my $trimmed = sql($node, q{SET todo.event_retention = '30d'; SELECT rows > 100, finished FROM todo.run_maintenance(100000) WHERE job = 'trim_events'});
is($trimmed, 't|t', 'events are trimmed');
is((sqlstates($node, ["SELECT * FROM todo.changes_since($stale->{cursor})"], first => sign_in($ANN)))[0], 'PT410', 'a cursor from before is refused');
sql($node, sign_in($ANN) . "SELECT FROM todo.create_task('after'); DELETE FROM todo.tasks WHERE id = $ANY AND title <> 'after'");
1 while pull($current, 3);
is(text_of($current), server_text(), 'a copy from after the trimming goes on');
my $fresh = { cursor => 0, tasks => {} };
1 while pull($fresh, 7);
is(text_of($fresh), server_text(), 'a copy from nothing learns of every task');
sql($node, sign_in($ANN) . "DELETE FROM todo.tasks WHERE id = $ANY; SELECT FROM todo.create_task('later')");
1 while pull($fresh, 1);
is(text_of($fresh), server_text(), 'and goes on from there');

done_testing();
