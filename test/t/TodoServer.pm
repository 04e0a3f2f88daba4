# What the tests of whole servers share: a server with the extension and its roles, the SQLSTATE of a
# statement, and the rows and the catalog of a database as lines of text that can be compared.
package TodoServer;

use strict;
use warnings FATAL => 'all';

use Exporter 'import';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw($DB $ANN $BOB $CATALOG new_server start_server create_todo change_tables fill_tables
  works_as_before sign_in sql sqlstates rows catalog same_lines);

# The superuser's name, whoever runs the tests; PostgreSQL's own modules clear the environment first.
$ENV{PGUSER} = 'postgres';

our $DB = 'app';
our $ANN = '00000000-0000-0000-0000-0000000000a1';
our $BOB = '00000000-0000-0000-0000-0000000000b1';

# A server that has not been started, in UTF-8. Options: install_path, of another PostgreSQL; those of
# $node->init.
sub new_server
{
	my ($name, %init) = @_;
	my @options = ('--username=postgres', '--encoding=UTF8', '--no-locale', @{ delete $init{extra} // [] });
	my $path = delete $init{install_path};
	my $node = PostgreSQL::Test::Cluster->new($name, $path ? (install_path => $path) : ());
	$node->init(extra => \@options, %init);
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

# What a user makes of the tables: columns, an index, a policy, grants, a trigger; and Better Auth's.
sub change_tables
{
	my ($node, $db) = @_;
	sql($node, <<'SQL', db => $db);
SELECT FROM todo.install_better_auth();
ALTER TABLE todo.users ADD COLUMN locale text DEFAULT 'en';
ALTER TABLE todo.tasks ADD COLUMN priority integer NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5);
ALTER TABLE todo.tasks_archive ADD COLUMN priority integer;
ALTER TABLE todo.tasks ADD COLUMN title_length integer GENERATED ALWAYS AS (length(title)) STORED;
CREATE INDEX tasks_priority ON todo.tasks (user_id, priority) WHERE NOT completed;
CREATE POLICY tasks_no_secrets ON todo.tasks AS RESTRICTIVE FOR SELECT TO authenticated_user
	USING (title <> 'secret');
CREATE TABLE public.task_log (task_id uuid, title text);
GRANT INSERT ON public.task_log TO authenticated_user;
GRANT SELECT (id, title) ON todo.tasks TO regress_nobody;
GRANT EXECUTE ON FUNCTION todo.list_trash TO regress_nobody;
CREATE FUNCTION public.log_task() RETURNS trigger LANGUAGE plpgsql
	AS 'BEGIN INSERT INTO public.task_log VALUES (NEW.id, NEW.title); RETURN NULL; END';
CREATE TRIGGER log_task AFTER INSERT OR UPDATE ON todo.tasks
	FOR EACH ROW EXECUTE FUNCTION public.log_task();
COMMENT ON COLUMN todo.tasks.priority IS 'ours';
SQL
	return;
}

# Rows in every table, once they are changed: an archived task, an idempotency key, a log that was trimmed.
sub fill_tables
{
	my ($node) = @_;
	for my $user ($ANN, $BOB)
	{
		sql($node, sign_in($user) . <<'SQL');
SELECT FROM todo.create_tasks('[{"title": "open"}, {"title": "done", "completed": true}]');
SELECT FROM todo.create_task(U&'\2003\+01F95B Milch \00FCber \65E5\672C\8A9E', E'two\nlines\twith \\ and ''quotes''');
SELECT FROM todo.create_task(repeat(U&'\+01F95B', 200), repeat(U&'\00E9', 1000));
SELECT FROM todo.list_tasks(true) t, todo.delete_task(t.id);
SELECT FROM todo.list_tasks() t, todo.toggle_task(t.id) WHERE t.title = 'open';
UPDATE todo.tasks SET priority = 5 WHERE title = 'open';
SQL
	}
	sql($node, qq{
		INSERT INTO todo.tasks (user_id, title, created_at, updated_at)
			SELECT id, title, '2001-02-03 04:05:06.789Z', 'infinity' FROM todo.users, (VALUES ('old'), ('secret')) t(title);
		INSERT INTO todo.tasks (user_id, title, completed, updated_at) VALUES ('$ANN', 'archived', true, '2001-01-01');
		INSERT INTO todo.identities (issuer, subject, user_id) VALUES ('https://id.example', 'ann', '$ANN');
		INSERT INTO todo.session (expires_at, token, updated_at, user_id) VALUES (now(), 'token', now(), '$ANN');
		INSERT INTO todo.account (account_id, provider_id, user_id, updated_at) VALUES ('ann', 'credential', '$ANN', now());
		INSERT INTO todo.verification (identifier, value, expires_at) VALUES ('ann\@example.org', 'value', now());
		INSERT INTO todo.jwks (public_key, private_key, created_at) VALUES ('{}', '', now())});
	sql($node, sign_in($ANN) . q{SELECT FROM todo.execute('[{"do": "count_tasks", "key": "once"}]')});
	sql($node, "UPDATE todo.events SET recorded_at = '2001-01-01' WHERE seq < 3");
	sql($node, "SET todo.event_retention = '1d'; SELECT FROM todo.run_maintenance()");
	for my $table (split /\n/, sql($node, q{SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace = 'todo'::regnamespace}))
	{
		die "no rows in $table" if sql($node, "SELECT count(*) FROM $table") eq '0';
	}
	return;
}

# A database with the rows of fill_tables serves a client, whose events are numbered on; all is as shipped.
sub works_as_before
{
	my ($node, $db, $name) = @_;
	my $last = sql($node, "SELECT max(seq) FROM todo.events WHERE user_id = '$ANN'", db => $db);
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is( sql($node, sign_in($ANN) . <<'SQL', db => $db),
SELECT count(*) FROM todo.list_tasks();
SELECT title, version FROM todo.create_task(' Buy milk ');
SELECT count(*) FROM todo.count_tasks();
UPDATE todo.tasks SET completed = true WHERE title = 'Buy milk' RETURNING version, completed_at IS NOT NULL;
SELECT count(*) FROM todo.active_tasks;
SELECT count(*) FROM todo.users;
SELECT seq, kind FROM todo.events ORDER BY seq DESC LIMIT 2;
SQL
		join("\n", '4', 'Buy milk|1', '2', '2|t', '5', '1', $last + 2 . '|completed', $last + 1 . '|created'),
		"$name: a client works, and its events are numbered on");
	is(sql($node, q{SELECT check_name, detail FROM todo.doctor(0) WHERE NOT ok}, db => $db), '', "$name: doctor() finds nothing");
	is(sql($node, 'SELECT * FROM todo.install()', db => $db), '', "$name: install() finds nothing to do");
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
	WHERE relnamespace IN ('todo'::regnamespace, 'public'::regnamespace);
CREATE FUNCTION pg_temp.grants(acl aclitem[]) RETURNS text LANGUAGE sql
	AS 'SELECT string_agg(a::text, '' '' ORDER BY a::text) FROM unnest(acl) a';
WITH lines(line) AS (
	SELECT format('schema %s, owner %s, grants %s', nspname, nspowner::regrole,
		pg_temp.grants(coalesce(nspacl, acldefault('n', nspowner))))
	FROM pg_namespace WHERE nspname IN ('todo', 'public')
UNION ALL
	SELECT format('relation %s, kind %s, owner %s, row security %s forced %s, options %s, grants %s',
		oid::regclass, relkind, relowner::regrole, relrowsecurity, relforcerowsecurity, ARRAY(SELECT unnest(reloptions) ORDER BY 1),
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
	FROM mine c JOIN pg_constraint k ON conrelid = c.oid WHERE contype <> 'n' -- since 18: the columns tell
UNION ALL
	SELECT format('policy %s on %s, permissive %s, for %s, to %s, using %s, check %s', polname,
		polrelid::regclass, polpermissive, polcmd, polroles::regrole[],
		pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
	FROM mine c JOIN pg_policy ON polrelid = c.oid
UNION ALL
	SELECT format('trigger, enabled %s: %s', tgenabled, pg_get_triggerdef(t.oid))
	FROM mine c JOIN pg_trigger t ON tgrelid = c.oid WHERE NOT tgisinternal
UNION ALL
	SELECT format('function %s, owner %s, grants %s: %s', oid::regprocedure, proowner::regrole,
		pg_temp.grants(coalesce(proacl, acldefault('f', proowner))), pg_get_functiondef(oid))
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
