"""What is measured: each operation once, for every peer that has a statement for it."""
import dataclasses
import itertools
import json
import random
from collections.abc import Callable

# Accounts of data.sql: 10,000 tasks that are only read, 10,000 that change, 1,000, none at first.
READER, WRITER, REGULAR, GUEST = (f"00000000-0000-4000-8000-{n:012}" for n in (1, 2, 3, 1000))
PAGE_SIZE = 50
_number = itertools.count()


def new_task() -> dict:
    return {"title": f"Buy milk and bread, {next(_number)}", "description": "Two bottles, and whatever the baker has left."}


@dataclasses.dataclass
class Operation:
    what: str
    account: str
    arguments: Callable[[dict], dict]  # of one call, from what the peer's tables hold
    rows: int  # what a call returns
    fresh_tasks: bool = False  # each call needs a task of its own, made just before
    calls: int = 200  # in a round, at most
    rounds: int = 1_000_000  # at most


def _of(account: str, **constants) -> Callable[[dict], dict]:
    return lambda world: {"user": account, **constants}


def _of_writer(world: dict) -> dict:
    task = new_task()
    return {"task": random.choice(world["writer"]), "title": task["title"], "patch": json.dumps({"title": task["title"]})}


OPERATIONS = {
    "create": Operation("create", GUEST, lambda world: {"user": GUEST, **new_task()}, 1),
    "get": Operation("get", READER, lambda world: {"task": random.choice(world["reader"])}, 1),
    "list": Operation("list 50 of 1,000", REGULAR, _of(REGULAR, page_size=PAGE_SIZE), PAGE_SIZE),
    "list_open": Operation("list 50 that are open", REGULAR, _of(REGULAR, page_size=PAGE_SIZE, completed="false"), PAGE_SIZE),
    "page": Operation("page of 50 of 1,000 as JSON", REGULAR, _of(REGULAR, page_size=PAGE_SIZE), 1),
    "page_open": Operation("page of 50 that are open as JSON", REGULAR, _of(REGULAR, page_size=PAGE_SIZE, completed="false"), 1),
    "update": Operation("update", WRITER, _of_writer, 1),
    "toggle": Operation("toggle", WRITER, _of_writer, 1),
    "delete": Operation("delete", GUEST, lambda world: {"task": world["fresh"].pop()}, 1, fresh_tasks=True),
    "count": Operation("count for 10,000 tasks", READER, _of(READER), 2),
    "nothing": Operation("empty C function", READER, lambda world: {"text": "nothing"}, 1),
    "no_rows": Operation("empty C function that returns a set", READER, lambda world: {"seq": 0}, 0),
}
