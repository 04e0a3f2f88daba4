# install() puts back whatever of its work is missing, says exactly what, and refuses what others own.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;

my $node = start_server('main');
sql($node, sign_in($ANN) . "SELECT FROM todo.create_task('one')");
my $fresh = catalog($node, $DB);
my $rows = rows($node, $DB);
my $install = 'SELECT * FROM todo.install()';
is(sql($node, $install), '', 'after CREATE EXTENSION there is nothing to do');

# Every object in turn, found in the catalog so that none is forgotten: what harms it, and a pattern
# for each line that install() must report. Each harm is rolled back with its remedy.
my @damage = map { [ split /\t/ ] } split /\n/, sql($node, <<'SQL');
\pset fieldsep '\t'
SELECT format('DROP INDEX %s', indexrelid::regclass), format('CREATE (UNIQUE )?INDEX %s ON', relname),
	format('COMMENT ON INDEX %s', indexrelid::regclass)
FROM pg_index JOIN pg_class c ON c.oid = indexrelid
WHERE relnamespace = 'todo'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid);

-- A primary key takes the foreign keys to it along.
SELECT format('ALTER TABLE %s DROP CONSTRAINT %s CASCADE', k.conrelid::regclass, k.conname),
	string_agg(format(E'ALTER TABLE %1$s ADD CONSTRAINT %2$s\tCOMMENT ON CONSTRAINT %2$s ON %1$s',
		lost.conrelid::regclass, lost.conname), E'\t')
FROM pg_constraint k JOIN pg_constraint lost
	ON lost.oid = k.oid OR k.contype = 'p' AND lost.contype = 'f' AND lost.conindid = k.conindid
WHERE k.connamespace = 'todo'::regnamespace AND k.contype <> 'n'
GROUP BY k.oid, k.conrelid, k.conname;

SELECT format('DROP POLICY %s ON %s', polname, polrelid::regclass),
	format('CREATE POLICY %s ON %s', polname, polrelid::regclass),
	format('COMMENT ON POLICY %s ON %s', polname, polrelid::regclass)
FROM pg_policy;

SELECT format('DROP TRIGGER %s ON %s', tgname, tgrelid::regclass), format('CREATE TRIGGER %s', tgname)
		|| CASE tgenabled WHEN 'A' THEN format(E'\tALTER TABLE %s ENABLE ALWAYS TRIGGER %s', tgrelid::regclass, tgname) ELSE '' END,
	format('COMMENT ON TRIGGER %s ON %s', tgname, tgrelid::regclass)
FROM pg_trigger WHERE NOT tgisinternal;

SELECT format('ALTER TABLE %s %s TRIGGER %s', tgrelid::regclass, harm, tgname),
	format('ALTER TABLE %s ENABLE %sTRIGGER %s', tgrelid::regclass, CASE tgenabled WHEN 'A' THEN 'ALWAYS ' ELSE '' END, tgname)
FROM pg_trigger, (VALUES ('DISABLE'), ('ENABLE REPLICA'), ('ENABLE')) v(harm)
WHERE NOT tgisinternal AND (harm <> 'ENABLE' OR tgenabled = 'A');

SELECT format('DROP VIEW %s', oid::regclass), format('CREATE VIEW %s', oid::regclass),
	format('GRANT .* ON %s TO', oid::regclass), format('COMMENT ON VIEW %s', oid::regclass),
	(SELECT string_agg(format('COMMENT ON COLUMN %s.%s IS', oid::regclass, attname), E'\t') FROM pg_attribute WHERE attrelid = oid AND attnum > 0)
FROM pg_class WHERE relnamespace = 'todo'::regnamespace AND relkind = 'v';

SELECT format('REVOKE %s ON %s FROM %s', privilege_type, c.oid::regclass, grantee::regrole),
	format('GRANT .*%s.* ON %s TO .*%s', privilege_type, c.oid::regclass, grantee::regrole)
FROM pg_class c, aclexplode(relacl) WHERE relnamespace = 'todo'::regnamespace AND relkind IN ('r', 'v')
	AND grantee <> relowner;

SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM %s', p.oid::regprocedure, whom),
	format('GRANT EXECUTE ON FUNCTION todo.%s\(.*\) TO .*%s', proname, whom)
FROM pg_proc p, aclexplode(proacl), LATERAL (SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END) g(whom)
WHERE pronamespace = 'todo'::regnamespace AND grantee <> proowner;

SELECT format('ALTER TABLE %s %s ROW LEVEL SECURITY', c.oid::regclass, harm),
	format('ALTER TABLE %s %s ROW LEVEL SECURITY', c.oid::regclass, remedy)
FROM pg_class c, (VALUES ('DISABLE', 'ENABLE'), ('NO FORCE', 'FORCE')) v(harm, remedy)
WHERE relnamespace = 'todo'::regnamespace AND relkind = 'r';

SELECT format('ALTER TABLE %s RESET (%s)', oid::regclass, option_name), format('ALTER TABLE %s SET \(%s = ', oid::regclass, option_name)
FROM pg_class, pg_options_to_table(reloptions) WHERE relnamespace = 'todo'::regnamespace AND relkind = 'r';

SELECT format('COMMENT ON %s %s IS NULL', kind, whose), format('COMMENT ON %s %s IS', kind, whose)
FROM pg_description, pg_identify_object(classoid, objoid, objsubid) i,
	upper(regexp_replace(i.type, '^(?:table|view) (column|constraint)', '\1')) kind, replace(i.identity, ' on ', ' ON ') whose
WHERE i.identity ~ '\mtodo\.' AND classoid <> 'pg_proc'::regclass AND i.type NOT LIKE ALL ('{type,composite type%}');
SQL

# Defaults that need the extension go with it; the others are the table's own.
push @damage, [ 'ALTER TABLE todo.tasks ALTER id DROP DEFAULT', 'ALTER TABLE todo.tasks ALTER COLUMN id SET DEFAULT' ];
my $script = join '', map { "\\echo ==\nBEGIN;\n$_->[0];\n$install;\n\\echo --\n${CATALOG}ROLLBACK;\n" } @damage;
my (undef, @answers) = split /^==\n/m, sql($node, $script);
for my $i (0 .. $#damage)
{
	my ($harm, @expected) = @{ $damage[$i] };
	my ($report, $catalog) = split /^--\n/m, $answers[$i];
	my @reported = split /\n/, $report;
	my $exactly = @reported == @expected;
	for my $pattern (@expected) { $exactly &&= 1 == grep { /^$pattern/ } @reported; }
	ok($exactly, "$harm: reported") or diag(join "\n", 'reported:', @reported);
	same_lines($catalog, $fresh, "$harm: put back");
}

sql($node, join ';', map { $_->[0] } reverse @damage);
isnt(sql($node, $install), '', 'all of it at once: reported');
same_lines(catalog($node, $DB), $fresh, 'all of it at once: put back');
is(sql($node, $install), '', 'and once more: nothing to do');
is(rows($node, $DB), $rows, 'no row has changed');

my $tables = sql($node, q{SELECT string_agg(oid::regclass::text, ', ' ORDER BY relname) FROM pg_class
	WHERE relnamespace = 'todo'::regnamespace AND relkind = 'r'});
for my $lost ('todo.tasks', $tables)
{
	sql($node, "DROP TABLE $lost CASCADE");
	my @made = sort map { /^CREATE TABLE (\S+)$/ } split /\n/, sql($node, $install);
	is(join(', ', @made), $lost, "made anew: $lost");
	same_lines(catalog($node, $DB), $fresh, "as at first: $lost");
}

# What belongs to somebody else is refused, and nothing is changed.
my $refuses = sub {
	my ($name, $statements) = @_;
	my $before = catalog($node, $DB);
	my @states = sqlstates($node, [ join ";\n", @$statements ]);
	is($states[0], '42501', "refused: $name");
	same_lines(catalog($node, $DB), $before, "refused: $name: nothing changed");
};
is_deeply([ map { sqlstates($node, [ $install ], role => $_) } qw(regress_app regress_service regress_nobody) ],
	[ ('42501') x 3 ], 'roles without the right to call it may not');
$refuses->('not a superuser, though granted',
	[ 'GRANT EXECUTE ON FUNCTION todo.install() TO regress_service', 'SET ROLE regress_service', $install ]);
$refuses->("somebody else's schema", [ 'ALTER SCHEMA todo OWNER TO regress_app', $install ]);
$refuses->("somebody else's table", [ 'ALTER TABLE todo.tasks OWNER TO regress_app', $install ]);
$refuses->("somebody else's view", [ 'ALTER VIEW todo.active_tasks OWNER TO regress_app', $install ]);

sql($node, 'DROP EXTENSION todo CASCADE; DROP SCHEMA todo CASCADE; GRANT CREATE ON DATABASE app TO regress_app');
my @squatters = (
	[ "a schema made by somebody else", 'CREATE SCHEMA todo AUTHORIZATION regress_app' ],
	[ "a table made by somebody else", 'CREATE SCHEMA todo', 'CREATE TABLE todo.tasks (id uuid)',
		'ALTER TABLE todo.tasks OWNER TO regress_app' ],
	[ "a view made by somebody else", 'CREATE SCHEMA todo', 'CREATE VIEW todo.active_tasks AS SELECT 1 AS id',
		'ALTER VIEW todo.active_tasks OWNER TO regress_app' ]);
for my $squatter (@squatters)
{
	my ($name, @statements) = @$squatter;
	is((sqlstates($node, [ join ";\n", @statements, 'CREATE EXTENSION todo' ]))[0], '42501',
		"CREATE EXTENSION refuses $name");
}
sql($node, 'CREATE SCHEMA todo; CREATE EXTENSION todo');
same_lines(catalog($node, $DB), $fresh, "a superuser's own empty schema is taken");

# A session that has set row_security counts as a restore, and is told.
sql($node, 'CREATE DATABASE restored');
my (undef, undef, $told) = $node->psql('restored', 'SET row_security = on; CREATE EXTENSION todo');
like($told, qr/INFO: .* left to the dump\nHINT: .*SELECT todo\.install\(\)/, 'it is told that it has no tables, and what makes them');
isnt(sql($node, $install, db => 'restored'), '', 'which it does');
same_lines(catalog($node, 'restored'), $fresh, 'as they are elsewhere');

# Texts are counted in characters of UTF-8.
for my $encoding (qw(LATIN1 EUC_JP))
{
	sql($node, "CREATE DATABASE $encoding ENCODING '$encoding' TEMPLATE template0");
	is_deeply([ sqlstates($node, [ 'CREATE EXTENSION todo', 'SET row_security = on; CREATE EXTENSION todo' ], db => lc $encoding) ],
		[ '0A000', '0A000' ], "a database in $encoding is refused, in a restore as well");
}

done_testing();
