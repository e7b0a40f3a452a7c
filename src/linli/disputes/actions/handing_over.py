"""Handing applications over to the court's own system, after the transaction in which they were made."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import datetime

from linli.core.time import aware
from linli.disputes.court_link import CourtLink
from linli.disputes.models import Application
from linli.disputes.papers import forms
from linli.disputes.papers.facts import FormFacts, facts_for
from linli.disputes.papers.rendering import pdf_of
from linli.disputes.policies.court import AT_COURT
from linli.people.access import SYSTEM_VIEWER

BATCH = 50
STAMP = (2026, 1, 1, 0, 0, 0)
"""Time of the files in a package: the same package has the same bytes."""


def hand_over_waiting(*, link: CourtLink, now: datetime) -> int:
    """Hand over what was applied for and has not gone out; return how much. What fails is left for the next run."""
    rows = Application.objects.filter(handed_at=None, status__in=sorted(AT_COURT))
    done = 0
    for row in rows.select_related("agreement__dispute__centre", "agreement__dispute__committee", "court")[
        :BATCH
    ]:
        facts = facts_for(row.agreement.dispute, SYSTEM_VIEWER, now)
        link.hand_over(row.court.code, f"{facts.dispute.number}-{row.pk}.zip", package_of(row, facts))
        Application.objects.filter(pk=row.pk).update(handed_at=aware(now))
        done += 1
    return done


def package_of(row: Application, facts: FormFacts) -> bytes:
    """Return application, agreement and a list with their digests. No record of the mediation goes along."""
    papers = {"confirmation_application.pdf": list(forms.confirmation_application(facts))}
    papers["agreement.pdf"] = [*forms.agreement(facts), *forms.oral_agreement_form(facts)]
    files = {name: pdf_of(each, facts.committee) for name, each in papers.items()}
    told = {
        "dispute": facts.dispute.number,
        "agreement": row.agreement.number,
        "digest": row.agreement.digest,
        "court": row.court.code,
        "applied_on": row.applied_on.isoformat(),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    files["package.json"] = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in sorted(files.items()):
            pack.writestr(zipfile.ZipInfo(name, STAMP), content)
    return stream.getvalue()
