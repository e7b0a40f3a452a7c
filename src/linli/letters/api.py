from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from linli.letters import actions
from linli.letters.access import actor_for, choices, get_letter_for
from linli.letters.models import Letter
from linli.letters.policies import LetterKind, Status, Verb
from linli.letters.queries import box
from linli.people.access import require
from linli.people.policies import Permission

router = Router(tags=["letters"])
STEPS = (
    *(Verb.REVIEW, Verb.SEND_BACK, Verb.ISSUE, Verb.DELIVER, Verb.ANSWER, Verb.VERIFY, Verb.REJECT),
    *(Verb.CLOSE, Verb.ESCALATE, Verb.CANCEL),
)
"""Steps that need words at most; the others are taken on the page, where the letter is seen as it reads."""
SILENT = frozenset({Verb.ISSUE, Verb.DELIVER})
Number = int
BIGGEST = 2**63 - 1


class LetterLine(Schema):
    id: int
    kind: LetterKind
    status: Status
    title: str
    number: str
    """Empty before issue."""
    issuer: str
    """Code of the unit."""
    addressee: str
    """Code of the unit; empty: it goes to many."""
    issued_at: datetime | None
    due_at: datetime | None
    """When an answer is late; null: none is owed, or it is not issued."""
    answered_at: datetime | None

    @staticmethod
    def of(letter: Letter) -> dict[str, Any]:
        same = ("kind", "status", "title", "number", "issued_at", "due_at", "answered_at")
        return {
            "id": letter.pk,
            **{name: getattr(letter, name) for name in same},
            "issuer": letter.issuer.code,
            "addressee": letter.addressee.code if letter.addressee else "",
        }


class LetterOut(LetterLine):
    content: dict[str, Any]
    """The document in parts, as it is rendered."""
    digest: str
    """SHA-256 of the content, from issue on."""
    code: str | None
    """What anybody holding the letter types in to check it."""
    answer: str


class LettersOut(Schema):
    letters: list[LetterLine]
    before: int | None
    """Send it to get the next page; null on the last."""


class BoxIn(Schema):
    box: Literal["received", "sent", "all"] = "received"
    kind: LetterKind | None = None
    waiting: bool = False
    before: int | None = Field(None, ge=0, le=BIGGEST)


class StepIn(Schema):
    words: str = Field("", max_length=20_000)


class Explained(Schema):
    zh: str
    en: str


class LetterStepOut(Schema):
    verb: Verb
    allowed: bool
    why_not: Explained | None


@router.get("/letters", response=LettersOut, summary="List letters")
def list_letters(request: HttpRequest, asked: Query[BoxIn]) -> dict[str, Any]:
    """List what came to one's own units, what they sent, or all that the caller may see, newest first."""
    viewer = request.auth  # type: ignore[attr-defined]
    require(viewer, Permission.LETTER_VIEW)
    kind = asked.kind.value if asked.kind else ""
    page = box(viewer, asked.box, kind=kind, waiting=asked.waiting, before=asked.before)
    return {"letters": [LetterLine.of(each) for each in page.rows], "before": page.before}


@router.get("/letters/{int:number}", response=LetterOut, summary="Read one letter")
def read_letter(request: HttpRequest, number: Number) -> dict[str, Any]:
    return _whole(_letter(request, number))


@router.get(
    "/letters/{int:number}/verbs", response=list[LetterStepOut], summary="What the caller may do with it now"
)
def read_letter_steps(request: HttpRequest, number: Number) -> list[dict[str, Any]]:
    letter = _letter(request, number)
    return [
        {
            "verb": each.verb,
            "allowed": each.is_allowed,
            "why_not": each.refusal
            and {"zh": each.refusal.in_language("zh-hans"), "en": each.refusal.in_language("en")},
        }
        for each in choices(request.auth, letter)  # type: ignore[attr-defined]
    ]


def _letter(request: HttpRequest, number: Number) -> Letter:
    viewer = request.auth  # type: ignore[attr-defined]
    require(viewer, Permission.LETTER_VIEW)
    return get_letter_for(viewer, number if number <= BIGGEST else 0)


def _whole(letter: Letter) -> dict[str, Any]:
    same = ("content", "digest", "code", "answer")
    return {**LetterLine.of(letter), **{name: getattr(letter, name) for name in same}}


def _add_step(verb: Verb) -> None:
    """Offer one step as `POST /letters/{number}/{verb}`."""

    def endpoint(request: HttpRequest, number: Number, body: StepIn) -> dict[str, Any]:
        letter = _letter(request, number)
        by = actor_for(request.auth, letter, verb)  # type: ignore[attr-defined]
        take = partial(getattr(actions, verb.value), letter=letter, by=by, now=timezone.now())
        if verb is Verb.ANSWER:
            take(text=body.words)
        elif verb in SILENT:
            take()
        else:
            take(note=body.words)
        return _whole(_letter(request, number))

    endpoint.__name__ = f"{verb.value}_letter"
    path = "/letters/{int:number}/" + verb.value.replace("_", "-")
    router.post(path, response=LetterOut, summary=f"{verb.name.replace('_', ' ').capitalize()} a letter")(
        endpoint
    )


for _verb in STEPS:
    _add_step(_verb)
