from __future__ import annotations

import re
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.core.actor import Actor
from linli.journal.actions import record
from linli.people.errors import (
    AccountEndedAlready,
    AccountIsOpen,
    DisplayNameMissing,
    OwnAccount,
    UsernameNotPlain,
    UsernameTaken,
    WeakPassword,
)
from linli.people.events import AccountCreated, AccountEnded, AccountReopened, PasswordChanged
from linli.people.models import Account
from linli.people.policies import USERNAME
from linli.people.queries import forget_keys_of


def create_account(
    *,
    username: str,
    display_name: str,
    password: str | None,
    by: Actor,
    now: datetime,
    must_change_password: bool = True,
) -> Account:
    """Open an account that may do nothing yet. It must change its password at the first log-in.

    Without a password nobody can log in: an account for programs, or one that logs in elsewhere.

    User names are kept in lower case. Raises UsernameNotPlain, UsernameTaken, DisplayNameMissing,
    WeakPassword.
    """
    username, display_name = username.strip().lower(), display_name.strip()
    if not re.fullmatch(USERNAME, username):
        raise UsernameNotPlain(username=username[:60])
    if not 1 <= len(display_name) <= 60:
        raise DisplayNameMissing
    account = Account(
        username=username,
        display_name=display_name,
        must_change_password=must_change_password,
        password_set_at=now,
    )
    account.password = _hashed(password, account)
    try:
        with transaction.atomic():
            record(AccountCreated(), subject=account, by=by, now=now)
    except IntegrityError as error:
        if "people_account_one_of_each_username" in str(error):
            raise UsernameTaken(username=username) from error
        raise
    return account


def end_account(*, account: Account, by: Actor, now: datetime) -> None:
    """End an account: its sessions, roles and keys give nothing from now on. Raises AccountEndedAlready, OwnAccount."""
    if by.account == account.pk:
        raise OwnAccount
    if not account.is_active:
        raise AccountEndedAlready(username=account.username)
    record(AccountEnded(), subject=account, by=by, now=now, changes={"is_active": False})
    forget_keys_of(account.pk)


def reopen_account(*, account: Account, by: Actor, now: datetime) -> None:
    """Take back the end of an account: what its roles give, it gives again. Raises AccountIsOpen."""
    if account.is_active:
        raise AccountIsOpen(username=account.username)
    record(AccountReopened(), subject=account, by=by, now=now, changes={"is_active": True})
    forget_keys_of(account.pk)


def change_password(*, account: Account, password: str, by: Actor, now: datetime) -> None:
    """Set a password. One set by somebody else must be changed at the next log-in. Raises WeakPassword."""
    if account.has_usable_password() and check_password(password, account.password):
        raise WeakPassword(why=_("It is the one you have now."))
    by_somebody_else = by.account != account.pk
    changes = {
        "password": _hashed(password, account),
        "must_change_password": by_somebody_else,
        "password_set_at": now,
    }
    record(PasswordChanged(by_somebody_else), subject=account, by=by, now=now, changes=changes)


def _hashed(password: str | None, account: Account) -> str:
    if password is None:
        return make_password(None)
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise WeakPassword(why=" ".join(error.messages)) from error
    return make_password(password)
