"""Tasks through a pooler in transaction mode, with psycopg 3. Two ways, and after both nobody is signed in:

    connection = connect('host=127.0.0.1 port=6432 dbname=mine user=app')
    with signed_in(connection, token):                            # one transaction
        connection.execute('SELECT * FROM todo.create_task(%s)', ['Buy milk'])
    [page] = execute(connection, token, [{'do': 'tasks_page'}])   # one call
"""
import contextlib
import json

import psycopg
from psycopg.pq import TransactionStatus


def connect(dsn):
    # A statement that psycopg prepares stays on its connection to the server, which the next client has: none until pgbouncer 1.21.
    return psycopg.connect(dsn, autocommit=True, prepare_threshold=None)


@contextlib.contextmanager
def signed_in(connection, token):
    """A transaction as the user whom the token proves: committed at the end, rolled back by an exception."""
    if connection.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
        raise RuntimeError('within a transaction: the user would stay to the end of that')
    with connection.transaction():
        connection.execute('SELECT todo.login(%s)', [token])
        yield
        # After an error that was swallowed PostgreSQL answers COMMIT with ROLLBACK, and raises nothing.
        if connection.info.transaction_status == TransactionStatus.INERROR:
            raise RuntimeError('the transaction had failed and was rolled back')


def execute(connection, token, commands):
    """Up to 100 commands, all or none, in one round trip; the result of each."""
    [(results,)] = connection.execute('SELECT todo.execute(%s, %s)', [json.dumps(commands), token])
    return [each['result'] for each in results]
