# A database moves to a newer PostgreSQL, by pg_upgrade from version to version or by dump and restore: every
# row is there, the catalog is that of a fresh install over there, and clients go on.
# UPGRADES and RESTORES name the ways, such as "15-17-18 15-18"; SERVER_<version> is where that server is.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;

# Each version's server with the tables as their users have changed them: full, or fresh.
sub server_of
{
	my ($name, $version) = @_;
	# Since 18 servers have page checksums by default, and pg_upgrade wants both with or both without.
	my @extra = $version >= 18 ? ('--no-data-checksums') : ();
	return new_server($name, install_path => $ENV{"SERVER_$version"}, extra => \@extra);
}

sub start_full
{
	my ($name, $version) = @_;
	my $node = server_of($name, $version);
	$node->start;
	$node->safe_psql('postgres', "CREATE DATABASE $DB");
	create_todo($node);
	change_tables($node);
	fill_tables($node);
	return $node;
}

# PostgreSQL's releases since November 2026 note a version among each column's options, which those before
# refuse. (Debian may have an older release of a newer server.)
sub make_acceptable
{
	my ($old, $new) = @_;
	my $notes = q{SELECT count(*) > 0 FROM pg_attribute WHERE attoptions::text LIKE '%pg_attver=%'};
	return if sql($old, $notes) eq sql($new, $notes, db => 'postgres');
	sql($old, q{SET allow_system_table_mods = on;
		UPDATE pg_attribute SET attoptions = NULL WHERE attoptions::text LIKE '%pg_attver=%'});
	return;
}

# In $DB of the server is what `rows` says, and what a fresh install has there.
sub has_moved
{
	my ($node, $rows, $way) = @_;
	same_lines(rows($node), $rows, "$way: every row");
	$node->safe_psql('postgres', 'CREATE DATABASE fresh');
	sql($node, 'CREATE EXTENSION todo', db => 'fresh');
	change_tables($node, 'fresh');
	same_lines(catalog($node), catalog($node, 'fresh'), "$way: the catalog of a fresh install");
	$node->safe_psql('postgres', 'DROP DATABASE fresh');
	works_as_before($node, $DB, $way);
	return;
}

chdir $PostgreSQL::Test::Utils::tmp_check or die; # where pg_upgrade leaves its script
for my $route (split ' ', $ENV{UPGRADES})
{
	my ($from, @steps) = split '-', $route;
	my $node = start_full("upgraded_${route}_from_$from", $from);
	for my $to (@steps)
	{
		my $next = server_of("upgraded_${route}_to_$to", $to);
		$next->start;
		make_acceptable($node, $next);
		my $rows = rows($node);
		$next->stop;
		my $way = "pg_upgrade $route to $to";
		$node->stop;
		command_ok(
			[ $next->installed_command('pg_upgrade'), '--username=postgres', '--socketdir', PostgreSQL::Test::Utils::tempdir_short(),
				'--old-bindir', $node->config_data('--bindir'), '--new-bindir', $next->config_data('--bindir'),
				'--old-datadir', $node->data_dir, '--new-datadir', $next->data_dir,
				'--old-port', $node->port, '--new-port', $next->port ],
			$way);
		$next->start;
		has_moved($next, $rows, $way);
		# As it was before the client went on, for the next step.
		sql($next, qq{DELETE FROM todo.tasks WHERE title = 'Buy milk'; SELECT FROM todo.run_maintenance()});
		$node = $next;
	}
	$node->stop;
}

for my $route (split ' ', $ENV{RESTORES})
{
	my ($from, $to) = split '-', $route;
	my $old = start_full("dumped_$route", $from);
	my $new = server_of("restored_$route", $to);
	$new->start;
	my $folder = PostgreSQL::Test::Utils::tempdir();
	# Its own dump, and that of the newer programs, which PostgreSQL advises.
	for my $by ($old, $new)
	{
		my $way = "restore $route of the dump by " . ($by == $old ? $from : $to);
		make_acceptable($old, $new) if $by == $new;
		my $file = "$folder/" . $by->name;
		$old->command_ok([ $by->installed_command('pg_dumpall'), '--roles-only', '--file', "$file.roles" ], "$way: the roles");
		$old->command_ok([ $by->installed_command('pg_dump'), '--format=custom', '--file', $file, $DB ], "$way: dumps");
		$new->psql('postgres', "\\i $file.roles\n", on_error_stop => 0);
		$new->safe_psql('postgres', "CREATE DATABASE $DB");
		$new->command_ok([ $new->installed_command('pg_restore'), '--exit-on-error', '-d', $DB, $file ], "$way: restores");
		has_moved($new, rows($old), $way);
		$new->safe_psql('postgres', "DROP DATABASE $DB");
	}
	$old->stop;
	$new->stop;
}

done_testing();
