"""The piles of the loop: for each state of a matter, who has to do what with it next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.areas.queries import area_named
from linli.catalogue.queries import kinds
from linli.core.errors import Refusal
from linli.core.moments import moment_words
from linli.core.time import city_day
from linli.matters.access import visible_parts
from linli.matters.models import Matter, WorkOrder
from linli.matters.policies import PAUSED, Part, Status, Verb
from linli.matters.queries import LISTED, Filters, narrow
from linli.matters.sentences import lamp
from linli.matters.templatetags.matter import PICTURES
from linli.people.access import Permission, Reach, Viewer
from linli.workbench.piles import Item, Pile, Rows, Shape, Step, add
from linli.workbench.policies import KEYS, TRIAGE

P, S = Permission, Status


def items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Matter.objects.filter(pk__in=numbers).select_related("lead_unit").only(*LISTED)
    return {row.pk: item_of(row, now) for row in rows}


def item_of(matter: Matter, now: datetime) -> Item:
    kind, status = kinds().get(matter.kind_code), Status(matter.status)
    hints = (
        kind.name if kind else "",
        place_of(matter.area_code),
        matter.lead_unit.name if matter.lead_unit else "",
        moment_words(matter.registered_at),
    )
    return Item(
        title=matter.title,
        url=reverse("matters:matter", args=[matter.code]),
        code=matter.code,
        hints=tuple(hint for hint in hints if hint),
        state=str(status.label),
        picture=PICTURES[status],
        tone="waiting" if status in PAUSED | {S.RETURNED} else "open",
        lamp=lamp(matter.next_due_at, now),
    )


def place_of(area_code: str) -> str:
    try:
        return area_named(area_code).full_name
    except Refusal:
        return area_code


def narrowed(rows: Rows, filters: Filters) -> Rows:
    return narrow(rows, filters)


MATTERS = Shape("matter", "next_due_at", items, narrowed, takes_steps=True)


def of_the_area(
    permission: Permission, statuses: Collection[Status], viewer: Viewer, now: datetime
) -> list[Rows]:
    """Whatever the viewer's grants for it reach."""
    return [part.filter(status__in=sorted(statuses)) for part in visible_parts(viewer, permission)]


def of_the_unit(
    statuses: Collection[Status], viewer: Viewer, now: datetime, *, permission: Permission = P.MATTER_HANDLE
) -> list[Rows]:
    """What the viewer's units lead, or, with a role that sees only its own, what the viewer handles.

    Whoever only sees the area does not handle it.
    """
    return [
        Matter.objects.filter(
            Q(handled_by=viewer.account_id) if grant.reach is Reach.OWN else Q(lead_unit__in=grant.unit_ids),
            area_code__startswith=grant.area_prefix,
            status__in=sorted(statuses),
        )
        for grant in viewer.grants_for(permission)
        if grant.unit_ids
    ]


def assisted(viewer: Viewer, now: datetime) -> list[Rows]:
    units = {unit for grant in viewer.grants_for(P.MATTER_HANDLE) for unit in grant.unit_ids}
    orders = WorkOrder.objects.filter(unit__in=sorted(units), part=Part.CO, ended_at__isnull=True)
    return [Matter.objects.filter(pk__in=orders.values("matter"))] if units else []


def returned(viewer: Viewer, now: datetime) -> list[Rows]:
    both = (P.MATTER_DISPATCH, P.MATTER_ARBITRATE)
    return [part for each in both for part in of_the_area(each, {S.RETURNED}, viewer, now)]


def checked_kinds() -> list[str]:
    return sorted(kind.code for kind in kinds().leaves if kind.needs_verification)


def to_verify(viewer: Viewer, now: datetime) -> list[Rows]:
    """Done, of a kind that is checked, and not by the viewer."""
    done = of_the_area(P.MATTER_VERIFY, {S.COMPLETED}, viewer, now)
    others = Q(handled_by__isnull=True) | ~Q(handled_by=viewer.account_id)
    return [part.filter(others, kind_code__in=checked_kinds()) for part in done]


def to_reply(viewer: Viewer, now: datetime) -> list[Rows]:
    """Of the leading unit: what was checked, and what is of a kind that is not. Each is a stretch of an index."""
    done = of_the_unit({S.COMPLETED}, viewer, now, permission=P.MATTER_REPLY)
    unchecked = [part.exclude(kind_code__in=checked_kinds()) for part in done]
    return [*of_the_unit({S.VERIFIED}, viewer, now, permission=P.MATTER_REPLY), *unchecked]


def to_resume(viewer: Viewer, now: datetime) -> list[Rows]:
    today = city_day(now)
    return [part.filter(review_on__lte=today) for part in of_the_unit({S.DEFERRED}, viewer, now)]


def step(verb: Verb) -> Step:
    return Step(verb.value, verb.label, KEYS.get(verb.value, ""))


def pile(
    key: str, label: object, picture: str, parts: Callable[[Viewer, datetime], list[Rows]], *verbs: Verb
) -> None:
    first = (TRIAGE_STEP,) if key == "triage" else ()
    add(Pile(f"matter.{key}", label, picture, MATTERS, parts, (*first, *map(step, verbs))))  # type: ignore[arg-type]


TRIAGE_STEP = Step(TRIAGE, _("Take on and send"), KEYS[TRIAGE])
area = partial
V = Verb
pile(
    *("triage", _("To triage"), "pen", area(of_the_area, P.MATTER_TRIAGE, {S.REGISTERED})),
    *(V.ACCEPT, V.MERGE, V.REDIRECT, V.DECLINE),
)
pile(
    *(
        "dispatch",
        _("To send to a unit"),
        "send",
        area(of_the_area, P.MATTER_DISPATCH, {S.ACCEPTED, S.REOPENED}),
    ),
    V.DISPATCH,
)
pile("returned", _("Sent back by units"), "back", returned, V.DECIDE_RETURN)
pile(
    *("acknowledge", _("To receive"), "hand", area(of_the_unit, {S.DISPATCHED})),
    *(V.ACKNOWLEDGE, V.REQUEST_RETURN),
)
pile(
    *("handle", _("To do"), "wrench", area(of_the_unit, {S.ACKNOWLEDGED, S.IN_PROGRESS, S.REWORK})),
    *(V.COMPLETE, V.CONTACT, V.NOTE, V.REQUEST_EXTENSION),
)
pile("assist", _("To assist with"), "people", assisted, V.COMPLETE_CO)
pile("resume", _("Deferred until today"), "pause", to_resume, V.RESUME)
pile(
    *(
        "extension",
        _("More time asked for"),
        "clock",
        area(of_the_area, P.MATTER_APPROVE, {S.EXTENSION_PENDING}),
    ),
    V.DECIDE_EXTENSION,
)
pile("verify", _("To check on the spot"), "eye", to_verify, V.VERIFY)
pile("reply", _("To answer"), "reply", to_reply, V.REPLY)
pile(
    *("follow_up", _("To ask the requester"), "phone", area(of_the_area, P.MATTER_FOLLOW_UP, {S.REPLIED})),
    V.FOLLOW_UP,
)
pile(
    "review",
    _("Not satisfied, to decide"),
    "star",
    area(of_the_area, P.MATTER_SUPERVISE, {S.RATED}),
    V.REVIEW,
)
