# A dump and restore keeps every row, every column, index, policy and trigger that a user added, and
# every grant; the restored database serves clients at once.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;

my $old = start_server('old');
change_tables($old);
fill_tables($old);
my $rows = rows($old, $DB);
my $catalog = catalog($old, $DB);
unlike($catalog, qr/^member of todo: (table|view|index|column)/m, 'no table belongs to the extension');
like($rows, qr/infinity/, 'there are rows');

my $new = new_server('new');
$new->start;
my $folder = PostgreSQL::Test::Utils::tempdir();
$old->command_ok([ 'pg_dumpall', '--roles-only', '--file', "$folder/roles.sql" ], 'dumps the roles');
# The superuser is there already.
$new->psql('postgres', "\\i $folder/roles.sql\n", on_error_stop => 0);

# The same rows, the same catalog, and a client that works.
sub is_restored
{
	my ($node, $db, $name) = @_;
	same_lines(rows($node, $db), $rows, "$name: rows");
	same_lines(catalog($node, $db), $catalog, "$name: catalog");
	works_as_before($node, $db, $name);
	return;
}

my %restore_options = (plain => [], custom => [], directory => ['--jobs=2']);
for my $format (sort keys %restore_options)
{
	my $file = "$folder/$format";
	my @jobs = @{ $restore_options{$format} };
	$old->command_ok([ 'pg_dump', "--format=$format", @jobs, '--file', $file, $DB ], "$format: dumps");
	for my $node ($old, $new)
	{
		my $name = "$format dump, " . $node->name . ' cluster';
		my $db = "restored_$format";
		$node->safe_psql('postgres', "CREATE DATABASE $db");
		$node->command_ok(
			$format eq 'plain'
			? [ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-f', $file, $db ]
			: [ 'pg_restore', '--exit-on-error', @jobs, '-d', $db, $file ],
			"$name: restores");
		is_restored($node, $db, $name);
	}
}

# Over a database that has it all: everything is dropped first, the extension last.
$old->command_ok(
	[ 'pg_restore', '--exit-on-error', '--clean', '--if-exists', '-d', 'restored_custom', "$folder/custom" ],
	'custom dump, over another: restores');
is_restored($old, 'restored_custom', 'custom dump, over another');

# The schema, then the data without the triggers: no log line comes twice, no time moves.
$old->safe_psql('postgres', 'CREATE DATABASE in_two_parts');
for my $part ([ 'schema', '--schema-only' ], [ 'data', '--data-only', '--disable-triggers' ])
{
	my ($name, @options) = @$part;
	$old->command_ok([ 'pg_dump', @options, '--file', "$folder/$name", $DB ], "$name only: dumps");
	$old->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-f', "$folder/$name", 'in_two_parts' ],
		"$name only: restores");
}
# pg_dump turns triggers off and on again, those that fire always as ordinary ones.
is(sql($old, 'SELECT count(*) FROM todo.install()', db => 'in_two_parts'), '4', 'schema, then data: install() makes four triggers fire always');
is_restored($old, 'in_two_parts', 'schema, then data');

done_testing();
