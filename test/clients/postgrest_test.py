"""PostgREST, by the statements that it makes of a request with examples/postgrest/postgrest.conf: todo.pre_request() signs in the user
of the bearer token for that request alone, where it reads in a READ ONLY transaction, and lets nothing through that proves nobody."""
import configparser
import contextlib
import json

import psycopg
import pytest
from support import EXAMPLES, connect, rows


class Gateway:
    """One connection of PostgREST's. What it does for a request: https://docs.postgrest.org, "Transactions"."""

    def __init__(self, database, role):
        parser = configparser.ConfigParser()
        parser.read_string('[it]\n' + (EXAMPLES / 'postgrest/postgrest.conf').read_text())
        self._settings = {name: value.strip('"') for name, value in parser['it'].items()}
        self._connection = connect(database, role)

    def close(self):
        self._connection.close()

    def request(self, method, path, token, query, *values, headers=None, reads=None, claims=None):
        """query: what the path comes to. reads: whether the function is STABLE, which PostgREST looks up."""
        schema = self._settings['db-schemas']
        claims = {'role': self._settings['db-anon-role'], **(claims or {})}
        headers = {'host': 'api.example', 'accept': '*/*', **({'authorization': f'Bearer {token}'} if token else {}), **(headers or {})}
        mode = 'READ ONLY' if reads or method in ('GET', 'HEAD') else 'READ WRITE'
        connection = self._connection
        try:
            rows(connection, f'BEGIN ISOLATION LEVEL READ COMMITTED {mode}')
            settings = {
                'search_path': f'"{schema}", "public"', 'role': claims['role'], 'request.jwt.claims': json.dumps(claims),
                'request.method': method, 'request.path': path, 'request.headers': json.dumps(headers), 'request.cookies': '{}'}
            rows(connection, 'SELECT ' + ', '.join(['set_config(%s, %s, true)'] * len(settings)),
                 [text for setting in settings.items() for text in setting])
            rows(connection, 'SELECT "{}"."{}"()'.format(*self._settings['db-pre-request'].split('.')))
            [(body,)] = rows(
                connection, f"WITH pgrst_source AS ({query}) SELECT coalesce(json_agg(t), '[]') FROM (SELECT * FROM pgrst_source) t", values)
            rows(connection, 'COMMIT')
            return body
        except psycopg.Error:
            rows(connection, 'ROLLBACK')
            raise

    def call(self, function, token, reads=True, **arguments):
        """POST /rpc/<function>"""
        names = ', '.join(f'"{name}" := %s' for name in arguments)
        return self.request('POST', f'/rpc/{function}', token,
                            f'SELECT pgrst_call.* FROM "todo"."{function}"({names}) pgrst_call', *arguments.values(), reads=reads)


@pytest.fixture(scope='module')
def gateway(todo):
    role = f'{todo.name}_authenticator'
    rows(todo.server, f'CREATE ROLE {role} LOGIN NOINHERIT')
    rows(todo.server, f'GRANT authenticated_user TO {role}')
    with contextlib.closing(Gateway(todo.name, role)) as gateway:
        yield gateway
    rows(todo.server, f'DROP ROLE {role}')


def titles(body):
    return sorted(each['title'] for each in body)


def refused(sqlstate):
    return pytest.raises(psycopg.Error, match={
        '28000': 'the token is refused', '42501': 'permission denied', '25006': 'read-only transaction', 'PT404': 'no such task'}[sqlstate])


def test_functions_and_tables_are_those_of_the_token_s_user(todo, gateway):
    [milk] = gateway.call('create_task', todo.alice.token, reads=False, title='Buy milk')
    assert milk['user_id'] == todo.alice.id
    gateway.call('create_task', todo.bob.token, reads=False, title='Pay the rent')
    assert titles(gateway.call('list_tasks', todo.alice.token)) == ['Buy milk']
    assert titles(gateway.request('GET', '/rpc/list_tasks', todo.bob.token,
                                  'SELECT pgrst_call.* FROM "todo"."list_tasks"("completed" := %s::boolean) pgrst_call', 'false')) == ['Pay the rent']
    assert titles(gateway.request('GET', '/active_tasks', todo.alice.token, 'SELECT "active_tasks".* FROM "todo"."active_tasks"')) == ['Buy milk']

    update = ('PATCH', '/tasks', 'UPDATE "todo"."tasks" SET "completed" = true WHERE "todo"."tasks"."id" = %s RETURNING "todo"."tasks".*')
    assert gateway.request(*update[:2], todo.bob.token, update[2], milk['id']) == []
    [done] = gateway.request(*update[:2], todo.alice.token, update[2], milk['id'])
    assert done['completed'] is True
    with refused('PT404'):
        gateway.call('toggle_task', todo.bob.token, reads=False, task_id=milk['id'])


def test_a_read_only_request_signs_in_and_writes_nothing(todo, gateway):
    call = 'SELECT pgrst_call.* FROM "todo"."create_task"("title" := %s) pgrst_call'
    with refused('25006'):
        gateway.request('GET', '/rpc/create_task', todo.alice.token, call, 'by GET')
    assert 'by GET' not in titles(gateway.call('list_tasks', todo.alice.token))


def test_each_request_is_its_own_on_a_connection_that_is_kept(todo, gateway):
    who = 'SELECT todo.current_user_id() AS id, pg_backend_pid() AS pid'
    answers = [gateway.request('GET', '/', token, who)[0] for token in
               (todo.alice.token, None, todo.bob.token, None, todo.alice.token)]
    assert [answer['id'] for answer in answers] == [todo.alice.id, None, todo.bob.id, None, todo.alice.id]
    assert len({answer['pid'] for answer in answers}) == 1
    # POST /rpc/login signs in for its own request as well, whatever scope it asks for.
    for scope in ('transaction', 'session'):
        assert gateway.request('POST', '/rpc/login', None, 'SELECT "todo"."login"("token" := %s, "scope" := %s) AS id', todo.bob.token,
                               scope) == [{'id': todo.bob.id}]
        answers = [gateway.request('GET', '/', token, who)[0]['id'] for token in (None, todo.alice.token, None)]
        assert answers == [None, todo.alice.id, None]


def test_without_a_token_nothing_is_there(todo, gateway):
    assert gateway.request('GET', '/tasks', None, 'SELECT "tasks".* FROM "todo"."tasks"') == []
    with pytest.raises(psycopg.Error, match='nobody is signed in'):
        gateway.call('list_tasks', None)


def test_what_proves_nobody_goes_no_further(todo, gateway):
    harmless = 'SELECT 1 AS reached'
    for token in ('x.y.z', f'{todo.alice.token}A', todo.sign(todo.alice.id, exp=1), todo.sign(todo.alice.id, aud='https://elsewhere.test')):
        with refused('28000') as raised:
            gateway.request('GET', '/', token, harmless)
        assert raised.value.sqlstate == '28000'
    for authorization in ('', 'Bearer', 'Basic YTpi', todo.alice.token):
        with refused('28000'):
            gateway.request('GET', '/', None, harmless, headers={'authorization': authorization})
    # What PostgREST itself made of the token counts for nothing.
    assert gateway.request('GET', '/', None, 'SELECT todo.current_user_id() AS id', claims={'sub': todo.alice.id}) == [{'id': None}]


def test_a_role_that_a_token_asks_for_is_not_to_be_had(todo, gateway):
    with refused('42501'):
        gateway.request('GET', '/', todo.alice.token, 'SELECT 1', claims={'role': 'todo_service'})
    for call in ('set_user(gen_random_uuid())', 'run_maintenance()', 'doctor()'):
        with refused('42501'):
            gateway.request('POST', '/', todo.alice.token, f'SELECT todo.{call}')
