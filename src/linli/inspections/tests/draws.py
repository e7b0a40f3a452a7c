"""A small draw with everything in it, for the tests of this app."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from linli.inspections.policies.committing import Frozen, commit, reveal

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
KNOWN_AT = NOW + timedelta(days=2)
AFTER = KNOWN_AT + timedelta(hours=1)
VALUE = "双色球 2026028期 03 08 11 19 24 30 + 09"
SHARES = {"A": "0.01", "B": "0.03", "C": "0.2", "D": "1"}


def pool(count: int = 80) -> list[dict[str, Any]]:
    """Return targets of all four grades, of four keepers in four streets."""
    return [
        {
            "id": f"991{number:05d}",
            "grade": "ABCD"[number % 4],
            "keeper": f"office{number % 4}",
            "area": f"99010{number % 4}001000",
        }
        for number in range(count)
    ]


def crew(count: int = 8) -> list[dict[str, Any]]:
    """Return inspectors of two departments; the first four keep away from their own office's targets."""
    return [
        {
            "id": f"J{number:03d}",
            "department": "market" if number < count - 3 else "fire",
            "unit": f"office{number % 4}" if number < 4 else "bureau",
            "area": "",
        }
        for number in range(count)
    ]


def request(**changes: Any) -> dict[str, Any]:
    strata = [{"grade": grade, "ratio": ratio} for grade, ratio in SHARES.items()]
    return {"draw": "anhe-1", "strata": strata, "seed": {"source": "双色球2026028期"}, **changes}


PAIR = [{"department": "market", "count": 2}]


def frozen(
    targets: Sequence[dict[str, Any]] | None = None,
    inspectors: Sequence[dict[str, Any]] = (),
    **changes: Any,
) -> Frozen:
    rows = pool() if targets is None else targets
    return commit(request(**changes), rows, inspectors, known_at=KNOWN_AT, now=NOW)


def drawn(given: Frozen, value: str = VALUE, redraws: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    return reveal(given, value, known_at=KNOWN_AT, now=AFTER, redraws=redraws)
