"""Those who load a server: writers, each with its Book; a caretaker; and followers, who keep a copy of a user's tasks."""
import collections
import random
import threading
import time
import uuid

import psycopg2
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from model import Book, Change, Row, Surprise
from operations import OPERATIONS, Operation, Statement
from server import APP, SERVICE, Server, token


class Lost(Exception):
    """The connection went, and with it the answer."""


def lost(error: psycopg2.Error, connection) -> bool:
    return connection.closed or error.pgcode is None or error.pgcode.startswith("57P") or error.pgcode.startswith("08")


class Writer:
    """Works for users that others work for as well, and for an account of its own; on tasks that are its own."""

    # Errors that undo what was sent, and say so.
    may_refuse: tuple[str, ...] = ()

    def __init__(self, server: Server, name: str, users: list[str], seed: int):
        self.server, self.name, self.users = server, name, users
        self.random = random.Random(seed)
        self.own_user = str(uuid.UUID(int=self.random.getrandbits(128)))
        self.book = Book()
        self.acknowledged = collections.Counter()  # by kind of operation
        self.refusals = collections.Counter()  # by SQLSTATE
        self.titles = 0
        self.owners: dict[str, str] = {}
        self.commands: dict[tuple[str, str], dict] = {}
        self.focus: str | None = None  # the user whom a transaction is for
        self.connection = None
        self.role = APP
        self.signed_in: str | None = None
        self.trouble: Exception | None = None

    # What operations ask for.

    def new_id(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128)))

    def any_user(self) -> str:
        own = [self.own_user] if self.book.users.get(self.own_user) else []
        return self.focus or self.random.choice(self.users + own)

    def rows_of(self, user: str | None) -> list[Row]:
        """Tasks that are there, and that nobody else moves."""
        return [states[0].row for id, states in self.book.tasks.items()
                if len(states) == 1 and states[0].row and not states[0].archived and user in (None, states[0].row.user_id)]

    def any_row(self, condition=lambda row: True) -> Row | None:
        rows = [row for row in self.rows_of(self.focus) if condition(row)]
        return self.random.choice(rows) if rows else None

    def for_user(self, user: str, kind) -> Operation | None:
        self.focus = user
        try:
            return kind(self)
        finally:
            self.focus = None

    # Sending.

    def connect(self) -> None:
        self.role = self.random.choice([APP, SERVICE])
        self.connection = self.server.connect(self.role)
        self.signed_in = None

    def execute(self, cursor, statement: str, arguments: tuple = ()) -> None:
        cursor.execute(statement, arguments)

    def sign_in(self, cursor, user: str | None) -> bool:
        """For the session, or, by a back end and now and then, for the next transaction alone: then True."""
        if self.role == SERVICE and user is not None and self.random.random() < 0.5:
            return True
        if user != self.signed_in:
            if user is None:
                cursor.execute("SELECT todo.logout()")
            elif self.role == APP:
                cursor.execute("SELECT todo.login(%s, 'session')", (token(user),))
            else:
                cursor.execute("SELECT todo.set_user(%s, 'session')", (user,))
            self.signed_in = user
        return False

    def perform(self, operation: Operation) -> list[Row]:
        """Sends the operation; what it returned."""
        with self.connection.cursor() as cursor:
            for_transaction = self.sign_in(cursor, operation.user)
            self.book.pending = operation.change
            block = for_transaction or len(operation.statements) > 1 or not operation.committed
            if block:
                cursor.execute("BEGIN")
            if for_transaction:
                cursor.execute("SELECT todo.set_user(%s)", (operation.user,))
            rows: list[Row] = []
            for statement in operation.statements:
                self.execute(cursor, statement.text, statement.arguments)
                rows += self.read(cursor, statement, operation)
            if block:
                cursor.execute("COMMIT" if operation.committed else "ROLLBACK")
            return rows

    @staticmethod
    def read(cursor, statement: Statement, operation: Operation) -> list[Row]:
        if statement.returns == "tasks":
            return [Row(*row) for row in cursor.fetchall()]
        if statement.returns == "results":
            operation.check(cursor.fetchone()[0])
        return []

    def step(self) -> None:
        kind = self.random.choices(list(OPERATIONS), OPERATIONS.values())[0]
        if kind.__name__ == "replace_account" and self.role != SERVICE:
            return
        operation = kind(self)
        if operation is None:
            return
        try:
            rows = self.perform(operation)
        except psycopg2.Error as error:
            if lost(error, self.connection):
                raise Lost from error
            if self.connection.info.transaction_status != TRANSACTION_STATUS_IDLE:
                with self.connection.cursor() as cursor:
                    cursor.execute("ROLLBACK")
            self.refused(kind.__name__, operation, error)
            return
        if operation.committed:
            operation.change.learn(rows)
        self.book.accept(operation.change)
        self.acknowledged[kind.__name__] += 1

    def refused(self, name: str, operation: Operation, error: psycopg2.Error) -> None:
        if error.pgcode in operation.refusals:
            self.book.accept(operation.refusals[error.pgcode])
            self.acknowledged[name] += 1
        elif error.pgcode in self.may_refuse:
            self.book.pending = None
            self.refusals[error.pgcode] += 1
        else:
            raise Surprise(f"{name}: {error.pgcode} {error}\n{operation}")

    def run(self, stop: threading.Event) -> None:
        """Writes until told to stop, or until the server is gone. What else goes wrong is kept in `trouble`."""
        try:
            self.connect()
            while not stop.is_set():
                self.step()
            self.connection.close()
        except (Lost, psycopg2.OperationalError):
            pass
        except Exception as error:
            self.trouble = error


class Caretaker:
    """Maintenance, checks and what a server does by itself now and then, beside the writers."""

    TASKS = ["SELECT * FROM todo.run_maintenance({batch})", "SELECT * FROM todo.run_maintenance({batch}, '1 ms')",
             "SELECT rows FROM todo.run_maintenance(1000)", "SELECT todo.rebuild_counters()"]
    OWNER_TASKS = ["CHECKPOINT", "VACUUM", "VACUUM (FREEZE)", "REINDEX SCHEMA todo", "SELECT pg_switch_wal()"]

    def __init__(self, server: Server, seed: int):
        self.server, self.random = server, random.Random(seed)
        self.trouble: Exception | None = None

    def run(self, stop: threading.Event) -> None:
        try:
            service, owner = self.server.connect(SERVICE), self.server.connect()
            while not stop.wait(self.random.uniform(0, 0.02)):
                statement = self.random.choice(self.TASKS).format(batch=self.random.randrange(1, 30))
                with service.cursor() as cursor:
                    cursor.execute(statement)
                    if "rebuild" in statement and cursor.fetchone()[0] != 0:
                        raise Surprise("rebuild_counters() found counters that were not true")
                if self.random.random() < 0.1:
                    with owner.cursor() as cursor:
                        cursor.execute(self.random.choice(self.OWNER_TASKS))
        except psycopg2.OperationalError:
            pass
        except Exception as error:
            self.trouble = error


class Follower:
    """Keeps a copy of a user's tasks by changes_since, and goes on from its cursor whatever happens to the server."""

    def __init__(self, server: Server, user: str, seed: int):
        self.server, self.user, self.random = server, user, random.Random(seed)
        self.tasks: dict[str, dict] = {}
        self.cursor = 0
        self.trouble: Exception | None = None

    def pull(self, cursor, page_size: int) -> int:
        cursor.execute("SELECT seq, task_id, deleted, task FROM todo.changes_since(%s, %s)", (self.cursor, page_size))
        rows = cursor.fetchall()
        for seq, id, deleted, task in rows:
            if seq <= self.cursor:
                raise Surprise(f"changes_since({self.cursor}) goes back to {seq}")
            self.cursor = seq
            if task is None:
                self.tasks.pop(id, None)
            else:
                self.tasks[id] = task
        return len(rows)

    def connect(self):
        connection = self.server.connect(APP)
        with connection.cursor() as cursor:
            cursor.execute("SELECT todo.login(%s, 'session')", (token(self.user),))
        return connection

    def run(self, stop: threading.Event) -> None:
        try:
            connection = self.connect()
            while not stop.is_set():
                with connection.cursor() as cursor:
                    self.pull(cursor, self.random.randrange(1, 100))
                time.sleep(0.005)
        except psycopg2.OperationalError:
            pass
        except Exception as error:
            self.trouble = error

    def catch_up(self) -> None:
        """The copy must then be what the server has."""
        connection = self.connect()
        with connection.cursor() as cursor:
            while self.pull(cursor, 500):
                pass
            cursor.execute("SET timezone = 'UTC'")
            cursor.execute("SELECT id, to_json(t) FROM todo.tasks t")
            there = dict(cursor.fetchall())
        connection.close()
        if there != self.tasks:
            wrong = [id for id in there.keys() | self.tasks.keys() if there.get(id) != self.tasks.get(id)]
            raise Surprise(f"a copy is not what is there: {[(self.tasks.get(id), there.get(id)) for id in wrong[:3]]}")


class Load:
    """Writers, a caretaker and followers, each in a thread."""

    def __init__(self, server: Server, writers: list[Writer], others: list):
        self.server, self.writers, self.others = server, writers, others
        self.stop = threading.Event()
        self.threads: list[threading.Thread] = []

    def start(self) -> None:
        self.stop.clear()
        self.threads = [threading.Thread(target=one.run, args=(self.stop,)) for one in (*self.writers, *self.others)]
        for thread in self.threads:
            thread.start()

    def join(self) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()
        for one in (*self.writers, *self.others):
            if one.trouble:
                raise one.trouble
