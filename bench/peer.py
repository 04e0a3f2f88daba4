"""A peer in SQL: a schema of its own (peers/<name>.sql), and its statements (peers/<name>.statements.sql), prepared on a connection
of its own."""
import functools
import pathlib
import re


import psycopg2

import stopwatch
from operations import GUEST, OPERATIONS, PAGE_SIZE, READER, REGULAR, WRITER

PEERS = pathlib.Path(__file__).parent / "peers"
# "-- name" or "-- name: pipelined", and the statement up to the next one
_STATEMENT = re.compile(r"^-- (\w+)(?:: (pipelined))?\n", re.MULTILINE)


def read_statements(peer: str) -> dict[str, tuple[str, bool]]:
    parts = _STATEMENT.split((PEERS / f"{peer}.statements.sql").read_text())
    return {name: (sql, kind == "pipelined") for name, kind, sql in zip(parts[1::3], parts[2::3], parts[3::3])}


class Peer:
    def __init__(self, name: str, admin, signer):
        self.name = name
        self._admin = admin  # a superuser's cursor, for what is not measured
        self.statements = read_statements(name)
        self._sign_in = self.statements.pop("sign_in", ("SELECT", False))[0]  # none is needed without row security
        self._state = None  # who is signed in, and the durability
        self.connection = stopwatch.Connection("dbname=bench user=bench_app")
        for statement, (sql, _) in self.statements.items():
            self.connection.prepare(statement, sql)
        self._has_journal = bool(self._ask("SELECT FROM pg_tables WHERE schemaname = %s AND tablename = 'events'", name))
        self.world = self._look_around() | {"token": signer.token(READER), "new_token": functools.partial(signer.token, READER)}

    def does(self, operation: str) -> bool:
        return (OPERATIONS[operation].statement or operation) in self.statements

    def _ask(self, sql: str, *arguments) -> list:
        self._admin.execute(sql, arguments)
        return self._admin.fetchall()

    def _look_around(self) -> dict:
        """What the arguments of a call are taken from."""
        ids = {name: [row[0] for row in self._ask(f"SELECT id FROM {self.name}.tasks WHERE user_id = %s" +
                                                  " AND deleted_at IS NULL" * self._has_journal, account)]
               for name, account in (("reader", READER), ("writer", WRITER))}
        if not self._has_journal:
            times = [row[0] for row in self._ask(f"SELECT updated_at FROM {self.name}.tasks WHERE user_id = %s ORDER BY 1 DESC LIMIT 11", READER)]
            return ids | {"since": {0: {"time": times[0]}, 10: {"time": times[10]}}}
        [(seq,)] = self._ask(f"SELECT seq FROM {self.name}.user_counters WHERE user_id = %s", READER)
        with psycopg2.connect("dbname=bench user=bench_app") as connection, connection.cursor() as cursor:
            cursor.execute(self.sign_in(REGULAR))
            cursor.execute(f"SELECT {self.name}.tasks_page(page_size => %s)", [PAGE_SIZE])
            etag = cursor.fetchone()[0]["etag"]
        connection.close()
        return ids | {"since": {0: {"seq": seq}, 10: {"seq": seq - 10}}, "etag": etag}

    def sign_in(self, account: str) -> str:
        return self._sign_in.replace(":'user'", f"'{account}'")

    def renew_guest(self) -> None:
        """The guest's account with all that is the guest's goes, and is there again with nothing."""
        self._admin.execute(f"DELETE FROM {self.name}.users WHERE id = %s", [GUEST])
        self._admin.execute(f"INSERT INTO {self.name}.users (id, email) VALUES (%s, 'guest@example.com')", [GUEST])

    def _make_tasks(self, count: int) -> list[str]:
        return [row[0] for row in self._ask(
            f"INSERT INTO {self.name}.tasks (user_id, title, description)"
            " SELECT %s, 'Buy milk and bread, ' || n, 'Two bottles' FROM generate_series(1, %s) n RETURNING id", GUEST, count)]

    def prepare(self, name: str, calls: int) -> list[dict]:
        """The arguments of so many measurements of operation `name`, and whatever has to be there before them."""
        operation = OPERATIONS[name]
        state = (operation.account, operation.durable)
        if state != self._state:
            self.connection.execute(self.sign_in(operation.account))
            self.connection.execute(f"SET synchronous_commit = {'on' if operation.durable else 'off'}")
        # A login has signed in another way.
        self._state = None if operation.statement == "login" else state
        if operation.tasks:
            self.world["tasks"] = self._make_tasks(calls)
        if operation.tasks == "deleted":
            self.connection.calls("delete", [{"task": task} for task in self.world["tasks"]], 1)
        return [operation.arguments(self.world) for _ in range(calls * operation.series)]

    def call(self, name: str, arguments: list[dict]) -> list[float]:
        """Microseconds of each measurement."""
        operation = OPERATIONS[name]
        statement = operation.statement or name
        if self.statements[statement][1]:
            return [self.connection.pipeline(statement, call["each"], 1) for call in arguments]
        times = self.connection.calls(statement, arguments, operation.rows)
        if operation.series > 1:
            times = [sum(times[i:i + operation.series]) for i in range(0, len(times), operation.series)]
        return [time / operation.inside for time in times]

    def run(self, name: str, calls: int) -> list[float]:
        return self.call(name, self.prepare(name, calls))
