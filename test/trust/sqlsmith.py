"""sqlsmith over every function and table, beside writers, SECONDS long: no crash, no internal error, no foreign row.

In one database it works as a client of one tenant and as a back end that acts for that tenant, beside writers of other
tenants: their rows stay what the writers know, and nothing of theirs is ever sent to it. In another one, as a back end
for which nobody is signed in, it may do what it likes to all tenants. A third of its transactions are committed.
"""
import os
import pathlib
import random
import subprocess
import threading
import time
import uuid

import part
from audit import check_consistency, check_pages, compare, observe
from load import SETTINGS, Caretaker, Load, new_users
from model import Surprise
from proxy import Proxy
from server import DATABASE, Server, token
from writer import Writer

SECONDS = part.size(int(os.environ.get("SECONDS_OF_SQL", 60)))
SEED = int(os.environ.get("SEED", random.randrange(1 << 32)))
ROUND_SECONDS, QUERIES_OF_A_RUN, WRITERS = 60, 500, 2
SECRET = "foreign7f3a"  # in every title of the writers
OPEN = "opened"  # the database without secrets
SMITH_APP, SMITH_SERVICE = "smith_app", "smith_service"
SMITHS = f"""
CREATE ROLE {SMITH_APP} LOGIN IN ROLE authenticated_user;
CREATE ROLE {SMITH_SERVICE} LOGIN IN ROLE todo_service;
ALTER ROLE {SMITH_APP} SET search_path = smith, pg_catalog;
ALTER ROLE {SMITH_SERVICE} SET search_path = smith, pg_catalog"""
CALLED = "SELECT funcname FROM pg_stat_user_functions WHERE schemaname = 'todo'"  # a call that failed counts as one
# sqlsmith's first ROLLBACK.
ALLOWED = (r"25P01 WARNING:  there is no transaction in progress",)


class Smith:
    """Runs of sqlsmith, one after the other, until it is time."""

    def __init__(self, server: Server, role: str, database: str, sign_in: str | None, seed: int):
        self.server, self.role, self.database, self.dice = server, role, database, random.Random(seed)
        secret = SECRET if database == DATABASE else "\0never"
        self.proxy = Proxy(server.sockets, sign_in, secret.encode(), seed)
        self.trouble: Exception | None = None

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            target = f"host={self.proxy.folder} user={self.role} dbname={self.database}"
            process = subprocess.Popen(["sqlsmith", f"--target={target}", f"--seed={self.dice.getrandbits(31)}",
                                        f"--max-queries={QUERIES_OF_A_RUN}", "--exclude-catalog"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while process.poll() is None and not stop.wait(0.05):
                pass
            process.kill()
            process.wait()


class World:
    """New accounts in both databases, something to work on, and those who work."""

    def __init__(self, server: Server, dice: random.Random):
        self.server = server
        # sqlsmith works for the one, and knows ids of the other's tasks, which nobody else touches.
        self.ann, self.zoe = (str(uuid.UUID(int=dice.getrandbits(128))) for _ in range(2))
        for database in (DATABASE, OPEN):
            server.run("DROP SCHEMA IF EXISTS smith CASCADE; DELETE FROM todo.users", dbname=database)
            for user, title in ((self.ann, "own"), (self.zoe, SECRET)):
                server.run("INSERT INTO todo.users (id, email) VALUES (%s, %s)", (user, f"{title}@example.org"), dbname=database)
                server.run("INSERT INTO todo.tasks (user_id, title, completed) SELECT %s, %s || i, i %% 2 = 0"
                           " FROM generate_series(1, 30) i", (user, title), dbname=database)
            server.run(pathlib.Path(__file__).with_suffix(".sql").read_text(), dbname=database)
        self.users = new_users(server, dice)
        self.writers = [Writer(server, f"{SECRET}.w{number}", self.users, dice.getrandbits(64)) for number in range(WRITERS)]
        by_token = f"SELECT todo.login('{token(self.ann)}', 'session')"
        by_word = f"SELECT todo.set_user('{self.ann}', 'session')"
        self.smiths = [Smith(server, role, database, sign_in, dice.getrandbits(31)) for role, database, sign_in in (
            (SMITH_APP, DATABASE, by_token), (SMITH_SERVICE, DATABASE, by_word), (SMITH_SERVICE, OPEN, None))]
        self.load = Load(server, self.writers, [Caretaker(server, dice.getrandbits(64)), *self.smiths])
        self.before = self.untouched()

    def untouched(self) -> list[tuple]:
        return self.server.run("SELECT t::text FROM todo.tasks t WHERE user_id = %s UNION ALL"
                               " SELECT e::text FROM todo.events e WHERE user_id = %s ORDER BY 1", (self.zoe, self.zoe))

    def check(self) -> None:
        for smith in self.smiths:
            if smith.proxy.statements == 0:
                raise Surprise(f"{smith.role} sent nothing")
            if smith.proxy.told:
                raise Surprise(f"{smith.role} was told of a foreign row: {smith.proxy.told[0]!r}")
        if (now := self.untouched()) != self.before:
            raise Surprise(f"foreign rows have changed: {set(now) ^ set(self.before)}")
        compare(observe(self.server, but=[self.ann, self.zoe]), self.writers, self.users)


class Figures:
    seconds = statements = writes = 0

    def __init__(self) -> None:
        self.functions: set[str] = set()


def run_round(server: Server, dice: random.Random, seconds: float, figures: Figures) -> None:
    world = World(server, dice)
    world.load.start()
    end = time.monotonic() + seconds
    while time.monotonic() < end and not world.load.trouble():
        time.sleep(0.1)
    world.load.join()
    for smith in world.smiths:
        smith.proxy.close()
    world.check()
    for database in (DATABASE, OPEN):
        check_consistency(server, database)
    check_pages(server, "--schema=todo")
    server.read_log(*ALLOWED)
    if server.complaints:
        raise Surprise(f"the server complained: {server.complaints[:10]}")
    for database in (DATABASE, OPEN):
        figures.functions |= {name for (name,) in server.run(CALLED, dbname=database)}
    figures.seconds += seconds
    figures.statements += sum(smith.proxy.statements for smith in world.smiths)
    figures.writes += sum(writer.acknowledged.total() for writer in world.writers)


def main() -> None:
    print(f"sqlsmith: SEED={SEED}", flush=True)
    dice, figures = random.Random(SEED), Figures()
    with Server("sqlsmith", SETTINGS + "track_functions = all\n") as server:
        server.run(f"CREATE DATABASE {OPEN}", dbname="postgres")
        server.run("CREATE EXTENSION todo; CREATE EXTENSION amcheck", dbname=OPEN)
        server.run(SMITHS)
        while figures.seconds < SECONDS:
            run_round(server, dice, min(ROUND_SECONDS, SECONDS - figures.seconds), figures)
        if not figures.functions:
            raise Surprise("no function was called")
    print(f"trust: sqlsmith: {figures.seconds} s, {figures.statements} statements, {len(figures.functions)} functions, beside"
          f" {figures.writes} writes of others: 0 crashes, 0 internal errors, 0 foreign rows")


if __name__ == "__main__":
    main()
