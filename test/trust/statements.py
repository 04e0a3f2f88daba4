"""Statements at random, through functions and tables, of which another tenant must not make a difference.

Each is a text and its arguments. Ids are any task's, somebody else's among them, or nobody's; only what is created
has an id that no other has, since keys are unique across tenants. Nothing depends on a clock or on chance inside.
"""
import json
import random
import re
import typing
import uuid


class Statement(typing.NamedTuple):
    text: str
    arguments: tuple = ()
    ordered: bool = False  # rows come in an order that is promised
    undone: bool = False  # to be rolled back: in which order it takes its rows is not promised, and events have numbers


TASK_TABLES = ["tasks", "active_tasks"]
TABLES = [*TASK_TABLES, "tasks_archive", "events", "user_counters", "idempotency_keys", "users", "identities"]
UNORDERED = ["replay_tasks", "tasks_as_of", "health", "doctor"]
TITLES = ["milk", "secret", "Brot", "\u3000買い物", " ", ""]
UUID = re.compile(r"\w{8}(?:-\w{4}){3}-\w{12}")
OLD = "now() - interval '1 year'"


class Statements:
    def __init__(self, dice: random.Random, users: list[str]):
        self.dice, self.users = dice, users
        self.user: str | None = None  # whom the next statements are for
        self.owners: dict[str, str | None] = {}  # of the ids of all tasks that were ever sent
        self.ids: list[str] = []
        self.cursors: dict[str, str] = {}  # one of each user's

    def id(self) -> str:
        return self.dice.choice(self.ids[-300:]) if self.ids and self.dice.random() < 0.9 else self.new_id()

    def new_id(self) -> str:
        return str(uuid.UUID(int=self.dice.getrandbits(128)))

    def created_id(self) -> str:
        self.ids.append(self.new_id())
        self.owners[self.ids[-1]] = self.user
        return self.ids[-1]

    def title(self) -> str | None:
        return self.dice.choice([*TITLES, None, f"t{self.dice.randrange(1000)}", "x" * self.dice.randrange(190, 210)])

    def boolean(self) -> bool | None:
        return self.dice.choice([True, False, None])

    def any(self) -> Statement:
        return self.dice.choice([self.function, self.function, self.read, self.write, self.insert])()

    def is_foreign(self, statement: Statement) -> bool:
        """Whether it aims at a task that somebody else has made."""
        text = f"{statement.text} {statement.arguments}"
        return any(self.owners[id] != self.user for id in UUID.findall(text) if id in self.owners)

    # Functions.

    def function(self) -> Statement:
        call, *arguments = self.dice.choice([
            lambda: ("create_task(%s, %s, %s)", self.title(), self.title(), self.created_id()),
            lambda: ("create_tasks(%s)", self.new_tasks()),
            lambda: ("get_task(%s)", self.id()),
            lambda: ("update_task(%s, %s, %s)", self.id(), self.patch(), self.dice.choice([None, None, 1, 2])),
            lambda: (self.dice.choice(["complete_task", "reopen_task"]) + "(%s, %s)", self.id(), self.dice.choice([None, 1])),
            lambda: ("toggle_task(%s)", self.id()),
            lambda: ("delete_task(%s, %s)", self.id(), self.dice.random() < 0.3),
            lambda: ("restore_task(%s)", self.id()),
            lambda: ("undo(%s)", self.dice.randrange(1, 40)),
            lambda: ("list_tasks(%s, %s)", self.boolean(), self.dice.choice([1, 5, 1000, 0])),
            lambda: ("list_tasks(page_cursor => %s)", self.foreign_cursor()),
            lambda: ("list_trash(%s)", self.dice.choice([1, 1000])),
            lambda: ("count_tasks()",),
            lambda: ("tasks_page(%s, %s)", self.boolean(), self.dice.choice([1, 1000])),
            lambda: ("changes_since(%s, %s)", self.dice.choice([0, 3, 20, 10**6]), self.dice.choice([1, 1000])),
            lambda: ("task_history(%s)", self.id()),
            lambda: ("replay_tasks()",),
            lambda: ("tasks_as_of(%s)", self.dice.choice(["infinity", "-infinity"])),
            lambda: ("current_user_id()",),
            lambda: ("execute(%s, atomic => %s)", self.commands(), self.dice.random() < 0.5),
            lambda: (self.dice.choice(["doctor(10)", "health()", "run_maintenance()", "rebuild_counters()", "seed_demo()",
                                       "remove_demo()", "nobody_signed_in()", "login('x.y.z', 'session')", "install()"]),),
        ])()
        return Statement(f"SELECT * FROM todo.{call}", tuple(arguments), call.partition("(")[0] not in UNORDERED)

    def new_tasks(self) -> str:
        tasks = [{"title": self.title() or "t", "id": self.created_id(), "completed": self.dice.random() < 0.5}
                 for _ in range(self.dice.randrange(1, 5))]
        return json.dumps(tasks)

    def patch(self) -> str:
        return json.dumps(self.dice.choice([{}, {"title": self.title()}, {"completed": True}, {"description": None},
                                            {"user_id": self.users[0]}, {"title": "both", "completed": False}]))

    def commands(self) -> str:
        made = self.created_id()
        commands = [{"do": "create_task", "as": "new", "args": {"title": self.title(), "id": made}},
                    {"do": "toggle_task", "args": {"task_id": self.dice.choice(["$new", self.id()])}},
                    {"do": "get_task", "args": {"task_id": self.id()}},
                    {"do": "update_task", "args": {"task_id": self.id(), "patch": {"title": "by execute"}}},
                    {"do": "list_tasks"}, {"do": "count_tasks"}, {"do": "current_user_id"}]
        chosen = self.dice.sample(commands, self.dice.randrange(1, 4))
        for command in chosen:  # all tenants use the same few keys
            if self.dice.random() < 0.4:
                command["key"] = f"k{self.dice.randrange(8)}"
        return json.dumps(chosen)

    def foreign_cursor(self) -> str | None:
        return self.dice.choice([None, *(cursor for user, cursor in self.cursors.items() if user != self.user)])

    # Tables.

    def condition(self) -> tuple[str, tuple]:
        title = self.dice.choice(["milk", "secret", "t%"])
        return self.dice.choice([
            ("true", ()), ("id = %s", (self.id(),)), ("id = ANY (%s::uuid[])", ([self.id() for _ in range(5)],)),
            ("completed", ()), ("NOT completed AND deleted_at IS NULL", ()), ("deleted_at IS NOT NULL", ()),
            ("title LIKE %s", (title,)), ("user_id = %s", (self.dice.choice(self.users),)),
            ("user_id <> todo.current_user_id()", ()), ("version > 1", ()), ("public.peek(tasks.id)", ()),
            ("EXISTS (SELECT FROM todo.tasks o WHERE o.title = tasks.title AND o.id <> tasks.id)", ())])

    def read(self) -> Statement:
        where, arguments = self.condition()
        table = self.dice.choice(TABLES)
        return self.dice.choice([
            lambda: Statement(f"SELECT * FROM todo.tasks WHERE {where}", arguments),
            lambda: Statement(f"SELECT id, title FROM todo.tasks WHERE {where} FOR UPDATE SKIP LOCKED", arguments),
            lambda: Statement(f"SELECT count(*), count(*) FILTER (WHERE completed), max(title), min(id::text), sum(version)"
                              f" FROM todo.active_tasks AS tasks WHERE {where}", arguments),
            lambda: Statement(f"SELECT completed, count(*) FROM todo.tasks WHERE {where} GROUP BY ROLLUP (completed)", arguments),
            lambda: Statement(f"SELECT row_number() OVER (ORDER BY id), title FROM todo.tasks WHERE {where}", arguments),
            lambda: Statement(f"SELECT * FROM todo.{table}"),
            lambda: Statement(f"SELECT count(*) FROM todo.{table}"),
            lambda: Statement("SELECT t.title, e.kind, e.seq, u.id FROM todo.tasks t JOIN todo.events e ON e.task_id = t.id"
                              " LEFT JOIN todo.users u ON u.id = t.user_id"),
            lambda: Statement("SELECT * FROM todo.events WHERE task_id = %s", (self.id(),)),
            lambda: Statement("SELECT * FROM todo.user_counters WHERE user_id = %s", (self.dice.choice(self.users),)),
            lambda: Statement("SELECT id, name FROM todo.users WHERE id = %s OR created_at <= now()", (self.dice.choice(self.users),)),
            lambda: Statement("SELECT FROM todo.users WHERE email LIKE %s", ("b%",)),
            lambda: Statement("SELECT EXISTS (SELECT FROM todo.tasks WHERE id = %s),"
                              " (SELECT title FROM todo.tasks WHERE id = %s)", (self.id(), self.id())),
            lambda: Statement("TABLE todo.tasks EXCEPT SELECT t.* FROM todo.tasks t JOIN todo.users u ON u.id = t.user_id"),
        ])()

    def write(self) -> Statement:
        return self.dice.choice([self.write_one, self.write_many])()

    def write_one(self) -> Statement:
        id, value = self.id(), self.title() or "t"
        return self.dice.choice([
            lambda: Statement("UPDATE todo.tasks SET title = %s WHERE id = %s RETURNING *", (value, id)),
            lambda: Statement("UPDATE todo.tasks SET completed = NOT completed WHERE id = %s", (id,)),
            lambda: Statement("UPDATE todo.active_tasks SET description = %s WHERE id = %s RETURNING id", (value, id)),
            lambda: Statement(f"UPDATE todo.tasks SET deleted_at = {OLD} WHERE id = %s AND deleted_at IS NULL", (id,)),
            lambda: Statement("UPDATE todo.tasks SET user_id = %s WHERE id = %s", (self.dice.choice(self.users), id)),
            lambda: Statement("UPDATE todo.tasks SET id = %s WHERE id = %s RETURNING *", (self.created_id(), id)),
            lambda: Statement("DELETE FROM todo.tasks WHERE id = %s RETURNING title", (id,)),
            lambda: Statement("DELETE FROM todo.active_tasks WHERE id = %s", (id,)),
            lambda: Statement("UPDATE todo.tasks t SET title = o.title FROM todo.tasks o WHERE o.id = %s AND t.id = %s"
                              " RETURNING t.*", (self.id(), id)),
            lambda: Statement("MERGE INTO todo.tasks t USING (VALUES (%s::uuid)) v(id) ON t.id = v.id"
                              " WHEN MATCHED THEN UPDATE SET title = 'merged'", (id,)),
            lambda: Statement("DELETE FROM todo.tasks_archive WHERE id = %s RETURNING title", (id,)),
        ])()

    def write_many(self) -> Statement:
        where, arguments = self.condition()
        table, user, value = self.dice.choice(TABLES), self.dice.choice(self.users), self.title() or "t"
        text, *arguments = self.dice.choice([
            (f"UPDATE todo.tasks SET title = %s WHERE {where} RETURNING *", value, *arguments),
            (f"UPDATE todo.tasks SET completed = NOT completed WHERE {where}", *arguments),
            (f"UPDATE todo.active_tasks AS tasks SET description = %s WHERE {where} RETURNING id", value, *arguments),
            (f"UPDATE todo.tasks SET user_id = %s WHERE {where}", user, *arguments),
            (f"DELETE FROM todo.tasks WHERE {where} AND completed", *arguments),
            (f"DELETE FROM todo.{table} WHERE user_id = %s", user),
            (f"TRUNCATE todo.{table}",),
            (f"DELETE FROM todo.{table}",),
            ("UPDATE todo.users SET name = 'changed' WHERE id = %s RETURNING *", user),
            ("UPDATE todo.user_counters SET open = 0",),
            ("UPDATE todo.events SET seq = seq + 1",),
        ])
        return Statement(text, tuple(arguments), undone=True)

    def insert(self) -> Statement:
        owner = self.dice.choice(["todo.current_user_id()", *(f"'{user}'" for user in self.users)])
        return self.dice.choice([
            lambda: Statement(f"INSERT INTO todo.tasks (id, user_id, title, completed) VALUES (%s, {owner}, %s, %s) RETURNING *",
                              (self.created_id(), self.title(), self.dice.random() < 0.5)),
            lambda: Statement(f"INSERT INTO todo.tasks (id, user_id, title, completed, updated_at)"
                              f" VALUES (%s, {owner}, 'old', true, {OLD})", (self.created_id(),)),
            lambda: Statement(f"INSERT INTO todo.active_tasks (id, user_id, title, completed, created_at, updated_at, version)"
                              f" VALUES (%s, {owner}, 'by view', false, now(), now(), 1) ON CONFLICT DO NOTHING",
                              (self.created_id(),)),
            lambda: Statement("INSERT INTO todo.users (email) VALUES ('new@example.org')"),
            lambda: Statement(f"INSERT INTO todo.idempotency_keys VALUES ({owner}, 'k', '', '{{}}', now())"),
        ])()
