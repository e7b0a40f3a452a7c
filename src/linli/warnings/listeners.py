"""Letters about warnings: when one goes out or is answered, the warning stands further."""

from __future__ import annotations

from linli.journal.events import Happened, listens_to
from linli.letters.events import LetterAnswered, LetterIssued
from linli.warnings.actions.early import letter_was_answered, letter_went_out
from linli.warnings.models import EarlyWarning


@listens_to(LetterIssued)
def note_issue(happened: Happened[LetterIssued]) -> None:
    told = happened.event
    if told.about_kind == EarlyWarning._meta.label_lower and told.about_id is not None:
        letter_went_out(number=told.about_id, letter=told.letter, by=happened.by, now=happened.at)


@listens_to(LetterAnswered)
def note_answer(happened: Happened[LetterAnswered]) -> None:
    told = happened.event
    if told.about_kind == EarlyWarning._meta.label_lower and told.about_id is not None:
        letter_was_answered(number=told.about_id, by=happened.by, now=happened.at)
