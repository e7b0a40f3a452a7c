from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.areas.queries import grid_named
from linli.catalogue.policies.kinds import KindView, Tier
from linli.catalogue.queries import kinds
from linli.core.errors import Refusal
from linli.core.moments import day_words
from linli.core.time import city_day
from linli.files.queries import attachments_of
from linli.matters import clocks
from linli.matters.access import Choice, choices, get_matter_for, may_add_files
from linli.matters.actions.attaching import SUBJECT
from linli.matters.beside import blocks_of
from linli.matters.file_forms import AddFilesForm
from linli.matters.models import Clock, Matter
from linli.matters.page_forms import Setting, VerbForm
from linli.matters.policies import VERBS, Step, Verb
from linli.matters.policies.templates import MatterTemplates, TextTemplate
from linli.matters.queries import MatterView, explained, matter_view, nearby_visible, units_near
from linli.matters.queries.desk import Begun, drafts_of
from linli.matters.sentences import Lamp, Names, lamp, reasons, told
from linli.matters.views.listing import lamp_of, place_of
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import in_force
from linli.vault.policies.fields import PersonalField
from linli.vault.queries import masked

NEARBY_METRES, NEARBY_DAYS = 300, 30
FORWARD = frozenset(
    {
        *(Verb.ACCEPT, Verb.DISPATCH, Verb.ACKNOWLEDGE, Verb.START, Verb.COMPLETE, Verb.VERIFY, Verb.REPLY),
        *(Verb.DECIDE_RETURN, Verb.DECIDE_EXTENSION, Verb.RESUME, Verb.FOLLOW_UP, Verb.REVIEW, Verb.CLOSE),
    }
)
"""Verbs that bring a matter on; the first of them stands open on the page."""


@dataclass(frozen=True)
class ClockLine:
    step: str
    unit: str
    limit: str
    clock: Clock
    lamp: Lamp | None
    """None: it has stopped."""
    why: tuple[str, ...]


@dataclass(frozen=True)
class Action:
    """A verb the viewer may use now, with its form."""

    verb: Verb
    form: VerbForm
    is_next: bool
    is_open: bool
    texts: tuple[TextTemplate, ...] = ()
    """Texts of the city to begin with."""
    begun: Begun | None = None
    """A draft of the viewer that stands in the form."""

    @property
    def is_danger(self) -> bool:
        return VERBS[self.verb].danger

    @property
    def is_straight(self) -> bool:
        """Whether there is nothing to ask, so that a button is enough."""
        return not self.form.questions


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """All about one matter, and what may be done with it now."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    asked = Asked(request.GET.get("begin", ""), request.GET.get("into", ""))
    return render(
        request, "matters/matter.html", page_of(viewer, get_matter_for(viewer, code), now, asked=asked)
    )


@dataclass(frozen=True)
class Asked:
    """What the address asks the page to have ready."""

    begin: str = ""
    """`verb.text`: a text of the city in the form of a verb."""
    into: str = ""
    """Case code of a matter to join this one with."""


def page_of(
    viewer: Viewer,
    matter: Matter,
    now: datetime,
    typed: VerbForm | None = None,
    *,
    asked: Asked = Asked(),
) -> dict[str, Any]:
    """Return what the page shows. `typed`: a form that did not go through, shown with what was typed."""
    view = matter_view(matter)
    offered = choices(viewer, matter, now)
    kind = kinds().get(matter.kind_code)
    names = Names.of(view.timeline, now, with_accounts=True)
    actions = actions_of([choice for choice in offered if choice.is_allowed], matter, now, typed)
    desk = Desk(drafts_of(matter, viewer.account_id), texts_on(now), text_facts(view, kind), asked)
    actions = [desk.laid(action, matter, typed) for action in actions]
    return {
        "view": view,
        "matter": matter,
        "kind": kind,
        "tier": Tier(matter.tier).label,
        "place": place_of(matter.area_code),
        "grid": grid_of(matter),
        "lamp": lamp_of(matter, now),
        "suggestions": suggestions(matter),
        "confidence": round((matter.suggested_confidence or 0) / 10),
        "requester": masks(matter),
        "running": [clock_line(clock, now) for clock in view.clocks if not clock.stopped_at],
        "stopped": [clock_line(clock, now) for clock in view.clocks if clock.stopped_at],
        "timeline": told(view.timeline, names, to_requester=False),
        "blocks": blocks_of(viewer, matter),
        "reasons": reasons(now),
        **nearby(viewer, matter, now),
        "actions": actions,
        "files": list(attachments_of(SUBJECT, matter.pk)),
        "files_form": add_files_form(viewer, matter, now),
        "units": units_near(matter.area_code) if any("unit" in each.form.fields for each in actions) else [],
        "refused": [choice for choice in offered if not choice.is_allowed],
        "may_merge": any(each.verb is Verb.MERGE for each in actions),
        "typed": typed if typed and typed.setting.verb not in {each.verb for each in actions} else None,
    }


@dataclass(frozen=True)
class Desk:
    """What lies ready for the forms of a page."""

    drafts: dict[Verb, Begun]
    texts: tuple[TextTemplate, ...]
    facts: dict[str, str]
    asked: Asked

    def laid(self, action: Action, matter: Matter, typed: VerbForm | None) -> Action:
        """Return the action with its texts, and with a draft or a chosen text in its form. What was typed stays."""
        verb, form = action.verb, action.form
        texts = tuple(each for each in self.texts if each.fits(verb, matter.kind_code))
        if form is typed:
            return replace(action, texts=texts)
        chosen = next((each for each in texts if self.asked.begin == f"{verb.value}.{each.code}"), None)
        begun = self.drafts.get(verb)
        if chosen:
            form.initial[TEXT_IN.get(verb, "words")] = chosen.filled(self.facts)
        elif begun:
            form.initial.update(begun.words)
        if verb is Verb.MERGE and self.asked.into:
            form.initial["into"] = self.asked.into
        is_asked = chosen is not None or bool(verb is Verb.MERGE and self.asked.into)
        shown = None if chosen else begun
        return replace(
            action, texts=texts, begun=shown, is_open=action.is_open or is_asked or begun is not None
        )


TEXT_IN = {Verb.REPLY: "text"}
"""Field that a text of the city goes into, where it is not the words."""


def texts_on(now: datetime) -> tuple[TextTemplate, ...]:
    """Return the city's texts to begin with; a city that has none offers none."""
    try:
        return in_force(MatterTemplates, city_day(now)).value.templates
    except (RuleMissing, RuleExpired):
        return ()


def text_facts(view: MatterView, kind: KindView | None) -> dict[str, str]:
    """Return what may stand in the gaps of a text. Nothing of a person."""
    matter = view.matter
    results = [order.result for order in view.orders if order.result]
    return {
        "code": matter.code,
        "title": matter.title,
        "place": matter.place or place_of(matter.area_code),
        "kind": kind.name if kind else "",
        "unit": matter.lead_unit.name if matter.lead_unit else "",
        "registered_on": day_words(city_day(matter.registered_at)),
        "result": results[-1] if results else "",
    }


def actions_of(allowed: list[Choice], matter: Matter, now: datetime, typed: VerbForm | None) -> list[Action]:
    """Return the verbs that may be used: what brings the matter on first, what hurts last."""
    verbs = sorted(
        (choice.verb for choice in allowed), key=lambda verb: (VERBS[verb].danger, verb not in FORWARD)
    )
    asked = typed.setting.verb if typed else None
    made = []
    for place, verb in enumerate(verbs):
        form = typed if typed and verb is asked else VerbForm(Setting(verb, matter, now))
        is_next = place == 0 and verb in FORWARD
        made.append(Action(verb, form, is_next, verb is asked if asked else is_next))
    return made


def add_files_form(viewer: Viewer, matter: Matter, now: datetime) -> AddFilesForm | None:
    return AddFilesForm(now=now) if may_add_files(viewer, matter) else None


def grid_of(matter: Matter) -> str:
    """Return the name that the matter's grid had when it came in, its code where no name is known."""
    try:
        return grid_named(matter.grid_code, city_day(matter.registered_at)).name if matter.grid_code else ""
    except Refusal:
        return matter.grid_code


def suggestions(matter: Matter) -> tuple[KindView, ...]:
    return kinds().labelled(matter.suggested_label) if matter.suggested_label else ()


def masks(matter: Matter) -> list[tuple[str, str, str]]:
    """Return field, label and mask of what is kept of the requester."""
    if matter.requester is None:
        return []
    shown = masked(matter.requester)
    return [(field.value, str(field.label), mask) for field, mask in shown.items() if field in PersonalField]


def clock_line(clock: Clock, now: datetime) -> ClockLine:
    standing = clocks.is_standing(clock)
    hand = None if clock.stopped_at else lamp(clock.due_at, now, standing=standing)
    why = tuple(str(step) for step in explained(clock).steps)
    unit = clock.unit.name if clock.unit else ""
    return ClockLine(str(Step(clock.step).label), unit, clocks.limit_words(clock), clock, hand, why)


def nearby(viewer: Viewer, matter: Matter, now: datetime) -> dict[str, list[Matter]]:
    """Return the open matters around: those about the same, which may be joined, and the others."""
    around = nearby_visible(viewer, matter, since=now - timedelta(days=NEARBY_DAYS), metres=NEARBY_METRES)
    same = [other for other in around if is_about_the_same(matter, other)]
    return {"nearby_same": same, "nearby_other": [other for other in around if other not in same]}


def is_about_the_same(one: Matter, other: Matter) -> bool:
    """Say whether both are of one kind or, where one is not decided yet, of one proposed kind."""
    if one.kind_code and other.kind_code:
        return one.kind_code == other.kind_code
    return bool(one.suggested_label) and one.suggested_label == other.suggested_label
