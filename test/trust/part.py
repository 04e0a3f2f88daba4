"""PART, of a stage's long form: 2/4 is the second of four parts; all of it when it is not set."""
import os

NUMBER, PARTS = map(int, os.environ.get("PART", "1/1").split("/"))


def of(whole: list) -> list:
    return whole[NUMBER - 1::PARTS]


def size(whole: int) -> int:
    """How many of so many."""
    return len(range(NUMBER - 1, whole, PARTS))
