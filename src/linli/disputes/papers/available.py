"""Which forms can be filled now."""

from __future__ import annotations

from linli.disputes.models import Agreement, Dispute
from linli.disputes.papers.model import Form
from linli.disputes.policies import AgreementKind, SessionStatus

ALWAYS = (Form.APPLICATION, Form.ACCEPTANCE_FORM, Form.CLOSING_REPORT)


def available(dispute: Dispute, agreement: Agreement | None) -> list[Form]:
    """Return the forms that have something to say, in the order of the file. Four queries."""
    found = {
        Form.INVESTIGATION_RECORD: dispute.investigations.exists(),
        Form.MEDIATION_RECORD: dispute.sessions.filter(status=SessionStatus.HELD).exists(),
        Form.AGREEMENT: agreement is not None and agreement.kind == AgreementKind.WRITTEN,
        Form.ORAL_AGREEMENT_FORM: agreement is not None and agreement.kind == AgreementKind.ORAL,
        Form.FOLLOW_UP_RECORD: dispute.visits.exists(),
        Form.CONFIRMATION_APPLICATION: agreement is not None and bool(agreement.number),
        Form.POWER_OF_ATTORNEY: dispute.parties.filter(representatives__kind="agent").exists(),
        **dict.fromkeys(ALWAYS, True),
    }
    return [form for form in Form if found[form]]
