"""What must be in the database, by what was acknowledged: tasks, events, keys, users.

A Book belongs to one writer, who alone touches what is in it, so it knows each row exactly. A change that was sent
and not answered may have been done or not, but only as a whole.
"""
import dataclasses
import typing

# Stands for a value that the database chooses: any but null.
SOME = object()
COLUMNS = "id, user_id, title, description, completed, created_at, updated_at, deleted_at, completed_at, version"


class Row(typing.NamedTuple):
    """A row of tasks."""
    id: str
    user_id: str
    title: str
    description: str | None
    completed: bool
    created_at: object
    updated_at: object
    deleted_at: object
    completed_at: object
    version: int

    @classmethod
    def new(cls, id: str, user: str, title: str, description: str | None, completed: bool = False) -> "Row":
        return cls(id, user, title.strip(), description, completed, SOME, SOME, None, SOME if completed else None, 1)

    def changed(self, **fields) -> "Row":
        """As the rules trigger leaves it after an UPDATE."""
        after = self._replace(**fields)
        if after == self:
            return self
        if after.completed != self.completed:
            after = after._replace(completed_at=SOME if after.completed else None)
        return after._replace(version=self.version + 1, updated_at=SOME)

    def fits(self, row: "Row") -> bool:
        return all(ours == theirs or (ours is SOME and theirs is not None) or (theirs is SOME and ours is not None)
                   for ours, theirs in zip(self, row))


@dataclasses.dataclass(frozen=True)
class State:
    """Where a task is: in tasks, in the archive, or nowhere (then without a row); and how many events tell of it."""
    row: Row | None
    events: int
    archived: bool = False

    def fits(self, other: "State") -> bool:
        if (self.row is None) != (other.row is None) or self.events != other.events or self.archived != other.archived:
            return False
        return self.row is None or self.row.fits(other.row)

    def then(self, row: Row | None) -> "State":
        """After one more change, unless it changed nothing."""
        return self if row == self.row else State(row, self.events + 1)


NOWHERE = State(None, 0)
# More than one where maintenance may move the task at any time.
States = tuple[State, ...]


@dataclasses.dataclass
class Change:
    """What one transaction does: the state of each task, key and account that it touches."""
    tasks: dict[str, States] = dataclasses.field(default_factory=dict)
    keys: dict[tuple[str, str], object] = dataclasses.field(default_factory=dict)  # the results, SOME, or None: no key
    users: dict[str, bool] = dataclasses.field(default_factory=dict)

    def learn(self, rows: typing.Iterable[Row]) -> None:
        """What the server answered must be what was foreseen; it tells the times as well."""
        for row in rows:
            states = self.tasks[row.id]
            told = [dataclasses.replace(state, row=row) for state in states if state.row and state.row.fits(row)]
            if not told:
                raise Surprise(f"answered {row}, foreseen {states}")
            self.tasks[row.id] = (*told, *(state for state in states if not (state.row and state.row.fits(row))))


class Surprise(AssertionError):
    """The database is not, or did not answer, what was acknowledged."""


class Book:
    def __init__(self) -> None:
        self.tasks: dict[str, States] = {}
        self.keys: dict[tuple[str, str], object] = {}
        self.users: dict[str, bool] = {}
        self.before: dict[str, Row | None] = {}  # what an undo of the task's last event puts back
        self.pending: Change | None = None
        self.resolved = {True: 0, False: 0}

    def row(self, id: str) -> Row | None:
        return self.tasks[id][0].row

    def state(self, id: str) -> State:
        return self.tasks.get(id, (NOWHERE,))[0]

    def settled(self, id: str) -> bool:
        """Whether nobody but its writer moves the task."""
        return len(self.tasks[id]) == 1

    def accept(self, change: Change) -> None:
        """The change was acknowledged."""
        for id, states in change.tasks.items():
            known = self.tasks.get(id, (NOWHERE,))
            if len(known) == len(states) == 1 and not (known[0].archived or states[0].archived):
                if states[0].events == known[0].events + 1:
                    self.before[id] = known[0].row
                elif states[0].events != known[0].events:
                    self.before.pop(id, None)
            else:
                self.before.pop(id, None)
            self.tasks[id] = states
        self.keys |= change.keys
        self.users |= change.users
        self.pending = None

    def resolve(self, observed: "Observed") -> None:
        """Finds out whether the change that nobody answered was done: all of it, or nothing."""
        change, self.pending = self.pending, None
        if change is None:
            return
        before = Change({id: self.tasks.get(id, (NOWHERE,)) for id in change.tasks},
                        {key: self.keys.get(key) for key in change.keys},
                        {user: self.users.get(user, False) for user in change.users})
        done = not observed.differences(change)
        if not done and observed.differences(before):
            raise Surprise(f"half done: {change}\nagainst it: {observed.differences(change)}\n"
                           f"against what was before: {observed.differences(before)}")
        self.resolved[done] += 1
        if done:
            self.accept(change)

    def narrow(self, observed: "Observed") -> None:
        """What maintenance has moved, it has moved for good. What was answered without times has them now."""
        for id, states in self.tasks.items():
            seen = observed.task(id)
            for place, state in enumerate(states):
                if state.fits(seen):
                    self.tasks[id] = (seen, *states[place + 1:])
                    break
        for key, result in self.keys.items():
            if result is SOME:
                self.keys[key] = observed.keys[key]


@dataclasses.dataclass
class Observed:
    """What is in the database."""
    tasks: dict[str, State]
    keys: dict[tuple[str, str], object]
    users: set[str]

    def task(self, id: str) -> State:
        return self.tasks.get(id, NOWHERE)

    def differences(self, expected: Book | Change) -> list[str]:
        """One line for each thing that is not as expected."""
        found = [f"task {id}: expected {' or '.join(map(str, states))}, found {self.task(id)}"
                 for id, states in expected.tasks.items() if not any(state.fits(self.task(id)) for state in states)]
        for key, result in expected.keys.items():
            seen = self.keys.get(key)
            if seen != result and not (result is SOME and seen is not None):
                found.append(f"key {key}: expected {result}, found {seen}")
        return found + [f"user {user}: expected {there}" for user, there in expected.users.items()
                        if (user in self.users) != there]
