"""What the person who raised a matter may do with it, once they have proved that it is theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from linli.core.actor import REQUESTER
from linli.intake.access import get_matter_of_requester
from linli.matters.actions import answering, counting, triaging
from linli.matters.errors import NotPermitted
from linli.matters.forms import Form
from linli.matters.models import Matter
from linli.matters.policies import VERBS, Verb

BY_REQUESTER: dict[Verb, Callable[..., None]] = {
    Verb.ADD_INFORMATION: answering.add_information,
    Verb.WITHDRAW: triaging.withdraw,
    Verb.OBJECT: triaging.take_objection,
    Verb.RATE: answering.rate,
    Verb.REOPEN: answering.reopen,
    Verb.CONTEST: counting.contest,
}


def act(*, code: str, proof: str, verb: Verb, form: Form, now: datetime) -> Matter:
    """Do `verb` for the requester. Raises WrongProof, TooManyWrongAnswers, NotPermitted and what the action raises."""
    matter = get_matter_of_requester(code, proof, now=now)
    act_on(matter=matter, verb=verb, form=form, now=now)
    return matter


def act_on(*, matter: Matter, verb: Verb, form: Form, now: datetime) -> None:
    """Do `verb` for a requester who proved a moment ago that the matter is theirs. Raises as `act` does."""
    if verb not in BY_REQUESTER:
        raise NotPermitted(verb=verb.label, matter=matter.code)
    arguments = {name: getattr(form, name) for name in type(form).model_fields}
    BY_REQUESTER[verb](matter=matter, by=REQUESTER, now=now, **arguments)


def open_verbs(matter: Matter) -> list[Verb]:
    """Return what the requester may do with the matter as it is."""
    possible = (verb for verb in BY_REQUESTER if matter.status in VERBS[verb].start)
    return [verb for verb in possible if verb is not Verb.CONTEST or matter.excluded_for]
