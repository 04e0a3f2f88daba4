"""Peers in Python, in the process that measures: SQLModel sessions on the tables of the plain peer, and our functions called by
psycopg2. Each keeps a connection, and does for a call what the handler of a request does."""
import time
import uuid
from datetime import datetime

import psycopg2
from sqlalchemy import Column, DateTime, func
from sqlalchemy.dialects.postgresql import UUID
from sqlmodel import Field, Session, SQLModel, create_engine, select

from operations import OPERATIONS, PAGE_SIZE
from peer import Peer


class Task(SQLModel, table=True):
    __tablename__ = "tasks"
    __table_args__ = {"schema": "plain"}
    id: uuid.UUID | None = Field(
        default=None, sa_column=Column(UUID(as_uuid=True), primary_key=True, server_default=func.gen_random_uuid()))
    user_id: uuid.UUID = Field(sa_column=Column(UUID(as_uuid=True), nullable=False))
    title: str = Field(max_length=200)
    description: str | None = Field(default=None, max_length=1000)
    completed: bool = False
    created_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), server_default=func.now()))
    updated_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), server_default=func.now(), onupdate=func.now()))


class PythonPeer:
    """One that borrows the tables, the sign-in and the arguments of a peer in SQL."""

    def __init__(self, of: Peer):
        self._of = of
        self._account = None

    def does(self, operation: str) -> bool:
        return hasattr(self, operation)

    def renew_guest(self) -> None:
        pass  # the other peer does it

    def execute(self, sql: str) -> None:
        raise NotImplementedError

    def run(self, name: str, calls: int) -> list[float]:
        operation = OPERATIONS[name]
        if self._account != operation.account:
            self.execute(self._of.sign_in(operation.account))
            self._account = operation.account
        times = []
        call = getattr(self, name)
        for arguments in [operation.arguments(self._of.world) for _ in range(calls)]:
            start = time.perf_counter_ns()
            rows = call(arguments)
            times.append((time.perf_counter_ns() - start) / 1000)
            if rows != operation.rows:
                raise RuntimeError(f"{self.name}: {name} returned {rows} rows, not {operation.rows}")
        return times


class Orm(PythonPeer):
    name = "orm"

    def __init__(self, plain: Peer):
        super().__init__(plain)
        self._engine = create_engine("postgresql+psycopg2://bench_app@/bench", pool_size=1, max_overflow=0)

    def execute(self, sql: str) -> None:
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(sql)

    def create(self, arguments: dict) -> int:
        with Session(self._engine) as session:
            task = Task(user_id=arguments["user"], title=arguments["title"], description=arguments["description"])
            session.add(task)
            session.commit()
            session.refresh(task)
            return len([task])

    def get(self, arguments: dict) -> int:
        with Session(self._engine) as session:
            return len([session.get(Task, arguments["task"])])

    def list_open(self, _arguments: dict) -> int:
        with Session(self._engine) as session:
            query = select(Task).where(Task.completed == False).order_by(Task.created_at.desc()).limit(PAGE_SIZE)  # noqa: E712
            return len(session.exec(query).all())

    def toggle(self, arguments: dict) -> int:
        with Session(self._engine) as session:
            task = session.get(Task, arguments["task"])
            task.completed = not task.completed
            session.commit()
            session.refresh(task)
            return len([task])


class Functions(PythonPeer):
    name = "python"

    def __init__(self, todo: Peer):
        super().__init__(todo)
        self._connection = psycopg2.connect("dbname=bench user=bench_app")
        self._connection.autocommit = True

    def execute(self, sql: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)

    def _call(self, sql: str, *arguments) -> int:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, arguments)
            return len(cursor.fetchall())

    def create(self, arguments: dict) -> int:
        return self._call("SELECT * FROM todo.create_task(%s, %s)", arguments["title"], arguments["description"])

    def get(self, arguments: dict) -> int:
        return self._call("SELECT * FROM todo.get_task(%s)", arguments["task"])

    def list_open(self, _arguments: dict) -> int:
        return self._call("SELECT * FROM todo.list_tasks(completed => false, page_size => %s)", PAGE_SIZE)

    def toggle(self, arguments: dict) -> int:
        return self._call("SELECT * FROM todo.toggle_task(%s)", arguments["task"])
