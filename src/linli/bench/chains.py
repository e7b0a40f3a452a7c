"""Chains that began after an entry: `python -m linli.bench.chains <entry>` in a home prints how many are broken.

A filled home holds copies whose chains do not verify; they say nothing about what was done to the city since.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linli.journal.models import Subject


def broken_after(entry: int) -> int:
    """Two queries for each chain."""
    from linli.journal.models import Entry
    from linli.journal.queries import subject_models

    models = {model._meta.label_lower: model for model in subject_models()}
    born = Entry.objects.filter(pk__gt=entry, position=1).values_list("subject_kind", "subject_id")
    return sum(_is_broken(models[kind], number) for kind, number in born)


def _is_broken(model: type[Subject], number: int) -> bool:
    from linli.journal.models import Entry
    from linli.journal.queries import breaks_in

    kind = model._meta.label_lower
    head = model._base_manager.filter(pk=number).values_list("chain_length", "chain_head").first()
    rows = list(Entry.objects.filter(subject_kind=kind, subject_id=number).order_by("position"))
    return head is None or bool(list(breaks_in(f"{kind}:{number}", rows, head[0], bytes(head[1]))))


def _main(entry: int) -> None:
    import django

    django.setup()
    sys.stdout.write(str(broken_after(entry)))


if __name__ == "__main__":
    _main(int(sys.argv[1]))
