"""What a writer does at random: each operation says what it will have done, and with which statements.

`OPERATIONS` has them by weight. One that finds nothing to work on returns None.
"""
import dataclasses
import json
import typing

from model import COLUMNS, NOWHERE, SOME, Change, Row, State
from server import APP, token

YEAR_AGO = "now() - interval '1 year'"
WORDS = ["milk", "Brot", "naïve", "買い物", "\U0001f4dd", "it's", "100%s", 'a "b"', "c\\d", "{}", "\u200f"]


@dataclasses.dataclass
class Statement:
    text: str
    arguments: tuple
    returns: str = "tasks"  # rows of tasks; or "results" of execute, or "nothing"


@dataclasses.dataclass
class Operation:
    user: str | None  # who must be signed in; nobody: for a back end alone
    change: Change
    statements: list[Statement]
    # What these refusals mean instead, where they are possible.
    refusals: dict[str, Change] = dataclasses.field(default_factory=dict)
    check: typing.Callable[[list], None] = lambda results: None  # of what execute returned
    committed: bool = True
    brings_token: bool = False  # nobody needs to be signed in


def call(function: str, *arguments) -> Statement:
    return Statement(f"SELECT {COLUMNS} FROM todo.{function}({', '.join(['%s'] * len(arguments))})", arguments)


def title(writer) -> str:
    """Never the same twice, so that each change is one."""
    writer.titles += 1
    words = " ".join(writer.random.choices(WORDS, k=writer.random.randrange(4)))
    return f"{writer.random.choice(['', ' ', chr(0x3000)])}{writer.name}.{writer.titles} {words}"


def description(writer) -> str | None:
    return writer.random.choice([None, "", "of " + writer.name, "long " * writer.random.randrange(1, 200)])


def new_row(writer, user: str, completed: bool = False) -> Row:
    row = Row.new(writer.new_id(), user, title(writer), description(writer), completed)
    writer.owners[row.id] = user
    return row


def made(*rows: Row) -> Change:
    return Change({row.id: (State(row, 1),) for row in rows})


def moved(writer, *rows: Row | None, ids: list[str] | None = None) -> Change:
    """The tasks, each by one statement, as they are then."""
    return Change({id: (writer.book.state(id).then(row),) for id, row in zip(ids or [row.id for row in rows], rows)})


def create(writer) -> Operation:
    user = writer.any_user()
    row = new_row(writer, user)
    return Operation(user, made(row), [call("create_task", row.title, row.description, row.id)])


def create_again(writer) -> Operation | None:
    row = writer.any_row(lambda row: row.version == 1 and not row.completed and not row.deleted_at)
    return row and Operation(row.user_id, Change({row.id: (writer.book.state(row.id),)}),
                             [call("create_task", row.title, row.description, row.id)])


def insert(writer) -> Operation:
    user = writer.any_user()
    rows = [new_row(writer, user, writer.random.random() < 0.3) for _ in range(writer.random.randrange(1, 4))]
    values = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    return Operation(user, made(*rows), [Statement(
        f"INSERT INTO todo.tasks (id, user_id, title, description, completed) VALUES {values} RETURNING {COLUMNS}",
        tuple(value for row in rows for value in row[:5]))])


def create_many(writer) -> Operation:
    user = writer.any_user()
    rows = [new_row(writer, user, writer.random.random() < 0.5) for _ in range(writer.random.randrange(1, writer.bulk))]
    tasks = [{name: getattr(row, name) for name in ("id", "title", "description", "completed")} for row in rows]
    return Operation(user, made(*rows), [call("create_tasks", json.dumps(tasks))])


def update(writer) -> Operation | None:
    row = writer.any_row(lambda row: not row.deleted_at)
    if row is None:
        return None
    fields = {"title": title(writer), "description": description(writer), "completed": writer.random.random() < 0.5}
    patch = {name: fields[name] for name in writer.random.sample(sorted(fields), writer.random.randrange(1, 4))}
    after = row.changed(**{name: value.strip() if name == "title" else value for name, value in patch.items()})
    version = writer.random.choice([None, row.version, row.version, row.version + 1])
    operation = Operation(row.user_id, moved(writer, after), [call("update_task", row.id, json.dumps(patch), version)])
    if version == row.version + 1:  # somebody else's, so it seems
        operation.refusals = {"PT412": Change()}
        operation.change = Change({row.id: (writer.book.state(row.id),)})
    return operation


def complete(writer) -> Operation | None:
    row = writer.any_row(lambda row: not row.deleted_at)
    if row is None:
        return None
    function, completed = writer.random.choice(
        [("complete_task", True), ("reopen_task", False), ("toggle_task", not row.completed)])
    return Operation(row.user_id, moved(writer, row.changed(completed=completed)), [call(function, row.id)])


def update_plain(writer) -> Operation | None:
    row = writer.any_row()
    if row is None:
        return None
    rows = [other for other in writer.rows_of(row.user_id) if not other.deleted_at][:writer.random.randrange(1, 30)]
    text = title(writer)
    return Operation(row.user_id, moved(writer, *(row.changed(title=text.strip(), completed=True) for row in rows)),
                     [Statement(f"UPDATE todo.tasks SET title = %s, completed = true WHERE id = ANY (%s::uuid[])"
                                f" RETURNING {COLUMNS}", (text, [row.id for row in rows]))])


def give_other_id(writer) -> Operation | None:
    """It goes under the old id, and comes into being under the new one."""
    row = writer.any_row()
    if row is None:
        return None
    after = row.changed(id=writer.new_id())
    writer.owners[after.id] = row.user_id
    change = moved(writer, None, after, ids=[row.id, after.id])
    return Operation(row.user_id, change, [Statement(f"UPDATE todo.tasks SET id = %s WHERE id = %s RETURNING {COLUMNS}",
                                                     (after.id, row.id))])


def trash(writer) -> Operation | None:
    row = writer.any_row(lambda row: not row.deleted_at)
    return row and Operation(row.user_id, moved(writer, row.changed(deleted_at=SOME)), [call("delete_task", row.id)])


def restore(writer) -> Operation | None:
    row = writer.any_row(lambda row: row.deleted_at)
    return row and Operation(row.user_id, moved(writer, row.changed(deleted_at=None)), [call("restore_task", row.id)])


def delete(writer) -> Operation | None:
    row = writer.any_row()
    # What it answers is the task as it was, and nothing to learn from.
    statement = writer.random.choice(["SELECT FROM todo.delete_task(%s, true)", "DELETE FROM todo.tasks WHERE id = %s"])
    return row and Operation(row.user_id, moved(writer, None, ids=[row.id]), [Statement(statement, (row.id,), "nothing")])


def undo(writer) -> Operation | None:
    """Of a task's last event, which nobody else's can follow."""
    undoable = [id for id in writer.book.before if writer.book.settled(id)]
    if not undoable:
        return None
    id = writer.random.choice(undoable)
    before, row = writer.book.before[id], writer.book.row(id)
    user = (before or row).user_id
    after = before if before is None or row is None else row.changed(
        title=before.title, description=before.description, completed=before.completed, deleted_at=before.deleted_at)
    change = moved(writer, after, ids=[id])
    return Operation(user, change, [Statement(
        f"SELECT {COLUMNS} FROM todo.undo((SELECT seq FROM todo.task_history(%s, 1)))", (id,),
        "tasks" if after else "nothing")])


def execute(writer) -> Operation:
    """A creation and changes of it and of another task; some with keys, some beside a command that fails."""
    user, random = writer.any_user(), writer.random
    atomic = writer.only_atomic or random.random() < 0.5
    made_row = new_row(writer, user)
    commands = [{"do": "create_task", "as": "new", "args": {"title": made_row.title, "id": made_row.id,
                                                              "description": made_row.description}}]
    state = State(made_row, 1)
    if random.random() < 0.7:
        state = state.then(state.row.changed(completed=True))
        commands.append({"do": "complete_task", "args": {"task_id": "$new"}})
    failing = None
    if not atomic:
        failing = len(commands)
        commands.append({"do": "toggle_task", "args": {"task_id": writer.new_id()}})
    change = Change({made_row.id: (state,)})
    other = writer.any_row(lambda row: row.user_id == user and not row.deleted_at)
    if other:
        text = title(writer)
        change.tasks[other.id] = (writer.book.state(other.id).then(other.changed(title=text.strip())),)
        commands.append({"do": "update_task", "args": {"task_id": other.id, "patch": {"title": text}}})
    for place, command in enumerate(commands):
        if place != failing and random.random() < 0.6:
            command["key"] = f"{writer.name}:{writer.new_id()}"
            change.keys[user, command["key"]] = SOME
    proof = token(user) if writer.role == APP and random.random() < 0.3 else None
    operation = Operation(user, change, [Statement("SELECT todo.execute(%s, %s, %s)",
                                                   (json.dumps(commands), proof, atomic), "results")],
                          brings_token=proof is not None)

    def check(results: list) -> None:
        assert len(results) == len(commands), results
        for place, (command, result) in enumerate(zip(commands, results)):
            assert result["ok"] == (place != failing), result
            if place == failing:
                assert result["error"]["sqlstate"] == "PT404", result
            elif "key" in command:
                change.keys[user, command["key"]] = result["result"]
                writer.commands[user, command["key"]] = command
    operation.check = check
    return operation


def repeat(writer) -> Operation | None:
    """A key that was used returns its first result, and nothing is done again."""
    keys = [key for key in list(writer.commands)[-200:] if isinstance(writer.book.keys.get(key), dict)]
    if not keys:
        return None
    user, key = writer.random.choice(keys)
    command = dict(writer.commands[user, key])
    result = writer.book.keys[user, key]
    if command["args"].get("task_id") == "$new":  # the id that it stood for, then
        command["args"] = {"task_id": result["id"]}
    command.pop("as", None)

    def check(results: list) -> None:
        assert results == [{"ok": True, "result": result}], (results, result)
    return Operation(user, Change(), [Statement("SELECT todo.execute(%s)", (json.dumps([command]),), "results")],
                     check=check)


READS = ["list_tasks(page_size => 1000)", "list_tasks(true)", "list_trash()", "count_tasks()", "changes_since(0, 1000)",
         "tasks_as_of(now())", "replay_tasks()"]


def read(writer) -> Operation:
    function = writer.random.choice([*READS, "tasks_page(page_size => 1000)"])
    return Operation(writer.any_user(), Change(), [Statement(f"SELECT count(*) FROM todo.{function}", (), "nothing")])


def transaction(writer) -> Operation | None:
    """Two or three operations on different tasks, of one user, in one transaction; or none of them."""
    user = writer.any_user()
    whole = Operation(user, Change(), [], committed=writer.random.random() < 0.7)
    for kind in writer.random.choices([create, insert, create_many, update, complete, trash, restore, delete], k=3):
        one = writer.for_user(user, kind)
        if one and not one.refusals and not set(one.change.tasks) & set(whole.change.tasks):
            whole.change.tasks |= one.change.tasks
            whole.statements += one.statements
    if not whole.committed:
        whole.change = Change({id: writer.book.tasks.get(id, (NOWHERE,)) for id in whole.change.tasks})
    return whole if whole.statements else None


def make_due(writer) -> Operation | None:
    """A task that maintenance may purge, or archive, from now on."""
    if writer.random.random() < 0.5:
        user = writer.any_user()
        row = new_row(writer, user, True)
        return Operation(user, Change({row.id: (State(row, 1), State(row, 2, archived=True))}), [Statement(
            f"INSERT INTO todo.tasks (id, user_id, title, description, completed, updated_at)"
            f" VALUES (%s, %s, %s, %s, %s, {YEAR_AGO}) RETURNING {COLUMNS}", row[:5])])
    row = writer.any_row(lambda row: not row.deleted_at)
    if row is None:
        return None
    state = writer.book.state(row.id).then(row.changed(deleted_at=SOME))
    return Operation(row.user_id, Change({row.id: (state, State(None, state.events + 1))}), [Statement(
        f"UPDATE todo.tasks SET deleted_at = {YEAR_AGO} WHERE id = %s RETURNING {COLUMNS}", (row.id,))])


def restore_due(writer) -> Operation | None:
    """Brings it back from the trash or the archive, unless it is purged, or not archived yet."""
    due = [id for id, states in writer.book.tasks.items() if len(states) > 1 or states[0].archived]
    if not due:
        return None
    id = writer.random.choice(due)
    states = writer.book.tasks[id]
    row = states[0].row
    if row.deleted_at:
        after = State(row.changed(deleted_at=None), states[0].events + 1)
        gone = Change({id: states[1:]})
    else:
        after = State(row._replace(version=row.version + 1, updated_at=SOME), states[-1].events + 1)
        gone = Change({id: states})
    return Operation(row.user_id, Change({id: (after,)}), [call("restore_task", id)], refusals={"PT404": gone})


def replace_account(writer) -> Operation:
    """Makes the writer's own account, or deletes it with all that is its."""
    user, book = writer.own_user, writer.book
    if not book.users.get(user):
        return Operation(None, Change(users={user: True}), [Statement(
            "INSERT INTO todo.users (id, email) VALUES (%s, %s)", (user, f"{user}@example.org"), "nothing")])
    change = Change(users={user: False})
    change.tasks = {id: (NOWHERE,) for id in book.tasks if writer.owners[id] == user}
    change.keys = {key: None for key in book.keys if key[0] == user}
    return Operation(None, change, [Statement("DELETE FROM todo.users WHERE id = %s", (user,), "nothing")])


OPERATIONS = {create: 10, create_again: 2, insert: 6, create_many: 4, update: 10, complete: 10, update_plain: 5,
              give_other_id: 3, trash: 6, restore: 5, delete: 5, undo: 8, execute: 10, repeat: 5, transaction: 8,
              make_due: 5, restore_due: 3, read: 5, replace_account: 2}
