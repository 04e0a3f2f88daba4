# CREATE EXTENSION in two databases of a new cluster at once: whichever makes the roles, both have them.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;

my $node = new_server('main');
$node->start;
my @databases = qw(first second);
$node->safe_psql('postgres', "CREATE DATABASE $_") for @databases;
my ($first, $second) = map { $node->background_psql($_) } @databases;
$first->query_safe('BEGIN; CREATE EXTENSION todo');
$second->query_until(qr/sent/, "\\echo sent\nCREATE EXTENSION todo;\n");
$node->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_locks WHERE NOT granted}) or die 'nobody waits';
$first->query_safe('COMMIT');
$_->quit for $first, $second;
is(sql($node, q{SELECT check_name, detail FROM todo.doctor() WHERE NOT ok}, db => $_), '', "$_: all is as shipped") for @databases;

done_testing();
