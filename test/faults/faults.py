#!/usr/bin/python3
"""Every k-th backend call or allocation fails, k = 1 …, in every function: nothing may crash, leak, be half done.

A case is tried in sessions that have made its call before, at every k, by turns in a savepoint and as a transaction by
itself; and as the first call of its session: there the server fills its caches, and k is one of each place (injector.hpp)
that no case before has come to.

FAULTS: about how many faults, spread over all cases; 0: all that there are. CASES: only those whose SQL has this.
PART: 2/4 for the second of four parts of the cases.
"""

import collections
import contextlib
import json
import multiprocessing
import os
import pathlib
import random
import subprocess
import sys
from queue import Empty

import psycopg2

import cases
from ways import KINDS, Fault, Tester, Way
from tokens import AUDIENCE, ISSUER, Tokens

FAULTS = int(os.environ.get('FAULTS', '6000'))
ONLY = os.environ.get('CASES', '')
PART, PARTS = map(int, os.environ.get('PART', '1/1').split('/'))
HERE = pathlib.Path(__file__).parent
MODULE = (HERE / '../../build/faults/todo_faults.so').resolve()


def psql(*arguments, database='postgres', script=None):
    subprocess.run(['psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', database, *arguments], check=True, text=True, input=script, stdout=subprocess.DEVNULL)


def ways_of(case):
    if case.in_transaction:
        yield Way(case, savepoint=True, cold=False)
    elif not case.loads:
        yield Way(case, savepoint=True, cold=False, turns=2)
        yield Way(case, savepoint=False, cold=False, turns=2, turn=1)
    yield Way(case, savepoint=case.in_transaction, cold=True)


def limit_for(counts, wanted):
    """So many of each that they are about as many as wanted, together."""
    limit = 1
    while sum(min(count, limit) for count in counts) < min(wanted, sum(counts)):
        limit += 1
    return limit


def faults_of(way, points, limit, chooser):
    for kind, places in points.items():
        for again in (False, True):
            there = places.of(again)
            # A call that goes on after errors has to choose from which.
            chosen = len(there) if way.case.swallows and not way.cold and kind == 'error' else min(len(there), limit)
            for k in sorted(chooser.sample(there, chosen)):
                yield Fault(kind, again, k, places.tried[k])


def counts_of(points):
    return [len(places.of(again)) for places in points.values() for again in (False, True)]


def work(number, share, tokens, wanted, results):
    """Tries its share of the cases."""
    tester = Tester(f'faults_{number}', tokens)
    measured = []
    for way in (way for case in share for way in ways_of(case)):
        points, normal = tester.measure(way)
        measured.append((way, points, normal))
    counts = [count for _, points, _ in measured for count in counts_of(points)]
    limit = limit_for(counts, wanted) if wanted else sys.maxsize
    chooser = random.Random(1)
    for way, points, normal in measured:
        faults = list(faults_of(way, points, limit, chooser))
        results.put((str(way), points, faults, list(tester.inject_all(way, faults, normal))))


def every_function_is_tried(known):
    """The functions of C in schema todo, against those that the cases name."""
    tried = {function for case in known for function in case.functions.split()}
    with psycopg2.connect(dbname='faults_0') as connection, connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc JOIN pg_language l ON l.oid = prolang WHERE pronamespace = 'todo'::regnamespace AND lanname = 'c'")
        there = {name for name, in cursor}
    if tried != there:
        sys.exit(f'faults: cases.py against the functions there are: {sorted(tried ^ there)}')


def set_up(tokens, workers):
    directory = pathlib.Path(subprocess.check_output(['psql', '-XqAtc', 'SHOW data_directory'], text=True).strip())
    (directory / 'keys.json').write_text(tokens.secret_set())
    (directory / 'keys.json').chmod(0o600)
    psql('-c', 'CREATE ROLE faults_app; CREATE ROLE faults_backend; CREATE TABLE places (kind text, place bigint, PRIMARY KEY (kind, place))')
    for number in range(workers):
        psql('-c', f'CREATE DATABASE faults_{number}')
        psql('-v', f'module={MODULE}', '-f', str(HERE / 'setup.sql'), database=f'faults_{number}')
    psql('-c', 'GRANT authenticated_user TO faults_app, faults_backend; GRANT todo_service TO faults_backend', database='faults_0')
    return directory


def set_keys(directory, tokens, in_table, workers):
    """In settings and a file, or in Better Auth's table."""
    public = list(tokens.public_keys().values())
    settings = {'jwt_issuer': ISSUER, 'jwt_audience': AUDIENCE, 'jwt_keys_file': 'keys.json', 'jwt_keys': json.dumps({'keys': public})}
    for name, value in settings.items():
        psql('-v', f'value={value}', '-f', '-', script=f"LOAD 'todo'; ALTER SYSTEM SET todo.{name} = :'value'")
    if in_table:
        psql('-c', 'ALTER SYSTEM RESET todo.jwt_keys_file', '-c', 'ALTER SYSTEM RESET todo.jwt_keys')
        rows = ', '.join(f"('{json.dumps(key)}', '', now())" for key in public)
        for number in range(workers):
            psql('-c', 'SELECT todo.install_better_auth()', '-c', f'INSERT INTO todo.jwks (public_key, private_key, created_at) VALUES {rows}',
                 database=f'faults_{number}')
    psql('-c', 'SELECT pg_reload_conf(), pg_sleep(0.5)')


def run_phase(known, tokens, wanted, workers):
    """All cases, by all workers at once. Yields what came of each way."""
    queue = multiprocessing.Queue()
    shares = [known[number::workers] for number in range(workers)]
    processes = [multiprocessing.Process(target=work, args=(number, share, tokens, -(-wanted // workers), queue)) for number, share in enumerate(shares)]
    for process in processes:
        process.start()
    while any(process.is_alive() for process in processes) or not queue.empty():
        with contextlib.suppress(Empty):
            yield queue.get(timeout=0.2)
    if any(process.exitcode for process in processes):
        sys.exit('faults: a worker has failed, see above')


def main():
    workers = os.cpu_count()
    tokens = Tokens()
    directory = set_up(tokens, workers)
    every_function_is_tried(cases.ALL)
    phases = [(False, cases.ALL), (True, cases.TABLE_KEYS)]
    chosen = [(in_table, [case for case in known if ONLY in case.sql][PART - 1::PARTS]) for in_table, known in phases]
    calls = sum(len(known) for _, known in chosen)
    if calls == 0:
        sys.exit('faults: no such case')
    fired, findings, points, tried, missed = collections.Counter(), [], 0, 0, 0
    for in_table, known in chosen:
        set_keys(directory, tokens, in_table, workers)
        wanted = -(-FAULTS * len(known) // max(calls, 1))
        for way, there, faults, outcomes in run_phase(known, tokens, wanted, workers):
            points += sum(counts_of(there))
            not_there = outcomes.count(0)
            missed += not_there
            tried += len(faults)
            print(f'{len(faults):6} of {sum(counts_of(there)):6}  {way}{f", {not_there} not come to" if not_there else ""}', flush=True)
            for fault, outcome in zip(faults, outcomes, strict=True):
                if isinstance(outcome, int):
                    fired[fault.kind] += outcome
                else:
                    findings.append(f'{way}: {outcome}')
                    print(f'FOUND: {outcome}', flush=True)
    if not ONLY and missed > tried // 20:
        sys.exit(f'faults: {missed} of {tried} points were not come to: what was surveyed is not what is tried')
    kinds = ', '.join(f'{fired[kind]} {kind}' for kind in KINDS)
    if findings:
        # Once more: whoever sees only the end of what is printed is to know what was found.
        sys.exit('\n'.join([f'FOUND: {finding}' for finding in findings[:20]] + [f'faults: {len(findings)} findings']))
    print(f'trust: faults: {sum(fired.values())} faults ({kinds}) of {points} that could be tried in {calls} calls, {missed} not come to; '
          'no crash, nothing half done, no live object, identity as before')


if __name__ == '__main__':
    main()
