"""Every function called CALLS times by one backend, and the plain SQL of its triggers: its memory does not grow.

Calls are made by loops in the server, in transactions of twenty, every other one rolled back. What lasts longer
than they do is measured between them, to the byte: the heap of the process, and what is in use in memory contexts.
Half a byte a call may come to it, or 16 kB in all. What takes milliseconds is called a hundredth as often.
"""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import time
import typing

import part
from model import Surprise
from server import APP, SERVICE, Server

sys.path.append("test/faults")
from tokens import ISSUER, Tokens  # noqa: E402

CALLS = int(os.environ.get("CALLS", 100_000))
A_TRANSACTION = 20  # not many: they change the same rows, and pass by all versions of their own
A_STATEMENT = 10_000  # at its end the server counts the rows that died, for its vacuum
SLOW = 100  # so many times fewer
LEAST = 16 * 1024  # what the server itself may come to
BOUNDARY = pathlib.Path("test/boundary")
ALICE, BOB = "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"
TASK = "00000000-0000-7000-8000-00000000000"
SETTINGS = "fsync = off\nsynchronous_commit = off\nautovacuum_naptime = 5s\njit = off\nlog_min_messages = fatal\n"

MEMORY = """
CREATE FUNCTION public.heap_in_use() RETURNS bigint LANGUAGE c AS %(module)s, 'todo_heap_in_use';
CREATE FUNCTION public.memory(OUT heap bigint, OUT contexts bigint) LANGUAGE sql SECURITY DEFINER AS
    'SELECT public.heap_in_use(), sum(used_bytes)::bigint FROM pg_backend_memory_contexts';
CREATE TABLE public.tokens (place int PRIMARY KEY, token text);
GRANT SELECT ON public.tokens TO PUBLIC;
GRANT authenticated_user TO trust_service;
"""
# Without the journal of the task rows that a TRUNCATE takes: the events go as well.
BEGIN_ANEW = f"""
SET session_replication_role = replica;
TRUNCATE todo.users CASCADE;
RESET session_replication_role;
INSERT INTO todo.users (id, email) VALUES ('{ALICE}', 'alice@example.org'), ('{BOB}', 'bob@example.org');
INSERT INTO todo.tasks (id, user_id, title, completed, deleted_at)
    SELECT ('{TASK}' || i)::uuid, '{ALICE}', 'task ' || i, i % 3 = 0, CASE WHEN i > 7 THEN now() END FROM generate_series(1, 9) i;
UPDATE todo.tasks SET title = 'changed' WHERE id = '{TASK}1';
INSERT INTO todo.tasks_archive (id, user_id, title, completed, created_at, updated_at, version)
    VALUES ('{TASK}a', '{ALICE}', 'archived', true, now(), now(), 1);
INSERT INTO todo.identities (issuer, subject, user_id) VALUES ('https://trust.example', 'alice', '{ALICE}')
"""


class Call(typing.NamedTuple):
    functions: str  # blank-separated
    perform: str  # of PL/pgSQL; n is the number of the call, a_token one of a thousand, of every algorithm
    who: str = "alice"
    slow: bool = False


def fails(statement: str) -> str:
    return f"BEGIN {statement} RAISE EXCEPTION USING ERRCODE = 'P9999'; EXCEPTION WHEN SQLSTATE 'P9999' THEN RAISE; WHEN OTHERS THEN NULL; END;"


COMMANDS = '[{"do": "toggle_task", "args": {"task_id": "%s1"}, "as": "x"}, {"do": "get_task", "args": {"task_id": "$x"}}, {"do": "count_tasks"}]' % TASK
NEW_ID = "lpad(to_hex(n), 32, 'f')::uuid"
CALLS_MADE = [
    Call("current_user_id", "PERFORM todo.current_user_id();"),
    Call("nobody_signed_in", "PERFORM todo.nobody_signed_in();", "service"),
    Call("uuid_v7", "PERFORM todo.uuid_v7();"),
    Call("is_title", "PERFORM todo.is_title('title');"),
    Call("get_task", f"PERFORM todo.get_task('{TASK}1');"),
    Call("get_task", fails("PERFORM todo.get_task(NULL);")),
    Call("list_tasks", "PERFORM todo.list_tasks(page_size => 2);"),
    Call("list_tasks task_cursor", "PERFORM todo.list_tasks(page_cursor => (SELECT todo.task_cursor(t) FROM todo.list_tasks(page_size => 1) t));"),
    Call("list_tasks", fails("PERFORM todo.list_tasks(page_cursor => 'no cursor');")),
    Call("list_trash", "PERFORM todo.list_trash();"),
    Call("tasks_page", "PERFORM todo.tasks_page(page_size => 3);"),
    Call("count_tasks", "PERFORM todo.count_tasks();"),
    Call("changes_since", "PERFORM todo.changes_since(0, 5);"),
    Call("task_history", f"PERFORM todo.task_history('{TASK}1');"),
    Call("tasks_as_of", "PERFORM todo.tasks_as_of(now());"),
    Call("replay_tasks", "PERFORM todo.replay_tasks();"),
    Call("create_task task_rules journal", "PERFORM todo.create_task('title', 'description');"),
    Call("create_task", "PERFORM todo.create_task('title', NULL, gen_random_uuid());"),
    Call("create_task", fails("PERFORM todo.create_task(' ');")),
    Call("create_tasks", """PERFORM todo.create_tasks('[{"title": "one"}, {"title": "two", "completed": true}]');"""),
    Call("update_task journal_lock", f"PERFORM todo.update_task('{TASK}1', jsonb_build_object('title', 'number ' || n));"),
    Call("update_task", fails(f"""PERFORM todo.update_task('{TASK}1', '{{"title": "changed"}}', 0);""")),
    Call("complete_task reopen_task", f"PERFORM todo.complete_task('{TASK}1'); PERFORM todo.reopen_task('{TASK}1');"),
    Call("toggle_task", f"PERFORM todo.toggle_task('{TASK}1');"),
    Call("toggle_task", fails("PERFORM todo.toggle_task('00000000-0000-7000-8000-00000000dead');")),
    Call("delete_task restore_task", f"PERFORM todo.delete_task('{TASK}1'); PERFORM todo.restore_task('{TASK}1');"),
    Call("delete_task", "PERFORM todo.delete_task((todo.create_task('title')).id, true);"),
    Call("undo", f"PERFORM todo.update_task('{TASK}1', jsonb_build_object('title', 'number ' || n)); PERFORM todo.undo((SELECT seq FROM todo.user_counters));"),
    Call("execute", f"PERFORM todo.execute('{COMMANDS}');"),
    Call("execute", """PERFORM todo.execute('[{"do": "create_task", "args": {"title": " "}}, {"do": "count_tasks"}]', atomic => false);"""),
    Call("execute", """PERFORM todo.execute(jsonb_build_array(jsonb_build_object('do', 'count_tasks', 'key', n::text)));"""),
    Call("execute", """PERFORM todo.execute('[{"do": "count_tasks"}]', a_token);""", "app"),
    Call("set_user logout", f"PERFORM todo.set_user('{BOB}', 'session'); PERFORM todo.logout();", "service"),
    Call("set_user", f"PERFORM todo.set_user('{BOB}');", "service_in_block"),
    Call("login", "PERFORM todo.login(a_token, 'session');", "app"),
    Call("login", "PERFORM todo.login((SELECT token FROM public.tokens WHERE place = 1), 'session');", "app"),
    Call("login", fails("PERFORM todo.login('no.such.token', 'session');"), "app"),
    Call("pre_request", "PERFORM set_config('request.headers', json_build_object('authorization', 'Bearer ' || a_token)::text, true); PERFORM todo.pre_request();", "app_in_block"),
    Call("run_maintenance", "PERFORM todo.run_maintenance();", "service"),
    Call("rebuild_counters", "UPDATE todo.user_counters SET open = open + 1; PERFORM todo.rebuild_counters();", "owner", slow=True),
    Call("doctor", "PERFORM todo.doctor();", "service", slow=True),
    Call("health", "PERFORM todo.health();", "service", slow=True),
    Call("seed_demo remove_demo", "PERFORM todo.seed_demo(); PERFORM todo.remove_demo();", "service", slow=True),
    Call("install install_better_auth", "PERFORM todo.install(); PERFORM todo.install_better_auth();", "owner", slow=True),
    Call("task_rules journal", "INSERT INTO todo.tasks (user_id, title) VALUES (todo.current_user_id(), 'title');"),
    Call("task_rules journal journal_lock", f"UPDATE todo.tasks SET completed = NOT completed, description = 'number ' || n WHERE id = '{TASK}1';"),
    Call("journal journal_lock", f"INSERT INTO todo.tasks (id, user_id, title) VALUES ({NEW_ID}, todo.current_user_id(), 'title'); DELETE FROM todo.tasks WHERE id = {NEW_ID};"),
    Call("journal", "TRUNCATE todo.tasks;", "owner", slow=True),
    Call("user_rules", f"UPDATE todo.users SET name = 'number ' || n WHERE id = '{BOB}';", "service"),
    Call("count_users journal_lock", "INSERT INTO todo.users (email) VALUES ('carol@example.org'); DELETE FROM todo.users WHERE email = 'carol@example.org';", "service"),
    Call("forget_proofs", f"INSERT INTO todo.identities (issuer, subject, user_id) VALUES ('i', 's', '{BOB}'); DELETE FROM todo.identities WHERE issuer = 'i';", "service"),
    Call("run_maintenance", f"INSERT INTO todo.tasks (user_id, title, completed, updated_at, deleted_at) VALUES ('{ALICE}', 'old', true, '2001-01-01', NULL), ('{ALICE}', 'old', false, '2001-01-01', '2001-01-01'); PERFORM todo.run_maintenance(); ASSERT (SELECT count(*) = 1 FROM todo.tasks_archive WHERE title = 'old') AND NOT EXISTS (SELECT FROM todo.tasks WHERE title = 'old'); DELETE FROM todo.tasks_archive;", "owner", slow=True),
]
# Each stays with the session: what has to be found.
LEAK = Call("", """EXECUTE 'PREPARE "' || gen_random_uuid() || '" AS SELECT';""", "owner", slow=True)

SIGN_IN = {
    "alice": f"SELECT todo.set_user('{ALICE}', 'session'); SET ROLE {APP}",
    "app": f"SELECT todo.logout(); SET ROLE {APP}",
    "service": f"SELECT todo.logout(); SET ROLE {SERVICE}",
    "owner": "SELECT todo.logout()",
}
IN_BLOCK = "_in_block"  # in a transaction that the client begins: who is signed in for one asks for that


class Caller:
    """A backend that is called, in a database of its own."""

    def __init__(self, server: Server, database: str):
        self.admin = server.connect(dbname=database).cursor()
        self.cursor = server.connect(dbname=database).cursor()

    def begin_anew(self, call: Call) -> None:
        self.admin.execute(BEGIN_ANEW)
        self.admin.execute("VACUUM")
        self.cursor.execute("RESET ROLE")
        self.cursor.execute(SIGN_IN[call.who.removesuffix(IN_BLOCK)])

    def loop(self, call: Call, calls: int) -> None:
        """So many calls, by the server itself."""
        a_transaction = A_TRANSACTION // 10 if call.slow else A_TRANSACTION
        choose = "SELECT token INTO a_token FROM public.tokens WHERE place = n % 1000;" if "a_token" in call.perform else ""
        block = f"FOR i IN 1..{a_transaction} LOOP n := n + 1; {choose} {call.perform} END LOOP;"
        declare = "DECLARE n bigint := %d; a_token text;"
        if call.who.endswith(IN_BLOCK):
            for begun in range(0, calls, a_transaction):
                self.cursor.execute("BEGIN")
                self.cursor.execute(f"DO $do${declare % begun} BEGIN {block} END$do$")
                self.cursor.execute("ROLLBACK" if begun // a_transaction % 2 else "COMMIT")
            return
        for begun in range(0, calls, A_STATEMENT):
            transactions = min(calls - begun, A_STATEMENT) // a_transaction
            self.cursor.execute(f"DO $do${declare % begun} BEGIN FOR number IN 1..{transactions} LOOP {block}"
                                " IF number % 2 = 0 THEN COMMIT; ELSE ROLLBACK; END IF; END LOOP; END$do$")

    def memory(self) -> tuple[int, int]:
        self.cursor.execute("SELECT heap, contexts FROM public.memory()")
        return self.cursor.fetchone()

    def try_call(self, call: Call) -> str:
        """What it came to. Surprise when memory grows, and grows again: caches fill but once."""
        calls = CALLS // SLOW if call.slow else CALLS
        self.begin_anew(call)
        self.loop(call, max(calls // 10, 2 * A_TRANSACTION))
        for _ in range(2):
            before, begun = self.memory(), time.monotonic()
            self.loop(call, calls)
            grown = [after - earlier for after, earlier in zip(self.memory(), before)]
            line = f"{calls:9} calls, {time.monotonic() - begun:6.1f} s, heap {grown[0]:+8}, contexts {grown[1]:+8}: {call.who}: {call.perform[:100]}"
            if max(grown) <= max(calls // 2, LEAST):
                return line
        raise Surprise(f"memory grows: {line}")


def prepare(server: Server, database: str, tokens: list[str]) -> None:
    server.run(f"CREATE DATABASE {database}", dbname="postgres")
    server.run("CREATE EXTENSION todo", dbname=database)
    module = (BOUNDARY / "todo_boundary").resolve()
    server.run(MEMORY, {"module": str(module)}, dbname=database)
    server.run("INSERT INTO public.tokens SELECT * FROM unnest(%s, %s)", (list(range(len(tokens))), tokens), dbname=database)


def check_that_leaks_are_found(server: Server, database: str) -> None:
    try:
        Caller(server, database).try_call(LEAK)
    except Surprise:
        return
    raise Surprise("a leak on purpose is not found")


def check_complete(server: Server, database: str) -> None:
    """Every function of C is called."""
    called = {function for call in CALLS_MADE for function in call.functions.split()}
    there = {name for name, in server.run("SELECT proname FROM pg_proc JOIN pg_language l ON l.oid = prolang"
                                          " WHERE pronamespace = 'todo'::regnamespace AND lanname = 'c'", dbname=database)}
    if called != there:
        raise Surprise(f"the functions that are called, against those there are: {sorted(called ^ there)}")


def work(server: Server, database: str, calls: typing.Iterator[Call]) -> None:
    caller = Caller(server, database)
    for call in calls:
        print(caller.try_call(call), flush=True)


def main() -> None:
    subprocess.run(["make", "--silent", "-C", BOUNDARY], check=True)
    tokens = Tokens()
    keys = json.dumps({"keys": list(tokens.public_keys().values())})
    signed = [tokens.token(algorithm) for algorithm in tokens.public_keys() for _ in range(250)]  # a session remembers 256
    with Server("calls", f"{SETTINGS}todo.jwt_issuer = '{ISSUER}'\ntodo.jwt_keys = '{keys}'\n") as server:
        databases = [f"calls_{number}" for number in range(os.cpu_count())]
        for database in databases:
            prepare(server, database, signed)
        check_complete(server, databases[0])
        check_that_leaks_are_found(server, databases[0])
        chosen = part.of(CALLS_MADE)
        calls = iter(chosen)  # which its workers share
        with concurrent.futures.ThreadPoolExecutor() as pool:
            for done in [pool.submit(work, server, database, calls) for database in databases]:
                done.result()
    print(f"trust: calls: {CALLS} calls of each of {len(chosen)} statements ({CALLS // SLOW} of those that take milliseconds)"
          " by one backend, memory flat")


if __name__ == "__main__":
    main()
