# What the tests of login share: a server that trusts a key file, tokens of its keys, sessions that live
# on while keys change, and what the server's log gains meanwhile.
package TodoTokens;

use strict;
use warnings FATAL => 'all';

use Digest::SHA qw(hmac_sha256);
use Exporter 'import';
use JSON::PP;
use MIME::Base64 qw(encode_base64url);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use TodoServer;

our @EXPORT = qw($WHO $JWKS_ROW $JWKS_TOKEN $AUTH0_TOKEN start_login_server write_keys token session ask login reload logged);

# Who is signed in, and how many tasks that user sees.
our $WHO = q{SELECT coalesce(todo.current_user_id()::text, 'nobody'), (SELECT count(*) FROM todo.tasks)};

# A key for Better Auth's table, RFC 8037's, and tokens of it until the year 2100: of $ANN, and of subject auth0|7.
our $JWKS_ROW = q{INSERT INTO todo.jwks (public_key, private_key, created_at) VALUES
	('{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}', '', now())};
our $JWKS_TOKEN = 'eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJ0b2RvIiwiZXhwIjo0MTAyNDQ0ODAwLCJzdWIiOiIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwYTEifQ.28ieYlToqxwgbI7_BQ-FvtFfDnrbLcupESavXf2lUNA_ITXFz9xtYrLY3V0Yc3J0jq-qBzuZgybk-ICHZ2CUCA';
our $AUTH0_TOKEN = 'eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJ0b2RvIiwiZXhwIjo0MTAyNDQ0ODAwLCJzdWIiOiJhdXRoMHw3In0.K6Iz-ZP_WekjAaratON5CPwo4bQ21URZ25kn-vxvCItigBSvH2wQLaFcxMAXu04GfLaHlwWwuuOjkZTruOJ8Bg';

# A server whose key file has the key "first" (see write_keys), with three tasks of $ANN's. It logs what a
# server of default settings logs: PostgreSQL's own test modules would have it log every statement.
sub start_login_server
{
	my ($name, %init) = @_;
	my $node = new_server($name, %init);
	$node->append_conf('postgresql.conf', q{
		log_statement = none
		log_replication_commands = off
		todo.jwt_issuer = 'https://id.example'
		todo.jwt_audience = 'todo'
		todo.jwt_keys_file = 'keys.json'
	});
	write_keys($node, 'first');
	$node->start;
	$node->safe_psql('postgres', "CREATE DATABASE $DB");
	create_todo($node);
	sql($node, "INSERT INTO todo.tasks (user_id, title) SELECT '$ANN', i::text FROM generate_series(1, 3) i");
	return $node;
}

sub secret { my ($name) = @_; return substr("$name " . 'x' x 32, 0, 32); }

# Writes the key file anew, with the secrets of these names.
sub write_keys
{
	my ($node, @names) = @_;
	my $file = $node->data_dir . '/keys.json';
	unlink $file;
	append_to_file($file, encode_json({ keys => [ map { { kty => 'oct', k => encode_base64url(secret($_)) } } @names ] }));
	chmod 0600, $file;
	return;
}

# A token by that secret: of $ANN, good for an hour, or what %claims make of it.
sub token
{
	my ($name, %claims) = @_;
	my %all = (iss => 'https://id.example', aud => 'todo', exp => time + 3600, sub => $ANN, %claims);
	my $text = join '.', map { encode_base64url(encode_json($_)) } { alg => 'HS256' }, \%all;
	return $text . '.' . encode_base64url(hmac_sha256($text, secret($name)));
}

# A connection of regress_app's, or another role's, that lives until it is quit.
sub session
{
	my ($node, $role) = @_;
	return $node->background_psql($DB, on_error_stop => 0, extra_params => [ '-U', $role // 'regress_app' ]);
}

# What a statement prints in a session, and the message of its error.
sub ask
{
	my ($session, $statement) = @_;
	my $out = $session->query($statement);
	$out .= $1 if $session->{stderr} =~ /ERROR:  (.*)/;
	$session->{stderr} = '';
	return $out;
}
sub login { my ($session, $token) = @_; return ask($session, "SELECT todo.login('$token', 'session')"); }

# Tells the server to read its configuration and its key file, and waits until it has, and these sessions too.
my $reloads = 0;
sub reload
{
	my ($node, @sessions) = @_;
	$reloads++;
	$node->append_conf('postgresql.conf', "regress.reloads = $reloads");
	$node->reload;
	my $seen = "SELECT coalesce(current_setting('regress.reloads', true), '') = '$reloads'";
	$node->poll_query_until($DB, $seen) or die 'the server did not reload';
	for my $session (@sessions)
	{
		for my $tries (1 .. 600)
		{
			last if ask($session, $seen) eq 't';
			die 'a session did not reload' if $tries == 600;
			select undef, undef, undef, 0.05;
		}
	}
	return;
}

# What the server's log gains by this.
sub logged
{
	my ($node, $what) = @_;
	my $start = -s $node->logfile;
	$what->();
	return substr(slurp_file($node->logfile), $start);
}

1;
