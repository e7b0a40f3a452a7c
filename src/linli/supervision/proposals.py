"""A proposal for the public list, filled in from what the ladder knows. Somebody reads it before it is sent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from linli.areas.queries import area_named
from linli.catalogue.queries import kinds
from linli.core.errors import Refusal
from linli.core.moments import day_words, until_words
from linli.core.time import city_day
from linli.matters.policies import Step
from linli.supervision.models import Ladder
from linli.supervision.policies import LEVELS, ListingLevel, Rung
from linli.supervision.sentences import why


def proposal_of(ladder: Ladder) -> dict[str, Any]:
    """Return what the form begins with: the kind and the place, never a word of the requester. Two queries."""
    kind = kinds().get(ladder.matter.kind_code)
    facts = {"kind": kind.name if kind else _("A matter"), "step": Step(ladder.step).label}
    return {
        "title": _("%(kind)s: not done in time") % facts,
        "place": _place(ladder.area_code),
        "target": _("Done, and the requester answered"),
        "grounds": _grounds(ladder),
        "level": (ListingLevel.CITY if ladder.rung == Rung.CITY else ListingLevel.COUNTY).value,
        "owner": ladder.unit.name,
    }


def _place(code: str) -> str:
    try:
        return area_named(code).full_name
    except Refusal:
        return code


def _grounds(ladder: Ladder) -> str:
    held = ladder.climbs.filter(released_at=None, rung__in=[each.value for each in LEVELS]).order_by(
        "climbed_at"
    )
    lines = [
        _("Matter %(code)s, due %(due)s.") % {"code": ladder.matter.code, "due": until_words(ladder.due_at)}
    ]
    for climb in held.select_related("ascent__letter"):
        climb.ladder = ladder
        letter = climb.ascent.letter.number if climb.ascent.letter else ""
        lines.append(
            f"{day_words(city_day(climb.climbed_at))} {Rung(climb.rung).label} {letter}: {why(climb)}"
        )
    return "\n".join(lines)
