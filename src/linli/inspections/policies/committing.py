"""Before and after the moment at which the public value becomes known: freeze and promise, then draw."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from linli.inspections.errors import (
    DrawRefused,
    PoolEmpty,
    SeedKnownAlready,
    SeedNotYetKnown,
    ValueMissing,
)
from linli.inspections.policies import verify_draw
from linli.inspections.policies.verify_draw import FORMAT, DrawFault, Drawing, Row


@dataclass(frozen=True)
class Frozen:
    """A commitment with the two pools it speaks of, as they are published."""

    commitment: Mapping[str, Any]
    targets: bytes
    inspectors: bytes


PROGRAM = hashlib.sha256(Path(verify_draw.__file__).read_bytes()).hexdigest()
"""Digest of the file that draws: a stranger can see whether theirs is the same."""
RULES = ("draw", "item", "strata", "team", "most_each", "cooling_since")
"""What a request says and the commitment repeats."""


def commit(
    request: Row, targets: Iterable[Row], inspectors: Iterable[Row], *, known_at: datetime, now: datetime
) -> Frozen:
    """Freeze the pools and promise how will be drawn. Both instants are aware.

    Raises DrawRefused, PoolEmpty, SeedKnownAlready.
    """
    if known_at <= now:
        raise SeedKnownAlready(known_at=known_at.isoformat())
    try:
        return _frozen(request, list(targets), list(inspectors), known_at, now)
    except DrawFault as fault:
        raise refusal_of(fault) from None


def _frozen(
    request: Row, targets: Sequence[Row], inspectors: Sequence[Row], known_at: datetime, now: datetime
) -> Frozen:
    if not targets:
        raise PoolEmpty
    strata, team = request.get("strata") or (), request.get("team") or ()
    verify_draw.check_strata(strata)
    verify_draw.check_team(team)
    pools = verify_draw.freeze(targets), verify_draw.freeze(inspectors)
    sizes = verify_draw.pool_sizes(targets, strata)
    promised: dict[str, Any] = {
        **{name: request[name] for name in RULES if request.get(name)},
        "format": FORMAT,
        "strata": [
            {**each, "pool": sizes[each["grade"]], "wanted": verify_draw.wanted(each, sizes[each["grade"]])}
            for each in strata
        ],
        "targets": verify_draw.fingerprint(pools[0], len(targets)),
        "seed": {"source": request["seed"]["source"], "known_at": known_at.isoformat()},
        "committed_at": now.isoformat(),
        "program": PROGRAM,
    }
    if inspectors:
        promised["inspectors"] = verify_draw.fingerprint(pools[1], len(inspectors))
    promised["digest"] = verify_draw.digest_of(promised)
    verify_draw.check_commitment(promised)
    return Frozen(promised, *pools)


def begin(frozen: Frozen, value: str, *, known_at: datetime, now: datetime) -> Drawing:
    """Draw with the public value. Raises SeedNotYetKnown, ValueMissing, DrawRefused for a pool that was changed."""
    if now < known_at:
        raise SeedNotYetKnown(known_at=known_at.isoformat())
    if not verify_draw.normal(value):
        raise ValueMissing
    try:
        verify_draw.check_commitment(frozen.commitment)
        pools = [
            verify_draw.check_pool(frozen.commitment, kind, content)
            for kind, content in (("targets", frozen.targets), ("inspectors", frozen.inspectors))
        ]
        return Drawing(frozen.commitment, pools[0], pools[1], value)
    except DrawFault as fault:
        raise refusal_of(fault) from None


def strike(drawing: Drawing, redraw: Row) -> str:
    """Draw one place again and return who follows. Raises DrawRefused."""
    try:
        return drawing.redraw(redraw)
    except DrawFault as fault:
        raise refusal_of(fault) from None


def reveal(
    frozen: Frozen, value: str, *, known_at: datetime, now: datetime, redraws: Sequence[Row] = ()
) -> dict[str, Any]:
    """Return the result document. Raises as `begin` and `strike`."""
    drawing = begin(frozen, value, known_at=known_at, now=now)
    for redraw in redraws:
        strike(drawing, redraw)
    return drawing.result()


def refusal_of(fault: DrawFault) -> DrawRefused:
    return DrawRefused(why=verify_draw.sentence(fault))
