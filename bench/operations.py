"""What is measured: each operation once, for every peer that has a statement for it."""
import dataclasses
import itertools
import json
import random
from collections.abc import Callable

# Accounts of data.sql: 10,000 tasks that are only read, 10,000 that change, 1,000, none at first.
READER, WRITER, REGULAR, GUEST = (f"00000000-0000-4000-8000-{n:012}" for n in (1, 2, 3, 1000))
PAGE_SIZE = 50
LOOP = 1000
_number = itertools.count()


@dataclasses.dataclass(frozen=True)
class Operation:
    what: str
    account: str  # who is signed in
    arguments: Callable[[dict], dict]  # of one call, from what the peer's world holds
    rows: int = 1  # that a call returns
    statement: str = ""  # its name, where it is not the operation's own
    tasks: str = ""  # "new": each call needs a task of its own, made just before; "deleted": and deleted
    durable: bool = False  # synchronous_commit = on
    series: int = 1  # so many calls are one measurement
    inside: int = 1  # so many times a call does it
    fresh_account: bool = False  # what it made goes before anything else is measured
    calls: int = 200  # in a round, at most
    rounds: int = 1_000_000  # at most


def new_task(_world: dict | None = None) -> dict:
    return {"user": GUEST, "title": f"Buy milk and bread, {next(_number)}", "description": "Two bottles, and whatever the baker has left."}


def new_tasks(count: int) -> Callable[[dict], dict]:
    """The same new tasks for a function of many, for execute, and one by one for who sends them in a pipeline."""
    def make(_world: dict) -> dict:
        each = [new_task() for _ in range(count)]
        tasks = [{name: task[name] for name in ("title", "description")} for task in each]
        commands = [{"do": "create_task", "args": task} for task in tasks]
        return {"user": GUEST, "each": each, "tasks": json.dumps(tasks), "commands": json.dumps(commands)}
    return make


def new_title(world: dict) -> dict:
    title = new_task()["title"]
    return {"task": random.choice(world["writer"]), "title": title, "patch": json.dumps({"title": title})}


def of(account: str, **constants) -> Callable[[dict], dict]:
    return lambda world: {"user": account, "page_size": PAGE_SIZE, "completed": "false", **constants}


def since(changes: int) -> Callable[[dict], dict]:
    return lambda world: {"user": READER, **world["since"][changes]}


OPERATIONS = {
    "create": Operation("create", GUEST, new_task),
    "get": Operation("get", READER, lambda world: {"task": random.choice(world["reader"])}),
    "list": Operation("list 50 of 1,000", REGULAR, of(REGULAR), PAGE_SIZE),
    "list_open": Operation("list 50 that are open", REGULAR, of(REGULAR), PAGE_SIZE),
    "list_heavy": Operation("list 50 of 10,000", READER, of(READER), PAGE_SIZE, statement="list"),
    "list_open_heavy": Operation("list 50 that are open, of 10,000", READER, of(READER), PAGE_SIZE, statement="list_open"),
    "page": Operation("page of 50 of 1,000 as JSON", REGULAR, of(REGULAR)),
    "page_open": Operation("page of 50 that are open as JSON", REGULAR, of(REGULAR)),
    "page_unchanged": Operation("page with a current etag", REGULAR, lambda world: {"page_size": PAGE_SIZE, "etag": world["etag"]}),
    "update": Operation("update", WRITER, new_title),
    "toggle": Operation("toggle", WRITER, new_title),
    "delete": Operation("delete", GUEST, lambda world: {"task": world["tasks"].pop()}, tasks="new"),
    "restore": Operation("restore", GUEST, lambda world: {"task": world["tasks"].pop()}, tasks="deleted"),
    "count": Operation("count for 10,000 tasks", READER, of(READER), 2),
    "count_changing": Operation("count for 10,000 tasks of which some change", WRITER, of(WRITER), 2, statement="count"),
    "changes_none": Operation("changes_since, nothing new", READER, since(0), 0, statement="changes"),
    "changes_10": Operation("changes_since, 10 changes", READER, since(10), 10, statement="changes"),
    "execute_1": Operation("execute of 1 create", GUEST, new_tasks(1), statement="execute"),
    "execute_10": Operation("execute of 10 creates", GUEST, new_tasks(10), statement="execute"),
    "execute_100": Operation("execute of 100 creates", GUEST, new_tasks(100), statement="execute"),
    "create_100": Operation("create_tasks of 100", GUEST, new_tasks(100), 100, statement="create_many"),
    "create_1000": Operation("create_tasks of 1,000", GUEST, new_tasks(1000), 1000, statement="create_many", fresh_account=True),
    "create_100000": Operation("create_tasks of 100,000", GUEST, new_tasks(100_000), 100_000, statement="create_many",
                               fresh_account=True, calls=1, rounds=5),
    "nothing": Operation("empty C function", READER, lambda world: {"text": world["token"]}),
    "no_rows": Operation("empty C function that returns a set", READER, lambda world: {"seq": 0}, 0),
    "login_again": Operation("login, again", READER, lambda world: {"token": world["token"]}, statement="login"),
    "login_new": Operation("login, a new token (Ed25519)", READER, lambda world: {"token": world["new_token"]()},
                           statement="login", calls=10),
    "nothing_inside": Operation("empty C function, in a loop in the server", READER, lambda world: {"text": world["token"]},
                                inside=LOOP, calls=20),
    "login_inside": Operation("login, again, in a loop in the server", READER, lambda world: {"token": world["token"]},
                              inside=LOOP, calls=20),
    "verify_signature": Operation("Ed25519 signature of a token", READER, lambda world: {}),
    "verify_token": Operation("a whole token: JSON, claims, signature", READER, lambda world: {}),
}


def _durable(name: str, **changes) -> dict[str, Operation]:
    operation = OPERATIONS[name]
    return {f"{name}_durable": dataclasses.replace(operation, durable=True, statement=operation.statement or name, **changes)}


OPERATIONS |= (_durable("create") | _durable("update") | _durable("toggle") | _durable("delete") | _durable("execute_100")
               | _durable("create_100") | _durable("create_1000"))
OPERATIONS["series_durable"] = Operation("100 times create, one after the other", GUEST, new_task, statement="create", durable=True,
                                         series=100, calls=1)
