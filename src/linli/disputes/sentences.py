"""What happened to disputes, in words. One table for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence
from linli.core.moments import day_words, moment_words, until_words
from linli.disputes.policies import (
    AccidentRole,
    Confirmation,
    Consent,
    CourtBasis,
    How,
    RepresentativeKind,
    Route,
    SessionManner,
    SessionResult,
    Task,
    Tie,
)
from linli.disputes.policies.money import figures
from linli.journal.models import Entry
from linli.people.models import Account, Unit
from linli.people.timelines import Line
from linli.people.timelines import told as lines_of

EVENTS: dict[str, tuple[str, Sentence]] = {
    "disputes.registered": ("pen", _("Registered with %(sides)s sides.")),
    "disputes.route_set": ("flag", _("All lawful routes were shown; %(side)s chose: %(route)s.")),
    "disputes.party_added": ("people", _("%(side)s: somebody was added.")),
    "disputes.representative_added": ("people", _("%(side)s: %(kind)s was added.")),
    "disputes.consent_answered": ("hand", _("%(side)s: %(answer)s (%(how)s).")),
    "disputes.accepted": ("check", _("%(committee)s takes it as %(file_number)s, until %(due_at)s.")),
    "disputes.committee_asked": ("send", _("%(committee)s was asked to mediate together.")),
    "disputes.committee_joined": ("people", _("%(committee)s mediates together from now on.")),
    "disputes.committee_declined": ("back", _("%(committee)s does not take part.")),
    "disputes.mediator_appointed": ("people", _("%(mediator)s: %(task)s. %(tie)s.")),
    "disputes.mediator_released": ("back", _("%(mediator)s was released.")),
    "disputes.facts_investigated": ("search", _("Somebody was asked about the facts.")),
    "disputes.session_planned": ("calendar", _("Session planned: %(begins_at)s, %(manner)s %(place)s")),
    "disputes.session_cancelled": ("close", _("The session of %(begins_at)s was cancelled.")),
    "disputes.session_held": ("people", _("Session held: %(result)s. Came: %(came)s")),
    "disputes.proposal_made": ("pen", _("Proposal: %(side)s %(amount)s")),
    "disputes.proposal_answered": ("reply", _("%(side)s answered a proposal: %(answer)s")),
    "disputes.agreement_drafted": ("paper", _("The agreement was drafted.")),
    "disputes.terms_changed": ("paper", _("The draft has %(terms)s terms now.")),
    "disputes.agreement_signed": ("pen", _("%(signer)s signed (%(how)s).")),
    "disputes.agreement_sealed": (
        "check",
        _(
            "Agreement %(agreement_number)s takes effect. Confirmation may be asked for until %(confirm_until)s."
        ),
    ),
    "disputes.oral_agreement_made": (
        "check",
        _("Oral agreement %(agreement_number)s. Confirmation may be asked for until %(confirm_until)s."),
    ),
    "disputes.performance_begun": ("clock", _("Performance is watched over; first due on %(next_due_on)s.")),
    "disputes.term_performed": ("check", _("Performed on %(on)s. %(amount)s")),
    "disputes.agreement_performed": ("star", _("Everything was performed.")),
    "disputes.accident_part_set": ("people", _("%(side)s: %(role)s %(vehicle)s")),
    "disputes.advance_recorded": ("hand", _("%(side)s advanced %(amount)s on %(on)s.")),
    "disputes.claim_reckoned": (
        "pen",
        _("Reckoned: lost %(total)s, to be paid %(payable)s, still to pay %(to_pay)s."),
    ),
    "disputes.amounts_agreed": ("paper", _("Amounts agreed: %(agreed)s (reckoned %(reckoned)s).")),
    "disputes.payment_promised": ("clock", _("Payment promised: %(due_at)s.")),
    "disputes.payment_left": ("alert", _("Promised money did not come: %(due_at)s.")),
    "disputes.breach_recorded": ("alert", _("The agreement was not kept; the ways to enforce it were told.")),
    "disputes.mediation_resumed": ("reply", _("All sides sit down again, until %(due_at)s.")),
    "disputes.visit_made": ("home", _("Follow-up visit: %(side)s.")),
    "disputes.time_extended": ("clock", _("All sides agree to more time: until %(due_at)s.")),
    "disputes.mediation_failed": ("close", _("It ended without agreement; told of: %(routes_told)s.")),
    "disputes.mediation_terminated": ("close", _("It was ended. %(side)s Told of: %(routes_told)s.")),
    "disputes.referred": ("send", _("Handed on: %(route)s %(to_unit)s, answer by %(answer_by)s.")),
    "disputes.referral_accepted": ("check", _("%(to_unit)s took it over (%(route)s).")),
    "disputes.referral_returned": ("back", _("%(to_unit)s handed it back (%(route)s).")),
    "disputes.referral_limit_met": ("alert", _("%(to_unit)s did not answer in time.")),
    "disputes.safety_noted": ("shield", _("Signs of violence or coercion: separate rooms only.")),
    "disputes.papers_added": ("link", _("Papers were added (%(count)s).")),
    "disputes.term_reminded": ("bell", _("Reminded: due on %(due_on)s.")),
    "disputes.term_left": ("alert", _("Not performed by %(due_on)s.")),
    "disputes.confirmation_warned": (
        "bell",
        _("%(days)s days left in which both sides may ask the court (until %(last_on)s)."),
    ),
    "disputes.confirmation_lapsed": (
        "clock",
        _("The days to ask the court ended on %(last_on)s. The agreement binds as before."),
    ),
    "disputes.confirmation_applied": ("send", _("Confirmation asked for at %(court)s (%(basis)s).")),
    "disputes.court_answered": ("paper", _("%(outcome)s %(case_number)s")),
    "disputes.court_decided": ("flag", _("%(outcome)s %(case_number)s. Objection until %(object_until)s.")),
    "disputes.application_withdrawn": ("back", _("The application was withdrawn.")),
    "disputes.release_accepted": ("hand", _("%(side)s lets records be given out as evidence.")),
    "disputes.records_released": ("lock", _("Records were given out, all sides agreeing.")),
    "disputes.outcome_published": ("eye", _("The outcome was published without names.")),
    "disputes.archived": ("lock", _("The file was closed.")),
}
LABELS: Mapping[str, Any] = {
    "route": Route,
    "routes_told": Route,
    "kind": RepresentativeKind,
    "how": How,
    "task": Task,
    "tie": Tie,
    "manner": SessionManner,
    "result": SessionResult,
    "basis": CourtBasis,
    "outcome": Confirmation,
    "role": AccidentRole,
}
MONEY = ("amount", "total", "payable", "to_pay", "reckoned", "agreed")
YES_NO = {"yes": _("Yes"), "no": _("No")}
NOTHING = "—"
UNITS = ("to_unit", "court")
INSTANTS = ("due_at", "answer_by")


def timeline(entries: Iterable[Entry]) -> list[Line]:
    """Return what happened, newest first. Four queries at most."""
    rows = list(entries)
    units = _names(Unit, rows, UNITS, "name")
    people = _names(Account, rows, ("mediator",), "display_name")
    return lines_of(rows, EVENTS, lambda entry: _facts(entry, units, people))


def _names(model: Any, rows: list[Entry], fields: tuple[str, ...], name: str) -> dict[int, str]:
    numbers = {row.facts[each] for row in rows for each in fields if row.facts.get(each)}
    return dict(model.objects.filter(pk__in=numbers).values_list("pk", name)) if numbers else {}


def _facts(entry: Entry, units: Mapping[int, str], people: Mapping[int, str]) -> dict[str, str]:
    return {name: _words(name, value, units, people) for name, value in entry.facts.items()}


def _words(name: str, value: Any, units: Mapping[int, str], people: Mapping[int, str]) -> str:
    if value is None or value == "" or value == []:
        return "" if name in ("amount", "side", "case_number", "to_unit", "vehicle") else NOTHING
    if isinstance(value, bool):
        return str(YES_NO["yes" if value else "no"])
    if name in UNITS:
        return units.get(value, NOTHING)
    if name == "mediator":
        return people.get(value, NOTHING)
    if name == "answer":
        return str(YES_NO[value]) if value in YES_NO else str(Consent(value).label)
    if name in LABELS:
        values = value if isinstance(value, list) else [value]
        return "、".join(str(LABELS[name](each).label) for each in values)
    return _plain(name, value)


def _plain(name: str, value: Any) -> str:
    if name in INSTANTS:
        return until_words(datetime.fromisoformat(value))
    if name.endswith("_at"):
        return moment_words(datetime.fromisoformat(value))
    if name == "on" or name.endswith(("_on", "_until", "_by")):
        return day_words(date.fromisoformat(value))
    if name in MONEY:
        return f"{figures(Decimal(value))} 元"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
