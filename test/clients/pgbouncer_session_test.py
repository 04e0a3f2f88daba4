"""What a pooler does with scope 'session', and with whatever else a client leaves in its session: in transaction mode the next
client inherits it, which is why the scope must be asked for by name; session mode and DISCARD ALL end it."""
import contextlib

import psycopg
import pytest
from support import rows
from tasks import execute, signed_in

WHO = 'SELECT todo.current_user_id()::text, pg_backend_pid()'
TITLES = 'SELECT title FROM todo.tasks ORDER BY title'


@pytest.fixture(autouse=True, scope='module')
def tasks(todo):
    for user, title in ((todo.alice, "Alice's"), (todo.bob, "Bob's")):
        rows(todo.admin, 'INSERT INTO todo.tasks (user_id, title) VALUES (%s, %s)', (user.id, title))


def sign_in_for_the_session(connection, user):
    rows(connection, "SELECT todo.login(%s, 'session')", (user.token,))


def who(connection):
    return rows(connection, WHO)[0][0]


def test_in_transaction_mode_the_next_client_is_who_was_there_before(todo, start_pooler):
    pooler = start_pooler()
    with contextlib.closing(pooler.connect()) as alices, contextlib.closing(pooler.connect()) as bobs:
        sign_in_for_the_session(alices, todo.alice)
        assert who(bobs) == todo.alice.id
        assert rows(bobs, TITLES) == [("Alice's",)]
        assert rows(bobs, "SELECT title FROM todo.create_task('By whom?')") == [('By whom?',)]
        assert rows(todo.admin, "SELECT user_id::text FROM todo.tasks WHERE title = 'By whom?'") == [(todo.alice.id,)]
        rows(bobs, "SELECT todo.delete_task(id, true) FROM todo.tasks WHERE title = 'By whom?'")

        # Who signs in by transaction, or by call, is that user all the same; and afterwards the other again.
        with signed_in(bobs, todo.bob.token):
            assert rows(bobs, TITLES) == [("Bob's",)]
        [mine] = execute(bobs, todo.bob.token, [{'do': 'list_tasks'}])
        assert [task['title'] for task in mine] == ["Bob's"]
        assert who(bobs) == todo.alice.id

        sign_in_for_the_session(bobs, todo.bob)
        assert who(alices) == todo.bob.id
    # Nor does it end with the client.
    with contextlib.closing(pooler.connect()) as third:
        assert who(third) == todo.bob.id
        rows(third, 'SELECT todo.logout()')
        assert who(third) is None


def test_server_reset_query_always_ends_it_with_the_transaction(todo, start_pooler):
    pooler = start_pooler(server_reset_query_always=1)
    with contextlib.closing(pooler.connect()) as alices, contextlib.closing(pooler.connect()) as bobs:
        sign_in_for_the_session(alices, todo.alice)
        assert (who(alices), who(bobs)) == (None, None)
        with alices.transaction():
            sign_in_for_the_session(alices, todo.alice)
            assert rows(alices, TITLES) == [("Alice's",)]
        assert (who(bobs), who(alices)) == (None, None)


def test_in_session_mode_it_lasts_as_long_as_the_client(todo, start_pooler):
    pooler = start_pooler(pool_mode='session')
    with contextlib.closing(pooler.connect()) as alices:
        sign_in_for_the_session(alices, todo.alice)
        with alices.transaction():
            assert who(alices) == todo.alice.id
        [(signed_in_still, backend)] = rows(alices, WHO)
        assert signed_in_still == todo.alice.id
    with contextlib.closing(pooler.connect()) as bobs:
        assert rows(bobs, WHO) == [(None, backend)]


@pytest.mark.parametrize('query', ['', 'DEALLOCATE ALL'])
def test_in_session_mode_another_reset_query_lets_it_through(todo, start_pooler, query):
    pooler = start_pooler(pool_mode='session', server_reset_query=query)
    with contextlib.closing(pooler.connect()) as alices:
        sign_in_for_the_session(alices, todo.alice)
    with contextlib.closing(pooler.connect()) as bobs:
        assert who(bobs) == todo.alice.id


def test_in_statement_mode_execute_is_the_way(todo, start_pooler):
    pooler = start_pooler(pool_mode='statement')
    with contextlib.closing(pooler.connect()) as alices:
        [mine] = execute(alices, todo.alice.token, [{'do': 'list_tasks'}])
        assert [task['title'] for task in mine] == ["Alice's"]
        assert who(alices) is None
        with pytest.raises(psycopg.Error) as refused:
            rows(alices, 'SELECT todo.login(%s)', (todo.alice.token,))
        assert refused.value.sqlstate == '25P01'
        with pytest.raises(psycopg.Error), signed_in(alices, todo.alice.token):
            pass
        assert alices.closed


def test_a_statement_that_one_client_prepared_gives_another_its_own_rows(todo, start_pooler):
    pooler = start_pooler()
    with contextlib.closing(pooler.connect()) as alices, contextlib.closing(pooler.connect()) as bobs:
        def titles(connection, user):
            with signed_in(connection, user.token):
                return rows(connection, 'EXECUTE titles')
        rows(alices, f'PREPARE titles AS {TITLES}')
        for _ in range(8):  # the plan is its own, and then the one for all
            assert titles(alices, todo.alice) == [("Alice's",)]
            assert titles(bobs, todo.bob) == [("Bob's",)]
        assert rows(bobs, 'EXECUTE titles') == []
        with pytest.raises(psycopg.errors.DuplicatePreparedStatement):
            rows(bobs, f'PREPARE titles AS {TITLES}')


def test_nobody_signs_in_within_a_transaction_that_goes_on(todo, start_pooler):
    pooler = start_pooler()
    with contextlib.closing(pooler.connect()) as alices, alices.transaction():
        with pytest.raises(RuntimeError), signed_in(alices, todo.alice.token):
            pass
        assert rows(alices, TITLES) == []


def test_what_else_a_client_leaves_in_its_session_is_there_for_the_next(todo, start_pooler):
    pooler = start_pooler()
    with contextlib.closing(pooler.connect()) as alices, contextlib.closing(pooler.connect()) as bobs:
        with signed_in(alices, todo.alice.token):
            rows(alices, "SET lock_timeout = '7s'")
            rows(alices, f'DECLARE kept CURSOR WITH HOLD FOR {TITLES}')
            rows(alices, f'CREATE TEMPORARY TABLE copied AS {TITLES}')
        with signed_in(bobs, todo.bob.token):
            assert rows(bobs, 'SHOW lock_timeout') == [('7s',)]
            assert rows(bobs, 'FETCH ALL FROM kept') == [("Alice's",)]
            assert rows(bobs, 'SELECT * FROM copied') == [("Alice's",)]


def test_startup_options_are_refused_and_a_role_has_its_settings_in_the_server(todo, start_pooler):
    rows(todo.server, f'ALTER ROLE {todo.app} SET search_path = todo')
    pooler = start_pooler()
    with pytest.raises(psycopg.OperationalError, match='unsupported startup parameter'):
        pooler.connect(options='-c search_path=todo')
    with contextlib.closing(pooler.connect()) as alices, signed_in(alices, todo.alice.token):
        assert rows(alices, 'SELECT title FROM tasks') == [("Alice's",)]
    rows(todo.server, f'ALTER ROLE {todo.app} RESET search_path')
