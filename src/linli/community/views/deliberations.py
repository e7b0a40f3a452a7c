from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.community import access
from linli.community.actions import deliberations as actions
from linli.community.forms.others import (
    DecideProposalForm,
    DoneForm,
    HearForm,
    ProposalForm,
    ReviewForm,
    WhyForm,
)
from linli.community.models import Deliberation
from linli.community.policies.deliberations import (
    DELIBERATION_VERBS,
    DeliberationStatus,
    DeliberationVerb,
    Method,
)
from linli.community.queries import others as queries
from linli.community.sentences import told
from linli.community.views import pages
from linli.community.views.pages import Block, Entry, Record, Step
from linli.core.errors import Refusal
from linli.core.moments import day_words, moment_words
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission

LEAD = Permission.DELIBERATION_LEAD
Typed = tuple[DeliberationVerb, forms.Form]


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Deliberations, the newest first; anybody may read them."""
    viewer = viewer_of_request(request, timezone.now())
    rows, after = pages.page_of(queries.deliberations(), pages.page_number(request))
    context = {
        "title": _("Deliberations"),
        "lead": _("What communities talk over, what was decided, and what became of it."),
        "links": [(pages.address("new_deliberation"), _("Put a proposal"))] if viewer.may(LEAD) else [],
        "entries": [_entry(row) for row in rows],
        "next": after,
        "empty": _("No deliberation yet."),
    }
    return render(request, "community/list.html", context)


def _entry(row: Deliberation) -> Entry:
    hints = [f"{row.unit.name} · {moment_words(row.noticed_at)}"]
    status = str(DeliberationStatus(row.status).label)
    return Entry(row.topic, pages.address("deliberation", row.pk), status, row.closed_at is not None, hints)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Put a proposal before everybody."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, LEAD)
    units = pages.own_units(viewer, LEAD)
    form = ProposalForm(request.POST or None, units=units)

    def make() -> Deliberation:
        given = dict(form.cleaned_data)
        number = given.pop("unit")
        unit = next(each for each in units if each.pk == number)
        return actions.propose(unit=unit, by=pages.actor(viewer, LEAD, unit.pk), now=now, **given)

    lead = _("Everybody can read it from now on. Name no residents.")
    return pages.ask_new(request, _("Put a proposal"), lead, form, make, "community:deliberation")


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """The public record of one deliberation."""
    now = timezone.now()
    row = access.get_deliberation(number)
    return pages.show_record(request, record_of(viewer_of_request(request, now), row, now))


def record_of(viewer: Viewer, row: Deliberation, now: datetime, typed: Typed | None = None) -> Record:
    facts = [
        (_("Community"), row.unit.name),
        (_("Households concerned"), str(row.households)),
        (_("May be decided from"), day_words(row.decide_from)),
    ]
    return Record(
        title=row.topic,
        status=str(DeliberationStatus(row.status).label),
        is_done=row.closed_at is not None,
        text=row.proposal,
        facts=[*facts, *_decision(row)],
        back=(pages.address("deliberations"), _("Deliberations")),
        blocks_title=_("Positions"),
        blocks=[
            Block(
                title=queries.part_name(each.part),
                status=each.get_stance_display(),
                text=each.words,
                hints=[_("For %(count)s households") % {"count": each.households}],
            )
            for each in queries.positions_of(row)
        ],
        steps=_steps(viewer, row, now, typed),
        timeline=told(queries.history_of(row)),
    )


def _decision(row: Deliberation) -> list[tuple[str, str]]:
    if not row.decided_at:
        return []
    facts = [
        (_("What was decided"), row.decision),
        (_("Outcome"), _("carried") if row.is_carried else _("not carried")),
        (_("How"), str(Method(row.method).label)),
    ]
    if row.voices_for is not None:
        counted = {"yes": row.voices_for, "no": row.voices_against, "none": row.voices_abstained}
        facts.append((_("Voices"), _("%(yes)s for it, %(no)s against it, %(none)s abstained") % counted))
    if row.minority:
        facts.append((_("Reasons of those who were against it"), row.minority))
    return [*facts, (_("Review"), row.review)] if row.review else facts


FORMS: dict[DeliberationVerb, type[forms.Form]] = {
    DeliberationVerb.DECIDE: DecideProposalForm,
    DeliberationVerb.FOLLOW_UP: DoneForm,
    DeliberationVerb.REVIEW: ReviewForm,
    DeliberationVerb.WITHDRAW: WhyForm,
}
ACTIONS: dict[DeliberationVerb, Callable[..., None]] = {
    DeliberationVerb.HEAR: actions.hear,
    DeliberationVerb.DECIDE: actions.decide,
    DeliberationVerb.FOLLOW_UP: actions.follow_up,
    DeliberationVerb.REVIEW: actions.review,
    DeliberationVerb.WITHDRAW: actions.withdraw,
}


def _form(verb: DeliberationVerb, now: datetime, data: object = None) -> forms.Form:
    if verb is DeliberationVerb.HEAR:
        return HearForm(data, now=now, auto_id="hear-%s")
    return FORMS[verb](data, auto_id=f"{verb.value}-%s")  # type: ignore[arg-type]


def _steps(viewer: Viewer, row: Deliberation, now: datetime, typed: Typed | None) -> list[Step]:
    made = []
    for verb, rule in DELIBERATION_VERBS.items():
        if row.status not in rule.start or not access.may_act(viewer, rule, row.unit_id):
            continue
        is_typed = typed is not None and typed[0] is verb
        form = typed[1] if typed is not None and is_typed else _form(verb, now)
        url = pages.address("do_deliberation", row.pk, verb.value)
        made.append(Step(verb, form, url, is_typed, verb is DeliberationVerb.WITHDRAW))
    return made


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, LEAD)
    row = access.get_deliberation(number)
    if request.method == "GET":
        return redirect("community:deliberation", number)
    step = DeliberationVerb(pages.known(verb, DeliberationVerb.values))
    access.require_act(viewer, DELIBERATION_VERBS[step], row.unit_id, str(step.label))
    form = _form(step, now, request.POST)
    by = pages.actor(viewer, LEAD, row.unit_id)

    def act(**given: object) -> None:
        ACTIONS[step](row, by=by, now=now, **given)

    def again(refusal: Refusal | None) -> HttpResponse:
        fresh = access.get_deliberation(number)
        return pages.show_record(request, record_of(viewer, fresh, now, (step, form)), refusal)

    back = pages.address("deliberation", number)
    return pages.take_step(request, str(step.label), form, act, again, back)
