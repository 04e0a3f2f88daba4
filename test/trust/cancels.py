"""Random cancels, timeouts, terminations and disconnects, EVENTS that hit: nothing half done, nothing left behind.

Clients have what they sent interrupted within microseconds or milliseconds. What the server reports as an error was
not done; what it did not answer was done as a whole or not at all. After each interruption the connection has the
identity that it had before. In the end nobody holds a lock, and the books are true.
"""
import collections
import os
import queue
import random
import socket
import threading
import time

import psycopg2

import part
from audit import audit, check_pages, observe_by
from load import SETTINGS, Caretaker, Follower, Load, forget, new_users
from model import Surprise
from server import Server, state
from writer import Lost, Writer

EVENTS = part.size(int(os.environ.get("EVENTS", 10_000)))
SEED = int(os.environ.get("SEED", random.randrange(1 << 32)))
CLIENTS, EVENTS_OF_USERS = 8, 2500
STUCK_AFTER_SECONDS = 300
CANCELLED, NO_LOCK = "57014", "55P03"
# A cancel request is a connection of its own; pg_cancel_backend() is the same for the backend. What costs connections
# comes seldom: they take most of the time.
FATES = {"cancel_request": 3, "cancel": 43, "statement_timeout": 30, "lock_timeout": 20, "disconnect": 2, "terminate": 2}
LEFT_BEHIND = {
    "a lock": "SELECT pid, locktype, relation::regclass, mode, granted FROM pg_locks WHERE pid <> pg_backend_pid()"
              " AND pid IN (SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend')",
    "a transaction": "SELECT pid, state, query FROM pg_stat_activity WHERE backend_type = 'client backend'"
                     " AND pid <> pg_backend_pid() AND state <> 'idle'",
}


class Interrupter:
    """Does something to a connection after a while, in a thread of its own, unless it is called off before."""

    def __init__(self) -> None:
        self.orders: queue.SimpleQueue = queue.SimpleQueue()
        self.done: queue.SimpleQueue = queue.SimpleQueue()
        self.called_off = threading.Event()
        threading.Thread(target=self.work, daemon=True).start()

    def work(self) -> None:
        while True:
            seconds, act = self.orders.get()
            if not self.called_off.wait(seconds):
                try:
                    act()
                except (psycopg2.Error, OSError):
                    pass  # the connection is gone already
            self.done.put(None)

    def order(self, seconds: float, act) -> None:
        self.called_off.clear()
        self.orders.put((seconds, act))

    def call_off(self) -> None:
        """Nothing happens after it returns."""
        self.called_off.set()
        self.done.get()


class Harried(Writer):
    """A writer that is interrupted all the time."""

    bulk = 150
    may_refuse = (CANCELLED, NO_LOCK)

    def __init__(self, *arguments) -> None:
        super().__init__(*arguments)
        self.interrupter = Interrupter()
        self.other = self.server.connect()  # to interrupt the first from, and to look at what it did
        self.hits = collections.Counter()

    def connect(self) -> None:
        super().connect()
        self.pid = self.connection.info.backend_pid

    def cancel_request(self) -> None:
        self.connection.cancel()

    def cancel(self) -> None:
        self.signal("pg_cancel_backend")

    def terminate(self) -> None:
        self.signal("pg_terminate_backend")

    def signal(self, function: str) -> None:
        with self.other.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", (self.pid,))

    def disconnect(self) -> None:
        with socket.socket(fileno=os.dup(self.connection.fileno())) as duplicate:
            duplicate.shutdown(socket.SHUT_RDWR)

    def perform(self, operation):
        kind = self.fate
        by_setting = kind.endswith("timeout")
        if by_setting:
            self.calmly(f"SET {kind} = {self.random.randrange(1, 4)}")
        else:
            self.interrupter.order(self.random.expovariate(1000), getattr(self, kind))
        try:
            return super().perform(operation)
        except psycopg2.Error as error:
            if error.pgcode not in operation.refusals:
                self.hits[kind] += 1
            raise
        finally:
            if not by_setting:
                self.interrupter.call_off()
            elif not self.connection.closed:
                self.ended(kind)

    def ended(self, setting: str) -> None:
        if self.connection.info.transaction_status == psycopg2.extensions.TRANSACTION_STATUS_INERROR:
            self.calmly("ROLLBACK")
        self.calmly(f"SET {setting} = 0")

    def step(self) -> None:
        self.fate = self.random.choices(list(FATES), FATES.values())[0]
        # A command of execute() that does not get a lock fails by itself, and those after it are done.
        self.only_atomic = self.fate == "lock_timeout"
        try:
            super().step()
            [(user,)] = self.calmly("SELECT todo.current_user_id()")
        except Lost:
            self.resolve()
            self.connect()
            return
        if user != self.signed_in:
            raise Surprise(f"{self.signed_in} was signed in, and now {user} is")

    def resolve(self) -> None:
        """Whether what was not answered was done, once the server has noticed that nobody waits for it."""
        self.connection.close()
        while state(self.pid) != "Z":
            time.sleep(0.002)
        if self.book.pending:
            self.book.resolve(observe_by(self.other, self.book.pending))


def count(writers: list[Harried]) -> collections.Counter:
    return sum((writer.hits for writer in writers), collections.Counter())


def wait_for(server: Server, writers: list[Harried], wanted: int, load: Load) -> None:
    """Until so many interruptions have hit. Minutes without one: somebody waits for ever."""
    before, since = -1, time.monotonic()
    while (now := count(writers).total()) < wanted and not load.trouble():
        if now > before:
            before, since = now, time.monotonic()
        elif time.monotonic() > since + STUCK_AFTER_SECONDS:
            raise Surprise(f"stuck: {server.run('SELECT pid, state, wait_event, query FROM pg_stat_activity')}")
        time.sleep(0.01)


def check_nothing_left(server: Server, writers: list[Harried]) -> None:
    """Each connection that survived is idle, holds nothing, and is nobody once it has signed out."""
    for what, query in LEFT_BEHIND.items():
        rows = server.run(query)
        if rows:
            raise Surprise(f"{what} is left: {rows}")
    for writer in writers:
        writer.calmly("DISCARD ALL")
        writer.calmly("BEGIN")
        if writer.calmly("SELECT todo.current_user_id()") != [(None,)]:
            raise Surprise(f"{writer.name} is still signed in")
        writer.connection.close()
        writer.other.close()


def main() -> None:
    print(f"cancels: SEED={SEED}", flush=True)
    dice, hits, acknowledged = random.Random(SEED), collections.Counter(), 0
    with Server("cancels", SETTINGS) as server:
        while hits.total() < EVENTS:
            users = new_users(server, dice)
            writers = [Harried(server, f"c{number}", users, dice.getrandbits(64)) for number in range(CLIENTS)]
            followers = [Follower(server, user, dice.getrandbits(64)) for user in users]
            load = Load(server, writers, [Caretaker(server, dice.getrandbits(64)), *followers])
            load.start()
            wanted = min(EVENTS_OF_USERS, EVENTS - hits.total())
            wait_for(server, writers, wanted, load)
            load.join()
            check_nothing_left(server, writers)
            audit(server, writers, users, followers)
            check_pages(server, "--schema=todo")
            hits += count(writers)
            acknowledged += sum(writer.acknowledged.total() for writer in writers)
            forget(server)
            server.read_log()
            if server.complaints:
                raise Surprise(f"the server complained: {server.complaints[:10]}")
    print(f"trust: cancels: {hits.total()} that hit ("
          + ", ".join(f"{number} {kind}" for kind, number in hits.most_common())
          + f") beside {acknowledged} acknowledged writes: 0 half done, 0 locks, 0 identities, 0 complaints")


if __name__ == "__main__":
    main()
