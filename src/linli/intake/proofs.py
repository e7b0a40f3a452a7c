"""Which matters a browser session has proved to be its own. Kept for half an hour; neither digits nor numbers are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

PROVED, RECEIPT = "proved_matters", "receipt"
HOLDS = timedelta(minutes=30)
MOST = 10


def remember(session: SessionBase, code: str, now: datetime) -> None:
    known = {**_known(session, now), code: (now + HOLDS).isoformat()}
    session[PROVED] = dict(list(known.items())[-MOST:])


def has_proved(session: SessionBase, code: str, now: datetime) -> bool:
    return code in _known(session, now)


def forget(session: SessionBase) -> None:
    session.pop(PROVED, None)
    session.pop(RECEIPT, None)


def _known(session: SessionBase, now: datetime) -> dict[str, Any]:
    known: dict[str, Any] = session.get(PROVED, {})
    return {code: until for code, until in known.items() if datetime.fromisoformat(until) > now}


def keep_receipt(session: SessionBase, code: str, pin: str, now: datetime) -> None:
    """Keep the receipt for its page, so that loading it again does not send the report again."""
    session[RECEIPT] = {"code": code, "pin": pin, "until": (now + HOLDS).isoformat()}


def receipt_of(session: SessionBase, now: datetime) -> dict[str, str] | None:
    kept: dict[str, str] | None = session.get(RECEIPT)
    return kept if kept and datetime.fromisoformat(kept["until"]) > now else None
