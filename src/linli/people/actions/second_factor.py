from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import IntegrityError, transaction

from linli.core.actor import Actor, ActorKind
from linli.core.ciphers import seal, unseal
from linli.core.time import city_day
from linli.journal.actions import record
from linli.people.errors import (
    AccountEndedAlready,
    CodesLocked,
    CodeWrong,
    NoSecondFactor,
    OwnSecondFactor,
    SecondFactorHeld,
)
from linli.people.events import (
    RecoveryCodeUsed,
    SecondFactorEnded,
    SecondFactorLocked,
    SecondFactorSetUp,
)
from linli.people.models import Account, SecondFactor
from linli.people.policies.second_factor import (
    PURPOSE,
    digest_of_code,
    make_recovery_codes,
    make_secret,
    place_among,
    plain_code,
    step_of,
)
from linli.people.queries import second_factor_of, second_factor_on


def draft_secret(account: Account) -> bytes:
    """Return a new secret, sealed for this account. It is nothing yet: somebody must prove that they have it."""
    return _sealed(account, make_secret())


def secret_in(account: Account, sealed: bytes) -> str:
    """Raises ValueError when it was sealed for another account."""
    return unseal(PURPOSE, sealed, bound=_bound(account)).decode()


def set_up_second_factor(
    *, account: Account, sealed: bytes, code: str, by: Actor, now: datetime
) -> list[str]:
    """Keep the authenticator once it has shown a right code; return the recovery codes, which nobody sees again.

    Raises CodeWrong, SecondFactorHeld, AccountEndedAlready.
    """
    if not account.is_active:
        raise AccountEndedAlready(username=account.username)
    step = step_of(secret_in(account, sealed), plain_code(code), now, after=0)
    if step is None:
        raise CodeWrong
    codes, suite = make_recovery_codes(), settings.LINLI.cipher_suite
    factor = SecondFactor(
        account=account,
        secret=sealed,
        recovery=[digest_of_code(suite, account.pk, each) for each in codes],
        last_step=step,
        set_up_at=now,
    )
    try:
        with transaction.atomic():
            record(SecondFactorSetUp(account.pk), subject=factor, by=by, now=now)
    except IntegrityError as error:
        if "people_second_factor_one_at_a_time" in str(error):
            raise SecondFactorHeld from error
        raise
    return codes


def pass_second_factor(*, account: Account, code: str, now: datetime) -> None:
    """Accept a code of the authenticator or a recovery code, each once.

    Wrong ones are counted, and after the city's number of them none is looked at for a while. Raises CodeWrong,
    CodesLocked, NoSecondFactor.
    """
    locked_until, fits = _judge(account, plain_code(code), now)
    if locked_until:
        raise CodesLocked(minutes=ceil((locked_until - now).total_seconds() / 60))
    if not fits:
        raise CodeWrong


def end_second_factor(*, account: Account, by: Actor, now: datetime) -> None:
    """Take away an authenticator that was lost. Whoever must have one sets up another at the next log-in.

    Raises OwnSecondFactor, NoSecondFactor.
    """
    if by.account == account.pk:
        raise OwnSecondFactor
    factor = second_factor_of(account)
    if factor is None:
        raise NoSecondFactor(username=account.username)
    changes = {"ended_at": now, "secret": b"", "recovery": []}
    record(SecondFactorEnded(account.pk), subject=factor, by=by, now=now, changes=changes)


@transaction.atomic
def _judge(account: Account, code: str, now: datetime) -> tuple[datetime | None, bool]:
    """Return until when codes are locked, and whether this one was right. Tries for one account wait for each other.

    It raises nothing about the code, so that what is counted stays counted.
    """
    factor = SecondFactor.objects.select_for_update().filter(account=account, ended_at=None).first()
    if factor is None:
        raise NoSecondFactor(username=account.username)
    if factor.locked_until and now < factor.locked_until:
        return factor.locked_until, False
    step = step_of(secret_in(account, bytes(factor.secret)), code, now, after=factor.last_step)
    place = _place_of_recovery(factor, code)
    if step is not None:
        SecondFactor.objects.filter(pk=factor.pk).update(last_step=step, failures=0)
    elif place is not None:
        _use_recovery(factor, place, now)
    else:
        return _count_failure(factor, now), False
    return None, True


def _place_of_recovery(factor: SecondFactor, code: str) -> int | None:
    """Return which recovery code it is. Those made under the other suite are found as well."""
    places = (
        place_among(digest_of_code(suite, factor.account_id, code), [bytes(each) for each in factor.recovery])
        for suite in ("international", "sm")
    )
    return next((place for place in [*places] if place is not None), None)


def _use_recovery(factor: SecondFactor, place: int, now: datetime) -> None:
    left = [each for number, each in enumerate(factor.recovery) if number != place]
    event = RecoveryCodeUsed(factor.account_id, len(left))
    record(event, subject=factor, by=_self(factor), now=now, changes={"recovery": left, "failures": 0})


def _count_failure(factor: SecondFactor, now: datetime) -> datetime | None:
    """Count a wrong code; return until when codes are locked if it was one too many."""
    rule = second_factor_on(city_day(now))
    if factor.failures + 1 < rule.most_failures:
        SecondFactor.objects.filter(pk=factor.pk).update(failures=factor.failures + 1)
        return None
    until = now + timedelta(minutes=rule.locked_minutes)
    changes = {"failures": 0, "locked_until": until}
    record(SecondFactorLocked(factor.account_id), subject=factor, by=_self(factor), now=now, changes=changes)
    return until


def _self(factor: SecondFactor) -> Actor:
    return Actor(ActorKind.ACCOUNT, factor.account_id)


def _sealed(account: Account, secret: str) -> bytes:
    return seal(settings.LINLI.cipher_suite, PURPOSE, secret.encode(), bound=_bound(account))


def _bound(account: Account) -> bytes:
    return f"account {account.pk}".encode()
