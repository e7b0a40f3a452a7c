"""How a matter goes on after it is done: checked, answered, asked about, looked at again."""

from __future__ import annotations

from linli.demo import phrases
from linli.demo.office import Shift
from linli.demo.scripts import Asked
from linli.demo.stage import Plot
from linli.demo.story import Story
from linli.matters.policies import (
    Contacted,
    Resolved,
    Satisfied,
    Status,
    Verb,
    asks_for_review,
)

ATTEMPTS = 3
RESOLVED = {
    Satisfied.VERY: Resolved.YES,
    Satisfied.SATISFIED: Resolved.YES,
    Satisfied.FAIRLY: Resolved.PARTLY,
    Satisfied.UNSATISFIED: Resolved.PARTLY,
    Satisfied.VERY_UNSATISFIED: Resolved.NO,
}


def checked_and_answered(story: Story) -> Plot:
    if _is_checked(story):
        yield story.within(story.matter.next_due_at)
        passed = not story.script.fails_check or story.matter.reworks > 0
        said = phrases.CHECKED if passed else phrases.NOT_DONE
        words = said[story.message.number % len(said)]
        story.do(story.stage.cast.verifier(story.area), Verb.VERIFY, passed=passed, words=words)
        if not passed or story.stopped():
            return
    yield story.within(story.matter.next_due_at)
    result = phrases.result_for(story.matter.kind_code, story.chance)
    story.do(story.handler, Verb.REPLY, text=phrases.ANSWER.format(title=story.matter.title, result=result))


def _is_checked(story: Story) -> bool:
    script = story.script
    wanted = script.fails_check or script.stops_in is Status.VERIFIED
    return story.kind.needs_verification or story.matter.is_on_spot or wanted


def asked(story: Story) -> Plot:
    """Ask the requester; unhappy ones go before the supervisor."""
    how = story.script.asked
    if story.matter.requester_id is None or how is Asked.UNREACHED:
        yield from _not_reached(story)
        return
    yield story.within(story.matter.next_due_at, Shift.LONG)
    rating = _rating(story)
    if how is Asked.BY_REQUESTER:
        story.ask(Verb.RATE, **rating)
    else:
        story.do("huifang", Verb.FOLLOW_UP, reached=True, **rating)
    if story.at(Status.RATED) and not story.stopped():
        yield from _reviewed(story)


def _not_reached(story: Story) -> Plot:
    attempts = ATTEMPTS if story.matter.requester_id else 0
    for attempt in range(attempts):
        yield story.soon(60 * 8)
        story.do("huifang", Verb.FOLLOW_UP, reached=False, words=phrases.NO_TALK[attempt % 2])
    yield story.soon(60 * 8)
    story.do("huifang", Verb.CLOSE)


def _rating(story: Story) -> dict[str, str]:
    """Return the three answers. Done again, an unhappy requester is content."""
    satisfied = story.script.satisfied
    if story.matter.reworks or story.matter.reopenings:
        satisfied = Satisfied.SATISFIED
    contacted = Contacted.NO if satisfied is Satisfied.VERY_UNSATISFIED else Contacted.YES
    said = phrases.SAID[satisfied]
    return {
        "contacted": contacted.value,
        "resolved": RESOLVED[satisfied].value,
        "satisfied": satisfied.value,
        "words": said[story.message.number % len(said)],
    }


def _reviewed(story: Story) -> Plot:
    resolved, satisfied = Resolved(story.matter.resolved), Satisfied(story.matter.satisfied)
    if asks_for_review(resolved, satisfied):
        yield story.within(story.matter.next_due_at, Shift.OFFICE)
        at_fault = story.script.is_unit_at_fault and not story.matter.reworks
        words = phrases.words_for(Verb.REVIEW, 0 if at_fault else 1)
        story.do("duban", Verb.REVIEW, unit_at_fault=at_fault, words=words)
