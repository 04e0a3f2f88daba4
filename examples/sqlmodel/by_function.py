"""The seven queries by the functions of todo, in a session of database.signed_in(): they give tasks of the session."""
import json

from models import Task
from sqlalchemy import text
from sqlmodel import select


def tasks_of(session, call, **values):
    statement = select(Task).from_statement(text(f'SELECT * FROM todo.{call}')).execution_options(populate_existing=True)
    return session.execute(statement, values).scalars()


def list_tasks(session):
    return tasks_of(session, 'list_tasks()').all()


def open_tasks(session):
    return tasks_of(session, 'list_tasks(completed => false)').all()


def create_task(session, title, description=None):
    return tasks_of(session, 'create_task(:title, :description)', title=title, description=description).one()


def update_task(session, task_id, **patch):
    return tasks_of(session, 'update_task(:id, :patch)', id=task_id, patch=json.dumps(patch)).one()


def toggle_task(session, task_id):
    return tasks_of(session, 'toggle_task(:id)', id=task_id).one()


def delete_task(session, task_id):
    return tasks_of(session, 'delete_task(:id)', id=task_id).one()  # to the trash


def count_tasks(session):
    return dict(session.execute(text('SELECT * FROM todo.count_tasks()')).all())
