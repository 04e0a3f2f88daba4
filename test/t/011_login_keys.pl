# What proves a token is believed only while it is there: a key or an identity that another session, a
# replication worker or the primary of a standby takes away is gone at once, in open transactions too.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TodoServer;
use TodoTokens;

my $REFUSED = 'the token is refused';
my $node = start_login_server('main', allows_streaming => 'logical');

# --- The key file, which is read again after a reload, in a session that goes on

my $session = session($node);
my ($first, $second) = (token('first'), token('second'));
is(login($session, $first), $ANN, 'a key of the file');
is(login($session, $second), $REFUSED, 'another key');
write_keys($node, 'second');
is(login($session, $first), $ANN, 'what the server has not been told of is not there yet');
reload($node, $session);
is(login($session, $first), $REFUSED, 'a key that is gone from the file, though the token is remembered');
is(login($session, $second), $ANN, 'the one that took its place');

my $file = $node->data_dir . '/keys.json';
unlink $file;
reload($node, $session);
my $log = logged($node, sub { is(login($session, $second), $REFUSED, 'no file') });
like($log, qr/"keys\.json" cannot be read: No such file.*\n.*the key file cannot be read/, 'the log says so');
append_to_file($file, '{"keys": [');
reload($node, $session);
$log = logged($node, sub { is(login($session, $second), $REFUSED, 'a file that breaks off') });
like($log, qr/refused: not JSON in UTF-8/, 'the log says so');
write_keys($node, 'first', 'second');
reload($node, $session);
$log = logged($node, sub { is(login($session, $second), $REFUSED, 'two keys without a kid: which is meant nobody knows') });
like($log, qr/refused: more than one key could be meant/, 'the log says so');
unlink $file;
append_to_file($file, '{"keys": []}' . ' ' x 262144);
reload($node, $session);
$log = logged($node, sub { is(login($session, $second), $REFUSED, 'a file that is too large') });
like($log, qr/refused: a key set of more than 256 KiB/, 'the log says so');
my $closed = PostgreSQL::Test::Utils::tempdir() . '/closed.json';
append_to_file($closed, '{"keys": []}');
chmod 0, $closed;
my %others = ('/dev/zero' => 'is no ordinary file', $node->data_dir => 'is no ordinary file',
	$closed => 'cannot be read: Permission', '/proc/self/mem' => 'cannot be read: Input');
for my $other (sort keys %others)
{
	$node->append_conf('postgresql.conf', "todo.jwt_keys_file = '$other'");
	reload($node, $session);
	$log = logged($node, sub { is(login($session, $second), $REFUSED, "$other is no key file") });
	like($log, qr/"\Q$other\E" $others{$other}/, 'the log says so');
}
$node->append_conf('postgresql.conf', q{todo.jwt_keys_file = 'keys.json'});
write_keys($node, 'second');
for my $mode (0644, 0660)
{
	chmod $mode, $file;
	reload($node, $session);
	$log = logged($node, sub { is(login($session, $second), $ANN, 'a file that all may read, or its group write, is read') });
	like($log, qr/"keys\.json" may be used by others/, 'and the log warns of it');
}

# --- Better Auth's table

$node->append_conf('postgresql.conf', q{todo.jwt_keys_file = ''});
reload($node, $session);
sql($node, 'SELECT count(*) FROM todo.install_better_auth()');
is(login($session, $second), $REFUSED, 'a table without a key, though the token is remembered');
sql($node, $JWKS_ROW);
is(login($session, $JWKS_TOKEN), $ANN, 'a key of the table');

is(ask($session, "BEGIN; SELECT todo.login('$JWKS_TOKEN')"), $ANN, 'in a transaction');
sql($node, 'DELETE FROM todo.jwks');
is(ask($session, "SELECT todo.login('$JWKS_TOKEN')"), $REFUSED, 'a key that is taken away during a transaction');
ask($session, 'ROLLBACK');
sql($node, $JWKS_ROW);
is(ask($session, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT todo.login('$JWKS_TOKEN')"), $ANN, 'in a snapshot');
sql($node, 'TRUNCATE todo.jwks');
is(ask($session, "SELECT todo.login('$JWKS_TOKEN')"), $REFUSED, 'a snapshot does not keep a key');
ask($session, 'ROLLBACK');

# A key that is not committed, or is taken back.
my $both = session($node, 'postgres');
ask($both, "BEGIN; $JWKS_ROW");
is(login($both, $JWKS_TOKEN), $ANN, 'a key of the own transaction');
is(login($session, $JWKS_TOKEN), $REFUSED, 'is not there for others before it is committed');
ask($both, 'ROLLBACK');
is(login($both, $JWKS_TOKEN), $REFUSED, 'and for nobody once it is rolled back');
ask($both, "BEGIN; SAVEPOINT s; $JWKS_ROW");
is(login($both, $JWKS_TOKEN), $ANN, 'a key of a subtransaction');
ask($both, 'ROLLBACK TO s');
is(login($both, $JWKS_TOKEN), $REFUSED, 'is gone with it');
ask($both, 'ROLLBACK');
$both->quit;

# Keys that cannot be used are left out; the log says why, and the others prove what they proved.
sql($node, $JWKS_ROW);
sql($node, qq{INSERT INTO todo.jwks (public_key, private_key, created_at) VALUES ('$_', '', now())})
  for '{', '{"kty": "oct", "k": "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"}', '{"kty": "OKP", "crv": "Ed25519", "x": "' . 'A' x 43 . '"}';
$log = logged($node, sub { is(login($session, $JWKS_TOKEN), $ANN, 'a key beside keys of no use') });
like($log, qr/todo: a key is left out: \Q$_\E$/m, "the log says: $_")
  for 'not JSON in UTF-8', 'a secret key outside a key file', 'an Ed25519 key of small order';
unlike($log, qr/AQEB/, 'and shows none');
sql($node, "DELETE FROM todo.jwks; $JWKS_ROW");
for my $ends ([ 'infinity', $ANN ], [ '-infinity', $REFUSED ], [ '2000-01-01', $REFUSED ], [ '2100-01-01', $ANN ], [ '294276-12-31', $ANN ])
{
	sql($node, "UPDATE todo.jwks SET expires_at = '$ends->[0]'");
	is(login($session, $JWKS_TOKEN), $ends->[1], "a key until $ends->[0]");
}
sql($node, "INSERT INTO todo.jwks (public_key, private_key, created_at) SELECT '{}', '', now() FROM generate_series(1, 100)");
$log = logged($node, sub { is(login($session, $JWKS_TOKEN), $REFUSED, 'a key too many') });
like($log, qr/refused: more than 100 keys in table todo\.jwks/, 'the log says so');
sql($node, q(UPDATE todo.jwks SET expires_at = now() - interval '61 minutes' WHERE public_key = '{}'));
is(login($session, $JWKS_TOKEN), $ANN, 'beside keys that have ended');
sql($node, 'DELETE FROM todo.jwks');

# A table that does not tell of changes.
sql($node, "$JWKS_ROW; ALTER TABLE todo.jwks DISABLE TRIGGER jwks_truncated");
$log = logged($node, sub { is(login($session, $JWKS_TOKEN), $REFUSED, 'a table without its triggers is not believed') });
like($log, qr/refused: table todo\.jwks without its triggers/, 'the log says so');
is(sql($node, 'SELECT todo.install()'), 'ALTER TABLE todo.jwks ENABLE ALWAYS TRIGGER jwks_truncated', 'install() mends it');
is(login($session, $JWKS_TOKEN), $ANN, 'then it is believed again');
sql($node, q{DROP TRIGGER jwks_changed ON todo.jwks;
	CREATE TRIGGER jwks_changed AFTER INSERT OR UPDATE OR DELETE ON todo.jwks EXECUTE FUNCTION todo.forget_proofs();
	ALTER TABLE todo.jwks ENABLE ALWAYS TRIGGER jwks_changed});
is(login($session, $JWKS_TOKEN), $REFUSED, 'nor is one with triggers that a replication worker does not fire');
sql($node, 'DROP TRIGGER jwks_changed ON todo.jwks; SELECT count(*) FROM todo.install()');
is(login($session, $JWKS_TOKEN), $ANN, 'until install() puts them back');
sql($node, 'BEGIN; DROP TABLE todo.jwks; SELECT count(*) FROM todo.install_better_auth(); COMMIT');
is(login($session, $JWKS_TOKEN), $REFUSED, 'a table that was made anew has no keys');
sql($node, $JWKS_ROW);
is(login($session, $JWKS_TOKEN), $ANN, 'until it has');

# --- A standby signs in, as long as its primary has the key

$node->backup('standby');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'standby', has_streaming => 1);
$standby->start;
my $reader = session($standby);
is(login($reader, $JWKS_TOKEN), $ANN, 'a standby signs in');
is(ask($reader, $WHO), "$ANN|3", 'and shows the user\'s tasks');
is(ask($reader, "BEGIN; SELECT todo.login('$JWKS_TOKEN'); COMMIT"), $ANN, 'for a transaction as well');

# --- A subscriber of logical replication: its worker fires no trigger of a statement

my $subscriber = start_login_server('subscriber');
$subscriber->append_conf('postgresql.conf', q{todo.jwt_keys_file = ''});
reload($subscriber);
sql($subscriber, 'SELECT count(*) FROM todo.install_better_auth(); TRUNCATE todo.jwks');
sql($node, 'CREATE PUBLICATION login FOR TABLE todo.jwks, todo.identities');
my $primary = $node->connstr($DB) =~ tr/'//dr;
sql($subscriber, "CREATE SUBSCRIPTION login CONNECTION '$primary user=postgres' PUBLICATION login");
$subscriber->wait_for_subscription_sync($node, 'login');
my $follower = session($subscriber);
is(login($follower, $JWKS_TOKEN), $ANN, 'a subscriber believes a key that was replicated');
sql($node, "INSERT INTO todo.identities (issuer, subject, user_id) VALUES ('https://id.example', 'auth0|7', '$BOB')");
$node->wait_for_catchup('login');
is(login($follower, $AUTH0_TOKEN), $BOB, 'and an identity');
sql($node, "UPDATE todo.identities SET user_id = '$ANN'");
$node->wait_for_catchup('login');
is(login($follower, $AUTH0_TOKEN), $ANN, 'which is given to another');
sql($node, 'DELETE FROM todo.identities');
$node->wait_for_catchup('login');
is(login($follower, $AUTH0_TOKEN), $REFUSED, 'and taken away');
is(login($follower, $JWKS_TOKEN), $ANN, 'the key is still there');
sql($node, 'DELETE FROM todo.jwks');
$node->wait_for_catchup('login');
is(login($follower, $JWKS_TOKEN), $REFUSED, 'a subscriber forgets a key that a replication worker takes away');

$node->wait_for_catchup($standby, 'replay', $node->lsn('insert'));
is(login($reader, $JWKS_TOKEN), $REFUSED, 'a standby forgets a key that its primary took away');

$_->quit for $session, $reader, $follower;
$_->stop for $subscriber, $standby, $node;  # which lets the sessions end, and coverage count what they ran
done_testing();
