"""A connection whose prepared statements are timed by stopwatch.cpp: libpq, without Python in between."""
import ctypes
import pathlib
import re

_library = ctypes.CDLL(str(pathlib.Path(__file__).parent.parent / "build/bench/stopwatch.so"))
_TEXTS = ctypes.POINTER(ctypes.c_char_p)
_TIMES = ctypes.POINTER(ctypes.c_int64)
for _name, _result, *_arguments in (
        ("PQconnectdb", ctypes.c_void_p, ctypes.c_char_p),
        ("PQstatus", ctypes.c_int, ctypes.c_void_p),
        ("PQerrorMessage", ctypes.c_char_p, ctypes.c_void_p),
        ("PQexec", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p),
        ("PQprepare", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p),
        ("PQresultStatus", ctypes.c_int, ctypes.c_void_p),
        ("PQbackendPID", ctypes.c_int, ctypes.c_void_p),
        ("PQclear", None, ctypes.c_void_p),
        ("time_calls", ctypes.c_char_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_int, _TEXTS, ctypes.c_int, _TIMES),
        ("time_pipeline", ctypes.c_char_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_int, _TEXTS, ctypes.c_int, _TIMES)):
    getattr(_library, _name).restype = _result
    getattr(_library, _name).argtypes = _arguments

PLACEHOLDER = re.compile(r"(?<![:\w]):([a-z_]+)")
_OK = (1, 2)  # PGRES_COMMAND_OK, PGRES_TUPLES_OK


class Failed(Exception):
    """A statement that did not do what it should."""


class Connection:
    def __init__(self, conninfo: str):
        self._pg = _library.PQconnectdb(conninfo.encode())
        self._parameters: dict[str, list[str]] = {}
        if _library.PQstatus(self._pg) != 0:
            raise Failed(_library.PQerrorMessage(self._pg).decode())

    def _expect_success(self, result) -> None:
        failed = _library.PQresultStatus(result) not in _OK
        _library.PQclear(result)
        if failed:
            raise Failed(_library.PQerrorMessage(self._pg).decode())

    def backend(self) -> int:
        return _library.PQbackendPID(self._pg)

    def execute(self, sql: str) -> None:
        self._expect_success(_library.PQexec(self._pg, sql.encode()))

    def prepare(self, name: str, sql: str) -> None:
        """`:word` in sql is a bound argument of that name."""
        names = list(dict.fromkeys(PLACEHOLDER.findall(sql)))
        numbered = PLACEHOLDER.sub(lambda match: f"${names.index(match[1]) + 1}", sql)
        self._expect_success(_library.PQprepare(self._pg, name.encode(), numbered.encode(), 0, None))
        self._parameters[name] = names

    def _run(self, function, name: str, arguments: list[dict], rows: int, times):
        names = self._parameters[name]
        values = [str(of_call[parameter]).encode() for of_call in arguments for parameter in names]
        wrong = function(self._pg, name.encode(), len(arguments), len(names), (ctypes.c_char_p * len(values))(*values),
                         rows, times)
        if wrong:
            raise Failed(wrong.decode())

    def calls(self, name: str, arguments: list[dict], rows: int) -> list[float]:
        """Calls the statement once for each set of arguments; microseconds of each."""
        times = (ctypes.c_int64 * len(arguments))()
        self._run(_library.time_calls, name, arguments, rows, times)
        return [time / 1000 for time in times]

    def pipeline(self, name: str, arguments: list[dict], rows: int) -> float:
        """All of them in one pipeline and one transaction; microseconds of the whole."""
        time = (ctypes.c_int64 * 1)()
        self._run(_library.time_pipeline, name, arguments, rows, time)
        return time[0] / 1000
