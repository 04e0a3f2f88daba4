"""The seven queries by the ORM, in a session of database.signed_in(). Row security filters and checks, so none says whose tasks. What
is deleted here is gone; what by_function.delete_task() has put into the trash, where deleted_at is set, is listed and counted."""
from models import Task
from sqlalchemy import not_
from sqlmodel import func, select


def one_task(session, task_id):
    return session.exec(select(Task).where(Task.id == task_id)).one()


def list_tasks(session):
    return session.exec(select(Task).order_by(Task.created_at.desc())).all()


def open_tasks(session):
    return session.exec(select(Task).where(not_(Task.completed)).order_by(Task.created_at.desc())).all()


def create_task(session, title, description=None):
    task = Task(title=title, description=description)
    session.add(task)
    session.flush()
    return task


def update_task(session, task_id, **patch):
    task = one_task(session, task_id)
    for name, value in patch.items():
        setattr(task, name, value)
    session.flush()
    return task


def toggle_task(session, task_id):
    task = one_task(session, task_id)
    task.completed = not task.completed
    session.flush()
    return task


def delete_task(session, task_id):
    session.delete(one_task(session, task_id))  # gone, not in the trash
    session.flush()


def count_tasks(session):
    return dict(session.exec(select(Task.completed, func.count()).group_by(Task.completed)).all())
