"""A peer: a schema of its own (peers/<name>.sql), and its statements (peers/<name>.statements.sql) on a connection that times them."""
import pathlib
import re

import operations
import stopwatch

PEERS = pathlib.Path(__file__).parent / "peers"
_HEADER = re.compile(r"^-- (\w+)(?:: (\w+))?\n", re.MULTILINE)


class Peer:
    def __init__(self, name: str, admin):
        self.name = name
        self.admin = admin  # a superuser's cursor: for what is not measured
        self.sign_in = ""
        self.kinds: dict[str, str | None] = {}
        self.connection = stopwatch.Connection("dbname=bench user=bench_app")
        self.account = None
        parts = _HEADER.split((PEERS / f"{name}.statements.sql").read_text())
        for statement, kind, sql in zip(parts[1::3], parts[2::3], parts[3::3]):
            if statement == "sign_in":
                self.sign_in = sql
            else:
                self.connection.prepare(statement, sql)
                self.kinds[statement] = kind
        self.world = {"reader": self.tasks_of(operations.READER), "writer": self.tasks_of(operations.WRITER)}

    def tasks_of(self, account: str) -> list[str]:
        trash = "AND deleted_at IS NULL" if self.name in ("todo", "plpgsql") else ""
        self.admin.execute(f"SELECT id FROM {self.name}.tasks WHERE user_id = %s {trash}", [account])
        return [row[0] for row in self.admin.fetchall()]

    def make_tasks(self, count: int) -> list[str]:
        self.admin.execute(f"INSERT INTO {self.name}.tasks (user_id, title, description)"
                           " SELECT %s, 'Buy milk and bread, ' || n, 'Two bottles' FROM generate_series(1, %s) n RETURNING id",
                           [operations.GUEST, count])
        return [row[0] for row in self.admin.fetchall()]

    def renew_guest(self) -> None:
        """The guest's account with all that is the guest's goes, and is there again with nothing."""
        self.admin.execute(f"DELETE FROM {self.name}.users WHERE id = %s", [operations.GUEST])
        self.admin.execute(f"INSERT INTO {self.name}.users (id, email) VALUES (%s, 'guest@example.com')", [operations.GUEST])

    def run(self, name: str, calls: int) -> list[float]:
        """Microseconds of each call of operation `name`."""
        operation = operations.OPERATIONS[name]
        if operation.account != self.account:
            if self.sign_in:
                self.connection.execute(self.sign_in.replace(":'user'", f"'{operation.account}'"))
            self.account = operation.account
        if operation.fresh_tasks:
            self.world["fresh"] = self.make_tasks(calls)
        arguments = [operation.arguments(self.world) for _ in range(calls)]
        return self.connection.calls(name, arguments, operation.rows)
