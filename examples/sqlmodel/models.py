"""The tables of todo, as CREATE EXTENSION makes them: `alembic revision --autogenerate` finds nothing to do. A column or an
index of your own goes here as well."""
from datetime import datetime
from typing import Optional
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, FetchedValue, ForeignKey, Index, Integer, String, Text, func, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel


def uuid(*more, **options):
    return Column(postgresql.UUID(as_uuid=True), *more, **options)


def time(**options):
    return Column(DateTime(timezone=True), **options)


def kept_current():
    """By the database, so a changed row is read back."""
    return time(nullable=False, server_default=func.now(), server_onupdate=FetchedValue())


class User(SQLModel, table=True):
    """Addresses are closed to clients: they select it with options(defer(User.email))."""
    __tablename__ = 'users'
    __table_args__ = {'schema': 'todo'}
    __mapper_args__ = {'eager_defaults': True}

    id: Optional[UUID] = Field(sa_column=uuid(primary_key=True, server_default=text('gen_random_uuid()')))
    email: str = Field(sa_column=Column(String(255), nullable=False))
    email_verified: Optional[bool] = Field(sa_column=Column(Boolean, server_default=text('false')))
    name: Optional[str] = Field(sa_column=Column(String(255)))
    image: Optional[str] = Field(sa_column=Column(Text))
    created_at: Optional[datetime] = Field(sa_column=time(nullable=False, server_default=func.now()))
    updated_at: Optional[datetime] = Field(sa_column=kept_current())


Index('idx_users_email', User.email, unique=True)
Index('idx_users_created_at', User.created_at)


class Task(SQLModel, table=True):
    __tablename__ = 'tasks'
    __table_args__ = (
        CheckConstraint('todo.is_title(title)', name='chk_title_not_empty'),
        {'schema': 'todo'},
    )
    id: Optional[UUID] = Field(sa_column=uuid(primary_key=True, server_default=text('todo.uuid_v7()')))
    user_id: Optional[UUID] = Field(sa_column=uuid(
        ForeignKey('todo.users.id', name='fk_tasks_user_id', ondelete='CASCADE', onupdate='CASCADE'),
        nullable=False, default=func.todo.current_user_id()))
    title: str = Field(sa_column=Column(String(200), nullable=False))
    description: Optional[str] = Field(sa_column=Column(String(1000)))
    completed: Optional[bool] = Field(sa_column=Column(Boolean, nullable=False, server_default=text('false')))
    created_at: Optional[datetime] = Field(sa_column=time(nullable=False, server_default=func.now()))
    updated_at: Optional[datetime] = Field(sa_column=kept_current())
    deleted_at: Optional[datetime] = Field(sa_column=time())
    completed_at: Optional[datetime] = Field(sa_column=time(server_onupdate=FetchedValue()))
    version: Optional[int] = Field(
        sa_column=Column(Integer, nullable=False, server_default=text('1'), server_onupdate=FetchedValue()))

    @declared_attr
    def __mapper_args__(cls):
        # The database counts the versions; an UPDATE of one that is not the last any more raises StaleDataError.
        return {'eager_defaults': True, 'version_id_col': cls.version, 'version_id_generator': False}


NEWEST_FIRST = Task.created_at.desc(), Task.id.desc()
OUTSIDE_TRASH = Task.deleted_at.is_(None)
Index('idx_tasks_user_id', Task.user_id)
Index('idx_tasks_user_completed', Task.user_id, Task.completed, postgresql_where=Task.completed & OUTSIDE_TRASH)
Index('idx_tasks_user_completed_created', Task.user_id, Task.completed, *NEWEST_FIRST, postgresql_where=OUTSIDE_TRASH)
Index('idx_tasks_user_deleted', Task.user_id, Task.deleted_at.desc(), Task.id.desc(), postgresql_where=Task.deleted_at.is_not(None))
Index('idx_tasks_created_at', Task.created_at, postgresql_using='brin', postgresql_with={'autosummarize': 'on'})
Index('idx_tasks_updated_at', Task.updated_at, postgresql_where=Task.completed & OUTSIDE_TRASH)
