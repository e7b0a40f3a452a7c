"""The piles of formal letters: what waits for an answer, and what waits for a second pair of eyes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.core.moments import moment_words
from linli.letters.access import visible
from linli.letters.models import Letter
from linli.letters.policies import WAITING, Status
from linli.matters.sentences import lamp
from linli.people.access import Permission, Viewer
from linli.workbench.piles import Item, Pile, Rows, Shape, add, narrowed_by, units_below


def items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Letter.objects.filter(pk__in=numbers).select_related("issuer", "addressee")
    return {row.pk: item_of(row, now) for row in rows}


def item_of(letter: Letter, now: datetime) -> Item:
    hints = (
        str(letter.get_kind_display()),
        letter.issuer.name,
        moment_words(letter.issued_at or letter.drafted_at),
    )
    return Item(
        title=letter.title,
        url=reverse("letters:letter", args=[letter.pk]),
        code=letter.number,
        hints=hints,
        state=str(Status(letter.status).label),
        picture="paper",
        tone="open",
        lamp=lamp(letter.due_at, now),
    )


LETTERS = Shape("letter", "due_at", items, narrowed_by("title", "due_at"))


def to_answer(viewer: Viewer, now: datetime) -> list[Rows]:
    """Addressed to the viewer's units and not answered yet."""
    units = units_below(viewer, Permission.LETTER_ANSWER)
    seen = visible(viewer, Permission.LETTER_ANSWER)
    return [seen.filter(addressee__in=units, status__in=sorted(WAITING))] if units else []


def to_review(viewer: Viewer, now: datetime) -> list[Rows]:
    """Drafts of the viewer's units that somebody else wrote."""
    units = units_below(viewer, Permission.LETTER_REVIEW)
    seen = visible(viewer, Permission.LETTER_REVIEW).filter(issuer__in=units, status=Status.DRAFT)
    return [seen.exclude(drafted_by=viewer.account_id)] if units else []


def answers(viewer: Viewer, now: datetime) -> list[Rows]:
    units = units_below(viewer, Permission.LETTER_REVIEW)
    seen = visible(viewer, Permission.LETTER_REVIEW)
    return [seen.filter(issuer__in=units, status=Status.ANSWERED)] if units else []


add(Pile("letter.answer", _("Letters to answer"), "send", LETTERS, to_answer))
add(Pile("letter.review", _("Letters to review"), "paper", LETTERS, to_review))
add(Pile("letter.answered", _("Answers to letters"), "reply", LETTERS, answers))
