#!/usr/bin/python3
"""The private memory of a backend that has called every function that clients may call, and of one that ran plain SQL.

Prints a line each: whose, kilobytes private to it, and how many of them are anonymous. Two backends do the same at the same
time, and the first is looked at: what both use of programs, libraries and shared memory is private to neither.
"""
import base64
import collections
import hashlib
import hmac
import json
import re
import sys
import time

import psycopg2

CALLS = 20  # of each statement, prepared: past the point where PostgreSQL keeps its plan
TASKS = 100  # of each user

# $1 is a task of the user's.
OURS = [
    "SELECT todo.current_user_id()",
    "SELECT todo.uuid_v7()",
    "SELECT todo.is_title('Buy milk')",
    "SELECT todo.create_task('Buy milk', 'Two bottles')",
    """SELECT todo.create_tasks('[{"title": "Buy milk"}, {"title": "and bread", "completed": true}]')""",
    "SELECT todo.get_task($1)",
    "SELECT todo.list_tasks()",
    "SELECT todo.list_tasks(false)",
    "SELECT todo.list_tasks(page_cursor => (SELECT todo.task_cursor(t) FROM todo.get_task($1) t))",
    "SELECT todo.tasks_page()",
    "SELECT todo.tasks_page(false)",
    "SELECT todo.update_task($1, jsonb_build_object('title', 'Buy milk, ' || clock_timestamp()))",
    "SELECT todo.complete_task($1)",
    "SELECT todo.reopen_task($1)",
    "SELECT todo.toggle_task($1)",
    "SELECT todo.undo((SELECT max(seq) FROM todo.events WHERE task_id = $1))",
    "SELECT todo.delete_task($1)",
    "SELECT todo.list_trash()",
    "SELECT todo.restore_task($1)",
    "SELECT todo.count_tasks()",
    "SELECT todo.changes_since((SELECT seq - 10 FROM todo.user_counters))",
    "SELECT todo.task_history($1)",
    "SELECT todo.tasks_as_of(now() - interval '1 millisecond')",
    "SELECT todo.replay_tasks()",
    """SELECT todo.execute('[{"do": "create_task", "args": {"title": "Buy milk"}, "as": "it", "key": "k"},
                             {"do": "toggle_task", "args": {"task_id": "$it"}}]')""",
]
# Beside these: what signs in and out, each time.
SIGNING = {"login", "logout", "pre_request", "set_user"}
PLAIN = [
    "INSERT INTO plain.tasks (user_id, title) SELECT user_id, 'Buy milk' FROM plain.tasks WHERE id = $1 RETURNING *",
    "SELECT * FROM plain.tasks WHERE id = $1",
    "SELECT * FROM plain.tasks ORDER BY created_at DESC LIMIT 50",
    "SELECT * FROM plain.tasks WHERE NOT completed ORDER BY created_at DESC LIMIT 50",
    "SELECT json_agg(t) FROM (SELECT * FROM plain.tasks ORDER BY created_at DESC LIMIT 50) t",
    "UPDATE plain.tasks SET title = 'Buy milk, ' || clock_timestamp(), updated_at = now() WHERE id = $1 RETURNING *",
    "UPDATE plain.tasks SET completed = NOT completed, updated_at = now() WHERE id = $1 RETURNING *",
    "SELECT completed, count(*) FROM plain.tasks GROUP BY completed",
    "DELETE FROM plain.tasks WHERE id = (SELECT id FROM plain.tasks WHERE id <> $1 LIMIT 1) RETURNING id",
]


KEY = bytes(range(64))


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(user: str) -> str:
    claims = {"iss": "https://id.example", "aud": "todo", "sub": user, "exp": int(time.time()) + 3600}
    text = ".".join(encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "kid": "k1"}, claims))
    return f"{text}.{encoded(hmac.digest(KEY, text.encode(), hashlib.sha256))}"


def sign_in_ours(user: str) -> list[str]:
    headers = json.dumps({"authorization": f"Bearer {token(user)}"})
    return ["RESET ROLE", f"SELECT todo.set_user('{user}', 'session')", "SELECT todo.logout()", "SET ROLE scale_client",
            "BEGIN", f"SELECT set_config('request.headers', '{headers}', true)", "SELECT todo.pre_request()", "COMMIT",
            f"SELECT todo.login('{token(user)}', 'session')"]


def sign_in_plain(user: str) -> list[str]:
    return ["RESET ROLE", f"SET app.user_id = '{user}'", "SET ROLE bench_app"]


class Backend:
    def __init__(self, task: str, statements: list[str], sign_in: list[str]):
        connection = psycopg2.connect("user=scale_service")
        connection.autocommit = True
        self.cursor = connection.cursor()
        self.task = task
        self.sign_in = sign_in
        self.statements = statements

    def run(self) -> None:
        for number, statement in enumerate(self.statements):
            self.cursor.execute(f"PREPARE s{number} (uuid) AS {statement}")
        for _ in range(CALLS):
            for statement in self.sign_in:
                self.cursor.execute(statement)
            for number in range(len(self.statements)):
                self.cursor.execute(f"EXECUTE s{number} ('{self.task}')")
                self.cursor.fetchall()

    def private(self) -> dict[str, int]:
        """Kilobytes, by the kind that the kernel tells. A page of shared buffers that no other process has read yet counts as private
        to it as well, and is not: such mappings are left out."""
        self.cursor.execute("SELECT pg_backend_pid()")
        sizes = collections.Counter()
        with open(f"/proc/{self.cursor.fetchone()[0]}/smaps", encoding="utf-8") as smaps:
            for line in smaps:
                if mapping := re.match(r"[0-9a-f]+-[0-9a-f]+ ...([ps]) ", line):
                    is_shared = mapping[1] == "s"
                elif not is_shared and (size := re.match(r"(\w+): +(\d+) kB", line)):
                    sizes[size[1]] += int(size[2])
        return {"private": sizes["Private_Clean"] + sizes["Private_Dirty"], "anonymous": sizes["Anonymous"]}


def make_user(admin, schema: str, number: int) -> tuple[str, str]:
    """A user with tasks of which all events are kept, and one of the tasks."""
    admin.execute(f"INSERT INTO {schema}.users (email) VALUES (%s) RETURNING id", [f"memory{number}@example.com"])
    user = admin.fetchone()[0]
    admin.execute(f"INSERT INTO {schema}.tasks (user_id, title) SELECT %s, 'Task ' || n FROM generate_series(1, %s) n RETURNING id",
                  [user, TASKS])
    return user, admin.fetchone()[0]


def check_complete(admin) -> None:
    admin.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'todo'::regnamespace AND has_function_privilege('authenticated_user', oid, 'EXECUTE')"
                  " AND prorettype <> 'trigger'::regtype")
    missing = {name for name, in admin} - SIGNING - {name for name in re.findall(r"todo\.(\w+)\(", " ".join(OURS))}
    if missing:
        raise SystemExit(f"memory: no call of {', '.join(sorted(missing))}")


def main() -> None:
    if sys.argv[1:] == ["keys"]:  # what the server is to trust
        print(json.dumps({"keys": [{"kty": "oct", "kid": "k1", "k": encoded(KEY)}]}))
        return
    connection = psycopg2.connect("user=postgres")
    connection.autocommit = True
    admin = connection.cursor()
    check_complete(admin)
    admin.execute("DELETE FROM todo.users WHERE email LIKE 'memory_@example.com'")
    users = {schema: [make_user(admin, schema, number) for number in range(2)] for schema in ("todo", "plain")}
    for schema, statements, sign_in in (("todo", OURS, sign_in_ours), ("plain", PLAIN, sign_in_plain)):
        backends = [Backend(task, statements, sign_in(user)) for user, task in users[schema]]
        for backend in backends:
            backend.run()
        private = backends[0].private()
        print(schema, private["private"], private["anonymous"], sep="\t")


if __name__ == "__main__":
    main()
