"""How a matter goes through the house, as one reads it: each function is a stretch of its way.

A plot yields the instant at which somebody acts next and then lets them act; a matter whose next instant lies after
the end of the demo stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from linli.catalogue.policies.kinds import Evidence
from linli.core.time import city_day
from linli.demo import phrases
from linli.demo.answers import asked, checked_and_answered
from linli.demo.office import Shift
from linli.demo.scripts import Detour, Door, SentBack
from linli.demo.stage import Plot
from linli.demo.story import Story
from linli.matters.policies import (
    TAKES_OTHERS,
    VERBS,
    Status,
    Verb,
)


def life(story: Story) -> Plot:
    """Play a matter from its report to the archive."""
    story.report()
    if story.stopped():
        return
    yield from _first_look(story)
    if story.at(Status.ACCEPTED) and not story.stopped():
        yield from _sent(story)
    yield from _with_unit(story)
    if story.at(Status.CLOSED) and story.script.is_reopened:
        yield story.soon(60 * 40)
        story.ask(Verb.REOPEN, words=story.words(Verb.REOPEN))
        if story.stopped():
            return
        yield from _sent(story)
        yield from _with_unit(story)
    if story.script.is_archived and story.matter.closed_at:
        yield story.soon(60 * 24 * 12, Shift.OFFICE)
        story.look_again()
        if story.at(*VERBS[Verb.ARCHIVE].start):
            story.do("huifang", Verb.ARCHIVE)


# Before a unit has it


def _first_look(story: Story) -> Plot:
    yield story.within(story.matter.next_due_at, Shift.ROUND)
    door = _fitting_door(story)
    yield from FIRST_LOOKS[door](story)


def _fitting_door(story: Story) -> Door:
    """A matter is joined only with one that is still open, and solved on the spot only where a worker is."""
    door = story.script.door
    if door is Door.MERGE and not _may_join(story):
        return Door.ACCEPT
    if door is Door.ON_SPOT and not story.worker:
        return Door.ACCEPT
    return door


def _may_join(story: Story) -> bool:
    other = story.other
    return other is not None and other.is_registered and other.status in TAKES_OTHERS


def _accepted(story: Story) -> Plot:
    story.do(story.dispatcher, Verb.ACCEPT, kind=story.message.kind_code)
    yield from ()


def _slipped(story: Story) -> Plot:
    yield from _accepted(story)
    story.do(story.dispatcher, Verb.TAKE_BACK)
    if story.at(Status.REGISTERED):
        yield from _accepted(story)


def _turned_away(verb: Verb) -> Callable[[Story], Plot]:
    def play(story: Story) -> Plot:
        story.do(story.dispatcher, verb, **story.reason(verb))
        if story.script.objects:
            yield from _objection(story)

    return play


def _objection(story: Story) -> Plot:
    """The requester objects; another look comes to another end."""
    yield story.soon(60 * 6)
    story.ask(Verb.OBJECT, words=story.words(Verb.OBJECT))
    yield story.within(story.matter.next_due_at, Shift.ROUND)
    yield from _accepted(story)


def _joined(story: Story) -> Plot:
    assert story.other is not None
    story.do(
        story.dispatcher, Verb.MERGE, into=story.other.matter.code, words=phrases.words_for(Verb.MERGE, 0)
    )
    if not story.script.objects and not story.script.is_unmerged:
        return
    yield story.soon(30, Shift.ROUND)
    story.look_again()
    if not story.at(Status.MERGED):
        return  # the other one has ended, and this one with it
    if story.script.objects:
        story.ask(Verb.OBJECT, words=story.words(Verb.OBJECT))
    else:
        story.do(story.dispatcher, Verb.UNMERGE, words=story.words(Verb.UNMERGE))
    yield story.within(story.matter.next_due_at, Shift.ROUND)
    yield from _accepted(story)


def _withdrawn(story: Story) -> Plot:
    story.ask(Verb.WITHDRAW, words=story.words(Verb.WITHDRAW))
    yield from ()


def _solved_on_spot(story: Story) -> Plot:
    story.show_evidence(story.worker)
    result = phrases.ON_SPOT[story.message.number % len(phrases.ON_SPOT)]
    story.do(story.worker, Verb.SOLVE_ON_SPOT, result=result, kind=story.message.kind_code)
    yield from ()


FIRST_LOOKS: dict[Door, Callable[[Story], Plot]] = {
    Door.ACCEPT: _accepted,
    Door.SLIP: _slipped,
    Door.DECLINE: _turned_away(Verb.DECLINE),
    Door.REDIRECT: _turned_away(Verb.REDIRECT),
    Door.MERGE: _joined,
    Door.WITHDRAW: _withdrawn,
    Door.ON_SPOT: _solved_on_spot,
}


def _sent(story: Story) -> Plot:
    """Where no rule sent it by itself, a dispatcher does."""
    yield story.within(story.matter.next_due_at, Shift.ROUND)
    requirement = phrases.REQUIREMENTS[story.message.number % len(phrases.REQUIREMENTS)]
    story.do(story.dispatcher, Verb.DISPATCH, unit=story.responsible_unit(), requirement=requirement)


# While a unit has it


def _with_unit(story: Story) -> Plot:
    """Go on until the matter is closed, left where the script stops it, or taken back."""
    if story.at(Status.DISPATCHED) and not story.stopped():
        yield from _received(story)
    while story.at(Status.IN_PROGRESS, Status.REWORK, Status.COMPLETED) and not story.stopped():
        if not story.at(Status.COMPLETED):
            yield from _worked(story)
        if story.at(Status.COMPLETED) and not story.stopped():
            yield from checked_and_answered(story)
        if story.at(Status.REPLIED) and not story.stopped():
            yield from asked(story)


def _received(story: Story) -> Plot:
    if story.script.sent_back is not SentBack.NO and not story.matter.returns:
        yield from _sent_back(story)
        if story.stopped():
            return
    yield story.within(story.matter.next_due_at)
    story.do(story.handler, Verb.ACKNOWLEDGE)
    if story.stopped():
        return
    yield story.within(story.matter.next_due_at, story.shift if story.shift is Shift.ROUND else Shift.LONG)
    if story.message.number % 7 == 0:
        story.do(story.handler, Verb.CONTACT, reached=False, words=phrases.NO_TALK[story.message.number % 2])
        yield story.soon(150)
    talk = phrases.TALKS[story.message.number % len(phrases.TALKS)]
    story.do(story.handler, Verb.CONTACT, reached=True, words=talk)
    yield story.soon(120)
    story.do(story.handler, Verb.START)
    if story.stopped():
        return
    for detour in story.script.detours:
        yield from DETOURS[detour](story)


def _sent_back(story: Story) -> Plot:
    """A unit says that it is not its duty."""
    plan = story.script.sent_back
    if plan is not SentBack.REFUSED:
        yield story.soon(20, Shift.ROUND)
        story.do(story.dispatcher, Verb.TRANSFER, unit=story.another_unit(), words=story.words(Verb.TRANSFER))
    yield story.at_once()
    story.do(story.handler, Verb.REQUEST_RETURN, **story.reason(Verb.REQUEST_RETURN))
    if story.stopped():
        return
    yield story.within(story.matter.next_due_at, Shift.ROUND)
    yield from _decided(story, story.dispatcher)
    if plan is SentBack.TWICE:
        yield story.at_once()
        story.do(story.handler, Verb.REQUEST_RETURN, **story.reason(Verb.REQUEST_RETURN))
        yield story.within(story.matter.next_due_at, Shift.OFFICE)
        words = phrases.words_for(Verb.DECIDE_RETURN, 1)
        story.do("caiding", Verb.DECIDE_RETURN, upheld=False, words=words)


def _decided(story: Story, who: str) -> Plot:
    upheld, other = (phrases.words_for(Verb.DECIDE_RETURN, choice) for choice in (0, 1))
    plan = story.script.sent_back
    if plan is SentBack.REFUSED:
        story.do(who, Verb.DECIDE_RETURN, upheld=False, words=other)
    elif plan is SentBack.UPHELD_TO_TRIAGE:
        story.do(who, Verb.DECIDE_RETURN, upheld=True, words=upheld)
        yield from _sent(story)
    else:
        story.do(who, Verb.DECIDE_RETURN, upheld=True, words=upheld, unit=story.responsible_unit())


def _note(story: Story) -> Plot:
    yield story.soon(200, story.shift)
    words = phrases.PROGRESS[story.message.number % len(phrases.PROGRESS)]
    story.do(story.handler, Verb.NOTE, words=words)


def _more_time(granted: bool) -> Callable[[Story], Plot]:
    def play(story: Story) -> Plot:
        if story.matter.tier in ("urgent", "consultation") or story.matter.extensions:
            return  # no extension exists for these, and no second one
        yield story.within(story.matter.due_at)
        story.do(story.handler, Verb.REQUEST_EXTENSION, **story.reason(Verb.REQUEST_EXTENSION))
        if story.stopped():
            return
        yield story.soon(180, Shift.OFFICE)
        words = phrases.words_for(Verb.DECIDE_EXTENSION, 0 if granted else 1)
        story.do(story.head, Verb.DECIDE_EXTENSION, granted=granted, words=words)

    return play


def _suspended(story: Story) -> Plot:
    yield story.soon(240, Shift.OFFICE)
    story.do(story.head, Verb.SUSPEND, **story.reason(Verb.SUSPEND))
    if not story.stopped():
        yield story.soon(60 * 24 * 3, Shift.OFFICE)
        story.do(story.handler, Verb.RESUME, words=phrases.words_for(Verb.RESUME, 0))


def _deferred(story: Story) -> Plot:
    yield story.soon(300, Shift.OFFICE)
    review_on = city_day(story.stage.now + timedelta(days=story.chance.randint(30, 180)))
    story.do("duban", Verb.DEFER, review_on=review_on, **story.reason(Verb.DEFER))
    if not story.stopped():
        yield story.soon(60 * 24 * 6, Shift.OFFICE)
        story.do(story.handler, Verb.RESUME, words=phrases.words_for(Verb.RESUME, 1))


def _handed_on(story: Story) -> Plot:
    """The matter goes to another unit, which begins at its beginning."""
    yield story.soon(200, Shift.OFFICE)
    story.do(story.dispatcher, Verb.TRANSFER, unit=story.another_unit(), words=story.words(Verb.TRANSFER))
    yield story.within(story.matter.next_due_at)
    story.do(story.handler, Verb.ACKNOWLEDGE)
    yield story.soon(60)
    story.do(story.handler, Verb.START)


def _assisted(story: Story) -> Plot:
    yield story.soon(60, Shift.OFFICE)
    unit = story.another_unit()
    story.do(story.dispatcher, Verb.ADD_CO_UNIT, unit=unit, words=story.words(Verb.ADD_CO_UNIT))
    yield story.soon(400, Shift.OFFICE)
    story.do(story.stage.cast.handlers[unit], Verb.COMPLETE_CO, result=phrases.words_for(Verb.COMPLETE_CO, 0))


def _informed(story: Story) -> Plot:
    yield story.soon(120)
    story.ask(Verb.ADD_INFORMATION, words=story.words(Verb.ADD_INFORMATION))


def _taken_back(story: Story) -> Plot:
    yield story.soon(240)
    yield from _withdrawn(story)


def _left_out(story: Story) -> Plot:
    """The supervisor leaves it out of the rates."""
    yield story.soon(120, Shift.OFFICE)
    story.do("duban", Verb.EXCLUDE, **story.reason(Verb.EXCLUDE))


def _contested(story: Story) -> Plot:
    yield from _left_out(story)
    yield story.soon(200)
    story.ask(Verb.CONTEST, words=phrases.words_for(Verb.CONTEST, 0))


def _counted_again(story: Story) -> Plot:
    yield from _left_out(story)
    yield story.soon(200, Shift.OFFICE)
    story.do("duban", Verb.INCLUDE, words=phrases.words_for(Verb.INCLUDE, 0))


DETOURS: dict[Detour, Callable[[Story], Plot]] = {
    Detour.NOTE: _note,
    Detour.EXTENDED: _more_time(granted=True),
    Detour.NOT_EXTENDED: _more_time(granted=False),
    Detour.SUSPENDED: _suspended,
    Detour.DEFERRED: _deferred,
    Detour.TRANSFER: _handed_on,
    Detour.CO_UNIT: _assisted,
    Detour.INFORMATION: _informed,
    Detour.WITHDRAW: _taken_back,
    Detour.LEFT_OUT: _left_out,
    Detour.CONTESTED: _contested,
    Detour.COUNTED_AGAIN: _counted_again,
}


def _worked(story: Story) -> Plot:
    yield story.within(story.matter.due_at)
    if (
        story.matter.completed_at is None
        and story.kind.evidence is not Evidence.NONE
        and not story.matter.reworks
    ):
        story.show_evidence(story.handler)
    result = phrases.result_for(story.matter.kind_code, story.chance)
    story.do(story.handler, Verb.COMPLETE, result=result)
