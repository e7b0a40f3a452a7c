"""Steps of the desk: each is one or more of a matter's own verbs, through their own door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.core.errors import Refusal
from linli.journal.errors import ChangedMeanwhile
from linli.matters.access import actor_for, get_matter_for
from linli.matters.actions.perform import perform
from linli.matters.actions.taking_back import step_to_take_back
from linli.matters.forms import AcceptForm, DispatchForm, Form, Nothing
from linli.matters.models import Matter
from linli.matters.policies import Status, Verb
from linli.people.access import Viewer


@transaction.atomic
def triage(
    *, viewer: Viewer, code: str, accept: AcceptForm, dispatch: DispatchForm | None, now: datetime
) -> Matter:
    """Take a matter on and send it to its unit; both or nothing.

    A rule of the city may have sent it already when it was taken on: then to the unit that was chosen here instead.
    """
    matter = perform(viewer=viewer, code=code, verb=Verb.ACCEPT, form=accept, now=now)
    if dispatch is None or (matter.status == Status.DISPATCHED and matter.lead_unit_id == dispatch.unit):
        return matter
    if matter.status == Status.DISPATCHED:
        perform(viewer=viewer, code=code, verb=Verb.TAKE_BACK, form=Nothing(), now=now)
    return perform(viewer=viewer, code=code, verb=Verb.DISPATCH, form=dispatch, now=now)


@transaction.atomic
def undo(*, viewer: Viewer, code: str, now: datetime) -> Matter:
    """Take back what the viewer did last with a matter: the dispatch, and the taking on of the same moment."""
    matter = get_matter_for(viewer, code)
    by = actor_for(viewer, matter, Verb.TAKE_BACK)
    last = step_to_take_back(matter, by, now)
    matter = perform(viewer=viewer, code=code, verb=Verb.TAKE_BACK, form=Nothing(), now=now)
    before = step_to_take_back(matter, by, now)
    if last is not None and before is not None and before.at == last.at:
        matter = perform(viewer=viewer, code=code, verb=Verb.TAKE_BACK, form=Nothing(), now=now)
    return matter


@dataclass(frozen=True)
class Outcome:
    """What became of one matter of several."""

    code: str
    title: str
    refusal: Refusal | None
    """None: it was done."""


def together(
    *, viewer: Viewer, seen: Mapping[str, int | None], verb: Verb, form: Form, now: datetime
) -> list[Outcome]:
    """Use a verb on each of several matters, one after the other, each in its own transaction.

    `seen`: case code -> how much had happened when it was looked at. What is refused leaves the others as they are.
    """
    return [_one(viewer, code, length, verb, form, now) for code, length in seen.items()]


def _one(viewer: Viewer, code: str, length: int | None, verb: Verb, form: Form, now: datetime) -> Outcome:
    title = ""
    try:
        matter = get_matter_for(viewer, code)
        title = matter.title
        if length is not None and length != matter.chain_length:
            raise ChangedMeanwhile
        perform(viewer=viewer, code=code, verb=verb, form=form, now=now)
    except Refusal as refusal:
        return Outcome(code, title, refusal)
    return Outcome(code, title, None)
