"""A writer: does what operations.py has, at random, and keeps a Book of what was acknowledged."""
import collections
import random
import threading
import uuid

import psycopg2
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from model import Book, Row, Surprise
from operations import OPERATIONS, Operation, Statement
from server import APP, SERVICE, Server, token


class Lost(Exception):
    """The connection went, and with it the answer."""


def lost(error: psycopg2.Error, connection) -> bool:
    return connection.closed or error.pgcode is None or error.pgcode.startswith("57P") or error.pgcode.startswith("08")


class Writer:
    """Works for users that others work for as well, and for an account of its own; on tasks that are its own."""

    bulk = 60  # the most tasks that are made at once
    only_atomic = False  # no execute() whose commands fail each by itself
    may_refuse: tuple[str, ...] = ()  # SQLSTATEs of errors that undo what was sent

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
        if self.connection:
            self.connection.close()
        self.role = self.random.choice([APP, SERVICE])
        try:
            self.connection = self.server.connect(self.role)
        except psycopg2.OperationalError as error:
            raise Lost from error
        self.signed_in = None

    def calmly(self, statement: str) -> list[tuple]:
        """A statement beside the operations: again, where an interruption of one came late."""
        with self.connection.cursor() as cursor:
            while True:
                try:
                    cursor.execute(statement)
                    return cursor.fetchall() if cursor.description else []
                except psycopg2.errors.QueryCanceled:
                    continue
                except psycopg2.Error as error:
                    if lost(error, self.connection):
                        raise Lost from error
                    raise

    def sign_in(self, cursor, user: str | None, scope: str) -> None:
        if user is None:
            cursor.execute("SELECT todo.logout()")
        elif self.role == APP:
            cursor.execute("SELECT todo.login(%s, %s)", (token(user), scope))
        else:
            cursor.execute("SELECT todo.set_user(%s, %s)", (user, scope))

    def perform(self, operation: Operation) -> list[Row]:
        """Sends the operation, signed in for its transaction alone or for the session; what it returned."""
        with self.connection.cursor() as cursor:
            needed = not operation.brings_token
            for_transaction = needed and operation.user is not None and self.random.random() < 0.5
            if needed and not for_transaction and operation.user != self.signed_in:
                self.sign_in(cursor, operation.user, "session")
                self.signed_in = operation.user
            self.book.pending = operation.change
            block = for_transaction or len(operation.statements) > 1 or not operation.committed
            if block:
                cursor.execute("BEGIN")
            if for_transaction:
                self.sign_in(cursor, operation.user, "transaction")
            rows: list[Row] = []
            for statement in operation.statements:
                cursor.execute(statement.text, statement.arguments)
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
                self.calmly("ROLLBACK")
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
        except Lost:
            pass
        except Exception as error:
            self.trouble = error
