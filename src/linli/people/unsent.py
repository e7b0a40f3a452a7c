"""What somebody wrote while their log-in ran out. It travels sealed with the log-in form, and only they get it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from linli.core.typed import typed_text

SALT = "people.unsent"
WAITS = timedelta(hours=2)
WORDS = "unsent_words"


@dataclass(frozen=True)
class Unsent:
    """Texts of one account, and the page they were written on."""

    account: int
    texts: list[str]
    back: str

    def sealed(self) -> str:
        return signing.dumps([self.account, self.texts, self.back], salt=SALT, compress=True)


def unsent_of(request: HttpRequest, account: int) -> Unsent:
    """Return what the form holds that cannot be taken any more."""
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return Unsent(account, typed_text(request), page if is_ours else request.path)


def opened(sealed: str) -> Unsent | None:
    """Return what was sealed, None when it is too old or not ours."""
    try:
        return Unsent(*signing.loads(sealed, salt=SALT, max_age=WAITS))
    except (signing.BadSignature, TypeError):
        return None


def give_back(session: Any, unsent: Unsent | None, account: int) -> None:
    """Keep the texts for the next page of the person who wrote them."""
    if unsent is not None and unsent.account == account:
        session[WORDS] = unsent.texts


def taken(session: Any) -> list[str]:
    """Return texts that wait for this session, once."""
    words: list[str] = session.pop(WORDS, []) if WORDS in session else []
    return words
