"""A full disk and a lack of memory, SHORTAGES times: errors of class 53, a clean restart, nothing lost.

A third of the rounds fill the file system that the tables are on, a third the one with the write-ahead log as well,
which stops the server; the rest let backends have hardly more memory than they hold. Writers go on throughout, and
when there is room again everything is audited.
"""
import collections
import errno
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import time

from audit import audit, check_pages
from load import SETTINGS, Caretaker, Load, forget, new_users
from model import Surprise
from server import Server
from writer import Lost, Writer

SHORTAGES = int(os.environ.get("SHORTAGES", 10))
SEED = int(os.environ.get("SEED", random.randrange(1 << 32)))
WRITERS, ROUNDS_OF_USERS = 4, 10
HUNGER = 200  # times that somebody found no memory, in a round
DISK_FULL, OUT_OF_MEMORY = "53100", "53200"
SMALL_DISK = pathlib.Path("build/trust/small")
SMALL_WAL = ("--wal-segsize=1",)
# A backend that finds no memory for a reference to a table's statistics keeps a wild pointer to it, and crashes at the
# next use: pgstat_get_entry_ref_cached() of PostgreSQL 15. Without statistics there are none, nor autovacuum.
HUNGRY_SETTINGS = SETTINGS + "track_counts = off\nautovacuum = off\n"
# A subtransaction that finds no memory to begin or to end in.
HUNGRY = (r"01000 WARNING:  AbortSubTransaction while in (START|COMMIT) state",)
# Little log is kept, so that the disk is full for want of room and not of checkpoints.
SMALL_SETTINGS = SETTINGS + "min_wal_size = 2MB\nmax_wal_size = 4MB\n"
# PostgreSQL's own answers to a log, a page, a checkpoint or a cache of the catalogs that cannot be written.
STOPPED = (r"53100 PANIC:", r"was terminated by signal 6", r"57P02 WARNING:", r"exited with exit code",
           r"(FATAL|ERROR):  could not write init file", r"XX000 CONTEXT:  parallel worker",
           r"58030 WARNING:  could not write block",
           # Whoever asked for it is told, and so is recovery, which ends with one: that stops the server once more.
           r"XX000 (FATAL|ERROR):  checkpoint request failed", r"XX000 HINT:  Consult recent messages in the server log",
           r"XX000 STATEMENT:  CHECKPOINT")


def on_small_disk() -> None:
    """Starts this program again where SMALL_DISK is a small file system of its own, which only it sees."""
    if "TRUST_SMALL_DISK" in os.environ:
        return
    if subprocess.run(["unshare", "--map-root-user", "--mount", "true"]).returncode != 0:
        sys.exit("shortage: this machine lets nobody mount a small disk of his own: see user.max_user_namespaces in sysctl")
    SMALL_DISK.mkdir(parents=True, exist_ok=True)
    mount = 'mount -t tmpfs -o size=160m tmpfs "$0" && exec unshare --map-user="$1" --map-group="$2" -- "${@:3}"'
    os.environ["TRUST_SMALL_DISK"] = "mounted"
    os.execvp("unshare", ["unshare", "--map-root-user", "--mount", "--", "bash", "-c", mount, str(SMALL_DISK),
                          str(os.getuid()), str(os.getgid()), sys.executable, *sys.argv])


class Ballast:
    """A file that takes what room there is."""

    file = SMALL_DISK / "ballast"

    def fill(self, leave: int) -> None:
        with self.file.open("wb") as file:
            while (size := os.fstat(file.fileno()).st_size + self.room() - leave) > 0:
                try:
                    os.posix_fallocate(file.fileno(), 0, size)
                    return
                except OSError as error:  # somebody else took of it meanwhile
                    if error.errno != errno.ENOSPC:
                        raise

    @staticmethod
    def room() -> int:
        disk = os.statvfs(SMALL_DISK)
        return disk.f_bavail * disk.f_frsize

    def remove(self) -> None:
        self.file.unlink(missing_ok=True)


class Poor(Writer):
    """A writer that may find no room."""

    may_refuse = (DISK_FULL, OUT_OF_MEMORY)
    bulk = 300


class Starved(Poor):
    """A writer whose backend, most of the time, may take but little more memory than it has."""

    bulk = 500

    def connect(self) -> None:
        super().connect()
        # Not in want: the library is loaded, else PostgreSQL says 58P01; and GetLatestSnapshot() is called for the
        # first time. When it finds room for the first of a snapshot's two arrays alone, its next call takes both to be there.
        self.calmly("SELECT todo.current_user_id(), currtid2('pg_class', '(0,1)')")

    def limit(self, bytes: int) -> None:
        pid = self.connection.info.backend_pid
        resource.prlimit(pid, resource.RLIMIT_DATA, (bytes, resource.RLIM_INFINITY))

    def held(self) -> int:
        status = pathlib.Path(f"/proc/{self.connection.info.backend_pid}/status").read_text()
        return 1024 * int(status.partition("VmData:")[2].split()[0])

    def perform(self, operation):
        if self.random.random() < 0.2:
            return super().perform(operation)
        self.limit(self.held() + self.random.randrange(1 << self.random.randrange(10, 21)))
        try:
            return super().perform(operation)
        finally:
            self.limit(resource.RLIM_INFINITY)

    def step(self) -> None:
        if self.random.random() < 0.1:
            self.connect()  # a new backend still needs memory for nearly all that it does
        try:
            super().step()
            [(user,)] = self.calmly("SELECT todo.current_user_id()")
        except Lost as error:
            raise Surprise("a connection was lost for want of memory") from error
        if user != self.signed_in:
            raise Surprise(f"{self.signed_in} was signed in, and now {user} is")


def count(load: Load, sqlstate: str) -> int:
    return sum(writer.refusals[sqlstate] for writer in load.writers)


def disk_round(server: Server, load: Load, dice: random.Random) -> None:
    """Fills the disk until somebody is refused, or the server stops; then makes room, and starts it if it stopped."""
    ballast, before = Ballast(), count(load, DISK_FULL)
    load.start()
    time.sleep(dice.uniform(0, 0.2))
    ballast.fill(dice.randrange(512 * 1024))
    while any(thread.is_alive() for thread in load.threads[:WRITERS]) and count(load, DISK_FULL) == before:
        time.sleep(0.01)
    time.sleep(dice.uniform(0, 0.3))
    load.join()
    ballast.remove()
    try:
        server.wait_until_ready()
    except RuntimeError:
        server.start()


def memory_round(server: Server, load: Load, dice: random.Random) -> None:
    """Goes on until some were refused. Nobody's connection may go for that."""
    before = count(load, OUT_OF_MEMORY)
    load.start()
    while count(load, OUT_OF_MEMORY) < before + HUNGER and not load.trouble():
        time.sleep(0.01)
    load.join()


class Figures:
    def __init__(self) -> None:
        self.rounds = self.acknowledged = 0
        self.refusals = collections.Counter()

    def __str__(self) -> str:
        refused = " and ".join(f"{number} refused ({sqlstate})" for sqlstate, number in sorted(self.refusals.items()))
        return f"{self.rounds} times, {refused}, {self.acknowledged} writes acknowledged"


def run_rounds(server: Server, play, kind: type, rounds: int, dice: random.Random, figures: Figures) -> None:
    """Rounds under one set of users."""
    users = new_users(server, dice)
    writers = [kind(server, f"s{number}", users, dice.getrandbits(64)) for number in range(WRITERS)]
    load = Load(server, writers, [Caretaker(server, dice.getrandbits(64))])
    for _ in range(rounds):
        play(server, load, dice)
        audit(server, writers, users, [])
        check_pages(server, "--schema=todo")
        figures.rounds += 1
    for writer in writers:
        figures.acknowledged += writer.acknowledged.total()
        figures.refusals += writer.refusals
    forget(server)


def run(server: Server, play, kind: type, rounds: int, dice: random.Random, allowed: tuple[str, ...] = ()) -> Figures:
    figures = Figures()
    with server:
        while figures.rounds < rounds:
            run_rounds(server, play, kind, min(ROUNDS_OF_USERS, rounds - figures.rounds), dice, figures)
            server.read_log(*allowed)
            if server.complaints:
                raise Surprise(f"the server complained: {server.complaints[:10]}")
    return figures


def main() -> None:
    on_small_disk()
    print(f"shortage: SEED={SEED}", flush=True)
    dice = random.Random(SEED)
    third = [len(range(kind, SHORTAGES, 3)) for kind in range(3)]
    elsewhere = pathlib.Path("build/trust/shortage_wal").resolve()
    shutil.rmtree(elsewhere, ignore_errors=True)
    tables = run(Server("shortage_tables", SMALL_SETTINGS, SMALL_DISK, (*SMALL_WAL, f"--waldir={elsewhere}")),
                 disk_round, Poor, third[0], dice, STOPPED)
    shutil.rmtree(elsewhere)
    everything = run(Server("shortage_all", SMALL_SETTINGS, SMALL_DISK, SMALL_WAL), disk_round, Poor, third[1], dice, STOPPED)
    memory = run(Server("shortage_memory", HUNGRY_SETTINGS), memory_round, Starved, third[2], dice, HUNGRY)
    print(f"trust: shortage: disk full {tables}; disk and log full {everything}; memory short {memory}; 0 lost, 0 invented")


if __name__ == "__main__":
    main()
