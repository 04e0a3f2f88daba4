"""pgbouncer by the file of examples/pgbouncer, with other paths and one server connection for each role: what one client
leaves there, the next would find."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import psycopg
from support import EXAMPLES, rows, use_example

use_example('pgbouncer')
from tasks import connect

PASSWORD = 'what the client knows'


class Pooler:
    def __init__(self, todo, settings):
        self._app = todo.app
        self._folder = folder = pathlib.Path(tempfile.mkdtemp(prefix='todo.', dir='/tmp'))  # short: it has a socket
        secrets = rows(todo.server, 'SELECT rolname, rolpassword FROM pg_authid WHERE rolpassword IS NOT NULL')
        (folder / 'userlist.txt').write_text(''.join(f'"{name}" "{secret}"\n' for name, secret in secrets))
        settings = {
            'listen_addr': '', 'unix_socket_dir': folder, 'auth_file': folder / 'userlist.txt', 'logfile': folder / 'log',
            'default_pool_size': 1, **settings}
        # The example ends in the section that these settings go on with: another header would put it back to defaults.
        (folder / 'pgbouncer.ini').write_text(
            f'%include {EXAMPLES}/pgbouncer/pgbouncer.ini\n' + ''.join(f'{name} = {value}\n' for name, value in settings.items()) +
            f'[databases]\nmine = host={os.environ["PGHOST"]} dbname={todo.name}\n')
        program = shutil.which('pgbouncer', path=f'{os.environ["PATH"]}:/usr/sbin')
        self._process = subprocess.Popen([program, '-q', folder / 'pgbouncer.ini'])

    def connect(self, role=None, **more):
        more = ' '.join(f"{name}='{value}'" for name, value in more.items())
        return connect(f"host={self._folder} port=6432 dbname=mine user={role or self._app} password='{PASSWORD}' {more}")

    def wait(self):
        for _ in range(200):
            assert self._process.poll() is None, (self._folder / 'log').read_text()
            with contextlib.suppress(psycopg.OperationalError):
                return self.connect().close()
            time.sleep(0.05)
        raise RuntimeError(f'pgbouncer does not answer: {(self._folder / "log").read_text()}')

    def stop(self):
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self._folder)
