"""A private server for a trust stage: started, killed and searched for complaints."""
import base64
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import jwt
import psycopg2

SECRET = bytes(64)
DATABASE = "app"
# A client's role, a trusted back end's, and one that holds nothing.
APP, SERVICE, NOBODY = "trust_app", "trust_service", "trust_nobody"

SETTINGS = """
listen_addresses = ''
fsync = on
log_line_prefix = '%m [%p] %e '
log_min_error_statement = panic
todo.jwt_keys_file = 'trust_keys.json'
todo.jwt_issuer = 'https://trust.example'
todo.jwt_audience = 'todo'
"""

# What a server must not say, whatever its clients do: errors that nobody foresaw, warnings of what was left open. That
# an autovacuum worker was not there within `autovacuum_naptime` speaks of a busy machine alone.
BUSY = "autovacuum worker (?:took too long to start|started without a worker entry)"
COMPLAINTS = re.compile(
    rf"^.* (XX\w{{3}} .*|\w{{5}} (PANIC|WARNING): (?! *{BUSY}).*|.*(was terminated by signal (?!9:)|exited with exit code (?!1$)).*)$"
    r"|^(TRAP|terminate called|\*\*\* |corrupted |double free).*$", re.MULTILINE)


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(user: str, seconds: int = 7 * 24 * 3600) -> str:
    """What proves the user to the server, for so long."""
    claims = {"iss": "https://trust.example", "aud": "todo", "sub": user, "exp": int(time.time()) + seconds}
    return jwt.encode(claims, SECRET, "HS256", headers={"kid": "trust"})


class Server:
    """`settings` are further lines of postgresql.conf; `initdb` further options of it."""

    def __init__(self, name: str, settings: str = "", parent: pathlib.Path = pathlib.Path("build/trust"),
                 initdb: tuple[str, ...] = ()):
        self.data = (parent / name).resolve()
        self.log = pathlib.Path("build/trust", name).with_suffix(".log").resolve()
        self.process: subprocess.Popen | None = None
        self.sockets = tempfile.mkdtemp(prefix="todo.", dir="/tmp")  # short: a socket's path has at most 107 bytes
        self.complaints: list[str] = []
        parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.data, ignore_errors=True)
        self.log.unlink(missing_ok=True)
        subprocess.run(["initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale",
                        "--no-sync", *initdb], check=True, stdout=subprocess.DEVNULL)
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(SETTINGS + settings)
        key = {"kty": "oct", "kid": "trust", "k": encode(SECRET)}
        keys = self.data / "trust_keys.json"
        keys.write_text(json.dumps({"keys": [key]}))
        keys.chmod(0o600)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))  # and by the way out, the server
        try:
            self.set_up()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise

    def set_up(self) -> None:
        self.start()
        self.run(f"CREATE DATABASE {DATABASE}", dbname="postgres")
        self.run(f"CREATE EXTENSION todo; CREATE EXTENSION amcheck; CREATE ROLE {APP} LOGIN IN ROLE authenticated_user;"
                 f"CREATE ROLE {SERVICE} LOGIN IN ROLE todo_service; CREATE ROLE {NOBODY} LOGIN")

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, kind, error, traceback) -> None:
        if self.process and self.process.poll() is None:
            self.kill()
        if kind is not None:
            print(f"the server's log, its last lines of {self.log}:\n" + "\n".join(self.log_text().splitlines()[-30:]))
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def launch(self) -> None:
        # Killed before it has written one, a server leaves a lock file that is empty, and its removal to its administrator.
        for lock in (self.data / "postmaster.pid", pathlib.Path(self.sockets, ".s.PGSQL.5432.lock")):
            if lock.exists() and lock.stat().st_size == 0:
                lock.unlink()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(["postgres", "-D", self.data, "-k", self.sockets], stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL)

    def start(self) -> None:
        """Starts the server and waits until it has recovered."""
        self.launch()
        self.wait_until_ready()

    def wait_until_ready(self, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while True:
            try:
                self.connect(dbname="postgres").close()
                return
            except psycopg2.OperationalError as error:
                if self.process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"the server does not start: {error}") from None
            time.sleep(0.01)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=120)

    def children(self) -> list[int]:
        """The server's processes but the first, those that are dead and not yet waited for left out."""
        found = []
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[1]) == self.process.pid and fields[0] != "Z":
                found.append(int(stat.parent.name))
        return found

    def kill(self) -> None:
        """SIGKILL to every process of the server, as near to a power cut as a process can be brought."""
        self.process.send_signal(signal.SIGSTOP)
        while state(self.process.pid) not in "TZ":  # it may be starting another
            time.sleep(0.001)
        children = self.children()
        for pid in (self.process.pid, *children):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()
        # They hold the shared memory until they are really gone, and nobody but init waits for them.
        while any(state(pid) != "Z" for pid in children):
            time.sleep(0.002)

    def connect(self, user: str = "postgres", dbname: str = DATABASE, **options) -> psycopg2.extensions.connection:
        connection = psycopg2.connect(host=self.sockets, user=user, dbname=dbname, **options)
        connection.autocommit = True
        return connection

    def run(self, statement: str, arguments=None, **options) -> list[tuple]:
        """A statement by a connection of its own, by the superuser unless `options` say otherwise."""
        connection = self.connect(**options)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, arguments)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def log_text(self) -> str:
        return self.log.read_text(errors="replace")

    def read_log(self, *allowed: str) -> None:
        """Takes complaints from what the log has gained, those that match a pattern left out, and empties it."""
        for match in COMPLAINTS.finditer(self.log_text()):
            if not any(re.search(pattern, match[0]) for pattern in allowed):
                self.complaints.append(match[0])
        os.truncate(self.log, 0)


def state(pid: int) -> str:
    """As proc(5) has it; Z when there is no such process any more."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"
