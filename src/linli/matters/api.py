from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from linli.matters.access import choices, get_matter_for
from linli.matters.actions.perform import perform
from linli.matters.forms import FORMS, Form
from linli.matters.models import Clock, Matter
from linli.matters.policies import VERBS, Status, Verb
from linli.matters.queries import Filters, explained, matter_view, rates_of, unit_with_code, work_list
from linli.people.access import require
from linli.people.policies import Permission

router = Router(tags=["matters"])


class MatterOut(Schema):
    code: str
    status: Status
    channel: str
    title: str
    text: str
    kind: str
    suggested_kind: str
    confidence: float | None
    tier: str
    area: str
    grid: str
    place: str
    lon: float | None
    """Degrees, CGCS2000."""
    lat: float | None
    lead_unit: int | None
    registered_at: datetime
    due_at: datetime | None
    next_due_at: datetime | None
    closed_at: datetime | None

    @staticmethod
    def of(matter: Matter) -> dict[str, Any]:
        confidence = matter.suggested_confidence
        same = ("code", "status", "channel", "title", "text", "tier", "place", "lon", "lat")
        times = ("registered_at", "due_at", "next_due_at", "closed_at")
        return {
            **{name: getattr(matter, name) for name in (*same, *times)},
            "kind": matter.kind_code,
            "suggested_kind": matter.suggested_label,
            "confidence": None if confidence is None else confidence / 1000,
            "area": matter.area_code,
            "grid": matter.grid_code,
            "lead_unit": matter.lead_unit_id,
        }


class MattersOut(Schema):
    matters: list[MatterOut]
    next: str
    """Cursor of the next page; empty on the last."""


class ListIn(Schema):
    q: str = ""
    status: list[Status] = []
    kind: str = ""
    area: str = ""
    unit: int | None = None
    channel: str = ""
    late: bool = False
    open: bool = True
    cursor: str = ""


@router.get("/matters", response=MattersOut, summary="List matters")
def list_matters(request: HttpRequest, asked: Query[ListIn]) -> dict[str, Any]:
    """List what the caller may see: open ones by the clock that runs out first, all by registration."""
    filters = Filters(
        words=asked.q,
        status=tuple(asked.status),
        kind=asked.kind,
        area=asked.area,
        unit=asked.unit,
        channel=asked.channel,
        late_at=timezone.now() if asked.late else None,
        is_open=asked.open,
    )
    page = work_list(request.auth, filters, cursor=asked.cursor, whole=True)  # type: ignore[attr-defined]
    return {"matters": [MatterOut.of(each) for each in page.rows], "next": page.next_cursor}


@router.get("/matters/{code}", response=MatterOut, summary="Read one matter")
def read_matter(request: HttpRequest, code: str) -> dict[str, Any]:
    return MatterOut.of(get_matter_for(request.auth, code))  # type: ignore[attr-defined]


class EntryOut(Schema):
    position: int
    event: str
    at: datetime
    by: str
    facts: dict[str, Any]
    note: str | None


class StepOut(Schema):
    zh: str
    en: str


class ClockOut(Schema):
    step: str
    unit: int | None
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    limit: str
    why: list[StepOut]


class HistoryOut(Schema):
    entries: list[EntryOut]
    clocks: list[ClockOut]


@router.get(
    "/matters/{code}/history", response=HistoryOut, summary="What happened, and why each date is what it is"
)
def read_history(request: HttpRequest, code: str) -> dict[str, Any]:
    view = matter_view(get_matter_for(request.auth, code))  # type: ignore[attr-defined]
    entries = [
        {
            "position": entry.position,
            "event": entry.event,
            "at": entry.at,
            "by": entry.by_role or entry.by_kind,
            "facts": entry.facts,
            "note": entry.note,
        }
        for entry in view.timeline
    ]
    return {"entries": entries, "clocks": [_clock_out(clock) for clock in view.clocks]}


def _clock_out(clock: Clock) -> dict[str, Any]:
    steps = explained(clock).steps
    return {
        "step": clock.step,
        "unit": clock.unit_id,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "stopped_at": clock.stopped_at,
        "limit": clock.limit,
        "why": [{"zh": step.in_language("zh-hans"), "en": step.in_language("en")} for step in steps],
    }


class ChoiceOut(Schema):
    verb: Verb
    allowed: bool
    why_not: StepOut | None


@router.get("/matters/{code}/verbs", response=list[ChoiceOut], summary="What the caller may do with it now")
def read_choices(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    viewer = request.auth  # type: ignore[attr-defined]
    return [
        {
            "verb": choice.verb,
            "allowed": choice.is_allowed,
            "why_not": choice.refusal
            and {"zh": choice.refusal.in_language("zh-hans"), "en": choice.refusal.in_language("en")},
        }
        for choice in choices(viewer, get_matter_for(viewer, code), timezone.now())
    ]


class CountsOut(Schema):
    """What the rates were made from."""

    contacts_due: int
    contacts_in_time: int
    results_due: int
    results_in_time: int
    results_in_time_strictly: int
    closed: int
    asked: int
    resolved: int
    partly_resolved: int
    unresolved: int
    received: int
    sent_back: int
    dispatched: int
    wrongly_dispatched: int


class RatesOut(Schema):
    """Shares between 0 and 1, null where nothing was due; the score is between 0 and 100."""

    unit: str
    first: date
    last: date
    edition: int
    """Edition of the rulebook entry with the weights."""
    response: float | None
    resolution: float | None
    satisfaction: float | None
    contact: float | None
    on_time: float | None
    on_time_strict: float | None
    closure: float | None
    returns: float | None
    rework: float | None
    reopening: float | None
    dispatch_accuracy: float | None
    score: float | None
    counts: CountsOut


class PeriodIn(Schema):
    unit: str
    """Code of the unit."""
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    """Both days are the city's, and inclusive."""


@router.get("/rates", response=RatesOut, summary="How well a unit answered in a period")
def read_rates(request: HttpRequest, asked: Query[PeriodIn]) -> dict[str, Any]:
    """Rates of the unit as leading unit, made from the matters that the caller may see."""
    now, viewer = timezone.now(), request.auth  # type: ignore[attr-defined]
    require(viewer, Permission.MATTER_VIEW)
    found = rates_of(viewer, unit_with_code(asked.unit), asked.first, asked.last, now=now)
    period = {"unit": found.unit.code, "first": asked.first, "last": asked.last, "edition": found.edition}
    plain = {name: value if value is None else float(value) for name, value in asdict(found.rates).items()}
    return {**period, **plain, "counts": asdict(found.counts)}


def _add_verb(verb: Verb, form: type[Form]) -> None:
    """Offer one verb as `POST /matters/{code}/{verb}` with its own body."""

    def endpoint(request: HttpRequest, code: str, body: Form) -> dict[str, Any]:
        viewer = request.auth  # type: ignore[attr-defined]
        return MatterOut.of(perform(viewer=viewer, code=code, verb=verb, form=body, now=timezone.now()))

    endpoint.__annotations__["body"] = form
    endpoint.__name__ = f"{verb.value}_matter"
    path = "/matters/{code}/" + verb.value.replace("_", "-")
    router.post(path, response=MatterOut, summary=str(verb.name).replace("_", " ").capitalize())(endpoint)


for _verb, _form in FORMS.items():
    if VERBS[_verb].permission is not None:
        _add_verb(_verb, _form)
