"""A matter on paper: all that its page shows, the requester masked and numbers of people left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import typst
from django.utils.translation import get_language, gettext

from linli.areas.queries import area_named
from linli.catalogue.policies.kinds import Tier
from linli.catalogue.queries import kinds
from linli.core.errors import Refusal
from linli.core.moments import moment_words, until_words
from linli.language.policies.text import PERSONAL_NUMBER
from linli.letters.rendering.fonts import chosen
from linli.matters.models import Matter
from linli.matters.policies import Status, Step
from linli.matters.queries import MatterView, matter_view
from linli.matters.sentences import Names, told
from linli.vault.queries import masked

LAYOUT = Path(__file__).parent / "layout" / "dossier.typ"


@dataclass(frozen=True)
class Section:
    """A part of the dossier: facts beside their names, then paragraphs with a line of who and when."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[tuple[str, str], ...] = ()
    """Who and when, and the words."""


@dataclass(frozen=True)
class Dossier:
    title: str
    code: str
    made: str
    """Who made it for which unit and when, on every page."""
    note: str
    page: str
    """`Page %s of %s`, cut at its two gaps."""
    sections: tuple[Section, ...] = field(default=())
    lang: str = "zh"

    def as_json(self) -> bytes:
        return orjson.dumps(asdict(self))


def dossier_of(matter: Matter, *, maker: str, now: datetime) -> Dossier:
    """Return what the dossier says, in the reader's language. A fixed number of queries."""
    view = matter_view(matter)
    made = gettext("Made by %(maker)s, %(at)s") % {"maker": maker, "at": moment_words(now)}
    sections = (
        Section(
            gettext("The matter itself"),
            tuple(facts_of(matter)),
            ((_("Words of the requester"), words(matter.text)),),
        ),
        Section(gettext("Work orders"), paragraphs=tuple(orders_of(view))),
        Section(
            gettext("Answers"),
            paragraphs=tuple((moment_words(r.sent_at), words(r.text)) for r in view.replies),
        ),
        Section(gettext("Follow-up and rating"), paragraphs=tuple(ratings_of(view))),
        Section(gettext("Clocks"), tuple(clocks_of(view))),
        Section(gettext("What happened"), paragraphs=tuple(timeline_of(view, now))),
    )
    return Dossier(
        title=matter.title,
        code=matter.code,
        made=made,
        note=gettext(
            "For work on this matter only. The requester is masked; numbers of people are left out."
        ),
        page=gettext("page %(number)s of %(all)s") % {"number": "#", "all": "#"},
        sections=tuple(each for each in sections if each.facts or each.paragraphs),
        lang="en" if (get_language() or "").startswith("en") else "zh",
    )


def _(sentence: str) -> str:
    return gettext(sentence)


def words(text: str) -> str:
    """Return a text without numbers by which somebody is found."""
    return PERSONAL_NUMBER.sub("▇▇▇", text)


def facts_of(matter: Matter) -> Iterable[tuple[str, str]]:
    kind = kinds().get(matter.kind_code)
    yield gettext("Case code"), matter.code
    yield gettext("State"), str(Status(matter.status).label)
    yield gettext("Kind"), kind.name if kind else gettext("not decided yet")
    yield gettext("Urgency"), str(Tier(matter.tier).label)
    yield gettext("Place"), " ".join(filter(None, (place_of(matter.area_code), words(matter.place))))
    yield gettext("Came in"), f"{moment_words(matter.registered_at)} · {matter.get_channel_display()}"
    if matter.lead_unit:
        yield gettext("Leading unit"), matter.lead_unit.name
    if matter.due_at:
        yield gettext("To be done by"), until_words(matter.due_at)
    hidden = masked(matter.requester) if matter.requester else {}
    yield gettext("Requester"), "、".join(hidden.values()) or gettext("anonymous")


def place_of(code: str) -> str:
    try:
        return area_named(code).full_name
    except Refusal:
        return code


def orders_of(view: MatterView) -> Iterable[tuple[str, str]]:
    for order in view.orders:
        marks = (
            order.unit.name,
            order.get_part_display(),
            order.get_status_display(),
            moment_words(order.issued_at),
        )
        yield " · ".join(map(str, marks)), words("\n".join(filter(None, (order.requirement, order.result))))


def ratings_of(view: MatterView) -> Iterable[tuple[str, str]]:
    for each in view.follow_ups:
        if each.was_reached:
            given = (each.get_contacted_display(), each.get_resolved_display(), each.get_satisfied_display())
            yield moment_words(each.at), words(" · ".join([*map(str, given), *filter(None, [each.words])]))
        else:
            yield moment_words(each.at), gettext("Nobody was reached.")


def clocks_of(view: MatterView) -> Iterable[tuple[str, str]]:
    for clock in view.clocks:
        end = moment_words(clock.stopped_at) if clock.stopped_at else gettext("running")
        due = gettext("due %(due)s, %(end)s") % {"due": until_words(clock.due_at), "end": end}
        yield str(Step(clock.step).label), due


def timeline_of(view: MatterView, now: datetime) -> Iterable[tuple[str, str]]:
    names = Names.of(view.timeline, now, with_accounts=True)
    for line in reversed(told(view.timeline, names, to_requester=False)):
        said = "\n".join(filter(None, (line.sentence, words(line.note))))
        yield " · ".join(filter(None, (moment_words(line.at), line.who))), said


def pdf_of(dossier: Dossier) -> bytes:
    """Return the PDF. Tens of milliseconds. Raises FontsMissing."""
    fonts = chosen()
    inputs: dict[str, Any] = {
        "dossier": dossier.as_json().decode(),
        "fonts": orjson.dumps({part: list(names) for part, names in fonts.families.items()}).decode(),
    }
    compiler = typst.Compiler(str(LAYOUT), font_paths=fonts.fonts, sys_inputs=inputs)
    made = compiler.compile(format="pdf", timestamp=0)
    assert isinstance(made, bytes)
    return made
