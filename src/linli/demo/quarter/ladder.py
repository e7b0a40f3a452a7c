"""Matters that a unit leaves lying, so that every rung is climbed; and each way in which a rung is let go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from linli.core.time import city_day
from linli.demo import phrases
from linli.demo.answers import asked, checked_and_answered
from linli.demo.plots import _first_look, _sent
from linli.demo.quarter.scene import Scene
from linli.demo.stage import Plot
from linli.demo.story import Story
from linli.matters.policies import Status, Step, Verb
from linli.supervision.actions import state_reason
from linli.supervision.models import Climb, Ladder
from linli.supervision.policies import Rung

PATIENCE_DAYS = 45
Course = Callable[[Scene, Story], Plot]


def _begun(story: Story) -> Plot:
    """Go as far as the unit that has it, which talks to the requester and then does nothing."""
    story.report()
    yield from _first_look(story)
    if story.at(Status.ACCEPTED):
        yield from _sent(story)
    if not story.at(Status.DISPATCHED):
        return
    yield story.soon(30)
    story.do(story.handler, Verb.ACKNOWLEDGE)
    yield story.soon(60)
    talk = phrases.TALKS[story.message.number % len(phrases.TALKS)]
    story.do(story.handler, Verb.CONTACT, reached=True, words=talk)
    yield story.soon(60)
    story.do(story.handler, Verb.START)


def _until(scene: Scene, story: Story, rung: Rung) -> Plot:
    """Wait until the matter's promise to resolve holds a rung."""
    for _day in range(PATIENCE_DAYS):
        if not story.at(Status.IN_PROGRESS) or _holds(story, rung):
            return
        yield scene.morning(scene.today + timedelta(days=1), minutes=40)
        story.look_again()


def _holds(story: Story, rung: Rung) -> bool:
    held = Climb.objects.filter(ladder__matter=story.matter, released_at=None, rung=rung.value)
    return held.filter(ladder__step=Step.RESOLVE).exists()


def _finished(story: Story) -> Plot:
    """Let the unit do it at last, and the rest as ever."""
    story.show_evidence(story.handler)
    story.do(story.handler, Verb.COMPLETE, result=phrases.result_for(story.matter.kind_code, story.chance))
    yield from checked_and_answered(story)
    if story.at(Status.REPLIED):
        yield from asked(story)


def _to_the_top(scene: Scene, story: Story) -> Plot:
    yield from _begun(story)
    yield from _until(scene, story, Rung.CITY)
    yield scene.later(8)
    story.look_again()
    if story.at(Status.IN_PROGRESS):
        yield from _finished(story)


def _more_time(scene: Scene, story: Story) -> Plot:
    """A new date lets the reminders go."""
    yield from _begun(story)
    yield from _until(scene, story, Rung.SECOND_REMINDER)
    if story.at(Status.IN_PROGRESS) and story.matter.tier not in ("urgent", "consultation"):
        story.do(story.handler, Verb.REQUEST_EXTENSION, **story.reason(Verb.REQUEST_EXTENSION))
        yield scene.later(0, minutes=120)
        words = phrases.words_for(Verb.DECIDE_EXTENSION, 0)
        story.do(story.head, Verb.DECIDE_EXTENSION, granted=True, words=words)
    yield from _done_after(scene, story, 4)


def _put_off(scene: Scene, story: Story) -> Plot:
    """A clock that stands lets the levels go."""
    yield from _begun(story)
    yield from _until(scene, story, Rung.NOTICE)
    if story.at(Status.IN_PROGRESS):
        review_on = city_day(scene.now + timedelta(days=40))
        story.do("duban", Verb.DEFER, review_on=review_on, **story.reason(Verb.DEFER))
        yield scene.later(6)
        story.do(story.handler, Verb.RESUME, words=phrases.words_for(Verb.RESUME, 1))
    yield from _done_after(scene, story, 3)


def _handed_on(scene: Scene, story: Story) -> Plot:
    """Another unit begins at the bottom."""
    yield from _begun(story)
    yield from _until(scene, story, Rung.NOTICE)
    if story.at(Status.IN_PROGRESS):
        story.do(story.dispatcher, Verb.TRANSFER, unit=story.another_unit(), words=story.words(Verb.TRANSFER))
        yield scene.later(1)
        story.do(story.handler, Verb.ACKNOWLEDGE)
        yield scene.later(1, minutes=60)
        story.do(story.handler, Verb.START)
    yield from _done_after(scene, story, 1)


def _taken_back(scene: Scene, story: Story) -> Plot:
    """What nobody wants any more asks nothing of anybody."""
    yield from _begun(story)
    yield from _until(scene, story, Rung.ORDER)
    if story.at(Status.IN_PROGRESS):
        story.ask(Verb.WITHDRAW, words=story.words(Verb.WITHDRAW))


def _excused(scene: Scene, story: Story) -> Plot:
    """A stated reason holds the third level back."""
    yield from _begun(story)
    yield from _until(scene, story, Rung.ORDER)
    ladder = Ladder.objects.filter(matter=story.matter, step=Step.RESOLVE, ended_at=None).first()
    if ladder is not None and ladder.unit_id is not None:
        words = "配件需从外地调货，预计一周内到货，已告知诉求人。"
        state_reason(ladder=ladder, words=words, by=scene.of(ladder.unit_id), now=scene.now)
    yield from _done_after(scene, story, 7)


def _done_after(scene: Scene, story: Story, days: int) -> Plot:
    yield scene.later(days, minutes=75)
    story.look_again()
    if story.at(Status.IN_PROGRESS):
        yield from _finished(story)


COURSES: tuple[Course, ...] = (
    _to_the_top,
    _to_the_top,
    _taken_back,
    _more_time,
    _put_off,
    _handed_on,
    _excused,
)


def courses(count: int) -> Iterator[Course]:
    """Yield a course for each of so many matters, each kind first once."""
    for number in range(count):
        yield COURSES[number % len(COURSES)]
