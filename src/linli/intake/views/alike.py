"""Open matters close by that may be what somebody is about to report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from linli.catalogue.queries import kinds
from linli.core.errors import Refusal, Sentence
from linli.intake.actions.submitting import Report
from linli.intake.forms import ReportForm
from linli.intake.queries.duplicates import PublicProposal, similar_to
from linli.matters.sentences import STANDS
from linli.people.access import ANONYMOUS
from linli.people.pace import spend, stranger


@dataclass(frozen=True)
class Alike:
    """What a resident reads of a matter that may be theirs: nothing of its words, its place or its people."""

    handle: str
    kind: str
    metres: int | None
    registered_on: date
    stands: Sentence


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Answer with the part that offers them, for the form that is being filled in."""
    now = timezone.now()
    spend(stranger(request), now=now)
    return render(request, "intake/parts/alike.html", {"alike": alike_of(ReportForm(request.POST), now)})


def alike_of(form: ReportForm, now: datetime) -> list[Alike]:
    """Return them, likeliest first; none while words or place are missing. Two queries."""
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
        found = similar_to(report, viewer=ANONYMOUS, now=now) if report.text else []
    except Refusal:
        return []
    return [_told(each.for_residents()) for each in found]


def _told(proposal: PublicProposal) -> Alike:
    kind = kinds().get(proposal.kind)
    name = kind.name if kind else ""
    return Alike(proposal.handle, name, proposal.metres, proposal.registered_on, STANDS[proposal.status])
