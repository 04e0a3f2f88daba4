"""What the Python tests need of the server: connections, settings, users and their tokens."""
import json
import pathlib
import sys
import time
import types

import jwt
import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import sql

ISSUER = 'https://login.todo.test'
AUDIENCE = 'https://api.todo.test'
EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / 'examples'


def use_example(name):
    """Its files can be imported afterwards."""
    sys.path.insert(0, str(EXAMPLES / name))


def connect(database, role='postgres', **options):
    return psycopg.connect(dbname=database, user=role, autocommit=True, **options)


def rows(connection, query, values=None):
    cursor = connection.execute(query, values)
    return cursor.fetchall() if cursor.description else []


def configure(server, **settings):
    """An empty value puts a setting back. New connections have it once the server has read its files again."""
    for name, value in settings.items():
        rows(server, sql.SQL('ALTER SYSTEM SET todo.{} = {}' if value else 'ALTER SYSTEM RESET todo.{}').format(sql.SQL(name), value))
    rows(server, 'SELECT pg_reload_conf()')
    for _ in range(200):
        if all(rows(server, f"SELECT current_setting('todo.{name}')") == [(value,)] for name, value in settings.items()):
            return
        time.sleep(0.05)
    raise RuntimeError('the server did not take over its settings')


class Users:
    """Tokens, and the users whom they prove."""

    def __init__(self, admin, server, kid):
        self._admin, self._kid, self._key = admin, kid, Ed25519PrivateKey.generate()
        public = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(self._key.public_key()))
        keys = {'keys': [{**public, 'kid': kid, 'alg': 'EdDSA'}]}
        configure(server, jwt_keys=json.dumps(keys), jwt_issuer=ISSUER, jwt_audience=AUDIENCE)

    def sign(self, subject, **claims):
        """claims: other than the usual ones, for a token that must be refused."""
        usual = {'sub': subject, 'iss': ISSUER, 'aud': AUDIENCE, 'exp': int(time.time()) + 86400}  # longer than a soak
        return jwt.encode({**usual, **claims}, self._key, algorithm='EdDSA', headers={'kid': self._kid})

    def add(self, email):
        [(user,)] = rows(self._admin, 'INSERT INTO todo.users (email) VALUES (%s) RETURNING id::text', (email,))
        return types.SimpleNamespace(id=user, token=self.sign(user))
