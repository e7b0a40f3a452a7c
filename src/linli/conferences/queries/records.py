"""The written record of a conference, as data: what is closed, hashed, printed and read again."""

from __future__ import annotations

from typing import Any

from linli.conferences.models import Conference, Seat
from linli.conferences.policies import Position
from linli.conferences.queries.people import names_of, seats_of
from linli.core.time import city_zone
from linli.letters.policies import digest_of


def record_of(conference: Conference) -> dict[str, Any]:
    """Return the record. Sides are 甲方 and 乙方 in it, villagers are masked: no private name. Five queries."""
    seats = seats_of(conference)
    names = names_of(seats)
    return {
        "kind": conference.kind,
        "dispute": conference.dispute.number,
        "convener": conference.unit.name,
        "below": {"number": conference.below_id, "digest": conference.below.digest}
        if conference.below
        else None,
        "question": conference.question,
        "papers": conference.papers,
        "why": conference.why,
        "starts_at": _at(conference.starts_at),
        "place": conference.place,
        "members": [_member(each, names[each.pk]) for each in seats],
        "heard": conference.heard,
        "opinion": conference.proposal,
        "outcome": conference.outcome,
        "reason": conference.reason,
        "dissent": [
            {"who": names[each.pk], "words": each.stand_words}
            for each in seats
            if each.stand == Position.AGAINST
        ],
        "tasks": [
            {"unit": each.unit.name, "words": each.words, "due_on": each.due_on.isoformat()}
            for each in conference.tasks.select_related("unit").order_by("pk")
        ],
        "decided_at": _at(conference.decided_at),
    }


def _member(seat: Seat, name: str) -> dict[str, Any]:
    return {
        "seat": seat.pk,
        "post": seat.post,
        "why": seat.why,
        "name": name,
        "unit": seat.unit.name if seat.unit else "",
        "is_chair": seat.is_chair,
        "tie": seat.tie,
        "came": seat.came,
        "stand": seat.stand,
        "words": seat.stand_words,
        "released": seat.why_released if seat.released_at else "",
        "replaces": seat.replaces_id,
    }


def _at(at: Any) -> str:
    return at.astimezone(city_zone()).isoformat(timespec="minutes") if at else ""


def is_intact(conference: Conference) -> bool:
    """Say whether the closed record is the one whose digest was written down. No query."""
    return conference.record is not None and digest_of(conference.record) == conference.digest
