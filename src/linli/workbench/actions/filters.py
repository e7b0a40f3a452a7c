"""A person's own filters. They are a convenience of one account, about nobody, and so not in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from linli.core.actor import Actor
from linli.workbench.errors import TooManyFilters
from linli.workbench.models import SavedFilter

MOST = 20


@transaction.atomic
def save_filter(*, name: str, place: str, asked: Mapping[str, str], by: Actor, now: datetime) -> SavedFilter:
    """Keep a filter under a name; the same name again replaces it. Raises TooManyFilters."""
    assert by.account is not None  # filters are for people with a log-in
    mine = SavedFilter.objects.filter(account=by.account)
    if mine.exclude(name=name).count() >= MOST:
        raise TooManyFilters(most=MOST)
    row, _made = SavedFilter.objects.update_or_create(
        account_id=by.account, name=name, defaults={"place": place, "asked": dict(asked), "saved_at": now}
    )
    return row


def forget_filter(row: SavedFilter) -> None:
    row.delete()
