"""Alembic, by the migrations of examples/sqlmodel as they stand: one creates the extension in the version of its day, one brings
it up to this version with every row; autogenerate then proposes nothing, and the models make the tables that the extension makes."""
import contextlib
import os
import re
import shutil
import subprocess

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from support import EXAMPLES, connect, rows, use_example

use_example('sqlmodel')
from models import SQLModel

UPGRADES = EXAMPLES.parent / 'test/upgrade'
OLD_VERSION = '0.1.0'

# What makes two tables the same to everybody: columns, defaults, constraints, indexes.
COLUMNS = """
    SELECT attrelid::regclass::text, attname::text, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)
    FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attrelid IN ('todo.users'::regclass, 'todo.tasks'::regclass) AND attnum > 0 AND NOT attisdropped
    ORDER BY attrelid::regclass::text, attnum"""
CONSTRAINTS = """
    SELECT conname::text, conrelid::regclass::text, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid IN ('todo.users'::regclass, 'todo.tasks'::regclass) ORDER BY 1, 2"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid IN ('todo.users'::regclass, 'todo.tasks'::regclass) ORDER BY 1"""


class Alembic:
    """Its command, on a database, in a copy of the example: autogenerate writes there."""

    def __init__(self, folder, database):
        self._environment = {**os.environ, 'DATABASE_URL': f'postgresql://postgres@/{database}?host={os.environ["PGHOST"]}'}
        self._folder = shutil.copytree(EXAMPLES / 'sqlmodel', folder / 'sqlmodel')

    def __call__(self, *arguments):
        done = subprocess.run(['/usr/bin/alembic', *arguments], cwd=self._folder, env=self._environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def autogenerate(self):
        """The lines of the upgrade() that it proposes."""
        self('revision', '--autogenerate', '--message', 'proposed', '--rev-id', 'proposed')
        [written] = (self._folder / 'migrations/versions').glob('proposed_*.py')
        body = re.search(r'def upgrade\(\):\n(.*?)\n\n\ndef downgrade', written.read_text(), re.S)[1]
        written.unlink()
        return [line.strip() for line in body.splitlines() if not line.strip().startswith('#')]


@pytest.fixture(scope='module')
def alembic(empty, tmp_path_factory):
    return Alembic(tmp_path_factory.mktemp('new'), empty.name)


@pytest.fixture(scope='module')
def admin(empty):
    with contextlib.closing(connect(empty.name)) as admin:
        yield admin


@pytest.fixture
def old(empty, tmp_path):
    """A database that was made when the first version was new, and Alembic's command there."""
    [(share,)] = rows(empty.server, "SELECT setting FROM pg_config WHERE name = 'SHAREDIR'")
    script, name = UPGRADES / f'todo--{OLD_VERSION}.sql', f'{empty.name}_old'
    dump = (UPGRADES / f'todo--{OLD_VERSION}.dump.sql').read_bytes()  # as it is: a title's white space is told from another by a byte
    create = b'CREATE EXTENSION IF NOT EXISTS todo WITH SCHEMA todo'
    assert create in dump
    shutil.copy(script, f'{share}/extension')
    rows(empty.server, f'CREATE DATABASE {name}')
    try:
        subprocess.run(['psql', '--no-psqlrc', '--quiet', '--output=/dev/null', '--set=ON_ERROR_STOP=1', '--dbname', name],
                       input=dump.replace(create, b"%s VERSION '%s'" % (create, OLD_VERSION.encode())), check=True)
        with contextlib.closing(connect(name)) as admin:
            yield Alembic(tmp_path, name), admin
    finally:
        os.unlink(f'{share}/extension/{script.name}')
        rows(empty.server, f'DROP DATABASE {name} WITH (FORCE)')


VERSION = "SELECT extversion, extversion = default_version FROM pg_extension JOIN pg_available_extensions ON name = extname WHERE name = 'todo'"


def test_a_migration_creates_the_extension(alembic, admin):
    alembic('upgrade', '0001')
    [(_, is_current)] = rows(admin, VERSION)
    assert is_current
    assert rows(admin, 'SELECT * FROM todo.doctor() WHERE NOT ok') == []
    alembic('upgrade', 'head')  # where nothing is left to do
    assert alembic('current').strip() == '0002 (head)'


def test_autogenerate_proposes_nothing(alembic, admin):
    assert alembic.autogenerate() == ['pass']
    rows(admin, 'SELECT todo.install_better_auth()')
    assert alembic.autogenerate() == ['pass']


def test_a_migration_updates_the_extension(old):
    alembic, admin = old
    contents = 'SELECT u.id, email, t.id, title, completed FROM todo.users u LEFT JOIN todo.tasks t ON t.user_id = u.id ORDER BY 1, 3'
    before = rows(admin, contents)
    assert rows(admin, VERSION) == [(OLD_VERSION, False)]
    alembic('stamp', '0001')
    alembic('upgrade', 'head')
    [(_, is_current)] = rows(admin, VERSION)
    assert is_current
    assert rows(admin, contents) == before != []
    assert rows(admin, 'SELECT * FROM todo.doctor() WHERE NOT ok') == []
    assert rows(admin, 'SELECT todo.install()') == []
    # All that is left to tell is what the administrator had added and the models do not know.
    assert alembic.autogenerate() == [
        "op.drop_index('regress_colour', table_name='tasks', schema='todo')",
        "op.drop_column('tasks', 'colour', schema='todo')",
        "op.drop_column('users', 'plan', schema='todo')"]


def test_autogenerate_sees_what_the_application_changed(alembic, admin):
    changes = {  # and what puts each back
        'ALTER TABLE todo.tasks ADD colour text': 'ALTER TABLE todo.tasks DROP colour',
        'ALTER TABLE todo.users ALTER email TYPE text': 'ALTER TABLE todo.users ALTER email TYPE varchar(255)',
        'ALTER TABLE todo.users ALTER email_verified SET DEFAULT true': 'ALTER TABLE todo.users ALTER email_verified SET DEFAULT false',
        'ALTER TABLE todo.users ALTER name SET NOT NULL': 'ALTER TABLE todo.users ALTER name DROP NOT NULL',
        'CREATE INDEX mine ON todo.tasks (title)': 'DROP INDEX todo.mine',
        'CREATE TABLE public.labels (id int)': 'DROP TABLE public.labels',
        'ALTER TABLE todo.tasks DROP CONSTRAINT fk_tasks_user_id': 'SELECT todo.install()',
        'DROP INDEX todo.idx_tasks_created_at': 'SELECT todo.install()',
    }
    for change in changes:
        rows(admin, change)
    proposed = '\n'.join(alembic.autogenerate())
    for line in (
            "op.drop_column('tasks', 'colour', schema='todo')", "op.alter_column('users', 'email',\n",
            "op.alter_column('users', 'email_verified',\n", "op.alter_column('users', 'name',\n",
            "op.drop_index('mine', table_name='tasks', schema='todo')", "op.drop_table('labels')",
            "op.create_foreign_key('fk_tasks_user_id', 'tasks', 'users', ['user_id'], ['id'], ",
            "op.create_index('idx_tasks_created_at', 'tasks', ['created_at'], unique=False, schema='todo', postgresql_using='brin'"):
        assert line in proposed
    assert proposed.count('op.') == len(changes)
    for back in changes.values():
        rows(admin, back)
    assert alembic.autogenerate() == ['pass']


def test_the_models_make_what_the_extension_makes(empty, admin):
    """By the server's own words: also what autogenerate does not compare, such as checks, orders and predicates."""
    by_extension = [rows(admin, query) for query in (COLUMNS, CONSTRAINTS, INDEXES)]
    rows(admin, 'DROP TABLE todo.tasks, todo.users CASCADE')
    SQLModel.metadata.create_all(create_engine(empty.url(), poolclass=NullPool))
    for query, made in zip((COLUMNS, CONSTRAINTS, INDEXES), by_extension):
        assert rows(admin, query) == made != []


def test_offline_it_writes_what_a_dba_would_run(alembic):
    script = alembic('upgrade', 'head', '--sql')
    assert re.findall('(?:CREATE|ALTER) EXTENSION .*', script) == ['CREATE EXTENSION todo;', 'ALTER EXTENSION todo UPDATE;']
