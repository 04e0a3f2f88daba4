"""A load: writers, a caretaker and followers, who keep a copy of a user's tasks; and the accounts that it is for."""
import random
import threading
import time
import uuid

import psycopg2

from audit import observe
from model import Surprise
from server import APP, SERVICE, Server, token
from writer import Writer

SHARED_USERS = 3
SETTINGS = """
autovacuum_naptime = 1s
checkpoint_timeout = 30s
max_wal_size = 64MB
todo.trash_retention = '30 d'
todo.archive_after = '90 d'
"""


# How a parallel worker and the checkpointer say that there is no room.
NO_ROOM = ("could not write init file", "checkpoint request failed")


def is_servers_end(error: Exception) -> bool:
    """Whether it says that the server is gone, or has no room."""
    return isinstance(error, psycopg2.Error) and (
        error.pgcode is None or error.pgcode.startswith(("08", "53", "57P", "58")) or any(words in str(error) for words in NO_ROOM))


class Caretaker:
    """Maintenance, checks and what a server does by itself now and then, beside the writers."""

    TASKS = ["SELECT * FROM todo.run_maintenance({batch})", "SELECT * FROM todo.run_maintenance({batch}, '1 ms')",
             "SELECT rows FROM todo.run_maintenance(1000)", "SELECT todo.rebuild_counters()"]
    OWNER_TASKS = ["CHECKPOINT", "VACUUM", "VACUUM (FREEZE)", "ANALYZE", "SELECT pg_switch_wal()"]

    def __init__(self, server: Server, seed: int):
        self.server, self.random = server, random.Random(seed)
        self.trouble: Exception | None = None

    def run(self, stop: threading.Event) -> None:
        try:
            service, owner = self.server.connect(SERVICE), self.server.connect()
            while not stop.wait(self.random.uniform(0, 0.05)):
                statement = self.random.choice(self.TASKS).format(batch=self.random.randrange(1, 30))
                with service.cursor() as cursor:
                    cursor.execute(statement)
                    if "rebuild" in statement and cursor.fetchone()[0] != 0:
                        raise Surprise("rebuild_counters() found counters that were not true")
                if self.random.random() < 0.1:
                    with owner.cursor() as cursor:
                        cursor.execute(self.random.choice(self.OWNER_TASKS))
        except Exception as error:
            self.trouble = None if is_servers_end(error) else error


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
                time.sleep(0.02)
        except Exception as error:
            self.trouble = None if is_servers_end(error) else error

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
        self.threads = [threading.Thread(target=one.run, args=(self.stop,), daemon=True) for one in (*self.writers, *self.others)]
        for thread in self.threads:
            thread.start()

    def trouble(self) -> Exception | None:
        return next((one.trouble for one in (*self.writers, *self.others) if one.trouble), None)

    def join(self) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()
        if trouble := self.trouble():
            raise trouble


def new_users(server: Server, dice: random.Random) -> list[str]:
    users = [str(uuid.UUID(int=dice.getrandbits(128))) for _ in range(SHARED_USERS)]
    server.run("INSERT INTO todo.users (id, email) SELECT u, u || '@example.org' FROM unnest(%s::uuid[]) u", (users,),
               user=SERVICE)
    return users


def forget(server: Server) -> None:
    """Deletes every account: nothing may stay of any."""
    server.run("DELETE FROM todo.users", user=SERVICE)
    left = observe(server)
    if left.tasks or left.keys or left.users:
        raise Surprise(f"left of deleted accounts: {left}")
