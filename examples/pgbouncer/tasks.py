"""Tasks through a pooler in transaction mode, with psycopg2. Two ways, and after both nobody is signed in:

    connection = connect('host=127.0.0.1 port=6432 dbname=mine user=app')
    with signed_in(connection, token) as cursor:                  # one transaction
        cursor.execute('SELECT * FROM todo.create_task(%s)', ('Buy milk',))
    [page] = execute(connection, token, [{'do': 'tasks_page'}])   # one call
"""
import contextlib
import json

import psycopg2
from psycopg2 import extensions


def connect(dsn):
    connection = psycopg2.connect(dsn)
    connection.autocommit = True  # a transaction is where signed_in() makes one
    return connection


@contextlib.contextmanager
def signed_in(connection, token):
    """A transaction as the user whom the token proves: committed at the end, rolled back by an exception."""
    with connection, connection.cursor() as cursor:
        cursor.execute('SELECT todo.login(%s)', (token,))
        yield cursor
        # After an error that was swallowed PostgreSQL answers COMMIT with ROLLBACK, and raises nothing.
        if connection.info.transaction_status == extensions.TRANSACTION_STATUS_INERROR:
            raise RuntimeError('the transaction had failed and was rolled back')


def execute(connection, token, commands):
    """Up to 100 commands, all or none, in one round trip; the result of each."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT todo.execute(%s, %s)', (json.dumps(commands), token))
        [(results,)] = cursor.fetchall()
    return [each['result'] for each in results]
