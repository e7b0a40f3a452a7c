from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.catalogue.policies.kinds import KindView, Tier
from linli.catalogue.queries import kinds
from linli.files.queries import attachments_of
from linli.matters import clocks
from linli.matters.access import Choice, choices, get_matter_for, may_add_files
from linli.matters.actions.attaching import SUBJECT
from linli.matters.file_forms import AddFilesForm
from linli.matters.models import Clock, Matter
from linli.matters.page_forms import Setting, VerbForm, verb_form
from linli.matters.policies import VERBS, Step, Verb
from linli.matters.queries import explained, matter_view, nearby_visible, units_near
from linli.matters.sentences import Lamp, Names, lamp, reasons, told
from linli.matters.views.listing import lamp_of, place_of
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission
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
    return render(request, "matters/matter.html", page_of(viewer, get_matter_for(viewer, code), now))


def page_of(viewer: Viewer, matter: Matter, now: datetime, typed: VerbForm | None = None) -> dict[str, Any]:
    """Return what the page shows. `typed`: a form that did not go through, shown with what was typed."""
    view = matter_view(matter)
    offered = choices(viewer, matter, now)
    kind = kinds().get(matter.kind_code)
    names = Names.of(view.timeline, now, with_accounts=True)
    actions = actions_of([choice for choice in offered if choice.is_allowed], matter, now, typed)
    return {
        "view": view,
        "matter": matter,
        "kind": kind,
        "tier": Tier(matter.tier).label,
        "place": place_of(matter.area_code),
        "lamp": lamp_of(matter, now),
        "suggestions": suggestions(matter),
        "confidence": round((matter.suggested_confidence or 0) / 10),
        "requester": masks(matter),
        "running": [clock_line(clock, now) for clock in view.clocks if not clock.stopped_at],
        "stopped": [clock_line(clock, now) for clock in view.clocks if clock.stopped_at],
        "timeline": told(view.timeline, names, to_requester=False),
        "reasons": reasons(now),
        "nearby": nearby(viewer, matter, now),
        "actions": actions,
        "files": list(attachments_of(SUBJECT, matter.pk)),
        "files_form": add_files_form(viewer, matter, now),
        "units": units_near(matter.area_code) if any("unit" in each.form.fields for each in actions) else [],
        "refused": [choice for choice in offered if not choice.is_allowed],
        "typed": typed if typed and typed.setting.verb not in {each.verb for each in actions} else None,
    }


def actions_of(allowed: list[Choice], matter: Matter, now: datetime, typed: VerbForm | None) -> list[Action]:
    """Return the verbs that may be used: what brings the matter on first, what hurts last."""
    verbs = sorted(
        (choice.verb for choice in allowed), key=lambda verb: (VERBS[verb].danger, verb not in FORWARD)
    )
    asked = typed.setting.verb if typed else None
    made = []
    for place, verb in enumerate(verbs):
        form = typed if typed and verb is asked else verb_form(Setting(verb, matter, now))
        is_next = place == 0 and verb in FORWARD
        made.append(Action(verb, form, is_next, verb is asked if asked else is_next))
    return made


def add_files_form(viewer: Viewer, matter: Matter, now: datetime) -> AddFilesForm | None:
    return AddFilesForm(now=now) if may_add_files(viewer, matter) else None


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


def nearby(viewer: Viewer, matter: Matter, now: datetime) -> list[Matter]:
    return nearby_visible(viewer, matter, since=now - timedelta(days=NEARBY_DAYS), metres=NEARBY_METRES)
