"""How the person who raised a matter proves it: case code and phone tail, or the number on the receipt."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from linli.intake.actions.submitting import pin_digest
from linli.intake.errors import TooManyWrongAnswers, WrongProof
from linli.intake.models import Submission, WrongAnswer
from linli.matters.errors import MatterNotFound
from linli.matters.models import Matter
from linli.matters.queries import by_code
from linli.vault.queries import matches_phone, matches_phone_tail

WRONG_ANSWERS = 5
WAIT = timedelta(minutes=15)


def get_matter_of_requester(code: str, proof: str, *, now: datetime) -> Matter:
    """Return the matter for whoever knows its code and the last four digits of the phone, or the receipt's number.

    A missing matter and a wrong proof look the same. Raises WrongProof, TooManyWrongAnswers.
    """
    require_few_tries(code, now=now)
    try:
        matter = by_code(code)
    except MatterNotFound:
        matter = None
    if matter is None or not _proves(matter, proof):
        raise wrong_answer(code, now=now)
    return matter


def require_more_proof(matter: Matter, proof: str, *, now: datetime) -> None:
    """Ask for more than four digits before personal data is shown in full, changed or erased.

    The receipt's number, or the whole telephone number. Raises WrongProof, and TooManyWrongAnswers as the first door.
    """
    require_few_tries(matter.code, now=now)
    is_phone = matter.requester is not None and matches_phone(matter.requester, proof)
    if not is_phone and not _is_pin(matter, proof):
        raise wrong_answer(matter.code, now=now)


def require_few_tries(code: str, *, now: datetime) -> None:
    """Raises TooManyWrongAnswers after five wrong answers for one code within fifteen minutes."""
    if WrongAnswer.objects.filter(code=code[:22], at__gt=now - WAIT).count() >= WRONG_ANSWERS:
        raise TooManyWrongAnswers(minutes=int(WAIT.total_seconds() // 60))


def wrong_answer(code: str, *, now: datetime) -> WrongProof:
    """Write down that somebody tried a code in vain, and return the refusal. Call it outside a transaction."""
    WrongAnswer.objects.create(code=code[:22] or "-", at=now)
    return WrongProof()


def _proves(matter: Matter, proof: str) -> bool:
    if matter.requester is not None and len(proof) == 4 and matches_phone_tail(matter.requester, proof):
        return True
    return _is_pin(matter, proof)


def _is_pin(matter: Matter, proof: str) -> bool:
    wanted = pin_digest(proof)
    digests = Submission.objects.filter(matter=matter).values_list("pin_digest", flat=True)
    return any(hmac.compare_digest(bytes(digest), wanted) for digest in digests)
