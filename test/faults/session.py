"""A connection that is who a case asks for, and makes its call."""

import io
import typing

import psycopg2

from cases import ALICE

SIGN_IN = {
    'alice': f"SELECT todo.set_user('{ALICE}', 'session'); SET ROLE faults_app",
    'app': 'SELECT todo.logout(); SET ROLE faults_app',
    'service': 'SELECT todo.logout(); SET ROLE faults_backend',
    'service_for_alice': f"SELECT todo.set_user('{ALICE}', 'session'); SET ROLE faults_backend",
    'owner': 'SELECT todo.logout()',
    'new': '',  # as it comes
}


class Finding(Exception):
    """What must not happen."""


class Outcome(typing.NamedTuple):
    error: typing.Optional[str]  # SQLSTATE
    text: str


class Report(typing.NamedTuple):
    """How it is after a call: see setup.sql."""
    points: int
    fired: int
    last: str
    objects: int
    exceptions: int
    signed_in: typing.Optional[str]
    rows: str
    effects: str
    untrue: int


class Session:
    def __init__(self, database, case, tokens):
        self.case, self.tokens = case, tokens
        self.connection = psycopg2.connect(dbname=database)
        self.connection.autocommit = True
        self.cursor = self.connection.cursor()
        self.sign_in()

    def close(self):
        self.connection.close()

    @property
    def signed_in(self):
        return ALICE if ALICE in SIGN_IN[self.case.who] else None

    def run(self, sql):
        if sql:
            self.cursor.execute(sql, self.tokens.parameters(sql))

    def sign_in(self):
        self.run('RESET ROLE')
        self.run(SIGN_IN[self.case.who])

    def call(self):
        """What the case's statement comes to."""
        try:
            if self.case.sql.startswith('COPY'):
                self.cursor.copy_expert(self.case.sql, io.StringIO(self.case.copy))
                return Outcome(None, '')
            self.run(self.case.sql)
            return Outcome(None, str(self.cursor.fetchall() if self.cursor.description else ''))
        except psycopg2.Error as error:
            self.still_there(error)
            return Outcome(error.pgcode, str(error).strip())

    def still_there(self, error):
        if self.connection.closed or error.pgcode is None:
            raise Finding(f'the connection is lost: {error}') from error

    def call_in_savepoint(self):
        """The same within a transaction, and how it is afterwards; then taken back."""
        self.run('SAVEPOINT call')
        outcome = self.call()
        if outcome.error:
            self.run('ROLLBACK TO call')
        report = self.report()
        self.run('ROLLBACK TO call')
        return outcome, report

    def can_forge(self):
        """Whether SQL can write who is signed in. The session is of no use afterwards."""
        try:
            self.run('RESET ROLE')
            self.run(f"SELECT set_config('todo.user_id', '{ALICE} 9223372036854775807', false)")
            return True
        except psycopg2.Error as error:
            self.still_there(error)
            if error.pgcode != '42501':
                raise Finding(f'SQL that says who is signed in comes to {error.pgcode} {error}') from error
            return False

    def arm(self, fault):
        self.run(f"SELECT faults.arm('{fault.kind}', {fault.k}, {fault.again}, {fault.place})")

    def report(self):
        self.run('SELECT * FROM faults.report()')
        report = Report(*self.cursor.fetchone())
        # The server's own, of a subtransaction that found no memory to begin or to end in; it is rolled back as any other.
        servers_own = ('AbortSubTransaction while in START state', 'AbortSubTransaction while in COMMIT state')
        warnings = [notice for notice in self.connection.notices if notice.startswith('WARNING') and not any(own in notice for own in servers_own)]
        self.connection.notices.clear()
        if warnings:
            raise Finding(warnings[0])
        return report
