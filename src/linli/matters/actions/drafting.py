"""Words begun at a desk. They are kept for their writer alone, sealed, and go with the step that they were for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import orjson
from django.conf import settings

from linli.core.ciphers import seal
from linli.matters.errors import DraftTooLong
from linli.matters.models import Draft, Matter
from linli.matters.policies import Verb
from linli.matters.queries.desk import PURPOSE, bound

MOST_BYTES = 20_000
KEPT = timedelta(days=30)


def keep_draft(*, matter: Matter, verb: Verb, words: Mapping[str, str], account: int, now: datetime) -> None:
    """Keep what somebody has written so far; nothing written keeps nothing. Raises DraftTooLong. Two statements."""
    written = {name: value for name, value in words.items() if value}
    if not written:
        forget_drafts(matter=matter, account=account, verb=verb)
        return
    plain = orjson.dumps(written)
    if len(plain) > MOST_BYTES:
        raise DraftTooLong
    sealed = seal(settings.LINLI.cipher_suite, PURPOSE, plain, bound=bound(account, matter.pk))
    Draft.objects.update_or_create(
        matter=matter, account_id=account, verb=verb, defaults={"sealed": sealed, "changed_at": now}
    )


def forget_drafts(*, matter: Matter, account: int, verb: Verb) -> None:
    Draft.objects.filter(matter=matter, account=account, verb=verb).delete()


def forget_old_drafts(*, now: datetime) -> int:
    """Erase what nobody went on with for a month."""
    return Draft.objects.filter(changed_at__lt=now - KEPT).delete()[0]
