"""Before anything is measured: every peer does the work. What it answers is compared with what data.sql says."""
import collections

import psycopg2
import psycopg2.extras

import stopwatch
from operations import GUEST, PAGE_SIZE, READER, REGULAR, new_tasks
from peer import Peer


class WrongAnswer(Exception):
    """A peer that does other work than the rest."""


def _expect(peer: Peer, what: str, answer, expected) -> None:
    if answer != expected:
        raise WrongAnswer(f"{peer.name}: {what}: {answer!r}, not {expected!r}")


class Answers:
    """A peer's statements by psycopg2, in a transaction that is rolled back."""

    def __init__(self, peer: Peer):
        self.peer = peer
        self._connection = psycopg2.connect("dbname=bench user=bench_app", cursor_factory=psycopg2.extras.RealDictCursor)
        self._cursor = self._connection.cursor()

    def close(self) -> None:
        self._connection.close()

    def sign_in(self, account: str) -> None:
        self._cursor.execute(self.peer.sign_in(account))

    def rows(self, name: str, **arguments) -> list[dict]:
        sql = stopwatch.PLACEHOLDER.sub(r"%(\1)s", self.peer.statements[name][0])
        self._cursor.execute(sql, {"page_size": PAGE_SIZE, "completed": "false"} | arguments)
        return self._cursor.fetchall()

    def ask(self, sql: str, *arguments) -> list:
        self._cursor.execute(sql, arguments)
        return [next(iter(row.values())) for row in self._cursor.fetchall()]


def _check_reads(answers: Answers, expected: dict) -> None:
    peer = answers.peer
    answers.sign_in(REGULAR)
    for name in ("list", "list_open"):
        _expect(peer, name, [row["title"] for row in answers.rows(name, user=REGULAR)], expected[name])
    for name, same in (("page", "list"), ("page_open", "list_open")):
        [page] = answers.rows(name, user=REGULAR)[0].values()
        items = page["items"] if isinstance(page, dict) else page
        _expect(peer, name, [item["title"] for item in items], expected[same])
    answers.sign_in(READER)
    _expect(peer, "count", {row["completed"]: row["count"] for row in answers.rows("count", user=READER)}, expected["count"])
    if peer.name != "bare":
        _expect(peer, "get of another user's task", answers.rows("get", task=peer.world["writer"][0]), [])


def _check_writes(answers: Answers) -> None:
    peer = answers.peer
    answers.sign_in(GUEST)
    [task] = answers.rows("create", user=GUEST, title="Buy milk", description="Two bottles")
    _expect(peer, "create", [task[name] for name in ("user_id", "title", "description", "completed")],
            [GUEST, "Buy milk", "Two bottles", False])
    [task] = answers.rows("update", task=task["id"], title="Buy bread", patch='{"title": "Buy bread"}')
    _expect(peer, "update", [task["title"], task["description"]], ["Buy bread", "Two bottles"])
    [task] = answers.rows("toggle", task=task["id"])
    _expect(peer, "toggle", task["completed"], True)
    _expect(peer, "get", [row["title"] for row in answers.rows("get", task=task["id"])], ["Buy bread"])
    answers.rows("delete", task=task["id"])
    _expect(peer, "get of a deleted task", answers.rows("get", task=task["id"]), [])
    if "restore" in peer.statements:
        answers.rows("restore", task=task["id"])
        _expect(peer, "restore", len(answers.rows("get", task=task["id"])), 1)
        answers.rows("delete", task=task["id"])
    for name in ("create_many", "execute"):
        made = new_tasks(10)({})
        if not peer.statements[name][1]:
            answers.rows(name, **{key: made[key] for key in ("user", "tasks", "commands")})
            titles = [task["title"] for task in made["each"]]
            found = answers.ask(f"SELECT title FROM {peer.name}.tasks WHERE title = ANY (%s) ORDER BY id", titles)
            _expect(peer, name, collections.Counter(found), collections.Counter(titles))


def check(peers: list[Peer], admin) -> None:
    def titles(condition: str) -> list[str]:
        admin.execute(f"SELECT title FROM data.tasks WHERE user_id = %s AND NOT trashed AND {condition} ORDER BY created_at DESC LIMIT %s",
                      [REGULAR, PAGE_SIZE])
        return [row[0] for row in admin.fetchall()]

    expected = {"list": titles("true"), "list_open": titles("NOT completed")}
    admin.execute("SELECT completed, count(*) FROM data.tasks WHERE user_id = %s AND NOT trashed GROUP BY completed", [READER])
    expected["count"] = dict(admin.fetchall())
    _expect(peers[0], "tasks to count", sum(expected["count"].values()), 10_000)
    for peer in peers:
        answers = Answers(peer)
        _check_reads(answers, expected)
        _check_writes(answers)
        answers.close()
