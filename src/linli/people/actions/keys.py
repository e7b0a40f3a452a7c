from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from linli.core.actor import Actor
from linli.core.keys import derive, keyed_digest
from linli.core.time import city_day
from linli.journal.actions import record
from linli.people.errors import (
    AccountEndedAlready,
    KeyExceedsAccount,
    KeyExpiryRefused,
    KeyLabelMissing,
    KeyRevokedAlready,
    KeyWithoutPermission,
)
from linli.people.events import KeyIssued, KeyRevoked
from linli.people.models import Account, ApiKey
from linli.people.policies import Permission, Viewer, make_key
from linli.people.queries import KEY_PURPOSE, forget_key, grants_of, sign_in_on


def issue_api_key(
    *,
    account: Account,
    label: str,
    permissions: Iterable[Permission],
    expires_at: datetime,
    by: Actor,
    now: datetime,
) -> tuple[ApiKey, str]:
    """Return a new key and its secret, which is kept nowhere: show it once.

    Raises AccountEndedAlready, KeyLabelMissing, KeyWithoutPermission, KeyExceedsAccount, KeyExpiryRefused.
    """
    label, wanted = label.strip(), tuple(sorted(set(permissions)))
    if not account.is_active:
        raise AccountEndedAlready(username=account.username)
    if not 1 <= len(label) <= 60:
        raise KeyLabelMissing
    _check_permissions(account, wanted, now)
    most_days = sign_in_on(city_day(now)).api_key_most_days
    if not now < expires_at <= now + timedelta(days=most_days):
        raise KeyExpiryRefused(most_days=most_days)
    prefix, raw = make_key()
    suite = settings.LINLI.cipher_suite
    key = ApiKey(
        prefix=prefix,
        digest=keyed_digest(suite, derive(KEY_PURPOSE), raw.encode()),
        suite=suite,
        label=label,
        account=account,
        permissions=[permission.value for permission in wanted],
        expires_at=expires_at,
    )
    record(KeyIssued(account.pk, prefix, wanted, expires_at), subject=key, by=by, now=now)
    return key, raw


def revoke_api_key(*, key: ApiKey, by: Actor, now: datetime) -> None:
    """End a key: at once in this process, within 30 seconds in others. Raises KeyRevokedAlready."""
    if key.revoked_at is not None:
        raise KeyRevokedAlready(prefix=key.prefix)
    event = KeyRevoked(key.account_id, key.prefix)
    record(event, subject=key, by=by, now=now, changes={"revoked_at": now})
    forget_key(key.prefix)
    transaction.on_commit(lambda: forget_key(key.prefix))


def _check_permissions(account: Account, wanted: tuple[Permission, ...], now: datetime) -> None:
    if not wanted:
        raise KeyWithoutPermission
    viewer = Viewer(account.pk, grants_of(account.pk, now))
    for permission in wanted:
        if not viewer.may(permission):
            raise KeyExceedsAccount(username=account.username, what=permission.label)
