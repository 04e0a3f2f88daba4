# What the tests of whole servers share: a server with the extension and its roles, the SQLSTATE of a
# statement, and the rows and the catalog of a database as lines of text that can be compared.
package TodoServer;

use strict;
use warnings FATAL => 'all';

use Exporter 'import';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw($DB $ANN $BOB $CATALOG new_server start_server create_todo sign_in sql sqlstates
  rows catalog same_lines);

# The superuser's name, whoever runs the tests; PostgreSQL's own modules clear the environment first.
$ENV{PGUSER} = 'postgres';

our $DB = 'app';
our $ANN = '00000000-0000-0000-0000-0000000000a1';
our $BOB = '00000000-0000-0000-0000-0000000000b1';

# A server that has not been started, in UTF-8.
sub new_server
{
	my ($name, %init) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);
	$node->init(extra => [ '--username=postgres', '--encoding=UTF8', '--no-locale' ], %init);
	return $node;
}

# A running server with the extension in database $DB, two users, and a login role for each purpose.
sub start_server
{
	my ($name, %init) = @_;
	my $node = new_server($name, %init);
	$node->start;
	$node->safe_psql('postgres', "CREATE DATABASE $DB");
	create_todo($node);
	return $node;
}

# regress_app has authenticated_user alone, regress_service todo_service alone, regress_nobody nothing.
sub create_todo
{
	my ($node) = @_;
	$node->safe_psql($DB, qq{
		CREATE EXTENSION todo;
		CREATE ROLE regress_app LOGIN IN ROLE authenticated_user;
		CREATE ROLE regress_service LOGIN IN ROLE todo_service;
		CREATE ROLE regress_nobody LOGIN;
		INSERT INTO todo.users (id, email) VALUES ('$ANN', 'ann\@example.org'), ('$BOB', 'bob\@example.org');
	});
	return;
}

# The beginning of a superuser's script: signs the user in, then goes on as a role that may not.
sub sign_in
{
	my ($user, $role) = @_;
	$role //= 'regress_app';
	return "SELECT todo.set_user('$user', 'session') \\gset\nSET SESSION AUTHORIZATION $role;\n";
}

# What the script prints; dies when it fails. Options: role, db, and those of $node->psql.
sub sql
{
	my ($node, $script, %options) = @_;
	my $role = delete $options{role} // 'postgres';
	my $db = delete $options{db} // $DB;
	my ($status, $out, $err) =
	  $node->psql($db, $script, extra_params => [ '-U', $role ], %options);
	die "as $role: $err\n$script" if $status != 0;
	return $out;
}

# The SQLSTATE of each statement, 00000 when it succeeds. All in one connection, each in a
# transaction of its own that is rolled back; `first` is run before them.
sub sqlstates
{
	my ($node, $statements, %options) = @_;
	my $script = $options{first} // '';
	$script .= "BEGIN;\n$_;\n\\echo = :SQLSTATE\nROLLBACK;\n" for @$statements;
	my (undef, $out) = $node->psql(
		$options{db} // $DB, $script,
		on_error_stop => 0,
		extra_params => [ '-U', $options{role} // 'postgres' ]);
	my @states = $out =~ /^= (\w{5})$/mg;
	die "no answer from the server:\n$script" if @states != @$statements;
	return @states;
}

# Every row of every table, in schemas todo and public.
sub rows
{
	my ($node, $db) = @_;
	my @tables = split /\n/, sql($node, q{
		SELECT oid::regclass FROM pg_class
		WHERE relkind = 'r' AND relnamespace IN ('todo'::regnamespace, 'public'::regnamespace)
		ORDER BY oid::regclass::text}, db => $db);
	my @lines;
	push @lines, sql($node, qq{SELECT '$_', t FROM $_ t ORDER BY t::text COLLATE "C"}, db => $db)
	  for @tables;
	return join "\n", @lines;
}

# All that schemas todo and public hold, one line an object, without oids and without the order in
# which it was made. A script that may end another.
our $CATALOG = <<'SQL';
SET search_path = pg_catalog;
CREATE TEMP TABLE mine AS
	SELECT c.* FROM pg_class c
	WHERE relnamespace IN ('todo'::regnamespace, 'public'::regnamespace) AND relkind <> 'c';
CREATE FUNCTION pg_temp.grants(acl aclitem[]) RETURNS text LANGUAGE sql
	AS 'SELECT string_agg(a::text, '' '' ORDER BY a::text) FROM unnest(acl) a';
WITH lines(line) AS (
	SELECT format('schema %s, owner %s, grants %s', nspname, nspowner::regrole,
		pg_temp.grants(coalesce(nspacl, acldefault('n', nspowner))))
	FROM pg_namespace WHERE nspname IN ('todo', 'public')
UNION ALL
	SELECT format('relation %s, kind %s, owner %s, row security %s forced %s, options %s, grants %s',
		oid::regclass, relkind, relowner::regrole, relrowsecurity, relforcerowsecurity, reloptions,
		pg_temp.grants(coalesce(relacl, acldefault('r', relowner))))
	FROM mine WHERE relkind <> 'i'
UNION ALL
	SELECT format('column %s.%s %s, collation %s, not null %s, identity "%s", generated "%s", default %s, grants %s',
		c.oid::regclass, attname, format_type(atttypid, atttypmod), attcollation::regcollation,
		attnotnull, attidentity, attgenerated, pg_get_expr(adbin, adrelid), pg_temp.grants(attacl))
	FROM mine c JOIN pg_attribute a ON attrelid = c.oid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
	WHERE relkind <> 'i' AND attnum > 0 AND NOT attisdropped
UNION ALL
	SELECT format('view %s: %s', oid::regclass, pg_get_viewdef(oid)) FROM mine WHERE relkind = 'v'
UNION ALL
	SELECT format('index %s, valid %s', pg_get_indexdef(indexrelid), indisvalid)
	FROM mine c JOIN pg_index ON indexrelid = c.oid
UNION ALL
	SELECT format('constraint %s on %s: %s, validated %s', conname, conrelid::regclass,
		pg_get_constraintdef(k.oid), convalidated)
	FROM mine c JOIN pg_constraint k ON conrelid = c.oid
UNION ALL
	SELECT format('policy %s on %s, permissive %s, for %s, to %s, using %s, check %s', polname,
		polrelid::regclass, polpermissive, polcmd, polroles::regrole[],
		pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
	FROM mine c JOIN pg_policy ON polrelid = c.oid
UNION ALL
	SELECT format('trigger, enabled %s: %s', tgenabled, pg_get_triggerdef(t.oid))
	FROM mine c JOIN pg_trigger t ON tgrelid = c.oid WHERE NOT tgisinternal
UNION ALL
	SELECT format('function %s, grants %s', oid::regprocedure,
		pg_temp.grants(coalesce(proacl, acldefault('f', proowner))))
	FROM pg_proc WHERE pronamespace IN ('todo'::regnamespace, 'public'::regnamespace)
UNION ALL
	SELECT format('comment on %s %s: %s', i.type, i.identity, description)
	FROM pg_description, pg_identify_object(classoid, objoid, objsubid) i
	WHERE i.identity ~ '\m(todo|public)\M'
UNION ALL
	SELECT format('member of %s: %s', extname, pg_describe_object(classid, objid, objsubid))
	FROM pg_depend JOIN pg_extension e ON refclassid = 'pg_extension'::regclass AND refobjid = e.oid
	WHERE deptype = 'e'
)
SELECT line FROM lines ORDER BY line COLLATE "C";
SQL

sub catalog
{
	my ($node, $db) = @_;
	return sql($node, $CATALOG, db => $db);
}

# Two texts have the same lines; shows those that only one of them has.
sub same_lines
{
	my ($got, $expected, $name) = @_;
	my @difference;
	for my $side ([ '<', $expected, $got ], [ '>', $got, $expected ])
	{
		my ($sign, $here, $there) = @$side;
		my %there;
		$there{$_}++ for split /\n/, $there;
		push @difference, map { "$sign $_" } grep { !$there{$_}-- } split /\n/, $here;
	}
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	ok($expected ne '' && !@difference, $name)
	  or diag(join "\n", '(< expected, > found)', @difference);
	return;
}

1;
