"""One entrance for the workbench and the API: a verb, a person, a matter, and what the form says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from linli.core.actor import Actor
from linli.matters.access import actor_for, get_matter_for, get_matter_to, may
from linli.matters.actions import (
    answering,
    counting,
    handling,
    joining,
    keeping,
    pausing,
    returning,
    taking_back,
    triaging,
)
from linli.matters.actions.move import check
from linli.matters.errors import NeedsWords
from linli.matters.forms import FollowUpForm, Form, MergeForm
from linli.matters.models import Matter
from linli.matters.policies import Status, Verb
from linli.people.access import Viewer
from linli.people.policies import Permission

Do = Callable[..., None]

PLAIN: dict[Verb, Do] = {
    Verb.ACCEPT: triaging.accept,
    Verb.DECLINE: triaging.decline,
    Verb.REDIRECT: triaging.redirect,
    Verb.UNMERGE: joining.unmerge,
    Verb.TAKE_BACK: taking_back.take_back,
    Verb.WITHDRAW: triaging.withdraw,
    Verb.DISPATCH: triaging.dispatch,
    Verb.TRANSFER: triaging.transfer,
    Verb.ADD_CO_UNIT: triaging.add_co_unit,
    Verb.ACKNOWLEDGE: handling.acknowledge,
    Verb.CONTACT: handling.contact,
    Verb.START: handling.start,
    Verb.NOTE: handling.note_progress,
    Verb.REQUEST_RETURN: returning.request_return,
    Verb.REQUEST_EXTENSION: pausing.request_extension,
    Verb.DECIDE_EXTENSION: pausing.decide_extension,
    Verb.SUSPEND: pausing.suspend,
    Verb.DEFER: pausing.defer,
    Verb.RESUME: pausing.resume,
    Verb.COMPLETE: handling.complete,
    Verb.COMPLETE_CO: handling.complete_co,
    Verb.SOLVE_ON_SPOT: handling.solve_on_spot,
    Verb.VERIFY: handling.verify,
    Verb.REPLY: answering.reply,
    Verb.RATE: answering.rate,
    Verb.REVIEW: answering.review,
    Verb.CLOSE: answering.close,
    Verb.REOPEN: answering.reopen,
    Verb.ARCHIVE: keeping.archive,
    Verb.ADD_INFORMATION: answering.add_information,
    Verb.OBJECT: triaging.take_objection,
    Verb.EXCLUDE: counting.exclude,
    Verb.INCLUDE: counting.include,
    Verb.CONTEST: counting.contest,
}
"""Verbs whose form is the action's own arguments."""


def perform(*, viewer: Viewer, code: str, verb: Verb, form: Form, now: datetime) -> Matter:
    """Do `verb` on the matter for the viewer. Raises MatterNotFound, NotPermitted and what the action raises."""
    matter = get_matter_to(viewer, code, verb)
    acting = actor_for(viewer, matter, verb)
    check(matter, verb, acting)
    if isinstance(form, MergeForm):
        into = get_matter_for(viewer, form.into)
        if into.status == Status.MERGED and into.merged_into is not None:
            into = into.merged_into
        joining.merge(matter=matter, into=into, words=form.words, by=acting, now=now)
    elif isinstance(form, FollowUpForm):
        _follow_up(matter, form, acting, now)
    elif verb is Verb.DECIDE_RETURN:
        desk = may(viewer, matter, Permission.MATTER_ARBITRATE)
        returning.decide_return(matter=matter, by=acting, now=now, at_review_desk=desk, **_arguments(form))
    else:
        PLAIN[verb](matter=matter, by=acting, now=now, **_arguments(form))
    return matter


def _arguments(form: Form) -> dict[str, Any]:
    return {name: getattr(form, name) for name in type(form).model_fields}


def _follow_up(matter: Matter, form: FollowUpForm, by: Actor, now: datetime) -> None:
    if not form.reached:
        answering.follow_up_unreached(matter=matter, by=by, now=now, words=form.words)
        return
    if form.contacted is None or form.resolved is None or form.satisfied is None:
        raise NeedsWords(field="contacted, resolved, satisfied")
    answering.rate(
        matter=matter,
        contacted=form.contacted,
        resolved=form.resolved,
        satisfied=form.satisfied,
        by=by,
        now=now,
        words=form.words,
        verb=Verb.FOLLOW_UP,
    )
