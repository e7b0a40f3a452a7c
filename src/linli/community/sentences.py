"""What happened, in words. One table for each part; a line names units, never who of a unit came."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.community.policies.whistles import Fitting, Proof, Urgency
from linli.core.actor import ActorKind
from linli.core.errors import Sentence
from linli.core.moments import day_words, until_words
from linli.journal.models import Entry
from linli.matters.policies import Resolved, Satisfied
from linli.people.models import Unit
from linli.people.timelines import Line

EVENTS: dict[str, tuple[str, Sentence]] = {
    "whistle.raised": ("bell", _("%(community)s whistled (%(urgency)s).")),
    "whistle.units_called": ("send", _("Called to the place: %(units)s. On site by %(arrive_due_at)s.")),
    "whistle.returned": ("back", _("The street office leaves it with the community.")),
    "whistle.directing_missed": ("alert", _("The street office has let its time pass.")),
    "whistle.withdrawn": ("close", _("The whistle was withdrawn.")),
    "whistle.unit_arrived": ("place", _("%(unit)s signed in on site, shown by %(proof)s.%(late)s")),
    "whistle.arrival_missed": ("alert", _("%(unit)s was not on site in time.")),
    "whistle.answer_missed": ("alert", _("%(unit)s has neither solved it nor stated a plan in time.")),
    "whistle.plan_missed": ("alert", _("%(unit)s has not carried out its plan by %(planned_on)s.")),
    "whistle.unit_solved": ("check", _("%(unit)s reports it solved.")),
    "whistle.unit_planned": ("clock", _("%(unit)s plans to have it done by %(planned_on)s.")),
    "whistle.unit_objected": ("hand", _("%(unit)s says that it is not its duty.")),
    "whistle.objection_decided": ("hand", _("Decided on the objection of %(unit)s: %(upheld)s.")),
    "whistle.unit_rated": ("star", _("%(unit)s was rated. Solved: %(resolved)s. %(satisfied)s.")),
    "whistle.unit_recalled": ("back", _("%(unit)s is called to the place once more, by %(arrive_due_at)s.")),
    "whistle.call_reviewed": ("reply", _("%(unit)s about the call: %(fitting)s.")),
    "whistle.answered": ("check", _("All units have answered.")),
    "whistle.reopened": ("back", _("It is open again.")),
    "whistle.closed": ("check", _("Closed.")),
    "meeting.convened": ("bell", _("Convened for %(starts_at)s; invited: %(units)s.")),
    "meeting.held": ("check", _("Held. Units that came: %(units)s. Representatives: %(representatives)s.")),
    "meeting.cancelled": ("close", _("Called off.")),
    "meeting.demand_answered": (
        "reply",
        _("Demand %(position)s was answered: %(owner)s carries it out by %(due_on)s."),
    ),
    "meeting.demand_fulfilled": ("check", _("%(owner)s has carried out the answer to demand %(position)s.")),
    "meeting.demand_missed": (
        "alert",
        _("The answer to demand %(position)s was not carried out by %(due_on)s (%(owner)s)."),
    ),
    "meeting.answered": ("check", _("Every demand has its answer.")),
    "meeting.closed": ("check", _("Closed.")),
    "deliberation.noticed": ("bell", _("%(community)s put it before everybody.")),
    "deliberation.position_taken": ("hand", _("A position was heard.")),
    "deliberation.decided": ("check", _("It was decided: %(is_carried)s.")),
    "deliberation.follow_up_noted": ("wrench", _("Something was done about it.")),
    "deliberation.reviewed": ("check", _("It was reviewed and ended.")),
    "deliberation.withdrawn": ("close", _("The proposal was withdrawn.")),
    "sharing.need_listed": ("pen", _("%(community)s listed the need.")),
    "sharing.need_claimed": ("hand", _("%(unit)s took it on, by %(promised_on)s.")),
    "sharing.need_released": ("back", _("%(unit)s gave it back.")),
    "sharing.need_met": ("check", _("%(unit)s reports it done.")),
    "sharing.need_rated": ("star", _("The community rated the help: %(satisfied)s.")),
    "sharing.need_reviewed": ("reply", _("%(unit)s about working together: %(fitting)s.")),
    "sharing.need_withdrawn": ("close", _("Taken off the list.")),
}
"""Event -> picture and sentence."""

ONE_UNIT = ("unit", "community", "street", "owner")


class _Facts(dict[str, str]):
    """Facts in words. An event that lacks one of its facts still has a sentence."""

    def __missing__(self, _key: str) -> str:
        return "–"


def told(entries: Collection[Entry]) -> list[Line]:
    """Return a timeline, newest first. One query, whatever the number of entries."""
    numbers = {number for entry in entries for number in _units_in(entry)}
    names = dict(Unit.objects.filter(pk__in=numbers).values_list("pk", "name"))
    return [_line(entry, names) for entry in entries][::-1]


def _units_in(entry: Entry) -> set[int]:
    named = {entry.by_unit, *(entry.facts.get(name) for name in ONE_UNIT), *entry.facts.get("units", ())}
    return {number for number in named if number is not None}


def _line(entry: Entry, names: Mapping[int, str]) -> Line:
    picture, sentence = EVENTS.get(entry.event, ("dot", _("Something was noted.")))
    who = gettext("By rule of the city") if entry.by_kind == ActorKind.SYSTEM.value else ""
    who = who or names.get(entry.by_unit or 0, "")
    words = str(sentence) % _in_words(entry.facts, names)
    return Line(at=entry.at, picture=picture, sentence=words, who=who, note=entry.note or "")


def _in_words(facts: Mapping[str, Any], names: Mapping[int, str]) -> _Facts:
    words = _Facts({name: str(value) for name, value in facts.items() if value not in (None, "")})
    for name in ONE_UNIT:
        if facts.get(name) is not None:
            words[name] = names.get(facts[name], "–")
    if "units" in facts:
        words["units"] = "、".join(names.get(number, "–") for number in facts["units"]) or "–"
    for name, say in WORDS_OF.items():
        if facts.get(name) not in (None, ""):
            words[name] = say(facts[name])
    minutes = facts.get("minutes_late")
    words["late"] = gettext(" Late by %(minutes)s minutes.") % {"minutes": minutes} if minutes else ""
    return words


def _moment(value: Any) -> str:
    return until_words(datetime.fromisoformat(value))


def _day(value: Any) -> str:
    return day_words(date.fromisoformat(value))


WORDS_OF: dict[str, Callable[[Any], str]] = {
    "arrive_due_at": _moment,
    "starts_at": _moment,
    "promised_on": _day,
    "is_carried": lambda value: gettext("carried") if value else gettext("not carried"),
    "planned_on": _day,
    "due_on": _day,
    "urgency": lambda value: str(Urgency(value).label),
    "proof": lambda value: str(Proof(value).label),
    "upheld": lambda value: gettext("it is released") if value else gettext("it must come"),
    "resolved": lambda value: str(Resolved(value).label),
    "satisfied": lambda value: str(Satisfied(value).label),
    "fitting": lambda value: str(Fitting(value).label),
}
