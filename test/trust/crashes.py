"""kill -9 of the whole server under mixed load, CRASHES times: what was acknowledged is there, and nothing else.

Each round ends in a crash somewhere in the first half second of the load, now and then in another one during recovery.
After each recovery everything is audited; the tables are checked by pg_amcheck. Every so many rounds all accounts
are deleted, so that the audit's work does not grow.
"""
import collections
import os
import random
import time

from audit import audit, check_pages
from load import SETTINGS, Caretaker, Follower, Load, forget, new_users
from model import Surprise
from operations import OPERATIONS
from server import Server
from writer import Writer

CRASHES = int(os.environ.get("CRASHES", 40))
SEED = int(os.environ.get("SEED", random.randrange(1 << 32)))
WRITERS, ROUNDS_OF_USERS = 6, 20

class Figures:
    crashes = in_recovery = done = undone = followed = 0

    def __init__(self) -> None:
        self.kinds = collections.Counter()

    def __str__(self) -> str:
        return (f"kill -9: {self.crashes} crashes ({self.in_recovery} during recovery), {self.kinds.total()} acknowledged"
                f" writes, 0 lost, 0 invented; of {self.done + self.undone} unanswered {self.done} done as a whole,"
                f" {self.undone} not at all; {self.followed} changes followed")


def make_load(server: Server, dice: random.Random) -> tuple[Load, list[str]]:
    users = new_users(server, dice)
    writers = [Writer(server, f"w{number}", users, dice.getrandbits(64)) for number in range(WRITERS)]
    followers = [Follower(server, user, dice.getrandbits(64)) for user in users]
    return Load(server, writers, [Caretaker(server, dice.getrandbits(64)), *followers]), users


def crash(server: Server, dice: random.Random, figures: Figures) -> None:
    """Kills the server and starts it again; it recovers, perhaps after it was killed in recovery."""
    server.kill()
    figures.crashes += 1
    while figures.crashes < CRASHES and dice.random() < 0.1:
        server.launch()
        time.sleep(dice.uniform(0, 0.15))
        server.kill()
        figures.crashes += 1
        figures.in_recovery += 1
    server.start()


def run_rounds(server: Server, dice: random.Random, figures: Figures) -> None:
    """Crashes under one set of users."""
    load, users = make_load(server, dice)
    followers = [other for other in load.others if isinstance(other, Follower)]
    for _ in range(ROUNDS_OF_USERS):
        if figures.crashes >= CRASHES:
            break
        load.start()
        time.sleep(dice.uniform(0.03, 0.5))
        crash(server, dice, figures)
        load.join()
        audit(server, load.writers, users, followers)
        check_pages(server, "--schema=todo")
    check_pages(server, "--parent-check")
    for writer in load.writers:
        figures.kinds += writer.acknowledged
        figures.done += writer.book.resolved[True]
        figures.undone += writer.book.resolved[False]
    figures.followed += sum(follower.cursor for follower in followers)
    forget(server)


def main() -> None:
    print(f"kill -9: SEED={SEED}", flush=True)
    dice, figures = random.Random(SEED), Figures()
    with Server("crashes", SETTINGS) as server:
        while figures.crashes < CRASHES:
            run_rounds(server, dice, figures)
            server.read_log()
            if server.complaints:
                raise Surprise(f"the server complained: {server.complaints[:10]}")
    unused = {kind.__name__ for kind in OPERATIONS} - figures.kinds.keys()
    if unused and CRASHES >= 40:
        raise Surprise(f"a kind of write that was never acknowledged: {unused}")
    print(f"trust: {figures}")


if __name__ == "__main__":
    main()
