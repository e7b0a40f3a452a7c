"""Forms, the whole file, and records given out as evidence. Whoever reads the sides' data in them is logged."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from linli.disputes import access
from linli.disputes.actions.ending import release_records, require_release
from linli.disputes.errors import FormUnknown
from linli.disputes.models import Dispute
from linli.disputes.papers import forms
from linli.disputes.papers.dossier import whole_file
from linli.disputes.papers.facts import facts_for
from linli.disputes.papers.model import Form
from linli.disputes.papers.rendering import docx_of, pdf_of
from linli.disputes.views.asking import who_asks
from linli.people.access import Viewer
from linli.people.policies import Permission

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FOR_THE_COURT = (Form.AGREEMENT, Form.ORAL_AGREEMENT_FORM, Form.CONFIRMATION_APPLICATION)
"""What a court is handed with an application; the records of the mediation are not among it."""


def handed_out(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def form(request: HttpRequest, number: str, form: str, ending: str) -> HttpResponse:
    """One form, filled, as PDF or Word."""
    viewer, now = who_asks(request)
    dispute = access.get_dispute_for(viewer, number)
    if form not in Form.values or ending not in ("pdf", "docx"):
        raise FormUnknown
    _require_form(viewer, dispute, Form(form))
    facts = facts_for(dispute, viewer, now)
    papers = forms.papers_of(Form(form), facts)
    if ending == "pdf":
        return handed_out(pdf_of(papers, facts.committee), PDF, f"{number}-{form}.pdf")
    return handed_out(docx_of(papers, facts.committee), WORD, f"{number}-{form}.docx")


def _require_form(viewer: Viewer, dispute: Dispute, form: Form) -> None:
    if form in FOR_THE_COURT and access.may(viewer, dispute, Permission.DISPUTE_CONFIRM):
        return
    access.require_papers(viewer, dispute, access.BY_FILE_KEEPERS)


@require_safe
def dossier(request: HttpRequest, number: str) -> HttpResponse:
    """The whole file as one PDF."""
    viewer, now = who_asks(request)
    dispute = access.get_dispute_for(viewer, number)
    access.require_papers(viewer, dispute, access.BY_FILE_KEEPERS)
    return handed_out(whole_file(dispute, viewer, now), PDF, f"{number}.pdf")


@require_POST
def evidence(request: HttpRequest, number: str) -> HttpResponse:
    """The records of inquiry and mediation, only when all sides agreed in writing; noted in the journal."""
    viewer, now = who_asks(request)
    dispute = access.get_dispute_for(viewer, number)
    access.require_papers(viewer, dispute, (Permission.DISPUTE_DECIDE,))
    require_release(dispute)
    facts = facts_for(dispute, viewer, now)
    papers = [*forms.investigation_record(facts), *forms.mediation_record(facts)]
    if not papers:
        raise FormUnknown
    by = viewer.actor_for(Permission.DISPUTE_DECIDE)
    titles = [each.title for each in papers]
    release_records(dispute=dispute, papers=titles, by=by, now=now)
    return handed_out(pdf_of(papers, facts.committee), PDF, f"{number}-evidence.pdf")
