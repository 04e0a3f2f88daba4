# The seven queries that every client needs give the same answers as functions and as plain SQL on
# tables, to a client that has only authenticated_user.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;

my $node = start_server('main');
my $columns = 'title, description, completed, deleted_at IS NULL, completed_at IS NULL, version';

my ($milk, $oat_milk, $bread) =
  map { "(SELECT id FROM todo.list_tasks() WHERE title = 'Buy $_')" } 'milk', 'oat milk', 'bread';

# Ann calls functions, Bob writes plain SQL.
my @steps = (
	[ 'create a task',
		"SELECT $columns FROM todo.create_task('  Buy milk ', 'two litres')",
		"INSERT INTO tasks (user_id, title, description) VALUES (todo.current_user_id(), '  Buy milk ', 'two litres') RETURNING $columns" ],
	[ 'create another',
		"SELECT $columns FROM todo.create_task('Buy bread')",
		"INSERT INTO tasks (user_id, title) VALUES (todo.current_user_id(), 'Buy bread') RETURNING $columns" ],
	[ "a user's tasks, newest first",
		"SELECT $columns FROM todo.list_tasks()",
		"SELECT $columns FROM tasks ORDER BY created_at DESC" ],
	[ 'update given fields only',
		"SELECT $columns FROM todo.update_task($milk, '{\"title\": \"Buy oat milk\"}')",
		"UPDATE tasks SET title = 'Buy oat milk' WHERE title = 'Buy milk' RETURNING $columns" ],
	[ 'update a field to nothing',
		"SELECT $columns FROM todo.update_task($oat_milk, '{\"description\": null}')",
		"UPDATE tasks SET description = NULL WHERE title = 'Buy oat milk' RETURNING $columns" ],
	[ 'toggle completion',
		"SELECT $columns FROM todo.toggle_task($bread)",
		"UPDATE tasks SET completed = NOT completed WHERE title = 'Buy bread' RETURNING $columns" ],
	[ "a user's open tasks",
		"SELECT $columns FROM todo.list_tasks(completed => false)",
		"SELECT $columns FROM tasks WHERE NOT completed ORDER BY created_at DESC" ],
	[ "a user's done tasks",
		"SELECT $columns FROM todo.list_tasks(completed => true)",
		"SELECT $columns FROM tasks WHERE completed ORDER BY created_at DESC" ],
	[ 'count by status',
		'SELECT completed, count FROM todo.count_tasks()',
		'SELECT completed, count(*) FROM tasks GROUP BY completed ORDER BY completed' ],
	[ 'toggle back',
		"SELECT $columns FROM todo.toggle_task($bread)",
		"UPDATE tasks SET completed = NOT completed WHERE title = 'Buy bread' RETURNING $columns" ],
	[ 'delete',
		"SELECT id IS NOT NULL FROM todo.delete_task($bread, permanently => true)",
		"DELETE FROM tasks WHERE title = 'Buy bread' RETURNING id IS NOT NULL" ],
	[ 'what is left',
		"SELECT $columns FROM todo.list_tasks()",
		"SELECT $columns FROM tasks ORDER BY created_at DESC" ],
);
my @answers;
for my $side ([ $ANN, 1, '' ], [ $BOB, 2, "SET search_path = todo;\n" ])
{
	my ($user, $column, $first) = @$side;
	my $script = sign_in($user) . $first . join '', map { "\\echo --\n$_->[$column];\n" } @steps;
	push @answers, [ split /^--\n/m, sql($node, $script) . "\n" ];
}
my ($by_function, $by_sql) = @answers;
for my $i (0 .. $#steps)
{
	my $answer = $by_function->[ $i + 1 ];
	isnt($answer, '', "$steps[$i][0]: there is an answer");
	is($by_sql->[ $i + 1 ], $answer, "$steps[$i][0]: plain SQL gives the same");
}
is($by_function->[1], "Buy milk|two litres|f|t|t|1\n", 'a new task is open, and its title trimmed');
is($by_function->[4], "Buy oat milk|two litres|f|t|t|2\n", 'an update leaves the other fields');
is($by_function->[6], "Buy bread||t|t|f|2\n", 'a toggle completes');
is($by_function->[9], "f|1\nt|1\n", 'both states are counted');

# The same user, asked both ways: whole rows, in the same order.
my $whole = 'id, user_id, title, description, completed, created_at, updated_at, deleted_at, completed_at, version';
is(sql($node, sign_in($BOB) . "SELECT count(*) FROM generate_series(1, 60) i, todo.create_task('task ' || i);
		SET search_path = todo; SELECT count(*) FROM (
		(SELECT $whole, row_number() OVER () FROM list_tasks(page_size => 1000) EXCEPT
		 SELECT $whole, row_number() OVER (ORDER BY created_at DESC, id DESC) FROM tasks) UNION ALL
		(SELECT $whole, row_number() OVER (ORDER BY created_at DESC, id DESC) FROM tasks EXCEPT
		 SELECT $whole, row_number() OVER () FROM list_tasks(page_size => 1000))) d"),
	"60\n0", 'a list by function is the table, row for row');

done_testing();
