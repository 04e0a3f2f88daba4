"""A way to try a case, the faults that are tried in it, and what has to hold after each."""

import contextlib
import time
import typing

import psycopg2

from cases import Case
from session import Finding, Outcome, Report, Session

# The SQLSTATE that a fault of this kind becomes.
KINDS = {'error': 'FAULT', 'cancel': '57014', 'new': '53200', 'palloc': '53200', 'malloc': '53200'}
# A session is begun anew now and then: what its transaction has taken back stays in its way.
CALLS_A_SESSION = 200
# What OpenSSL says after several allocations have failed can be taken for a forged signature. The token is refused.
REFUSED_TOKEN = '28000'


class Way(typing.NamedTuple):
    case: Case
    savepoint: bool  # within a transaction; else a transaction by itself
    cold: bool  # each time the first call of its session
    turns: int = 1  # so many ways share the points among them
    turn: int = 0

    def __str__(self):
        how = f'{"cold" if self.cold else "warm"}, {"in a savepoint" if self.savepoint else "by itself"}'
        return f'{self.case.who}: {" ".join(self.case.sql.split())[:120]} ({how})'


class Points(typing.NamedTuple):
    """Where a call can fail, in one kind."""
    count: int
    tried: typing.Mapping[int, int]  # of 1 to count, with the place that is looked for; 0: none, the k-th is meant

    def of(self, again):
        """Those that make a difference: past the half, every k-th is the k-th alone."""
        return [k for k in self.tried if not again or k <= self.count // 2]


class Fault(typing.NamedTuple):
    kind: str
    again: bool  # every k-th point fails, not the k-th alone
    k: int
    place: int = 0  # not 0: the first point in this place is the k-th, wherever it is in another session

    def __str__(self):
        return f'{self.kind} at {"every " if self.again else ""}{self.k}'


class Call(typing.NamedTuple):
    """What a call comes to, and how it is afterwards."""
    outcome: Outcome
    report: Report


class Normal(typing.NamedTuple):
    """Without a fault."""
    first: Call
    again: Call  # in a savepoint


def expect(holds, what):
    if not holds:
        raise Finding(what)


def judge_fault(way, fault, normal, before, call):
    """What a call with a fault may have come to."""
    error, after = call.outcome.error, call.report
    where = f'a fault in {after.last}: {error} {call.outcome.text}'
    expect(after.exceptions == before.exceptions, f'{where}; and then {after.exceptions} exceptions live on')
    expected = {KINDS[fault.kind]}
    if fault.again or after.last == 'CopyErrorData':
        expected.add('53200')  # an error that could not be copied is "out of memory"
    if fault.again and fault.kind == 'malloc' and '%(' in way.case.sql:
        expected.add(REFUSED_TOKEN)
    if error in expected:
        expect(after.rows == before.rows, f'{where}; but something was done')
        expect(after.signed_in == before.signed_in, f'{where}; but {after.signed_in} is signed in, before it was {before.signed_in}')
        return
    # Some parts are reported to have failed, and the others are whole; but where a part cannot begin, nothing goes on.
    goes_on = way.case.swallows and after.last != 'BeginInternalSubTransaction'
    if goes_on and error is None and KINDS[fault.kind] in call.outcome.text:
        expect(after.untrue == before.untrue, f'{where}; and then counters or events are untrue')
        return
    # A cancel may come too late, and the C++ library has memory in reserve for its exceptions.
    expect(fault.kind in ('cancel', 'malloc') and error == normal.first.outcome.error, f'{where}; normally {normal.first.outcome.error}')
    expect(after.effects == normal.first.report.effects, f'{where}; with other effects than usual')
    expect(after.signed_in == normal.first.report.signed_in, f'{where}; and then {after.signed_in} is signed in')


def judge_next(normal, last, call):
    """The call is made once more, and must come to what it always comes to."""
    where = f'the call after a fault in {last}'
    expect(call.outcome.error == normal.again.outcome.error, f'{where}: {call.outcome.error} {call.outcome.text}')
    for what in ('effects', 'signed_in', 'objects', 'exceptions'):
        expected, found = getattr(normal.again.report, what), getattr(call.report, what)
        expect(found == expected, f'{where}: {what} {found}, not {expected}')


class Tester:
    """Tries rounds in a database of its own."""

    def __init__(self, database, tokens):
        self.database, self.tokens = database, tokens
        self.shared = psycopg2.connect(dbname='postgres')
        self.shared.autocommit = True
        self.connect()

    def connect(self):
        # What a call has left locked is a finding, not a wait.
        self.admin = psycopg2.connect(dbname=self.database, options='-c lock_timeout=5s')
        self.admin.autocommit = True

    def run(self, sql):
        with self.admin.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone() if cursor.description else None

    def start_again(self, case, vacuum=False):
        if vacuum:
            # While the tables are empty, so that what calls have left, all of it dead, is given back: in the catalogs too.
            self.run('DELETE FROM todo.users')
            self.run('VACUUM')
        self.run(f'SELECT faults.start_again(); {case.given or "SELECT"}')

    def recover(self):
        """After a crash the server is back in a moment."""
        for _ in range(60):
            with contextlib.suppress(psycopg2.Error):
                self.connect()
                time.sleep(0.5)  # or it is about to go down
                self.run('SELECT')
                return
            time.sleep(0.5)
        raise Finding('the server does not come back')

    def open(self, way):
        session = Session(self.database, way.case, self.tokens)
        try:
            session.run("SELECT md5('')")  # OpenSSL, see points_of
            if way.savepoint:
                session.run('BEGIN')
            session.run(way.case.before)
            if not way.cold:
                self.call_normally(session, way)
            return session
        except Exception:
            session.close()  # what it has locked would be waited for
            raise

    @staticmethod
    def call_normally(session, way):
        if way.savepoint:
            return Call(*session.call_in_savepoint())
        session.run('BEGIN')
        call = Call(*session.call_in_savepoint())
        session.run('ROLLBACK')
        return call

    def call_with(self, session, way, fault):
        """The call, and how it is afterwards. What it did when it did not fail is taken back."""
        if way.savepoint:
            session.run('SAVEPOINT fault')
        session.arm(fault)
        outcome = session.call()
        if way.savepoint and outcome.error:
            session.run('ROLLBACK TO fault')
        report = session.report()
        if way.savepoint:
            session.run('ROLLBACK TO fault')
        elif not outcome.error:
            self.start_again(way.case)
            session.sign_in()
        return Call(outcome, report)

    def measure(self, way):
        """The points that there are of each kind, and what the call normally comes to."""
        self.start_again(way.case)
        points = {}
        for kind in KINDS:
            if not points or way.cold:
                session = self.open(way)
            first = self.call_with(session, way, Fault(kind, False, 0))
            points[kind] = self.points_of(session, way, kind, first.report.points)
            normal = Normal(first, self.call_normally(session, way))
            if way.cold:
                session.close()
        session.close()
        return points, normal

    def points_of(self, session, way, kind, count):
        """All whose turn it is; where the caches are cold, one of each place that is new."""
        # The server ends a session when it has no memory for a setting's first value, and OpenSSL, where it is
        # used first, does not outlive a lack of it.
        if kind == 'malloc' and (way.case.loads or (way.cold and '%(' in way.case.sql + way.case.before)):
            return Points(0, {})
        if not way.cold:
            return Points(count, dict.fromkeys(range(1 + way.turn, count + 1, way.turns), 0))
        session.run('SELECT faults.places()')
        [(places,)] = session.cursor.fetchall()
        new = self.new_places(kind, places)
        # Of each the first that was come to.
        first = {place: k for k, place in reversed(list(enumerate(places, 1)))}
        return Points(count, {k: place for place, k in first.items() if place in new})

    def new_places(self, kind, places):
        """Those that no case before has come to, of any worker."""
        with self.shared.cursor() as cursor:
            # In order, since another worker may be waiting for one of them.
            cursor.execute('INSERT INTO places SELECT %s, place FROM (SELECT DISTINCT unnest(%s::bigint[]) AS place) p ORDER BY place'
                           ' ON CONFLICT DO NOTHING RETURNING place', (kind, places))
            return {place for place, in cursor}

    def inject(self, session, way, fault, normal, before):
        """How often it failed."""
        call = self.call_with(session, way, fault)
        if call.report.fired > 0:
            judge_fault(way, fault, normal, before, call)
            judge_next(normal, call.report.last, self.call_normally(session, way))
        return call.report.fired

    def end(self, session):
        expect(not session.can_forge(), 'SQL can say who is signed in')
        session.close()

    def inject_first(self, way, fault, normal):
        """In a session of its own. Where the place is not about the k-th point it is looked for among all, in another."""
        for tried in (fault, fault._replace(k=1)):
            # The session itself is not asked: the answer would fill its caches.
            before = Report(*self.run('SELECT * FROM faults.report()'))
            with contextlib.closing(self.open(way)) as session:
                fired = self.inject(session, way, tried, normal, before._replace(signed_in=session.signed_in))
                self.end(session)
            if fired:
                break
        return fired

    def inject_all(self, way, faults, normal):
        """Yields, for each fault, how often it failed, or what was found."""
        self.start_again(way.case, vacuum=True)
        session = None
        for number, fault in enumerate(faults, 1):
            try:
                last = number % CALLS_A_SESSION == 0 or number == len(faults)
                if way.cold:
                    fired = self.inject_first(way, fault, normal)
                else:
                    session = session or self.open(way)
                    fired = self.inject(session, way, fault, normal, session.report())
                if session is not None and last:
                    self.end(session)
                    session = None
                if last:
                    self.start_again(way.case, vacuum=True)
                yield fired
            except (Finding, psycopg2.Error) as finding:
                yield f'{fault}: {finding}'
                if session is not None:
                    session.close()  # what it has locked would be waited for
                    session = None
                self.recover()
                self.start_again(way.case)
