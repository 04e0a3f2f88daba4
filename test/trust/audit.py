"""What is in the database against what was acknowledged, and against itself."""
import subprocess

from model import COLUMNS, Change, Observed, Row, State, Surprise
from server import APP, DATABASE, SERVICE, Server, token
from writer import Writer

# It wants no temporary files: where the disk was full there may be hardly room for them.
IN_MEMORY = {"options": "-c work_mem=1GB"}
# Each says what is wrong, or nothing. The extension's own doctor() is asked besides.
INCONSISTENCIES = {
    "counters that are not what is there": """
        SELECT * FROM todo.user_counters c FULL JOIN (
            SELECT u.id AS user_id, count(t.id) FILTER (WHERE NOT completed AND deleted_at IS NULL) AS open,
                count(t.id) FILTER (WHERE completed AND deleted_at IS NULL) AS done,
                count(t.id) FILTER (WHERE deleted_at IS NOT NULL) AS trash
            FROM todo.users u LEFT JOIN todo.tasks t ON t.user_id = u.id GROUP BY u.id) t USING (user_id)
        WHERE (c.open, c.done, c.trash) IS DISTINCT FROM (t.open, t.done, t.trash)""",
    "numbers of events with a gap": """
        SELECT * FROM (SELECT u.user_id, u.seq, count(e.seq), min(e.seq), max(e.seq)
            FROM todo.user_counters u LEFT JOIN todo.events e USING (user_id) GROUP BY u.user_id, u.seq) n
        WHERE n.count <> n.seq OR n.seq <> coalesce(n.max, 0) OR n.min <> 1""",
    "rows of users that are not there": """
        SELECT user_id FROM (SELECT user_id FROM todo.tasks UNION ALL SELECT user_id FROM todo.tasks_archive
            UNION ALL SELECT user_id FROM todo.events UNION ALL SELECT user_id FROM todo.user_counters
            UNION ALL SELECT user_id FROM todo.idempotency_keys) r
        WHERE NOT EXISTS (SELECT FROM todo.users u WHERE u.id = r.user_id)""",
}
UNLIKE_THE_LOG = f"""
    (SELECT {COLUMNS} FROM todo.replay_tasks() EXCEPT ALL SELECT {COLUMNS} FROM todo.tasks)
    UNION ALL (SELECT {COLUMNS} FROM todo.tasks EXCEPT ALL SELECT {COLUMNS} FROM todo.replay_tasks())"""


def observe(server: Server, only: Change | None = None, but: list[str] = []) -> Observed:
    """What is in the database, or what of it a change touches: in one snapshot, and without some users."""
    connection = server.connect(**IN_MEMORY)
    try:
        return observe_by(connection, only, but)
    finally:
        connection.close()


def observe_by(connection, only: Change | None = None, but: list[str] = []) -> Observed:
    """The same by a superuser's connection that is there."""
    ids = list(only.tasks) if only else None
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        others = "user_id <> ALL (%s::uuid[])"
        cursor.execute(f"SELECT task_id, count(*) FROM todo.events WHERE coalesce(task_id = ANY (%s::uuid[]), true)"
                       f" AND {others} GROUP BY task_id", (ids, but))
        events = dict(cursor.fetchall())
        tasks = {id: State(None, count) for id, count in events.items()}
        for archived, table in ((False, "tasks"), (True, "tasks_archive")):
            cursor.execute(f"SELECT {COLUMNS} FROM todo.{table} WHERE coalesce(id = ANY (%s::uuid[]), true)"
                           f" AND {others}", (ids, but))
            for row in map(Row._make, cursor.fetchall()):
                if row.id in tasks and tasks[row.id].row:
                    raise Surprise(f"task {row.id} is in tasks and in the archive")
                tasks[row.id] = State(row, events.get(row.id, 0), archived)
        cursor.execute(f"SELECT user_id, key, result FROM todo.idempotency_keys WHERE coalesce(key = ANY (%s), true)"
                       f" AND {others}", ([key for _, key in only.keys] if only else None, but))
        keys = {(user, key): result for user, key, result in cursor.fetchall()}
        cursor.execute("SELECT id FROM todo.users WHERE id <> ALL (%s::uuid[])", (but,))
        users = {id for (id,) in cursor.fetchall()}
        cursor.execute("COMMIT")
    return Observed(tasks, keys, users)


def compare(observed: Observed, writers: list[Writer], users: list[str]) -> None:
    """Nothing that was acknowledged is lost, and nothing is there that nobody sent."""
    for writer in writers:
        writer.book.resolve(observed)
    lost = [f"{writer.name}: {line}" for writer in writers for line in observed.differences(writer.book)]
    if lost:
        raise Surprise(f"{len(lost)} acknowledged things are not as they were:\n" + "\n".join(lost[:10]))
    books = [writer.book for writer in writers]
    invented = [*(observed.tasks.keys() - {id for book in books for id in book.tasks}),
                *(observed.keys.keys() - {key for book in books for key in book.keys}),
                *(observed.users - {user for book in books for user in book.users} - set(users))]
    if invented:
        raise Surprise(f"{len(invented)} things are there that nobody sent: {invented[:10]}")
    for book in books:
        book.narrow(observed)


def check_consistency(server: Server, database: str = DATABASE) -> None:
    for what, query in INCONSISTENCIES.items():
        rows = server.run(query, dbname=database, **IN_MEMORY)
        if rows:
            raise Surprise(f"{what}: {rows[:5]}")
    wrong = server.run("SELECT * FROM todo.doctor(0) WHERE NOT ok", user=SERVICE, dbname=database, **IN_MEMORY)
    if wrong:
        raise Surprise(f"doctor: {wrong}")
    for (user,) in server.run("SELECT id FROM todo.users", dbname=database):
        connection = server.connect(APP, database, **IN_MEMORY)
        with connection.cursor() as cursor:
            cursor.execute("SELECT todo.login(%s, 'session')", (token(user),))
            cursor.execute(UNLIKE_THE_LOG)
            rows = cursor.fetchall()
        connection.close()
        if rows:
            raise Surprise(f"the log of {user} tells of other tasks: {rows[:5]}")


def check_pages(server: Server, *options: str) -> None:
    """Tables and indexes, by PostgreSQL's own checker."""
    done = subprocess.run(["pg_amcheck", "-h", server.sockets, "-U", "postgres", "-d", DATABASE, "--heapallindexed",
                           *options], capture_output=True, text=True)
    if done.returncode != 0:
        raise Surprise(f"pg_amcheck: {done.stdout}{done.stderr}")


def audit(server: Server, writers: list[Writer], users: list[str], followers: list) -> None:
    compare(observe(server), writers, users)
    check_consistency(server)
    for follower in followers:
        follower.catch_up()
