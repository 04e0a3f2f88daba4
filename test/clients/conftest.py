"""Fixtures of the Python tests: a database of its own for each file, two users in it, tokens for them, a login role that holds
authenticated_user and nothing else; and poolers. All of it is gone afterwards. What support.mjs is for JavaScript."""
import contextlib
import os
import types

import pytest
from pooler import PASSWORD, Pooler
from support import Users, configure, connect, rows


def pytest_sessionfinish(session):
    """A test that was skipped, or was expected to fail, has proven nothing."""
    stats = session.config.pluginmanager.get_plugin('terminalreporter').stats
    if any(stats.get(outcome) for outcome in ('skipped', 'xfailed', 'xpassed')):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope='module')
def empty(request):
    """A database without the extension, and a login role app beside the superuser."""
    name = f'todo_test_{request.module.__name__.removesuffix("_test")}'
    with contextlib.closing(connect('postgres')) as server:
        rows(server, "LOAD 'todo'")  # which knows its settings

        def clear():
            rows(server, f'DROP DATABASE IF EXISTS {name} WITH (FORCE)')
            rows(server, f'DROP ROLE IF EXISTS {name}_app')
        clear()
        rows(server, f'CREATE DATABASE {name}')
        rows(server, f'CREATE ROLE {name}_app LOGIN')
        try:
            yield types.SimpleNamespace(
                name=name, app=f'{name}_app', server=server,
                url=lambda role='postgres': f'postgresql://{role}@/{name}?host={os.environ["PGHOST"]}')
        finally:
            configure(server, jwt_keys='', jwt_issuer='', jwt_audience='')
            clear()


@pytest.fixture(scope='module')
def todo(empty):
    """The extension in that database, app holding authenticated_user, and Alice and Bob."""
    with contextlib.closing(connect(empty.name)) as admin:
        rows(admin, 'CREATE EXTENSION todo')
        rows(admin, f'GRANT authenticated_user TO {empty.app}')
        users = Users(admin, empty.server, empty.name)
        yield types.SimpleNamespace(
            **vars(empty), admin=admin, sign=users.sign, alice=users.add('alice@example.com'), bob=users.add('bob@example.com'))


@pytest.fixture(scope='module')
def backend(todo):
    """The login role of a trusted back end. It and app have a password: pgbouncer asks for one."""
    backend = f'{todo.name}_backend'
    rows(todo.server, f'CREATE ROLE {backend} LOGIN IN ROLE todo_service')
    for role in (todo.app, backend):
        rows(todo.server, f"ALTER ROLE {role} PASSWORD '{PASSWORD}'")
    yield backend
    rows(todo.server, f'DROP ROLE {backend}')


@pytest.fixture
def start_pooler(todo, backend):
    """Starts a pooler; the settings are those that differ from the example's."""
    with contextlib.ExitStack() as stack:
        def start(**settings):
            pooler = Pooler(todo, settings)
            stack.callback(pooler.stop)
            pooler.wait()
            return pooler
        yield start
