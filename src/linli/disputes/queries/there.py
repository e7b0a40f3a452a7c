"""What a dispute has at all: one question instead of a dozen, so that nothing is asked for that is not there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from linli.disputes.models import Dispute

WHAT_IS_THERE = """
    SELECT
        EXISTS (SELECT FROM disputes_appointment WHERE dispute_id = %(dispute)s),
        EXISTS (SELECT FROM disputes_proposal WHERE dispute_id = %(dispute)s),
        EXISTS (SELECT FROM disputes_investigation WHERE dispute_id = %(dispute)s),
        EXISTS (SELECT FROM disputes_visit WHERE dispute_id = %(dispute)s),
        EXISTS (SELECT FROM disputes_referral WHERE dispute_id = %(dispute)s),
        EXISTS (SELECT FROM disputes_reckoning WHERE dispute_id = %(dispute)s),
        EXISTS (SELECT FROM disputes_session WHERE dispute_id = %(dispute)s AND status = 'held'),
        EXISTS (SELECT FROM disputes_representative AS one JOIN disputes_party AS party ON party.id = one.party_id
                WHERE party.dispute_id = %(dispute)s),
        EXISTS (SELECT FROM disputes_representative AS one JOIN disputes_party AS party ON party.id = one.party_id
                WHERE party.dispute_id = %(dispute)s AND one.kind = 'agent'),
        EXISTS (SELECT FROM disputes_signature AS one JOIN disputes_agreement AS made ON made.id = one.agreement_id
                WHERE made.dispute_id = %(dispute)s),
        EXISTS (SELECT FROM disputes_application AS one JOIN disputes_agreement AS made ON made.id = one.agreement_id
                WHERE made.dispute_id = %(dispute)s),
        EXISTS (SELECT FROM disputes_receipt AS one JOIN disputes_term AS term ON term.id = one.term_id
                WHERE term.dispute_id = %(dispute)s)
"""


@dataclass(frozen=True, slots=True)
class There:
    """In the order of the question."""

    appointments: bool
    proposals: bool
    investigations: bool
    visits: bool
    referrals: bool
    reckonings: bool
    held_sessions: bool
    representatives: bool
    agents: bool
    signatures: bool
    applications: bool
    receipts: bool


def what_is_there(dispute: Dispute) -> There:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(WHAT_IS_THERE, {"dispute": dispute.pk})
        return There(*cursor.fetchone())
