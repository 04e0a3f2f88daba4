"""What is called with faults: every function of the extension, and the plain SQL that its triggers see."""

import typing

ALICE = '00000000-0000-4000-8000-00000000000a'
BOB = '00000000-0000-4000-8000-00000000000b'
TASK = '00000000-0000-7000-8000-00000000000'  # and a digit, see setup.sql


class Case(typing.NamedTuple):
    """A statement, by whom it is run, and the functions that it tries."""
    functions: str  # blank-separated
    sql: str  # with %(token)s and the like, see tokens.py
    who: str = 'alice'  # see session.py
    before: str = ''  # run before it each time, without faults, in its transaction where it has one
    given: str = ''  # added to the rows of setup.sql, by the owner
    copy: str = ''  # data for COPY … FROM STDIN
    swallows: bool = False  # reports an error as part of its result
    in_transaction: bool = False  # makes no sense outside a transaction block
    loads: bool = False  # in sessions in which nothing of the extension has run


def do(*commands, key=''):
    """A list of commands for execute: (function, args as JSON)."""
    each = (f'{{"do": "{function}", "args": {arguments}{key}}}' for function, arguments in commands)
    return '[' + ', '.join(each) + ']'


def id_of(task):
    return f'{{"task_id": "{TASK}{task}"}}'


READS = [
    Case('current_user_id', 'SELECT todo.current_user_id()'),
    Case('nobody_signed_in', 'SELECT todo.nobody_signed_in()', who='service'),
    Case('is_title', "SELECT todo.is_title('x')"),
    Case('uuid_v7', 'SELECT todo.uuid_v7()'),
    Case('get_task', f"SELECT * FROM todo.get_task('{TASK}1')"),
    Case('get_task', f"SELECT todo.get_task('{TASK}4')"),
    Case('get_task', 'SELECT todo.get_task(NULL)'),
    Case('get_task', f"SELECT todo.get_task('{TASK}1')", who='app'),
    Case('list_tasks', 'SELECT * FROM todo.list_tasks()'),
    Case('list_tasks task_cursor', 'SELECT * FROM todo.list_tasks(page_cursor => (SELECT todo.task_cursor(t) FROM todo.list_tasks(page_size => 1) t))'),
    Case('list_tasks task_cursor', 'SELECT * FROM todo.list_tasks(true, 10, (SELECT todo.task_cursor(t) FROM todo.list_tasks(true, 1) t))'),
    Case('list_tasks', "SELECT * FROM todo.list_tasks(page_cursor => 'no cursor')"),
    Case('list_tasks', 'SELECT * FROM todo.list_tasks(page_size => 0)'),
    Case('task_cursor', 'SELECT todo.task_cursor(NULL)'),
    Case('list_trash task_cursor', 'SELECT * FROM todo.list_trash(10, (SELECT todo.task_cursor(t) FROM todo.list_trash(1) t))'),
    Case('tasks_page', 'SELECT todo.tasks_page(page_size => 1)'),
    Case('tasks_page', "SELECT todo.tasks_page(NULL, 1, todo.tasks_page(page_size => 1) ->> 'next_cursor')"),
    Case('tasks_page', "SELECT todo.tasks_page(if_changed => todo.tasks_page() ->> 'etag')"),
    Case('count_tasks', 'SELECT * FROM todo.count_tasks()'),
    Case('changes_since', 'SELECT * FROM todo.changes_since()'),
    Case('changes_since', 'SELECT * FROM todo.changes_since(2, 1)'),
    Case('changes_since', 'SELECT * FROM todo.changes_since(99)'),
    Case('task_history', f"SELECT * FROM todo.task_history('{TASK}1')"),
    Case('tasks_as_of', 'SELECT * FROM todo.tasks_as_of(now())'),
    Case('replay_tasks', 'SELECT * FROM todo.replay_tasks()'),
    Case('replay_tasks', 'SELECT * FROM todo.replay_tasks()', given=f"DELETE FROM todo.events WHERE user_id = '{ALICE}'; UPDATE todo.user_counters SET trimmed_seq = seq"),
]

WRITES = [
    Case('create_task task_rules journal', "SELECT todo.create_task('  new ', 'text')"),
    Case('create_task', f"SELECT todo.create_task('new', NULL, '{TASK}8')"),
    Case('create_task', f"SELECT todo.create_task('open now', 'with a text', '{TASK}1')"),
    Case('create_task', f"SELECT todo.create_task('another', NULL, '{TASK}1')"),
    Case('create_task', "SELECT todo.create_task(' ')"),
    Case('create_task', "SELECT todo.create_task(repeat('x', 201))"),
    Case('create_task', "SELECT todo.create_task('over the quota')", before='RESET ROLE; SET LOCAL todo.max_tasks_per_user = 2; SET LOCAL ROLE faults_app', in_transaction=True),
    Case('create_task', "SELECT todo.create_task('no account')", given=f"DELETE FROM todo.users WHERE id = '{ALICE}'"),
    Case('create_tasks', """SELECT * FROM todo.create_tasks('[{"title": "one"}, {"title": "two", "description": "text", "completed": true}]')"""),
    Case('create_tasks', f"""SELECT * FROM todo.create_tasks('[{{"title": " one", "id": "{TASK}8"}}, {{"title": "open now", "description": "with a text", "id": "{TASK}1"}}]')"""),
    Case('create_tasks', """SELECT * FROM todo.create_tasks('[{"title": "one"}, {"titel": "two"}]')"""),
    Case('create_tasks', """SELECT * FROM todo.create_tasks('[{"title": "one"}, {"title": " "}]')"""),
    Case('create_tasks', "SELECT count(*) FROM todo.create_tasks((SELECT jsonb_agg(jsonb_build_object('title', 'task ' || i)) FROM generate_series(1, 150) i))"),
    Case('update_task journal_lock', f"""SELECT todo.update_task('{TASK}1', '{{"title": "changed", "description": null, "completed": true}}')"""),
    Case('update_task', f"""SELECT todo.update_task('{TASK}1', '{{"title": "changed"}}', 99)"""),
    Case('update_task', f"SELECT todo.update_task('{TASK}1', '{{}}', 2)"),
    Case('update_task', f"""SELECT todo.update_task('{TASK}4', '{{"title": "changed"}}')"""),
    Case('update_task', f"""SELECT todo.update_task('{TASK}1', '{{"title": 7}}')"""),
    Case('complete_task', f"SELECT todo.complete_task('{TASK}1')"),
    Case('complete_task', f"SELECT todo.complete_task('{TASK}2', 1)"),
    Case('reopen_task', f"SELECT todo.reopen_task('{TASK}2')"),
    Case('toggle_task', f"SELECT todo.toggle_task('{TASK}1')"),
    Case('delete_task', f"SELECT todo.delete_task('{TASK}1')"),
    Case('delete_task', f"SELECT todo.delete_task('{TASK}1', true)"),
    Case('delete_task', f"SELECT todo.delete_task('{TASK}4', true)"),
    Case('restore_task', f"SELECT todo.restore_task('{TASK}3')"),
    Case('restore_task', f"SELECT todo.restore_task('{TASK}5')"),
    Case('restore_task', f"SELECT todo.restore_task('{TASK}1')"),
    Case('undo', 'SELECT todo.undo(5)'),
    Case('undo', 'SELECT todo.undo(2)'),
    Case('undo', 'SELECT todo.undo(6)', given=f"DELETE FROM todo.tasks WHERE id = '{TASK}1'"),
    Case('undo', 'SELECT todo.undo(1)'),
]

EXECUTE = [
    Case('execute', "SELECT todo.execute('" + do(('create_task', '{"title": "new"}'), ('toggle_task', id_of(1)), ('list_tasks', '{}'), ('current_user_id', '{}')) + "')"),
    Case('execute', """SELECT todo.execute('[{"do": "create_task", "args": {"title": "new"}, "as": "x"}, {"do": "delete_task", "args": {"task_id": "$x"}}]')"""),
    Case('execute', "SELECT todo.execute('" + do(('create_task', '{"title": "new"}'), ('create_task', '{"title": " "}'), ('toggle_task', id_of(1))) + "', atomic => false)", swallows=True),
    Case('execute', "SELECT todo.execute('" + do(('create_task', '{"title": "new"}'), ('toggle_task', id_of(4))) + "')"),
    Case('execute', "SELECT todo.execute('" + do(('create_task', '{"title": "new"}'), key=', "key": "new"') + "')"),
    Case('execute', "SELECT todo.execute('" + do(('toggle_task', id_of(1)), key=', "key": "old"') + "')"),
    Case('execute', "SELECT todo.execute('" + do(('count_tasks', '{}'), key=', "key": "known"') + "')",
         given=f"""SELECT todo.set_user('{ALICE}', 'session'); SELECT todo.execute('[{{"do": "count_tasks", "key": "known"}}]'); SELECT todo.logout()"""),
    Case('execute', "SELECT todo.execute('" + do(('toggle_task', id_of(1)), key=', "key": "known"') + "', atomic => false)", swallows=True,
         given=f"""SELECT todo.set_user('{ALICE}', 'session'); SELECT todo.execute('[{{"do": "count_tasks", "key": "known"}}]'); SELECT todo.logout()"""),
    Case('execute', "SELECT todo.execute('" + do(('create_task', '{"title": "new"}'), ('undo', '{"seq": 5}')) + "', %(token)s, false)", who='app', swallows=True),
    Case('execute', "SELECT todo.execute('" + do(('create_task', '{"title": "new"}'), ('tasks_as_of', '{"at": "2026-11-22T08:38:00Z"}')) + "', %(token)s)", who='app'),
    Case('execute', "SELECT todo.execute('" + do(('no_such', '{}')) + "')"),
]

IDENTITY = [
    Case('set_user', f"SELECT todo.set_user('{BOB}', 'session')", who='service'),
    Case('set_user', f"SELECT todo.set_user('{BOB}')", who='service'),
    Case('set_user', f"SELECT todo.set_user('{BOB}')", who='service', in_transaction=True),
    Case('set_user', 'SELECT todo.set_user(NULL)', who='service'),
    Case('logout', 'SELECT todo.logout()'),
    Case('login', "SELECT todo.login(%(token)s, 'session')", who='app'),
    Case('login', "SELECT todo.login(%(token)s)", who='app', in_transaction=True),
    Case('login', "SELECT todo.login(%(known_token)s, 'session')", who='app'),
    Case('login', "SELECT todo.login(%(token_by_identity)s, 'session')", who='app'),
    Case('login', "SELECT todo.login(%(bad_token)s, 'session')"),
    Case('pre_request', 'SELECT todo.pre_request()', who='app', in_transaction=True, before="SELECT set_config('request.headers', %(headers)s, true)"),
    Case('pre_request', 'SELECT todo.pre_request()', in_transaction=True, before="SET LOCAL request.headers = '{}'"),
    Case('', 'SELECT faults.load()', who='new', loads=True),
]

# One key of each kind.
KEYS = [Case('login', f"SELECT todo.login(%({kind})s, 'session')", who='app') for kind in ('EdDSA', 'ES256', 'RS256', 'PS256')]
# The same with the keys in Better Auth's table, read anew each time.
TABLE_KEYS = KEYS + [Case('login forget_proofs', f"UPDATE todo.jwks SET expires_at = NULL; SELECT todo.login(%({kind})s, 'session')", who='owner') for kind in ('EdDSA', 'PS256')]

CARE = [
    Case('run_maintenance', 'SELECT * FROM todo.run_maintenance()', who='service'),
    Case('run_maintenance', 'SELECT * FROM todo.run_maintenance(2)', who='owner', before="SET todo.event_retention = '30d'", given="UPDATE todo.events SET recorded_at = recorded_at - interval '1 year'"),
    Case('run_maintenance', 'SELECT todo.run_maintenance()', who='service_for_alice'),
    Case('rebuild_counters', 'SELECT todo.rebuild_counters()', who='service'),
    Case('rebuild_counters', 'SELECT todo.rebuild_counters()', who='service',
         given=f"UPDATE todo.user_counters SET open = open + 1; DELETE FROM todo.events WHERE user_id = '{ALICE}' AND seq = 2; DELETE FROM todo.user_counters WHERE user_id = '{BOB}'"),
    Case('doctor', 'SELECT * FROM todo.doctor()', who='service'),
    Case('doctor', 'SELECT * FROM todo.doctor(1)', who='service', given='UPDATE todo.user_counters SET open = open + 1'),
    Case('health', 'SELECT * FROM todo.health()', who='service'),
    Case('seed_demo', 'SELECT todo.seed_demo()', who='service'),
    Case('remove_demo', 'SELECT todo.remove_demo()', who='service', given='SELECT todo.seed_demo()'),
]

INSTALL = [
    Case('install', 'SELECT * FROM todo.install()', who='owner'),
    Case('install', 'SELECT * FROM todo.install()', who='owner', in_transaction=True,
         before='DROP POLICY tasks_isolation_policy ON todo.tasks; DROP INDEX todo.idx_tasks_created_at; DROP TRIGGER tasks_rules ON todo.tasks; ALTER TABLE todo.tasks DROP CONSTRAINT chk_title_not_empty'),
    Case('install_better_auth', 'SELECT * FROM todo.install_better_auth()', who='owner', in_transaction=True, before='DROP TABLE IF EXISTS todo.session, todo.account, todo.verification, todo.jwks'),
    Case('install', 'DROP EXTENSION todo CASCADE; CREATE EXTENSION todo', who='owner', in_transaction=True),
]

PLAIN_SQL = [
    Case('task_rules journal', f"INSERT INTO todo.tasks (user_id, title) VALUES ('{ALICE}', ' new ') RETURNING *"),
    Case('task_rules journal', f"INSERT INTO todo.tasks (user_id, title, completed) SELECT '{ALICE}', 'task ' || i, mod(i, 2) = 0 FROM generate_series(1, 100) i"),
    Case('task_rules', f"INSERT INTO todo.tasks (user_id, title) VALUES ('{ALICE}', ' ')"),
    Case('task_rules journal', f"INSERT INTO todo.tasks (id, user_id, title) VALUES ('{TASK}1', '{ALICE}', 'new') ON CONFLICT (id) DO UPDATE SET title = 'there already'"),
    Case('task_rules journal journal_lock', 'UPDATE todo.tasks SET completed = true WHERE NOT completed RETURNING *'),
    Case('task_rules journal journal_lock', 'UPDATE todo.tasks SET title = title'),
    Case('task_rules journal journal_lock', "UPDATE todo.tasks SET title = 'of all users', deleted_at = now()", who='service'),
    Case('journal', f"UPDATE todo.tasks SET user_id = '{BOB}' WHERE id = '{TASK}1'", who='service'),
    Case('journal journal_lock', f"DELETE FROM todo.tasks WHERE id = '{TASK}1' RETURNING *"),
    Case('journal journal_lock', 'DELETE FROM todo.tasks', who='service'),
    Case('journal', 'TRUNCATE todo.tasks', who='owner'),
    Case('journal', 'TRUNCATE todo.users CASCADE', who='owner'),
    Case('task_rules journal', 'COPY todo.tasks (user_id, title) FROM STDIN', who='owner', copy=''.join(f'{ALICE}\ttask {i}\n' for i in range(70))),
    Case('', 'COPY todo.tasks TO STDOUT'),
    Case('task_rules journal journal_lock', f"""MERGE INTO todo.tasks t USING (VALUES ('{TASK}1'::uuid), ('{TASK}8')) v(id) ON t.id = v.id
        WHEN MATCHED THEN UPDATE SET title = 'merged' WHEN NOT MATCHED THEN INSERT (id, user_id, title) VALUES (v.id, '{ALICE}', 'merged')"""),
    # within a statement that changes tasks: others, and the same
    Case('toggle_task journal', f"INSERT INTO todo.tasks (user_id, title) VALUES ('{ALICE}', 'new') RETURNING (SELECT version FROM todo.toggle_task('{TASK}1'))"),
    Case('toggle_task journal', f"UPDATE todo.tasks SET title = 'changed' WHERE id = '{TASK}1' RETURNING (todo.toggle_task(id)).version"),
    Case('count_users', "INSERT INTO todo.users (email, name) VALUES ('carol@example.com', 'new'), ('dave@example.com', 'new')", who='service'),
    Case('user_rules', "UPDATE todo.users SET name = 'changed'", who='service'),
    Case('user_rules journal_lock journal', f"UPDATE todo.users SET id = '{BOB[:-1]}c' WHERE id = '{BOB}'", who='service'),
    Case('journal_lock journal', f"DELETE FROM todo.users WHERE id = '{ALICE}'", who='service'),
    Case('forget_proofs', f"INSERT INTO todo.identities (issuer, subject, user_id) VALUES ('https://id.example', 'bob', '{BOB}')", who='service'),
    Case('forget_proofs', 'TRUNCATE todo.identities', who='owner'),
    Case('', 'SELECT * FROM todo.active_tasks ORDER BY created_at DESC'),
    Case('', f"SELECT set_config('todo.user_id', '{BOB}', false)", who='owner'),
    Case('create_task task_rules journal', "DO $$BEGIN PERFORM todo.create_task('one'); PERFORM todo.create_task(' '); EXCEPTION WHEN check_violation THEN PERFORM todo.create_task('two'); END$$"),
]

ALL = READS + WRITES + EXECUTE + IDENTITY + KEYS + CARE + INSTALL + PLAIN_SQL
