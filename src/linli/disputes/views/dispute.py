from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.choices import Action, Choice
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.disputes import access
from linli.disputes.beside import beside_disputes
from linli.disputes.doors import DOES
from linli.disputes.errors import DisputeNotFound, NotPermitted
from linli.disputes.forms import Setting, VerbForm, verb_form
from linli.disputes.forms.base import verb_named
from linli.disputes.models import Agreement, Dispute
from linli.disputes.papers.available import available
from linli.disputes.policies import (
    AFTER_AGREEMENT,
    BEFORE_ACCEPTANCE,
    VERBS,
    WITHOUT_AGREEMENT,
    AgreementKind,
    AgreementStatus,
    Consent,
    Status,
    Verb,
)
from linli.disputes.queries.claims import is_claim
from linli.disputes.queries.courts import look_at
from linli.disputes.queries.dossier import SUBJECT, contents_of
from linli.disputes.queries.page import Whole
from linli.disputes.queries.routes import routes_for
from linli.disputes.rules import Categories
from linli.disputes.sentences import timeline
from linli.disputes.views.asking import who_asks
from linli.files.queries import attachments_of, download
from linli.files.views import answer as hand_out
from linli.journal.errors import ChangedMeanwhile
from linli.journal.queries import entries_of
from linli.matters.access import visible as visible_matters
from linli.people.access import Viewer
from linli.people.policies import Permission
from linli.rulebook.queries import in_force
from linli.vault.errors import NotKept
from linli.vault.policies.fields import PersonalField
from linli.vault.queries import reveal

FORWARD = (
    Verb.CHOOSE_ROUTE,
    Verb.CONSENT,
    Verb.ACCEPT,
    Verb.APPOINT,
    Verb.RECORD_SESSION,
    Verb.PLAN_SESSION,
    Verb.SEAL,
    Verb.SIGN,
    Verb.AGREE_AMOUNTS,
    Verb.ADD_TERM,
    Verb.AGREE_ORALLY,
    Verb.DRAFT_AGREEMENT,
    Verb.PERFORM,
    Verb.FOLLOW_UP,
    Verb.APPLY,
    Verb.ARCHIVE,
    Verb.COURT_TAKES,
    Verb.GRANT,
)
"""What brings a dispute on; the first of them that is possible stands open."""
AT_THE_CLAIM_DESK = frozenset(
    {Verb.SET_PART, Verb.ADVANCE, Verb.RECKON, Verb.AGREE_AMOUNTS, Verb.PROMISE_PAYMENT}
)
"""After these the claim desk is shown."""
CONTACT = "contact of a side for the mediation"


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """All about one dispute, and what may be done with it now."""
    viewer, now = who_asks(request)
    dispute = access.get_dispute_for(viewer, number)
    return render(request, "disputes/dispute.html", page_of(viewer, dispute, now))


def page_of(viewer: Viewer, dispute: Dispute, now: datetime, typed: VerbForm | None = None) -> dict[str, Any]:
    """Return what the page shows. `typed`: a form that did not go through, shown with what was typed."""
    offered = access.choices(viewer, dispute)
    whole, status = Whole(dispute), Status(dispute.status)
    whole.load()
    there = whole.there
    papers = list(attachments_of(SUBJECT, dispute.pk))
    is_court = not access.may(viewer, dispute, Permission.DISPUTE_VIEW)
    agreement = whole.agreement
    categories = in_force(Categories, city_day(now)).value.by_code
    matter = dispute.matter
    return {
        "dispute": dispute,
        "category": categories.get(dispute.category),
        "whole": whole,
        "is_court": is_court,
        "matter": matter if matter and visible_matters(viewer).filter(pk=matter.pk).exists() else None,
        "routes": routes_for(dispute, now) if status in BEFORE_ACCEPTANCE | WITHOUT_AGREEMENT else [],
        "sessions": [] if is_court else _sessions(dispute),
        "proposals": list(dispute.proposals.select_related("party").order_by("-pk"))
        if there.proposals and not is_court
        else [],
        "investigations": list(dispute.investigations.order_by("-at"))
        if there.investigations and not is_court
        else [],
        "visits": list(dispute.visits.select_related("party").order_by("-at"))
        if there.visits and not is_court
        else [],
        "referrals": list(dispute.referrals.select_related("to_unit", "from_unit").order_by("-pk"))
        if there.referrals
        else [],
        "agreement": agreement,
        "terms": sorted(agreement.terms.all(), key=lambda each: (each.position, each.instalment))
        if agreement
        else [],
        "applications": list(agreement.applications.all()) if agreement else [],
        "advice": look_at(dispute, agreement, city_day(now)) if agreement and agreement.effective_on else [],
        "contents": [] if is_court else contents_of(dispute, there, papers),
        "papers": [] if is_court else papers,
        "forms": available(there, agreement) if not is_court else [],
        "may_print": any(access.may(viewer, dispute, each) for each in access.BY_FILE_KEEPERS),
        "may_release": access.may(viewer, dispute, Permission.DISPUTE_DECIDE)
        and status in AFTER_AGREEMENT | WITHOUT_AGREEMENT | {Status.ARCHIVED},
        "may_read": access.may(viewer, dispute, Permission.DISPUTE_MEDIATE),
        "actions": actions_of(Setting(whole, now), [each.verb for each in offered if each.is_allowed], typed),
        "refused": [each for each in offered if not each.is_allowed and not _hidden(each)],
        "blocks": [] if is_court else beside_disputes.blocks_of(viewer, dispute),
        "timeline": [] if is_court else timeline(entries_of(dispute)),
        "is_claim": not is_court and is_claim(dispute, now),
        "today": city_day(now),
        "now": now,
    }


def _sessions(dispute: Dispute) -> list[Any]:
    return sorted(dispute.sessions.all(), key=lambda each: each.begins_at, reverse=True)


def _hidden(choice: Choice[Verb]) -> bool:
    """What somebody may never do here is not listed as impossible now."""
    return isinstance(choice.refusal, NotPermitted)


def actions_of(setting: Setting, allowed: list[Verb], typed: VerbForm | None) -> list[Action[Verb]]:
    useful = [verb for verb in allowed if _is_useful(setting, verb)]
    order = [verb for verb in FORWARD if verb in useful]
    order += [verb for verb in useful if verb not in order]
    opened = typed.verb if typed else next((verb for verb in order if verb in FORWARD), None)
    return [
        Action(
            verb,
            typed if typed and verb is typed.verb else verb_form(setting, verb),
            reverse("disputes:do", args=[setting.dispute.number, verb.value]),
            is_open=verb is opened,
            is_danger=VERBS[verb].danger,
        )
        for verb in order
    ]


def _is_useful(setting: Setting, verb: Verb) -> bool:
    """Whether there is anything to use the verb on."""
    return verb not in USEFUL or bool(USEFUL[verb](setting))


def _draft(setting: Setting) -> Agreement | None:
    agreement = setting.whole.agreement
    return agreement if agreement is not None and agreement.status == AgreementStatus.DRAFT else None


def _signing(setting: Setting) -> Agreement | None:
    """Return what may be signed: written, with terms, not yet in force."""
    agreement = setting.whole.agreement
    if agreement is None or agreement.kind != AgreementKind.WRITTEN:
        return None
    waits = agreement.status in (AgreementStatus.DRAFT, AgreementStatus.SIGNING)
    return agreement if waits and agreement.terms.all() else None


def _oral(setting: Setting) -> bool:
    agreement = _draft(setting)
    return agreement is not None and agreement.kind == AgreementKind.ORAL


def _is_signed(setting: Setting) -> bool:
    agreement = setting.whole.agreement
    return agreement is not None and agreement.status != AgreementStatus.DRAFT


def _has_first_signature(setting: Setting) -> bool:
    agreement = setting.whole.agreement
    return agreement is not None and agreement.status == AgreementStatus.SIGNING


def _has_terms(setting: Setting) -> bool:
    agreement = _draft(setting)
    return agreement is not None and bool(agreement.terms.all())


def _is_asked(setting: Setting) -> bool:
    asked = setting.dispute.status == Status.CONSENT_CHECK
    return asked or any(each.party.consent != Consent.GIVEN for each in setting.whole.sides)


USEFUL: Mapping[Verb, Callable[[Setting], object]] = {
    Verb.RECORD_SESSION: lambda setting: setting.planned,
    Verb.CANCEL_SESSION: lambda setting: setting.planned,
    Verb.ANSWER_PROPOSAL: lambda setting: setting.proposals,
    Verb.ADD_TERM: _draft,
    Verb.DROP_TERM: _has_terms,
    Verb.SIGN: _signing,
    Verb.SEAL: _has_first_signature,
    Verb.AGREE_ORALLY: _oral,
    Verb.SET_PART: lambda setting: setting.is_claim,
    Verb.ADVANCE: lambda setting: setting.is_claim,
    Verb.RECKON: lambda _setting: False,  # the calculator's page joins its result
    Verb.AGREE_AMOUNTS: lambda setting: (
        setting.is_claim and not _is_signed(setting) and setting.whole.there.reckonings
    ),
    Verb.PROMISE_PAYMENT: lambda setting: setting.is_claim and setting.unpromised,
    Verb.RECUSE: lambda setting: setting.whole.helpers,
    Verb.CONSENT: _is_asked,
}


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Use a verb on a dispute; refused, the page comes back with what was typed."""
    viewer, now = who_asks(request)
    if request.method == "GET":
        return redirect("disputes:dispute", number)
    wanted = verb_named(verb)
    if wanted in access.BY_THE_RECEIVER:
        raise DisputeNotFound
    dispute = access.get_dispute_to(viewer, number, wanted)
    form = verb_form(Setting(Whole(dispute), now), wanted, request.POST, request.FILES)
    if not form.is_valid():
        return page_again(request, "disputes/dispute.html", page_of(viewer, dispute, now, form))
    try:
        _perform(viewer, dispute, form, now)
    except Refusal as refusal:
        fresh = access.get_dispute_for(viewer, number)
        return page_again(request, "disputes/dispute.html", page_of(viewer, fresh, now, form), refusal)
    messages.success(request, gettext("Done: %(verb)s.") % {"verb": wanted.label})
    if wanted in AT_THE_CLAIM_DESK:
        return redirect("disputes:claim", number)
    # A court that decided, or a centre that handed it on, sees it no longer.
    seen = access.visible(viewer).filter(number=number).exists()
    return redirect("disputes:dispute", number) if seen else redirect("disputes:list")


def _perform(viewer: Viewer, dispute: Dispute, form: VerbForm, now: datetime) -> None:
    """Raises ChangedMeanwhile when something happened since the page was made: a second click, a colleague."""
    seen = form.cleaned_data.get("seen")
    if seen is not None and seen != dispute.chain_length:
        raise ChangedMeanwhile
    by = access.actor_for(viewer, dispute, form.verb)
    DOES[form.verb](dispute=dispute, by=by, now=now, **form.given())


@require_POST
def contact(request: HttpRequest, number: str, party: int) -> HttpResponse:
    """Read one side's data in plain; each reading is logged."""
    viewer, now = who_asks(request)
    dispute = access.get_dispute_for(viewer, number)
    if not access.may(viewer, dispute, Permission.DISPUTE_MEDIATE):
        raise NotPermitted(verb=Permission.DISPUTE_MEDIATE.label)
    row = next((each for each in Whole(dispute).sides if each.party.pk == party), None)
    if row is None:
        raise DisputeNotFound
    kept = {}
    for field in (PersonalField.NAME, PersonalField.PHONE, PersonalField.ADDRESS):
        try:
            kept[field.label] = reveal(
                row.party.record_id, field, viewer=viewer, purpose=CONTACT, now=now, is_handler=True
            )
        except NotKept:
            continue
    return render(request, "disputes/contact.html", {"dispute": dispute, "line": row, "kept": kept})


@require_safe
def fetch(request: HttpRequest, number: str, file: int) -> FileResponse:
    """Hand out a paper of a dispute that the viewer may see. The court gets what it is handed, not the file."""
    viewer, _now = who_asks(request)
    dispute = access.get_dispute_for(viewer, number)
    if not access.may(viewer, dispute, Permission.DISPUTE_VIEW):
        raise NotPermitted(verb=Permission.DISPUTE_VIEW.label)
    own = (SUBJECT, dispute.pk)
    return hand_out(download(file, may_see=lambda each: (each.subject_kind, each.subject_id) == own))
