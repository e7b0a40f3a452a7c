from __future__ import annotations

import io
from datetime import datetime

from django.db import transaction

from linli.core.actor import SYSTEM
from linli.files.actions import attach, store
from linli.files.models import Attachment
from linli.letters.models import Letter
from linli.letters.policies.document import Document
from linli.letters.queries import DOCUMENT
from linli.letters.rendering.pdf import Proof, pdf_of


@transaction.atomic
def keep_pdf(*, letter: Letter, now: datetime) -> Attachment:
    """Return the PDF of an issued letter, drawing it when it is first asked for. It is then never drawn again.

    Whoever holds a copy can compare it with this one. Raises FontsMissing; ValueError for a draft.
    """
    if not letter.code:
        raise ValueError("a draft has no PDF to keep")
    Letter.objects.select_for_update().get(pk=letter.pk)  # two first readers make one file
    kind = letter._meta.label_lower
    kept = Attachment.objects.select_related("stored").filter(
        subject_kind=kind, subject_id=letter.pk, purpose=DOCUMENT
    )
    found = kept.first()
    if found is not None:
        return found
    made = pdf_of(Document.of_data(letter.content), Proof(letter.code))
    name = f"{letter.number}.pdf"
    stored = store(io.BytesIO(made), name=name, by=SYSTEM, now=now)
    return attach(stored, kind, letter.pk, DOCUMENT, name=name, by=SYSTEM, now=now)
