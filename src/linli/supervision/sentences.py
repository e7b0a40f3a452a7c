"""Supervision in words: why a rung was climbed, and what happened to a listed problem or a hazard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence
from linli.core.moments import day_words, until_words
from linli.journal.models import Entry
from linli.letters.models import Letter
from linli.matters.clocks import limit_words
from linli.matters.policies import Step
from linli.people import timelines
from linli.people.models import Unit
from linli.people.timelines import Line
from linli.rulebook.errors import EditionUnknown
from linli.rulebook.queries import edition_named
from linli.supervision.models import Climb, Ladder
from linli.supervision.policies import Cause, LadderRule, ListingLevel, Rung

EVENTS: dict[str, tuple[str, Sentence]] = {
    "listing.proposed": ("pen", _("Proposed.")),
    "listing.approved": ("check", _("Approved.")),
    "listing.refused": ("close", _("It was decided not to list it.")),
    "listing.listed": ("alert", _("Put on the list in batch %(batch)s, to be solved by %(due_on)s.")),
    "listing.progress_reported": ("list", _("Progress reported: %(share)s percent.")),
    "listing.progress_missed": ("bell", _("The report of %(month)s is missing; the owner was reminded.")),
    "listing.completed": ("wrench", _("Reported solved.")),
    "listing.delisted": ("check", _("Accepted and taken off the list.")),
    "listing.returned": ("back", _("Looked at, and not solved yet.")),
    "listing.extended": ("clock", _("More time was given, until %(due_on)s.")),
    "listing.escalated": ("alert", _("Raised to the level “%(level)s”, to be solved by %(due_on)s.")),
    "hazard.found": ("alert", _("Found, to be put right by %(due_on)s.")),
    "hazard.rectified": ("wrench", _("Reported put right.")),
    "hazard.closed": ("check", pgettext_lazy("hazard", "Looked at again: put right.")),
    "hazard.returned": ("back", _("Looked at again: not put right. New date: %(due_on)s.")),
}
"""Event -> picture and sentence."""
NO_LETTER = _("No letter: no office supervises here, or it has no text for one.")
DRAFTED = _("The letter is drafted. Somebody must look at it before it goes out.")


def told(entries: Iterable[Entry]) -> list[Line]:
    """Return the timeline, newest first. Two queries."""
    return timelines.told(entries, EVENTS, _facts)


def _facts(entry: Entry) -> dict[str, str]:
    facts, month = entry.facts, entry.facts.get("month", "")
    day, level = facts.get("due_on"), facts.get("level", "")
    return {
        "batch": facts.get("batch", ""),
        "share": str(facts.get("share", "")),
        "month": month[:7],
        "due_on": day_words(date.fromisoformat(day)) if day else "",
        "level": str(ListingLevel(level).label) if level else "",
    }


@dataclass(frozen=True)
class Reached:
    """One rung that was climbed, as it reads."""

    climb: Climb
    rung: Sentence
    is_level: bool
    why: str
    receivers: str
    letter: Letter | None
    about_letter: Sentence
    """What to know where there is no letter to open, or only a draft."""

    @property
    def is_held(self) -> bool:
        return self.climb.released_at is None


def reached(climb: Climb, names: dict[int, str]) -> Reached:
    """`names`: of the units that were told."""
    rung, letter = Rung(climb.rung), climb.ascent.letter
    about: Sentence = ""
    if rung.is_level and letter is None:
        about = NO_LETTER
    elif letter is not None and not letter.number:
        about = DRAFTED
    return Reached(climb, rung.label, rung.is_level, why(climb), receivers(climb, names), letter, about)


def why(climb: Climb) -> str:
    """Return the reason in one sentence, with the numbers it was judged by."""
    ladder = climb.ladder
    facts = {
        "step": Step(ladder.step).label,
        "limit": limit_words(ladder.clock),
        "due": until_words(climb.due_at),
        "percent": _percent(climb),
        "cause": Cause(climb.cause).label,
    }
    if climb.cause == Cause.SHARE:
        return gettext("%(percent)s percent of the time for “%(step)s” are used up; due %(due)s.") % facts
    if climb.cause == Cause.OVERDUE:
        return gettext("“%(step)s” was due %(due)s (limit: %(limit)s) and is not done.") % facts
    return gettext("“%(step)s”, due %(due)s: %(cause)s.") % facts


def _percent(climb: Climb) -> int | str:
    try:
        rule = edition_named(LadderRule, climb.ascent.edition).value
    except EditionUnknown:
        return "?"
    return rule.reminders[0] if climb.rung == Rung.FIRST_REMINDER else rule.reminders[1]


def receivers(climb: Climb, names: dict[int, str]) -> str:
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return "；".join(f"{each[language]}（{names.get(each['unit'], '—')}）" for each in climb.ascent.receivers)


def names_of(climbs: Iterable[Climb]) -> dict[int, str]:
    """Return the names of the units that were told. One query."""
    told_units = {each["unit"] for climb in climbs for each in climb.ascent.receivers}
    return dict(Unit.objects.filter(pk__in=told_units).values_list("pk", "name"))


@dataclass(frozen=True)
class Story:
    """The ladder of one promise as it reads."""

    ladder: Ladder
    step: Sentence
    climbs: list[Reached]
    next_rung: Sentence


def stories(ladders: Iterable[Ladder]) -> list[Story]:
    """Return ladders, read with their climbs, in words. One query."""
    rows = list(ladders)
    climbs = {ladder.pk: sorted(ladder.climbs.all(), key=lambda each: each.pk) for ladder in rows}
    for ladder in rows:
        for climb in climbs[ladder.pk]:
            climb.ladder = ladder
    names = names_of(climb for each in climbs.values() for climb in each)
    return [
        Story(
            ladder,
            Step(ladder.step).label,
            [reached(climb, names) for climb in climbs[ladder.pk]],
            Rung(ladder.next_rung).label if ladder.next_rung else "",
        )
        for ladder in rows
    ]
