# Writers for tests of whole servers: pgbench clients that do at random what users do, by functions and by
# plain SQL, committed or rolled back, while the test does something else.
package TodoWriters;

use strict;
use warnings FATAL => 'all';

use Exporter 'import';
use IPC::Run qw(start finish);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;

our @EXPORT = qw($ANY beside_writers);

# One of the signed-in user's tasks.
our $ANY = '(SELECT id FROM todo.tasks ORDER BY random() LIMIT 1)';

sub script_of
{
	my ($user) = @_;
	my $script = "$PostgreSQL::Test::Utils::tmp_check/writer_$user.pgbench";
	return $script if -e $script;
	append_to_file($script, <<"SQL");
\\if :signed_in = 0
SELECT todo.set_user('$user', 'session');
SET SESSION AUTHORIZATION regress_app;
\\set signed_in 1
\\endif
\\set operation random(1, 9)
\\if :operation <= 3
SELECT FROM todo.create_task('task ' || random(), 'description');
\\elif :operation = 4
UPDATE todo.tasks SET completed = NOT completed WHERE id = $ANY;
\\elif :operation = 5
UPDATE todo.tasks SET title = 'changed ' || random(), description = NULL WHERE id = $ANY;
\\elif :operation = 6
UPDATE todo.tasks SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END WHERE id = $ANY;
\\elif :operation = 7
DELETE FROM todo.tasks WHERE id = $ANY;
\\elif :operation = 8
BEGIN;
SELECT count(*) FROM todo.create_tasks('[{"title": "one of two"}, {"title": "two of two", "completed": true}]');
UPDATE todo.tasks SET description = 'all' WHERE random() < 0.1;
COMMIT;
\\else
BEGIN;
SELECT FROM todo.create_task('never');
UPDATE todo.tasks SET title = 'never' WHERE random() < 0.2;
ROLLBACK;
\\endif
SQL
	return $script;
}

# pgbench clients of one user, an IPC::Run harness. What goes wrong is appended to $$err.
sub start_writers
{
	my ($node, $user, $clients, $transactions, $seed, $err) = @_;
	return start([ 'pgbench', '--no-vacuum', "--client=$clients", "--transactions=$transactions", "--random-seed=$seed",
			'--define=signed_in=0', '--file=' . script_of($user), $node->connstr($DB) ],
		'>', \my $out, '2>>', $err);
}

# Takes what they print; how many go on.
sub still_writing
{
	my (@writers) = @_;
	for my $writer (grep { $_->pumpable } @writers)
	{
		eval { $writer->pump_nb; 1 } or $@ =~ /process ended prematurely/ or die $@;
	}
	return scalar grep { $_->pumpable } @writers;
}

# Does a round of the test's own again and again while clients of each of the users write. On a machine so slow that
# they end before as many rounds as are wanted, they begin once more.
sub beside_writers
{
	my ($node, $round, %wanted) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my ($rounds, $failed, $err, $seed) = (0, 0, '', $wanted{seed});
	while ($rounds < $wanted{rounds} and not $failed)
	{
		my @writers = map { start_writers($node, $_, @wanted{qw(clients transactions)}, $seed++, \$err) } @{ $wanted{users} };
		while (still_writing(@writers))
		{
			$round->();
			$rounds++;
		}
		$failed += grep { not finish($_) } @writers;
	}
	ok(!$failed, 'the writers end well') or diag($err);
	return;
}

1;
