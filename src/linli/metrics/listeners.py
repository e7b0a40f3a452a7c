from __future__ import annotations

from linli.journal.events import Happened, listens_to
from linli.letters.events import LetterIssued
from linli.letters.policies import LetterKind
from linli.metrics.models import Bulletin


@listens_to(LetterIssued)
def tell_who_is_ranked(happened: Happened[LetterIssued]) -> None:
    """A bulletin's letter goes to many; those it ranks are told."""
    event = happened.event
    if event.kind is not LetterKind.BULLETIN:
        return
    for bulletin in Bulletin.objects.filter(letter=happened.subject_id):
        from linli.metrics.actions import announce  # heavy: every sweep writes letters, few announce figures

        announce(bulletin=bulletin, title=event.title, number=event.number, by=happened.by, now=happened.at)
