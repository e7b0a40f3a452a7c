"""Identifiers: check digits, and numbers taken from PostgreSQL sequences in blocks."""

from __future__ import annotations

import threading

from django.db import connection

BLOCK = 64
DOUBLED = str.maketrans("0123456789", "0246813579")
"""Twice a digit, the digits of that added."""


def luhn_digit(digits: str) -> str:
    """Return the Luhn check digit (ISO/IEC 7812-1 annex B) that goes after `digits`."""
    total = sum(map(int, digits[-2::-2])) + sum(map(int, digits[-1::-2].translate(DOUBLED)))
    return str(-total % 10)


SOURCES: list[NumberSource] = []
"""All there are: after a fork, or when a test puts the sequences back, each drops the rest of its block."""


class NumberSource:
    """Hands out numbers from a PostgreSQL sequence, a block of 64 for each round trip.

    The sequence counts blocks. Numbers are unique over all processes and never reused; a process that ends
    leaves a gap. Taking a number is not undone by a rollback.
    """

    def __init__(self, sequence: str) -> None:
        self._sequence = sequence
        self._lock = threading.Lock()
        self._next = self._end = 0
        SOURCES.append(self)

    def take(self) -> int:
        with self._lock:
            if self._next >= self._end:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT nextval(%s)", [self._sequence])
                    (block,) = cursor.fetchone()
                self._next, self._end = block * BLOCK, (block + 1) * BLOCK
            self._next += 1
            return self._next - 1

    def forget(self) -> None:
        """Drop the rest of the block: after a fork, or when a test puts the sequence back."""
        with self._lock:
            self._next = self._end = 0
