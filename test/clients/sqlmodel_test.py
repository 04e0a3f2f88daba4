"""SQLModel by examples/sqlmodel as it stands: the seven queries, by the functions of todo and by the ORM on the tables, see and
change the rows of the token's user alone; each transaction of a session is signed in, and nothing of it stays in the pool."""
import contextlib
import traceback

import pytest
from sqlalchemy import delete, exc, orm, text, update
from sqlmodel import func, select
from support import rows, use_example

use_example('sqlmodel')
import by_function
import by_table
from database import connect, signed_in
from models import Task, User

REFUSED = ('28000', 'ERROR:  the token is refused')


@pytest.fixture(scope='module')
def engine(todo):
    """A pool of one connection: what one user left on it, the next would find."""
    engine = connect(todo.url(todo.app), pool_size=1, max_overflow=0)
    yield engine
    engine.dispose()


@pytest.fixture
def session_of(todo, engine):
    """Opens sessions, one at a time, and begins with no tasks."""
    rows(todo.admin, 'DELETE FROM todo.tasks')
    return lambda user: signed_in(engine, user.token)


def titles(session):
    return [task.title for task in session.exec(select(Task).order_by(Task.title))]


def code(raised):
    return raised.value.orig.pgcode


@pytest.mark.parametrize('queries', [by_function, by_table])
def test_the_seven_queries_are_the_user_s_own(todo, session_of, queries):
    with session_of(todo.alice) as session:
        milk = queries.create_task(session, ' Buy milk ', 'two bottles')
        assert str(milk.user_id) == todo.alice.id
        assert (milk.completed, milk.version, milk.deleted_at) == (False, 1, None)
        assert milk.created_at == milk.updated_at is not None
        session.commit()
        bread = queries.create_task(session, 'Buy bread')
        session.commit()
        done = queries.toggle_task(session, bread.id)
        assert (done.completed, done.version, done.completed_at is not None) == (True, 2, True)
        oats = queries.update_task(session, milk.id, title='Buy oat milk', description=None)
        assert (oats.title, oats.description, oats.version) == ('Buy oat milk', None, 2)
        assert oats.updated_at > oats.created_at
        assert oats is milk
        assert [task.title for task in queries.list_tasks(session)] == ['Buy bread', 'Buy oat milk']
        assert queries.open_tasks(session) == [milk]
        assert queries.count_tasks(session) == {False: 1, True: 1}
        milk_id, bread_id = milk.id, bread.id
        session.commit()

    with session_of(todo.bob) as session:
        assert queries.list_tasks(session) == []
        rent = queries.create_task(session, 'Pay the rent')
        session.commit()
        # By function: no such task. By table: no row.
        for change in (queries.toggle_task, queries.delete_task, lambda *task: queries.update_task(*task, title='mine')):
            with pytest.raises(exc.NoResultFound if queries is by_table else exc.DBAPIError) as raised:
                change(session, milk_id)
            assert queries is by_table or code(raised) == 'PT404'
            session.rollback()
        assert queries.list_tasks(session) == [rent]

    with session_of(todo.alice) as session:
        queries.delete_task(session, bread_id)
        session.commit()
        assert [task.title for task in queries.open_tasks(session)] == ['Buy oat milk']
        assert [task.id for task in queries.list_tasks(session) if task.deleted_at is None] == [milk_id]


def test_statements_of_the_orm_meet_row_security(todo, session_of):
    with session_of(todo.alice) as session:
        session.add(Task(title="Alice's"))
        session.commit()
        assert [str(user.id) for user in session.exec(select(User).options(orm.defer(User.email)))] == [todo.alice.id]
    with session_of(todo.bob) as session:
        assert session.exec(select(func.count()).where(Task.user_id != todo.bob.id)).one() == 0
        assert session.execute(update(Task).values(title='mine'), execution_options={'synchronize_session': False}).rowcount == 0
        assert session.execute(delete(Task), execution_options={'synchronize_session': False}).rowcount == 0
        session.add(Task(title='forged', user_id=todo.alice.id))
        with pytest.raises(exc.ProgrammingError) as raised:
            session.commit()
        assert code(raised) == '42501'
    assert rows(todo.admin, 'SELECT title FROM todo.tasks') == [("Alice's",)]


def test_each_transaction_of_a_session_is_signed_in(todo, engine, session_of):
    with session_of(todo.alice) as session:
        session.add(Task(title='committed'))
        session.commit()
        assert titles(session) == ['committed']
        session.add(Task(title='rolled back'))
        session.flush()
        session.rollback()
        assert titles(session) == ['committed']
        with contextlib.suppress(exc.IntegrityError), session.begin_nested():
            session.add(Task(title=' '))
        assert titles(session) == ['committed']
        session.add(Task(title='too'))
        session.commit()
    with session_of(todo.bob) as session:
        assert titles(session) == []
    with engine.connect() as connection:
        assert connection.exec_driver_sql('SELECT todo.current_user_id(), count(*) FROM todo.tasks').all() == [(None, 0)]
    with session_of(todo.alice) as session:
        assert titles(session) == ['committed', 'too']


def test_a_session_that_swallowed_an_error_is_not_taken_for_stored(todo, session_of):
    with session_of(todo.alice) as session:
        by_function.create_task(session, 'never stored')
        with contextlib.suppress(exc.IntegrityError):
            by_function.create_task(session, ' ')
        with pytest.raises(RuntimeError):
            session.commit()
    with session_of(todo.alice) as session:
        assert titles(session) == []
        session.commit()


def test_whoever_leaves_leaves_nothing(todo, engine, session_of):
    def is_nobody():
        with engine.connect() as connection:
            return connection.exec_driver_sql('SELECT todo.current_user_id()').scalar() is None
    for leave in (lambda session: session.close(), lambda session: session.connection().invalidate(),
                  lambda session: session.execute(text('SELECT pg_terminate_backend(pg_backend_pid())'))):
        with contextlib.suppress(exc.DBAPIError), session_of(todo.alice) as session:
            session.add(Task(title='never stored'))
            session.flush()
            leave(session)
        assert is_nobody()
    assert rows(todo.admin, 'SELECT title FROM todo.tasks') == []


def test_the_rules_reach_the_orm(todo, session_of):
    for values, sqlstate in (({'title': ' '}, '23514'), ({'title': 'x' * 201}, '22001'), ({'title': 'x', 'description': 'x' * 1001}, '22001')):
        with session_of(todo.alice) as session:
            session.add(Task(**values))
            with pytest.raises(exc.DBAPIError) as raised:
                session.commit()
            assert code(raised) == sqlstate
            assert raised.value.orig.diag.constraint_name == ('chk_title_not_empty' if sqlstate == '23514' else None)


def test_who_writes_over_a_later_version_is_told(todo, session_of):
    with session_of(todo.alice) as session:
        by_table.create_task(session, 'Buy milk')
        session.commit()
        [task] = by_table.list_tasks(session)
        rows(todo.admin, "UPDATE todo.tasks SET title = 'Buy bread'")
        task.title = 'Buy oat milk'
        with pytest.raises(orm.exc.StaleDataError):
            session.commit()
    assert rows(todo.admin, 'SELECT title, version FROM todo.tasks') == [('Buy bread', 2)]


def test_a_refused_token_opens_nothing_and_is_not_told(todo, engine):
    for token in (f'{todo.alice.token}A', todo.sign(todo.alice.id, exp=1), todo.sign(todo.alice.id, aud='https://elsewhere.test'), ''):
        with signed_in(engine, token) as session:
            with pytest.raises(exc.DBAPIError) as raised:
                session.exec(select(Task)).all()
            assert (code(raised), raised.value.orig.pgerror.splitlines()[0]) == REFUSED
            assert token == '' or token not in ''.join(traceback.format_exception(raised.value))
