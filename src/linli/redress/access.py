"""Who sees a case or a suggestion, and who takes which step: the very units concerned, none above or beside."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from linli.core.actor import Actor
from linli.core.choices import Choice
from linli.core.errors import Refusal
from linli.disputes.access import centres_of
from linli.people.access import Viewer, require
from linli.people.models import Unit
from linli.people.policies import SYSTEM_VIEWER, Permission, Reach
from linli.redress.errors import CaseNotFound, NotNow, NotPermitted
from linli.redress.models import Case, Suggestion
from linli.redress.policies import CASE_VERBS, VERBS, CaseStatus, CaseVerb, Side, Status, Verb

VIEW, HANDLE = Permission.REDRESS_VIEW, Permission.REDRESS_HANDLE


def require_view(viewer: Viewer) -> None:
    """Raises LogInFirst, NotAllowed."""
    require(viewer, VIEW)


def units_of(viewer: Viewer, permission: Permission = VIEW) -> list[int]:
    return centres_of(viewer, permission)


def handled_units(viewer: Viewer) -> QuerySet[Unit]:
    """Return the units in whose name the viewer acts here."""
    return Unit.objects.filter(pk__in=units_of(viewer, HANDLE), is_active=True).order_by("path")


def actor_in(viewer: Viewer, units: Collection[int]) -> Actor | None:
    """Return who the journal names, acting for one of these very units; None: for none of them."""
    actor = viewer.actor_for(HANDLE)
    for grant in viewer.grants_for(HANDLE):
        if grant.reach is not Reach.OWN and grant.unit_id in units:
            return Actor(actor.kind, actor.account, grant.unit_id, grant.role.value)
    return None


# Cases


def visible_cases(viewer: Viewer) -> QuerySet[Case]:
    if viewer == SYSTEM_VIEWER:
        return Case.objects.all()
    units = units_of(viewer)
    return Case.objects.filter(Q(body__in=units) | Q(centre__in=units))


def get_case_for(viewer: Viewer, number: int) -> Case:
    """Raises LogInFirst, NotAllowed, CaseNotFound."""
    require_view(viewer)
    rows = visible_cases(viewer).select_related("dispute", "body", "centre", "respondent_unit")
    found = rows.filter(pk=number).first()
    if found is None:
        raise CaseNotFound
    return found


def why_not_case(viewer: Viewer, case: Case, verb: CaseVerb) -> Refusal | None:
    """Return what stands against a step: the body takes them; the centre may note that the person withdraws."""
    units = {case.body_id} | ({case.centre_id} if verb is CaseVerb.WITHDRAW else set())
    if actor_in(viewer, units) is None:
        return NotPermitted(verb=verb.label)
    status = CaseStatus(case.status)
    return None if status in CASE_VERBS[verb] else NotNow(state=status.label)


def case_choices(viewer: Viewer, case: Case) -> list[Choice[CaseVerb]]:
    return [Choice(verb, why_not_case(viewer, case, verb)) for verb in CaseVerb]


def get_case_to(viewer: Viewer, number: int, verb: CaseVerb) -> Case:
    """The door of every write to a case."""
    case = get_case_for(viewer, number)
    if refusal := why_not_case(viewer, case, verb):
        raise refusal
    return case


def case_actor(viewer: Viewer, case: Case) -> Actor:
    return actor_in(viewer, {case.body_id}) or actor_in(viewer, {case.centre_id}) or viewer.actor_for(HANDLE)


# Suggestions


def visible_suggestions(viewer: Viewer) -> QuerySet[Suggestion]:
    if viewer == SYSTEM_VIEWER:
        return Suggestion.objects.all()
    units = units_of(viewer)
    return Suggestion.objects.filter(Q(to_unit__in=units) | Q(from_unit__in=units))


def get_suggestion_for(viewer: Viewer, number: int) -> Suggestion:
    """Raises LogInFirst, NotAllowed, CaseNotFound."""
    require_view(viewer)
    rows = visible_suggestions(viewer).select_related("from_unit", "to_unit", "case", "dispute")
    found = rows.filter(pk=number).first()
    if found is None:
        raise CaseNotFound
    return found


def units_of_side(suggestion: Suggestion, verb: Verb) -> set[int]:
    """Return whose step it is. For a body outside, the unit that got its paper writes its word down."""
    status = Status(suggestion.status)
    sender = suggestion.from_unit_id or suggestion.to_unit_id
    match VERBS[verb].side:
        case Side.SENDER:
            return {sender}
        case Side.RECEIVER:
            return {suggestion.to_unit_id}
        case _:
            return {suggestion.to_unit_id if status is Status.ANSWERED else sender}


def why_not(viewer: Viewer, suggestion: Suggestion, verb: Verb) -> Refusal | None:
    if actor_in(viewer, units_of_side(suggestion, verb)) is None:
        return NotPermitted(verb=verb.label)
    status = Status(suggestion.status)
    return None if status in VERBS[verb].from_statuses else NotNow(state=status.label)


def choices(viewer: Viewer, suggestion: Suggestion) -> list[Choice[Verb]]:
    return [Choice(verb, why_not(viewer, suggestion, verb)) for verb in Verb]


def get_suggestion_to(viewer: Viewer, number: int, verb: Verb) -> Suggestion:
    """The door of every write to a suggestion."""
    suggestion = get_suggestion_for(viewer, number)
    if refusal := why_not(viewer, suggestion, verb):
        raise refusal
    return suggestion


def suggestion_actor(viewer: Viewer, suggestion: Suggestion, verb: Verb) -> Actor:
    return actor_in(viewer, units_of_side(suggestion, verb)) or viewer.actor_for(HANDLE)
