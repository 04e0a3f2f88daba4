"""scripts/clients fails when a test fails, when a file has no test or a test is skipped, and when npm's registry is out of reach:
nothing passes silently. Tried on a copy of the scripts, with test files of its own and no server."""
import os
import pathlib
import shutil
import socket
import subprocess

import pytest

TREE = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture
def tree(tmp_path):
    for file in ('scripts/clients', 'scripts/npm-packages', 'examples/package.json', 'examples/package-lock.json',
                 'test/clients/conftest.py', 'test/clients/support.py', 'test/clients/pooler.py', 'test/clients/proven.mjs',
                 'examples/pgbouncer/tasks.py'):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TREE / file, tmp_path / file)
    replace(tmp_path / 'scripts/with-server', 'shift\nexec "$@"\n')
    return tmp_path


def replace(script, body):
    script.write_text(f'#!/usr/bin/env bash\n{body}')
    script.chmod(0o755)


def run(tree, *files, **environment):
    done = subprocess.run([tree / 'scripts/clients', *files], env={**os.environ, **environment}, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize('name, content, passes', [
    ('a_test.py', 'def test_passes(): pass', True),
    ('a_test.py', 'def test_fails(): assert False', False),
    ('a_test.py', 'import nothing_of_that_name', False),
    ('a_test.py', '', False),
    ('a_test.py', 'import pytest\ndef test_passes(): pass\n@pytest.mark.skip\ndef test_skipped(): pass', False),
    ('a_test.py', 'import pytest\ndef test_passes(): pass\n@pytest.mark.xfail\ndef test_expected(): assert False', False),
    ('a.test.mjs', "import { test } from 'node:test'; test('passes', () => {})", True),
    ('a.test.mjs', "import { test } from 'node:test'; test('passes', t => t.test('within', () => {}))", True),
    ('a.test.mjs', "import { test } from 'node:test'; test('passes', () => {}); test('fails', () => { throw 1 })", False),
    ('a.test.mjs', "import 'nothing-of-that-name'", False),
    ('a.test.mjs', '', False),
    ('a.test.mjs', "import { test } from 'node:test'; test('passes', () => {}); test.skip('skipped', () => {})", False),
    ('a.test.mjs', "import { test } from 'node:test'; test('passes', () => {}); test.todo('to be done', () => {})", False),
])
def test_what_is_not_proven_fails(tree, name, content, passes):
    replace(tree / 'scripts/npm-packages', f'echo {os.environ["NODE"]}\n')
    good = tree / 'test/clients/good_test.py', tree / 'test/clients/good.test.mjs'
    good[0].write_text('def test_good(): pass')
    good[1].write_text("import { test } from 'node:test'; test('good', () => {})")
    (tree / 'test/clients' / name).write_text(content)
    status, said = run(tree)
    assert (status == 0) == passes, said


def test_no_files_at_all_fail(tree):
    replace(tree / 'scripts/npm-packages', f'echo {os.environ["NODE"]}\n')
    status, said = run(tree)
    assert status != 0, said


def test_without_npm_registry_it_says_so_and_fails_again_and_again(tree):
    replace(tree / 'scripts/with-server', 'echo started\n')
    with socket.socket() as closed:  # bound and not listened on: nobody else gets the port
        closed.bind(('127.0.0.1', 0))
        registry = f'http://127.0.0.1:{closed.getsockname()[1]}'
        for _ in range(2):
            status, said = run(tree, npm_config_registry=registry, npm_config_cache=str(tree / 'cache'), npm_config_fetch_retries='0')
            assert status == 1
            assert 'ECONNREFUSED' in said
            assert 'is the registry within reach?' in said
            assert 'started' not in said
