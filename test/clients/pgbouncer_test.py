"""pgbouncer, one server connection for two users who take turns: however a turn ends, the next transaction begins with
nobody signed in, and whoever signs in sees the own rows alone. By login(), by set_user(), and by execute() with a token.

TURNS: how many, 10,000 when it is not set.
"""
import collections
import contextlib
import os
import random
import signal
import socket

import psycopg
import pytest
from psycopg.pq import TransactionStatus
from support import rows
from tasks import execute, signed_in

TURNS = int(os.environ.get('TURNS', '10000'))


class LeftIt(Exception):
    """The client changed its mind in mid-transaction."""


def commit(connection):
    pass


def sign_out(connection):
    connection.execute('SELECT todo.logout()')


def return_to_savepoint(connection):
    who = 'SELECT todo.current_user_id()'
    before = rows(connection, who)
    with contextlib.suppress(psycopg.DataError), connection.transaction():
        sign_out(connection)
        fail(connection)
    assert rows(connection, who) == before


def roll_back(connection):
    raise LeftIt


def fail(connection):
    connection.execute('SELECT 1 / 0')


def swallow_a_failure(connection):
    with contextlib.suppress(psycopg.DataError):
        fail(connection)


def time_out(connection):
    connection.execute('SET LOCAL statement_timeout = 1')
    connection.execute('SELECT pg_sleep(60)')


def lose_the_server(connection):
    connection.execute('SELECT pg_terminate_backend(pg_backend_pid())')


def disconnect(connection):
    connection.close()  # with a goodbye, but no ROLLBACK


def cut_the_line(connection):
    with socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
    raise LeftIt


@contextlib.contextmanager
def transaction(connection):
    """The example's signed_in(), without signing in."""
    with connection.transaction():
        yield
        if connection.info.transaction_status == TransactionStatus.INERROR:
            raise RuntimeError


# weight: of 100 turns how many end so. raises: what the client itself is told. stores: whether its task is there afterwards.
# keeps: whether its connection and the server's live on.
Ending = collections.namedtuple('Ending', 'weight raises stores keeps')
STORES, KEEPS = True, True
ENDINGS = {
    commit: Ending(32, (), STORES, KEEPS),
    sign_out: Ending(8, (), STORES, KEEPS),
    return_to_savepoint: Ending(8, (), STORES, KEEPS),
    roll_back: Ending(12, LeftIt, False, KEEPS),
    fail: Ending(12, psycopg.errors.DivisionByZero, False, KEEPS),
    swallow_a_failure: Ending(8, RuntimeError, False, KEEPS),
    time_out: Ending(8, psycopg.errors.QueryCanceled, False, KEEPS),
    lose_the_server: Ending(3, psycopg.Error, False, False),
    disconnect: Ending(4, (), False, False),
    cut_the_line: Ending(3, (LeftIt, psycopg.Error), False, False),
    None: Ending(2, (), False, False),  # the client is killed
}

Turn = collections.namedtuple('Turn', 'connection user other title')

OF_THE_OTHER = ' + '.join(f'(SELECT count(*) FROM todo.{table} WHERE {column} = %(other)s)' for table, column in (
    ('tasks', 'user_id'), ('events', 'user_id'), ('user_counters', 'user_id'), ('users', 'id')))
SEEN = f"""SELECT todo.current_user_id()::text, (SELECT string_agg(DISTINCT user_id::text, ',') FROM todo.list_tasks()), {OF_THE_OTHER}"""


def work_signed_in(turn):
    assert rows(turn.connection, 'SELECT user_id::text FROM todo.create_task(%s)', [turn.title]) == [(turn.user.id,)]
    assert rows(turn.connection, SEEN, {'other': turn.other.id}) == [(turn.user.id, turn.user.id, 0)]


@contextlib.contextmanager
def by_login(turn):
    with signed_in(turn.connection, turn.user.token):
        work_signed_in(turn)
        yield


@contextlib.contextmanager
def by_set_user(turn):
    with transaction(turn.connection):
        turn.connection.execute('SELECT todo.set_user(%s)', [turn.user.id])
        work_signed_in(turn)
        yield


@contextlib.contextmanager
def by_execute(turn):
    """In a transaction, where nobody is signed in before and after the call."""
    with transaction(turn.connection):
        made, listed = execute(turn.connection, turn.user.token, [
            {'do': 'create_task', 'args': {'title': turn.title}}, {'do': 'list_tasks', 'args': {'page_size': 20}}])
        assert {task['user_id'] for task in [made, *listed]} == {turn.user.id}
        assert rows(turn.connection, 'SELECT todo.current_user_id(), (SELECT count(*) FROM todo.tasks)') == [(None, 0)]
        yield


def kill_in_mid_transaction(way, connect, *turn):
    """The turn of a client in a process of its own."""
    told, tells = os.pipe()
    client = os.fork()
    if client == 0:
        try:
            turn = Turn(connect(), *turn)
            with way(turn):
                os.write(tells, b'.')
                while True:
                    turn.connection.execute('SELECT pg_sleep(0.001)')
        finally:
            os._exit(1)
    os.close(tells)
    with open(told, 'rb', buffering=0) as reader:
        assert reader.read(1) == b'.'
    os.kill(client, signal.SIGKILL)
    os.waitpid(client, 0)


class Table:
    """The two users at one pooler, a connection each for each role."""

    def __init__(self, pooler, users, roles):
        self._pooler, self._users, self._roles = pooler, users, roles
        self._connections = {}
        self._backends = {}  # by role: the server's process, where the last turn has left it alive
        self._turns = collections.Counter()
        self.handed_over = 0
        self.stored = {user.id: [] for user in users}

    def turn(self, way, ending, title):
        role = self._roles[way]
        user, other = self._users if self._turns[role] % 2 else reversed(self._users)
        self._turns[role] += 1
        connection = self._connection(user, role)
        self._nobody_is_there(connection, role)
        raises, stores, keeps = ENDINGS[ending][1:]
        if ending is None:
            kill_in_mid_transaction(way, lambda: self._pooler.connect(role), user, other, title)
        else:
            with pytest.raises(raises) if raises else contextlib.nullcontext():
                with way(Turn(connection, user, other, title)):
                    ending(connection)
        if stores:
            self.stored[user.id].append(title)
        if not keeps:
            del self._backends[role]
            self._connections.pop((user.id, role)).close()

    def close(self):
        for connection in self._connections.values():
            connection.close()

    def _connection(self, user, role):
        key = user.id, role
        if key not in self._connections:
            self._connections[key] = self._pooler.connect(role)
        return self._connections[key]

    def _nobody_is_there(self, connection, role):
        """A transaction begins, on the connection that the other's turn was on."""
        [(signed_in, backend)] = rows(connection, 'SELECT todo.current_user_id(), pg_backend_pid()')
        assert signed_in is None
        if role in self._backends:
            assert self._backends[role] == backend
            self.handed_over += 1
        self._backends[role] = backend
        if role != self._roles[by_set_user]:  # for nobody in particular a back end maintains all tasks
            assert rows(connection, 'SELECT count(*) FROM todo.tasks') == [(0,)]


def test_the_next_client_is_nobody_and_then_itself_alone(todo, backend, start_pooler, capsys):
    table = Table(start_pooler(), [todo.alice, todo.bob], {by_login: todo.app, by_execute: todo.app, by_set_user: backend})
    random.seed(TURNS)
    endings = random.choices(list(ENDINGS), [ending.weight for ending in ENDINGS.values()], k=TURNS)
    with contextlib.closing(table):
        for number, ending in enumerate(endings):
            table.turn(random.choice((by_login, by_execute, by_set_user)), ending, f'Turn {number}')
    assert table.handed_over > TURNS / 2
    for user in (todo.alice, todo.bob):
        stored = rows(todo.admin, 'SELECT title FROM todo.tasks WHERE user_id = %s', (user.id,))
        assert sorted(title for title, in stored) == sorted(table.stored[user.id])
    with capsys.disabled():
        print(f'\ntrust: pooler: {TURNS} turns, {table.handed_over} on the connection that the other user had just left, 0 leaks')
