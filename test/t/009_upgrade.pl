# Every earlier version comes up to this one: by ALTER EXTENSION … UPDATE in place, and by restoring its
# dump and running install(). Either way the catalog is that of a fresh install, and every row is there.
use strict;
use warnings FATAL => 'all';

use File::Copy qw(copy);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;

# What the dumps' administrator added.
my $ADDED = q{
	ALTER TABLE todo.users ADD COLUMN plan text NOT NULL DEFAULT 'free';
	ALTER TABLE todo.tasks ADD COLUMN colour text;
	CREATE INDEX regress_colour ON todo.tasks (colour);
};
my $USERS_AND_TASKS = q{SELECT u FROM todo.users u ORDER BY id; SELECT t FROM todo.tasks t ORDER BY id};
my $USER = '00000000-0000-4000-8000-000000000001';

my $node = new_server('upgrade');
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE fresh');
sql($node, "CREATE EXTENSION todo; $ADDED", db => 'fresh');
my $fresh = catalog($node, 'fresh');
my $extensions = $node->config_data('--sharedir') . '/extension';

# In the database is what the version's dump holds, and it is as good as new.
sub is_up_to_date
{
	my ($db, $rows, $how) = @_;
	same_lines(catalog($node, $db), $fresh, "$how: the catalog of a fresh install");
	same_lines(sql($node, $USERS_AND_TASKS, db => $db), $rows, "$how: every row");
	is(sql($node, 'SELECT todo.install()', db => $db), '', "$how: nothing is missing");
	is(sql($node, q{SELECT string_agg(open || ' ' || done || ' ' || trash, ', ' ORDER BY user_id) FROM todo.user_counters}, db => $db),
		sql($node, q{SELECT string_agg(open || ' ' || done || ' ' || trash, ', ' ORDER BY id) FROM todo.users u,
			LATERAL (SELECT count(*) FILTER (WHERE NOT completed AND deleted_at IS NULL) AS open,
				count(*) FILTER (WHERE completed AND deleted_at IS NULL) AS done, count(*) FILTER (WHERE deleted_at IS NOT NULL) AS trash
				FROM todo.tasks WHERE user_id = u.id) t}, db => $db),
		"$how: the counters count what is there");
	is(sql($node, sign_in($USER, 'authenticated_user') . q{SELECT title FROM todo.create_task('after'); SELECT seq, kind FROM todo.events}, db => $db),
		"after\n1|created", "$how: a client goes on, and its first event is the first");
	return;
}

for my $dump (glob 'test/upgrade/todo--*.dump.sql')
{
	my ($version) = $dump =~ /todo--(.*)\.dump\.sql/;
	(my $script = $dump) =~ s/\.dump//;
	copy($script, $extensions) or die "cannot copy $script: $!";
	my $plain = slurp_file($dump);

	# In place: the old version with its tables, and then the new one.
	(my $old = $plain) =~ s/CREATE EXTENSION IF NOT EXISTS todo WITH SCHEMA todo/$& VERSION '$version'/ or die;
	$node->safe_psql('postgres', 'CREATE DATABASE in_place');
	sql($node, $old, db => 'in_place');
	is(sql($node, q{SELECT extversion FROM pg_extension WHERE extname = 'todo'}, db => 'in_place'), $version, "$version is there");
	my $rows = sql($node, $USERS_AND_TASKS, db => 'in_place');
	sql($node, 'ALTER EXTENSION todo UPDATE', db => 'in_place');
	is_up_to_date('in_place', $rows, "$version, updated in place");

	# What is a matter for the tables is in its dump, and not for the extension's script to bring.
	$node->safe_psql('postgres', 'CREATE DATABASE dumped');
	my ($in_place) = run_command([ 'pg_dump', '-d', $node->connstr('in_place') ]);
	sql($node, $in_place, db => 'dumped');
	same_lines(catalog($node, 'dumped'), $fresh, "$version, updated in place, dumped and restored: the catalog of a fresh install");
	is(sql($node, q{SELECT string_agg(detail, '; ') FROM todo.doctor() WHERE NOT ok}, db => 'dumped'), '', "$version, updated in place, dumped and restored: doctor finds nothing");

	# And what an administrator has granted as well.
	$node->safe_psql('postgres', 'CREATE DATABASE granted');
	sql($node, "$old; GRANT USAGE ON SCHEMA todo TO PUBLIC", db => 'granted');
	sql($node, 'ALTER EXTENSION todo UPDATE', db => 'granted');
	my ($granted) = run_command([ 'pg_dump', '-s', '-d', $node->connstr('granted') ]);
	like($granted, qr/GRANT USAGE ON SCHEMA todo TO PUBLIC/, "$version, updated in place: its dump has what was granted before");

	# By its dump: this version's functions, the old version's tables, and install().
	$node->safe_psql('postgres', 'CREATE DATABASE restored');
	sql($node, $plain, db => 'restored');
	sql($node, 'SELECT todo.install(); SELECT todo.rebuild_counters()', db => 'restored');
	is_up_to_date('restored', $rows, "$version, restored and installed");

	$node->safe_psql('postgres', 'DROP DATABASE in_place; DROP DATABASE dumped; DROP DATABASE granted; DROP DATABASE restored');
}

# The upgrade that is being written is one: from this version to a next that has nothing but it.
my ($next) = glob 'upgrade/todo--*--next.sql';
my $current = sql($node, q{SELECT default_version FROM pg_available_extensions WHERE name = 'todo'}, db => 'fresh');
is($next, "upgrade/todo--$current--next.sql", 'the next upgrade begins where this version ends');

done_testing();
