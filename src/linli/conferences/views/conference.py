from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.conferences import access
from linli.conferences.actions.moving import step_rule
from linli.conferences.doors import DOES
from linli.conferences.errors import ConferenceNotFound, NotPermitted
from linli.conferences.forms import Setting, StepForm, step_form
from linli.conferences.models import Conference, Seat
from linli.conferences.papers import paper_of
from linli.conferences.policies import VERBS, Kind, Status, Verb, beyond
from linli.conferences.policies.sitting import quorum
from linli.conferences.queries.people import names_of, seats_of
from linli.conferences.queries.records import is_intact, record_of
from linli.conferences.sentences import timeline
from linli.conferences.views.asking import who_asks
from linli.core.choices import Action, Choice
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.disputes.access import visible as visible_disputes
from linli.disputes.papers.rendering import docx_of, pdf_of
from linli.disputes.views.papers import PDF, WORD, handed_out
from linli.journal.errors import ChangedMeanwhile
from linli.journal.queries import entries_of
from linli.people.access import Viewer

FORWARD = (
    Verb.APPROVE,
    Verb.ANSWER,
    Verb.INVITE,
    Verb.HOLD,
    Verb.STATE,
    Verb.DECIDE,
    Verb.REPORT,
    Verb.DRAFT_MINUTES,
)
"""What brings it on; the first of them that is possible and useful stands open."""


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """All about one conference, and what may be done now."""
    viewer, now = who_asks(request)
    conference = access.get_conference_for(viewer, number)
    return render(request, "conferences/conference.html", page_of(viewer, conference, now))


def page_of(
    viewer: Viewer, conference: Conference, now: datetime, typed: StepForm | None = None
) -> dict[str, Any]:
    """Return what the page shows. `typed`: a form that did not go through, shown with what was typed."""
    offered = access.choices(viewer, conference)
    setting = Setting(conference, viewer, now)
    seats = seats_of(conference)
    names = names_of(seats)
    step = step_rule(conference)
    sitting = [each for each in seats if each.released_at is None]
    dispute = conference.dispute
    return {
        "conference": conference,
        "dispute": dispute,
        "sees_dispute": visible_disputes(viewer).filter(pk=dispute.pk).exists(),
        "seats": [(each, names[each.pk], setting.seat_words(each)) for each in seats],
        "dissent": [(names[each.pk], each.stand_words) for each in seats if each.stand == "against"],
        "free_posts": setting.free_posts if conference.status in (Status.ASKED, Status.CONVENED) else [],
        "needed": quorum(len(sitting), least=step.least, percent=step.quorum_percent),
        "tasks": list(conference.tasks.select_related("unit").order_by("due_on", "pk")),
        "next_step": beyond(Kind(conference.kind)),
        "is_intact": is_intact(conference) if conference.record else None,
        "actions": actions_of(setting, [each.verb for each in offered if each.is_allowed], sitting, typed),
        "refused": [each for each in offered if not each.is_allowed and not _hidden(each)],
        "timeline": timeline(entries_of(conference)),
        "today": city_day(now),
        "now": now,
    }


def _hidden(choice: Choice[Verb]) -> bool:
    """What somebody may never do here is not listed as impossible now."""
    return isinstance(choice.refusal, NotPermitted)


def actions_of(
    setting: Setting, allowed: list[Verb], sitting: list[Seat], typed: StepForm | None
) -> list[Action[Verb]]:
    useful = [verb for verb in allowed if _is_useful(setting, verb, sitting)]
    order = [verb for verb in FORWARD if verb in useful]
    order += [verb for verb in useful if verb not in order]
    opened = typed.verb if typed else next((verb for verb in order if verb in FORWARD), None)
    return [
        Action(
            verb,
            typed if typed and typed.verb is verb else step_form(setting, verb),
            reverse("conferences:do", args=[setting.conference.pk, verb.value]),
            is_open=verb is opened,
            is_danger=VERBS[verb].danger,
        )
        for verb in order
    ]


def _is_useful(setting: Setting, verb: Verb, sitting: list[Seat]) -> bool:
    """Whether there is anything to use the verb on."""
    row = setting.conference
    match verb:
        case Verb.ANSWER:
            own = {number for number, _label in setting.own_seats}
            return any(each.pk in own and each.answer == "asked" for each in sitting)
        case Verb.RELEASE:
            return bool(sitting)
        case Verb.HOLD:
            return row.starts_at is not None and row.starts_at <= setting.now
        case Verb.STATE:
            return bool(setting.own_seats_there)
        case Verb.DECIDE:
            return all(each.stand for each in sitting if each.came)
        case Verb.RAISE:
            return row.raised_at is None and beyond(Kind(row.kind)) is not None
        case Verb.REPORT:
            return bool(setting.tasks)
        case Verb.DRAFT_MINUTES:
            return row.letter_id is None
        case _:
            return True


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Take a step; refused, the page comes back with what was typed."""
    viewer, now = who_asks(request)
    if request.method == "GET":
        return redirect("conferences:conference", number)
    if verb not in Verb.values:
        raise ConferenceNotFound
    wanted = Verb(verb)
    conference = access.get_conference_to(viewer, number, wanted)
    form = step_form(Setting(conference, viewer, now), wanted, request.POST)
    if not form.is_valid():
        return page_again(request, "conferences/conference.html", page_of(viewer, conference, now, form))
    try:
        _perform(viewer, conference, form, now)
    except Refusal as refusal:
        fresh = access.get_conference_for(viewer, number)
        return page_again(request, "conferences/conference.html", page_of(viewer, fresh, now, form), refusal)
    messages.success(request, gettext("Done: %(verb)s.") % {"verb": wanted.label})
    # Who was released sees it no longer.
    seen = access.visible(viewer).filter(pk=number).exists()
    return redirect("conferences:conference", number) if seen else redirect("conferences:list")


def _perform(viewer: Viewer, conference: Conference, form: StepForm, now: datetime) -> None:
    """Raises ChangedMeanwhile when something happened since the page was made: a second click, a colleague."""
    seen = form.cleaned_data.get("seen")
    if seen is not None and seen != conference.chain_length:
        raise ChangedMeanwhile
    by = access.actor_for(viewer, conference, form.verb)
    DOES[form.verb](conference=conference, by=by, now=now, **form.given())


@require_safe
def record(request: HttpRequest, number: int, ending: str) -> HttpResponse:
    """The record as PDF or Word: as it was closed, else as it stands."""
    viewer, _now = who_asks(request)
    conference = access.get_conference_for(viewer, number)
    if ending not in ("pdf", "docx"):
        raise ConferenceNotFound
    papers = [paper_of(conference, conference.record or record_of(conference))]
    name = f"{conference.dispute.number}-{conference.kind}-{conference.pk}.{ending}"
    if ending == "pdf":
        return handed_out(pdf_of(papers, conference.unit.name), PDF, name)
    return handed_out(docx_of(papers, conference.unit.name), WORD, name)
