"""The figures to reach: medians of one run, ours to a peer's, at most so much."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Figure:
    what: str
    ours: tuple[str, str]  # the operation, and the peer that does it
    against: str
    theirs: tuple[str, str]
    at_most: float


def _same(operation: str, what: str, peer: str, against: str, at_most: float) -> Figure:
    return Figure(what, (operation, "todo"), against, (operation, peer), at_most)


_EMPTY = "empty C function"
_PIPELINE = "100 pipelined plain INSERTs in one transaction"

FIGURES = [
    _same("create", "create", "plain", "plain SQL", 1.00),
    *(_same(operation, operation, "plpgsql", "PL/pgSQL", 0.70) for operation in ("create", "toggle", "update", "delete")),
    *(_same(operation, operation, "plain", "plain SQL", 1.15) for operation in ("toggle", "update", "delete")),
    _same("get", "get", "plain", "plain SQL", 1.00),
    _same("list", "list 50 of 1,000, bound page size", "plain", "plain SQL", 0.75),
    _same("list_open", "list 50 that are open, bound page size", "plain", "plain SQL", 0.75),
    _same("page", "page of 50 of 1,000 as JSON", "plain", "json_agg over plain SQL", 0.42),
    _same("page_open", "page of 50 that are open as JSON", "plain", "json_agg over plain SQL", 0.42),
    _same("count_changing", "count for 10,000 tasks of which some change", "plain", "plain SQL", 0.02),
    _same("count", "count for 10,000 tasks", "plain", "plain SQL", 0.02),
    Figure("changes_since, nothing new", ("changes_none", "todo"), _EMPTY, ("nothing", "bare"), 1.60),
    Figure("page with a current etag", ("page_unchanged", "todo"), _EMPTY, ("nothing", "bare"), 1.60),
    Figure("create_tasks of 100", ("create_100", "todo"), _PIPELINE, ("execute_100", "plain"), 0.60),
    Figure("execute of 100 creates", ("execute_100", "todo"), _PIPELINE, ("execute_100", "plain"), 1.10),
    Figure("execute of 100 creates, default durability", ("execute_100_durable", "todo"),
           "100 create_task calls, autocommit", ("series_durable", "todo"), 0.15),
    Figure("create_task from Python", ("create", "python"), "ORM add + commit + refresh", ("create", "orm"), 0.25),
    Figure("second login with a token", ("login_again", "todo"), _EMPTY, ("nothing", "bare"), 1.50),
    Figure("second login, in a loop in the server", ("login_inside", "todo"), _EMPTY + ", in the same loop",
           ("nothing_inside", "bare"), 1.50),
    Figure("Ed25519 verification", ("verify_signature", "core"), "OpenSSL's own, the same bytes", ("verify_signature", "openssl"), 1.20),
]
