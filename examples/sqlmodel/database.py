"""Sessions that are signed in, whatever the pool they draw on.

    engine = connect('postgresql://app@/mine')         # its role holds authenticated_user
    with signed_in(engine, token) as session:
        session.add(Task(title='Buy milk'))
        session.commit()
"""
from psycopg2.extensions import TRANSACTION_STATUS_INERROR
from sqlalchemy import event, text
from sqlmodel import Session, create_engine


def connect(url, **options):
    # An error tells the parameters of its statement, and a token is one. psycopg2 sends it within the statement: see
    # docs/identity.md, "What the log may show".
    return create_engine(url, hide_parameters=True, **options)


def signed_in(engine, token):
    """A session each of whose transactions begins as the user whom the token proves."""
    session = Session(engine)

    @event.listens_for(session, 'after_begin')
    def sign_in(session, transaction, connection):
        connection.execute(text('SELECT todo.login(:token)'), {'token': token})

    @event.listens_for(session, 'before_commit')
    def refuse_failed(session):
        # After an error that was swallowed PostgreSQL answers COMMIT with ROLLBACK, and raises nothing.
        if session.connection().connection.dbapi_connection.info.transaction_status == TRANSACTION_STATUS_INERROR:
            raise RuntimeError('the transaction had failed, and will be rolled back')

    return session
