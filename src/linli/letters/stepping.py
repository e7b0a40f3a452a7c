"""Whether a step may be taken: the table of `policies.life` applied to one letter and one actor."""

from __future__ import annotations

from linli.core.actor import Actor, ActorKind
from linli.letters.errors import AnswerOwed, MoveNotAllowed, NoAnswerOwed, OwnDraft, WrongUnit
from linli.letters.models import Letter
from linli.letters.policies import VERBS, Side, Status, Verb


def owes_answer(letter: Letter) -> bool:
    return letter.addressee_id is not None and bool(letter.limit or letter.due_on or letter.due_at)


def check(letter: Letter, verb: Verb, by: Actor) -> None:
    """Raise the refusal that says why the step cannot be taken by this actor. At most two queries, mostly none."""
    rule, status = VERBS[verb], Status(letter.status)
    if status not in rule.start:
        raise MoveNotAllowed(verb=verb.label, status=status.label)
    _check_unit(letter, verb, by)
    if verb is Verb.REVIEW and by.account is not None and by.account == letter.drafted_by_id:
        raise OwnDraft
    if verb is Verb.ANSWER and not owes_answer(letter):
        raise NoAnswerOwed
    if verb in (Verb.ESCALATE, Verb.EXTEND) and not owes_answer(letter):
        raise NoAnswerOwed
    if verb is Verb.CLOSE and status is not Status.VERIFIED and owes_answer(letter):
        raise AnswerOwed


def _check_unit(letter: Letter, verb: Verb, by: Actor) -> None:
    """The city's rules may take the issuer's steps by themselves, never the addressed unit's."""
    is_issuers = VERBS[verb].side is Side.ISSUER
    if by.kind is ActorKind.SYSTEM and is_issuers:
        return
    unit = letter.issuer if is_issuers else letter.addressee
    if unit is None or by.kind is not ActorKind.ACCOUNT or by.unit != unit.pk:
        raise WrongUnit(verb=verb.label, unit=unit.name if unit else "—")
