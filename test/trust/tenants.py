"""Random statements of several tenants, each also run where nobody else is: OPERATIONS, and no difference.

The model of a tenant is a database of its own, in which it is alone. Whatever it reads, counts, changes or is told
must be the same there: rows, row counts, errors with every field. So a foreign row cannot be told from one that does
not exist, since there it does not. In the shared database the tenants take turns on the same few connections. A back
end for which nobody is signed in sees the sum.
"""
import datetime
import os
import random
import re
import uuid

import psycopg2

import part
from audit import check_consistency
from load import SETTINGS
from model import Surprise
from server import APP, NOBODY, SERVICE, Server, token
from statements import Statement, Statements

OPERATIONS = part.size(int(os.environ.get("OPERATIONS", 10_000)))
SEED = int(os.environ.get("SEED", random.randrange(1 << 32)))
SHARED, EMPTY = "app", "nobody"
COMPARE_EVERY, FORGET_EVERY = 500, 5000
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(\+00(:00)?|Z)?|\d+ transactions old")
FASTER = "fsync = off\nsynchronous_commit = off\ntodo.max_tasks_per_user = 60\n"
OWN_ROWS = {"tasks": "user_id", "tasks_archive": "user_id", "events": "user_id", "user_counters": "user_id",
            "idempotency_keys": "user_id", "users": "id"}
DUE = "deleted_at < now() - interval '30 d' OR completed AND updated_at < now() - interval '90 d'"
# Cheaper than any policy's own condition, and it tells what it is shown.
PEEK = """CREATE FUNCTION public.peek(id uuid) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS
    $$BEGIN RAISE NOTICE 'seen: %', id; RETURN true; END$$"""


def timeless(value):
    """The value, without what differs between two moments."""
    if isinstance(value, datetime.datetime):
        return "a time"
    if isinstance(value, str):
        return TIME.sub("a time", value)
    if isinstance(value, (list, tuple)):
        return [timeless(element) for element in value]
    if isinstance(value, dict):
        return {key: "a cursor" if key == "next_cursor" and element else timeless(element) for key, element in value.items()}
    return bytes(value) if isinstance(value, memoryview) else value


def differences(among_others, alone, path: str = "answer") -> list[str]:
    """Where two answers part."""
    if isinstance(among_others, (list, tuple)) and isinstance(alone, (list, tuple)) and len(among_others) == len(alone):
        return [line for number, pair in enumerate(zip(among_others, alone)) if pair[0] != pair[1]
                for line in differences(*pair, f"{path}[{number}]")][:10]
    return [f"{path} among others: {among_others}", f"{path} alone: {alone}"]


class Session:
    """A connection, and what it answers."""

    def __init__(self, server: Server, role: str, database: str):
        self.role = role
        self.connection = server.connect(role, database, options="-c timezone=UTC -c client_min_messages=notice")
        self.cursor = self.connection.cursor()

    def send(self, text: str, arguments: tuple = ()) -> None:
        self.cursor.execute(text, arguments)

    def can_be(self, user: str | None, stranger: str) -> bool:
        """A token of somebody without an account proves nothing, and without any grant one cannot even sign out."""
        return self.role in ("postgres", SERVICE) or user is None or self.role == APP and user != stranger

    def become(self, user: str | None, role: str, scope: str) -> None:
        """Signed in or out. The superuser takes the role as well, so that one backend serves all."""
        if self.role == NOBODY:
            return
        if self.role == "postgres":
            self.send("RESET SESSION AUTHORIZATION")
        if user is None:
            self.send("SELECT todo.logout()")
        elif self.role == APP:
            self.send("SELECT todo.login(%s, %s)", (token(user), scope))
        else:
            self.send("SELECT todo.set_user(%s, %s)", (user, scope))
        if self.role == "postgres":
            self.send(f"SET SESSION AUTHORIZATION {role}")

    def answer(self, statement: Statement, block: bool = True) -> tuple:
        """Its answer, after which it is undone where it is to be."""
        if not statement.undone:
            return self.answer_only(statement)
        self.send("SAVEPOINT here" if block else "BEGIN")
        answer = self.answer_only(statement)
        self.send("ROLLBACK TO here" if block else "ROLLBACK")
        return answer

    def answer_only(self, statement: Statement) -> tuple:
        """Status and rows, or the error; of either all that the client is told."""
        try:
            self.cursor.execute(*statement[:2])
        except psycopg2.Error as error:
            told = error.diag
            return (error.pgcode, *(timeless(getattr(told, name)) for name in (
                "severity", "message_primary", "message_detail", "message_hint", "context", "constraint_name",
                "schema_name", "table_name", "column_name", "statement_position")))
        rows = timeless(self.cursor.fetchall()) if self.cursor.description else None
        if rows and not statement.ordered:
            rows.sort(key=repr)
        return self.cursor.statusmessage, rows

    def notices(self) -> list[str]:
        found = re.findall(r"seen: (\S+)", "".join(self.connection.notices))
        self.connection.notices.clear()
        return found


class Tenants:
    def __init__(self, server: Server, dice: random.Random):
        self.server, self.dice = server, dice
        self.users = [str(uuid.UUID(int=dice.getrandbits(128))) for _ in range(3)]
        self.stranger = str(uuid.UUID(int=dice.getrandbits(128)))  # without an account
        self.worlds = {user: f"world{number}" for number, user in enumerate(self.users)}
        for world in (*self.worlds.values(), EMPTY):
            server.run(f"CREATE DATABASE {world}", dbname="postgres")
            server.run("CREATE EXTENSION todo", dbname=world)
        for world in (SHARED, *self.worlds.values(), EMPTY):
            server.run(PEEK, dbname=world)
        self.shared = {role: [Session(server, role, SHARED)] for role in (APP, SERVICE, NOBODY)}
        superusers = [Session(server, "postgres", SHARED) for _ in range(2)]
        for sessions in self.shared.values():
            sessions += superusers
        self.alone: dict[tuple, Session] = {}
        self.operations = self.foreign = self.refused = 0

    def make_accounts(self) -> None:
        self.statements = Statements(self.dice, [*self.users, self.stranger])
        for number, (user, world) in enumerate(self.worlds.items()):
            for database in (SHARED, world):
                self.server.run("INSERT INTO todo.users (id, email) VALUES (%s, %s)", (user, f"b{number}@example.org"),
                                dbname=database)

    def session_alone(self, user: str | None, role: str) -> Session:
        """Where the user is alone, signed in for good."""
        key = user, role
        if key not in self.alone:
            superuser = user == self.stranger or role == NOBODY
            session = Session(self.server, "postgres" if superuser else role, self.worlds.get(user, EMPTY))
            session.become(user, role, "session")
            self.alone[key] = session
        return self.alone[key]

    def take_turn(self) -> None:
        """One tenant, or nobody, sends a few statements, in one transaction or each by itself."""
        role = self.dice.choices([APP, SERVICE, NOBODY], [6, 3, 1])[0]
        users = [*self.users, self.stranger] if role == SERVICE else [*self.users, self.stranger, None]
        user = self.statements.user = self.dice.choice(users)
        together = [session for session in self.shared[role] if session.can_be(user, self.stranger)]
        shared, alone = self.dice.choice(together), self.session_alone(user, role)
        block = self.dice.random() < 0.5
        end = self.dice.choice(["COMMIT", "COMMIT", "ROLLBACK"])
        for session in (shared, alone):
            if session is shared and not block:
                session.become(user, role, "session")
            if block:
                session.send("BEGIN")
            if session is shared and block:
                session.become(user, role, "transaction" if session.role != "postgres" else "session")
        for _ in range(self.dice.randrange(1, 5)):
            statement = self.statements.any()
            answer = self.compare(shared, alone, statement, user, block)
            if block and len(answer) > 2 and not statement.undone:
                break
        if block:
            shared.send(end)
            alone.send(end)

    def compare(self, shared: Session, alone: Session, statement: Statement, user: str | None, block: bool) -> tuple:
        answers = shared.answer(statement, block), alone.answer(statement, block)
        self.operations += 1
        self.foreign += self.statements.is_foreign(statement)
        self.refused += len(answers[0]) > 2
        if answers[0] != answers[1]:
            raise Surprise(f"{shared.role} {user}\n{statement}\n" + "\n".join(differences(*answers)))
        seen = [id for id in shared.notices() if self.statements.owners[id] != user]
        if seen:
            raise Surprise(f"{user} was shown {seen} by {statement}")
        alone.notices()
        return answers[0]

    def take_care(self) -> None:
        """A back end for which nobody is signed in: what it does and counts here is the sum of what it does there."""
        sessions = [Session(self.server, SERVICE, database) for database in (SHARED, *self.worlds.values())]
        statements = [Statement("SELECT count(*), sum(version) FROM todo.tasks"),
                      Statement("SELECT sum(seq) FROM todo.user_counters"), Statement("SELECT todo.rebuild_counters()"),
                      Statement("WITH changed AS (UPDATE todo.tasks SET completed = true WHERE version = 1 RETURNING id)"
                                " SELECT count(*) FROM changed", undone=True)]
        due = self.server.run(f"SELECT 1 FROM todo.tasks WHERE {DUE} GROUP BY user_id, deleted_at IS NULL HAVING count(*) > 1")
        if not due:  # of several it is not promised which comes first
            statements.append(Statement("SELECT rows FROM todo.run_maintenance()", ordered=True))
        for statement in statements:
            answers = [session.answer(statement, block=False) for session in sessions]
            if any(len(answer) > 2 for answer in answers):
                raise Surprise(f"{statement}: {answers}")
            here, *there = (rows for _, rows in answers)
            total = [[sum(value or 0 for value in column) for column in zip(*rows)] for rows in zip(*there)]
            if here != total:
                raise Surprise(f"{statement}: {here}, not the sum of {there}")
        for session in sessions:
            session.connection.close()
        for user in self.users:
            for (cursor,) in self.server.run("SELECT todo.set_user(%s, 'session');"
                                             "SELECT todo.task_cursor(t) FROM todo.list_tasks(page_size => 1) t", (user,)):
                self.statements.cursors[user] = cursor

    def compare_all(self) -> None:
        """Each tenant's rows are what they are where it is alone, so nobody else has changed one."""
        for user, world in self.worlds.items():
            for table, column in OWN_ROWS.items():
                query = f"SELECT * FROM todo.{table} WHERE {column} = %s"
                here, there = (sorted(map(repr, map(timeless, self.server.run(query, (user,), dbname=database))))
                               for database in (SHARED, world))
                if here != there:
                    raise Surprise(f"{table} of {user}: {set(here) ^ set(there)}")

    def forget(self) -> None:
        for database in (SHARED, *self.worlds.values()):
            self.server.run("DELETE FROM todo.users", user=SERVICE, dbname=database)
        for database in (SHARED, *self.worlds.values(), EMPTY):
            for table in OWN_ROWS:
                if self.server.run(f"SELECT * FROM todo.{table}", dbname=database):
                    raise Surprise(f"{table} in {database}: rows are left of deleted accounts")

    def run(self) -> None:
        done = 0
        while done < OPERATIONS:
            self.make_accounts()
            for compared in range(done, min(done + FORGET_EVERY, OPERATIONS), COMPARE_EVERY):
                while self.operations < min(compared + COMPARE_EVERY, OPERATIONS):
                    self.take_turn()
                self.take_care()
                self.compare_all()
            done = self.operations
            check_consistency(self.server)
            self.forget()


def main() -> None:
    print(f"tenants: SEED={SEED}", flush=True)
    with Server("tenants", SETTINGS + FASTER) as server:
        tenants = Tenants(server, random.Random(SEED))
        tenants.run()
        server.read_log()
        if server.complaints:
            raise Surprise(f"the server complained: {server.complaints[:10]}")
    print(f"trust: tenants: {tenants.operations} statements, {tenants.foreign} of them aimed at foreign rows,"
          f" {tenants.refused} refused: 0 answered otherwise than to a tenant that is alone, 0 rows changed by others")


if __name__ == "__main__":
    main()
