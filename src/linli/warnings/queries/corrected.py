"""The labels that people gave to the city's own matters: what a classifier learns from."""

from __future__ import annotations

from collections.abc import Iterator

from linli.catalogue.queries import kinds
from linli.language.classifier.messages import LabelledMessage
from linli.language.corrected import gives_corrected
from linli.matters.models import Matter
from linli.matters.policies import Status

NOT_LOOKED_AT = (Status.DRAFT, Status.REGISTERED)
AT_ONCE = 2_000


@gives_corrected
def classified() -> Iterator[LabelledMessage]:
    """Yield matters with the kind a person accepted them as, oldest first, but none whose words were erased."""
    tree = kinds()
    rows = (
        Matter.objects.exclude(kind_code="")
        .exclude(status__in=NOT_LOOKED_AT)
        .filter(anonymised_at=None)
        .order_by("pk")
        .values_list("kind_code", "title", "text")
    )
    for code, title, text in rows.iterator(chunk_size=AT_ONCE):
        kind = tree.get(code)
        if kind is not None:
            yield LabelledMessage(kind.label or kind.code, title, text)
