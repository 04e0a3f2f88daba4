# As root all work is done in a copy of the tree, wherever TODO_WORK_DIR says: scripts/copy-tree empties nothing but what
# is a copy already, and keeps what was built there.
use strict;
use warnings FATAL => 'all';

use Cwd;
use PostgreSQL::Test::Utils;
use Test::More;

my $tree = getcwd();
my $work = PostgreSQL::Test::Utils::tempdir_short();  # not under build, which is ours

sub has { return -e "$work/$_[0]" }

sub put
{
	my ($name) = @_;
	my ($folder) = "$work/$name" =~ m{(.*)/};
	system('mkdir', '-p', $folder) == 0 or die "mkdir $folder";
	append_to_file("$work/$name", "mine\n");
	return;
}

command_ok(['scripts/copy-tree', "$work/copy"], 'a folder that was not there');
ok(has('copy/todo.control'), 'is a copy');
put($_) foreach 'copy/build/stage', 'copy/src/x.o', 'copy/src/gone.cpp';
command_ok(['scripts/copy-tree', "$work/copy"], 'a copy');
is(join(' ', grep { has("copy/$_") } 'build/stage', 'src/x.o', 'src/gone.cpp', 'todo.control'),
	'build/stage src/x.o todo.control', 'keeps what was built, and loses what the tree has not');

foreach my $theirs ([qw(clone scripts/copy-tree .git/HEAD)], [qw(project build/x src/main.c)], [qw(notes notes.txt)])
{
	my ($folder, @files) = @$theirs;
	put("$folder/$_") foreach @files;
	command_fails_like(['scripts/copy-tree', "$work/$folder"], qr/is not empty, and no copy/, "no copy: $folder");
	is(scalar(grep { has("$folder/$_") } @files), scalar(@files), "$folder loses nothing");
}

foreach my $within ('.', 'src', 'a_new_folder')
{
	command_fails_like(['scripts/copy-tree', "$tree/$within"], qr/is within the tree/, "within the tree: $within");
}
ok(!-e "$tree/a_new_folder", 'nothing is made there');

done_testing();
