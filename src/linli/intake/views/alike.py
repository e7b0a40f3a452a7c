"""Open matters close by that may be what somebody is about to report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from linli.catalogue.queries import kinds
from linli.core.errors import Refusal, Sentence
from linli.intake.actions.submitting import Report
from linli.intake.forms import ClerkForm, ReportForm
from linli.intake.queries.duplicates import Proposal, PublicProposal, similar_to
from linli.matters.sentences import STANDS
from linli.people.access import ANONYMOUS, Viewer, require, viewer_of_request
from linli.people.models import Unit
from linli.people.pace import spend, stranger
from linli.people.policies import Permission
from linli.people.queries import units_numbered


@dataclass(frozen=True)
class Alike:
    """What a resident reads of a matter that may be theirs: nothing of its words, its place or its people."""

    handle: str
    kind: str
    metres: int | None
    registered_on: date
    stands: Sentence


@dataclass(frozen=True)
class AlikeAtTheDesk:
    """What a clerk reads of it, who may see the matter itself: its words, why it is alike, and who has it."""

    handle: str
    code: str
    title: str
    kind: str
    unit: str
    reasons: tuple[str, ...]
    registered_on: date
    stands: Sentence


@require_POST
def beside(request: HttpRequest) -> HttpResponse:
    """Answer a clerk who is still writing with what may be the same."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_REGISTER)
    context = {"alike": alike_at_the_desk(request, ClerkForm(request.POST), now)}
    return render(request, "intake/parts/alike_at_the_desk.html", context)


def alike_at_the_desk(request: HttpRequest, form: ReportForm, now: datetime) -> list[AlikeAtTheDesk]:
    """Return them, likeliest first: those that the clerk may see. Three queries."""
    viewer = viewer_of_request(request, now)
    if not viewer.may(Permission.MATTER_VIEW):
        return []
    found = _similar(form, viewer, now)
    units = units_numbered({each.matter.lead_unit_id for each in found if each.matter.lead_unit_id})
    return [_at_the_desk(each, units) for each in found]


def _at_the_desk(proposal: Proposal, units: Mapping[int, Unit]) -> AlikeAtTheDesk:
    public, matter = proposal.for_residents(), proposal.matter
    kind = kinds().get(matter.kind_code)
    unit = units.get(matter.lead_unit_id or 0)
    return AlikeAtTheDesk(
        handle=public.handle,
        code=matter.code,
        title=matter.title,
        kind=kind.name if kind else "",
        unit=unit.name if unit else "",
        reasons=tuple(str(each) for each in proposal.likeness.reasons),
        registered_on=public.registered_on,
        stands=STANDS[public.status],
    )


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Answer with the part that offers them, for the form that is being filled in."""
    now = timezone.now()
    spend(stranger(request), now=now)
    form = ReportForm(request.POST)
    context = {"alike": alike_of(form, now), "is_nowhere": not (form.point or form.area)}
    return render(request, "intake/parts/alike.html", context)


def alike_of(form: ReportForm, now: datetime) -> list[Alike]:
    """Return them, likeliest first; none while words or place are missing. Two queries."""
    return [_told(each.for_residents()) for each in _similar(form, ANONYMOUS, now)]


def _similar(form: ReportForm, viewer: Viewer, now: datetime) -> list[Proposal]:
    form.is_valid()  # what is still missing elsewhere in the form does not matter
    given = form.cleaned_data
    try:
        report = Report(
            channel=form.channel,
            text=given.get("text", ""),
            kind=given.get("kind", ""),
            point=form.point,
            area=form.area,
            is_anonymous=True,
        )
        return similar_to(report, viewer=viewer, now=now) if report.text else []
    except Refusal:
        return []


def _told(proposal: PublicProposal) -> Alike:
    kind = kinds().get(proposal.kind)
    name = kind.name if kind else ""
    return Alike(proposal.handle, name, proposal.metres, proposal.registered_on, STANDS[proposal.status])
