"""Which forms can be filled now."""

from __future__ import annotations

from linli.disputes.models import Agreement
from linli.disputes.papers.model import Form
from linli.disputes.policies import AgreementKind
from linli.disputes.queries.there import There

ALWAYS = (Form.APPLICATION, Form.ACCEPTANCE_FORM, Form.CLOSING_REPORT)


def available(there: There, agreement: Agreement | None) -> list[Form]:
    """Return the forms that have something to say, in the order of the file."""
    found = {
        Form.INVESTIGATION_RECORD: there.investigations,
        Form.MEDIATION_RECORD: there.held_sessions,
        Form.AGREEMENT: agreement is not None and agreement.kind == AgreementKind.WRITTEN,
        Form.ORAL_AGREEMENT_FORM: agreement is not None and agreement.kind == AgreementKind.ORAL,
        Form.FOLLOW_UP_RECORD: there.visits,
        Form.CONFIRMATION_APPLICATION: agreement is not None and bool(agreement.number),
        Form.POWER_OF_ATTORNEY: there.agents,
        **dict.fromkeys(ALWAYS, True),
    }
    return [form for form in Form if found[form]]
