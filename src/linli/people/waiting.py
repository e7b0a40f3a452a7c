"""Between password and code: the session knows who waits, and nobody is logged in yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from linli.core.time import city_day
from linli.people.middleware import remember_log_in
from linli.people.models import Account
from linli.people.queries import must_have_second_factor, second_factor_of, sign_in_on
from linli.people.unsent import give_back, opened

WAITING, DRAFT = "waits_for_code", "authenticator_draft"
MOST_SECONDS = 600
BACKEND = "django.contrib.auth.backends.ModelBackend"


def step_after_password(account: Account, now: datetime) -> str:
    """Return the page that comes before the log-in, empty when there is none."""
    if second_factor_of(account) is not None:
        return "people:code"
    return "people:second_factor" if must_have_second_factor(account, now) else ""


def let_wait(request: HttpRequest, account: Account, *, there: str, unsent: str = "", now: datetime) -> None:
    """Remember for ten minutes that this session gave the right password. It gets a new number."""
    request.session.cycle_key()
    request.session[WAITING] = {
        "account": account.pk,
        "password": account.get_session_auth_hash(),
        "until": int(now.timestamp()) + MOST_SECONDS,
        "there": there,
        "unsent": unsent,
    }


def who_waits(request: HttpRequest, now: datetime) -> Account | None:
    """Return the account whose password was given; None too late, or when account or password changed meanwhile."""
    waiting = request.session.get(WAITING)
    if not waiting or now.timestamp() > waiting["until"]:
        return None
    account = Account.objects.filter(pk=waiting["account"], is_active=True).first()
    if account is None or not constant_time_compare(account.get_session_auth_hash(), waiting["password"]):
        return None
    return account


def enter(request: HttpRequest, account: Account, now: datetime) -> str:
    """Log in and return where to go. The session gets a new number and nobody waits in it any more."""
    waited = request.session.pop(WAITING, None)
    request.session.pop(DRAFT, None)
    login(request, account, backend=BACKEND)
    remember_log_in(request, must_change=_must_change(account, now))
    if not waited:
        return ""
    give_back(request.session, opened(waited["unsent"]), account.pk)
    return str(waited["there"])


def _must_change(account: Account, now: datetime) -> bool:
    oldest = now - timedelta(days=sign_in_on(city_day(now)).password_most_days)
    return account.must_change_password or account.password_set_at is None or account.password_set_at < oldest
