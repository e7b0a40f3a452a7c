"""That somebody has a matter open. It serves those at work on it at this minute and is nobody's record."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.matters.models import Look, Matter

FORGOTTEN = timedelta(hours=1)


def look(*, matter: Matter, account: int, is_writing: bool, now: datetime) -> None:
    """Say that the account has the matter open now. Two statements."""
    Look.objects.update_or_create(
        matter=matter, account_id=account, defaults={"seen_at": now, "is_writing": is_writing}
    )


def forget_looks(*, now: datetime) -> int:
    return Look.objects.filter(seen_at__lt=now - FORGOTTEN).delete()[0]
