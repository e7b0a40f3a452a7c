"""The table of verbs, by product over all pairs."""

from itertools import product

import pytest

from linli.journal.events import EVENTS
from linli.matters import events, sentences
from linli.matters.actions import perform
from linli.matters.forms import FORMS
from linli.matters.policies import (
    BEFORE_UNIT,
    ENDED,
    MET_BY,
    OPEN,
    PAUSED,
    RUNNING_IN,
    TAKES_OTHERS,
    VERBS,
    WITH_UNIT,
    Resolved,
    Satisfied,
    Status,
    Step,
    Verb,
    asks_for_review,
    may_move,
)

PAIRS = list(product(Status, Status))
LEADS_TO = {old: {new for rule in VERBS.values() if old in rule.start for new in rule.to} for old in Status}


def reachable(start: Status) -> set[Status]:
    found, new = {start}, {start}
    while new:
        new = {to for each in new for to in LEADS_TO[each]} - found
        found |= new
    return found


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=lambda each: each.value)
def test_a_move_is_allowed_exactly_when_a_verb_leads_there(old: Status, new: Status) -> None:
    assert may_move(old, new) == (new in LEADS_TO[old])


def test_every_state_is_reached_from_a_registered_matter() -> None:
    assert reachable(Status.REGISTERED) == set(Status) - {Status.DRAFT}


@pytest.mark.parametrize("status", sorted(OPEN))
def test_every_open_matter_can_end(status: Status) -> None:
    assert reachable(Status(status)) & ENDED


@pytest.mark.parametrize("status", sorted(ENDED - {Status.MERGED}))
def test_every_end_can_be_archived(status: Status) -> None:
    assert Status.ARCHIVED in reachable(Status(status))


def test_nothing_leads_out_of_the_archive() -> None:
    assert LEADS_TO[Status.ARCHIVED] == set()


@pytest.mark.parametrize(("verb", "status"), list(product(Verb, Status)), ids=lambda each: each.value)
def test_no_verb_starts_from_a_draft_and_none_leads_to_one(verb: Verb, status: Status) -> None:
    rule = VERBS[verb]
    assert Status.DRAFT not in rule.start | rule.to
    if status is Status.ARCHIVED:
        assert status not in rule.start


@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_has_a_form_an_action_and_somebody_who_may_use_it(verb: Verb) -> None:
    rule = VERBS[verb]
    assert verb in FORMS
    assert verb in perform.PLAIN or verb in {Verb.MERGE, Verb.FOLLOW_UP, Verb.DECIDE_RETURN}
    assert rule.permission is not None or rule.by_requester
    assert str(verb.label) != verb.value


@pytest.mark.parametrize("verb", [verb for verb, rule in VERBS.items() if rule.by_unit])
def test_what_only_the_lead_unit_does_is_done_while_it_has_it(verb: Verb) -> None:
    with_unit = WITH_UNIT | PAUSED | {Status.DISPATCHED, Status.COMPLETED}
    assert VERBS[verb].start <= with_unit


def test_every_happening_has_a_sentence() -> None:
    names = {
        event.name
        for event in vars(events).values()
        if isinstance(event, type) and event in EVENTS.values() and issubclass(event, events.MatterEvent)
    }
    assert names - {""} == set(sentences.EVENTS)


def test_every_state_and_promise_has_words_for_the_requester() -> None:
    assert set(sentences.STANDS) == set(Status)
    assert set(sentences.PROMISES) == set(Step)


def test_states_fall_into_open_ended_and_draft() -> None:
    assert OPEN | ENDED | {Status.DRAFT} == set(Status)
    assert not OPEN & ENDED
    assert BEFORE_UNIT | WITH_UNIT | PAUSED <= OPEN
    assert TAKES_OTHERS <= OPEN


@pytest.mark.parametrize("step", list(Step))
def test_every_clock_runs_somewhere_and_is_met_where_it_no_longer_runs(step: Step) -> None:
    assert RUNNING_IN[step]
    assert not RUNNING_IN[step] & ENDED
    assert not MET_BY[step] & RUNNING_IN[step]


@pytest.mark.parametrize(
    ("resolved", "satisfied", "review"),
    [
        ("yes", "very_satisfied", False),
        ("yes", "fairly_satisfied", False),
        ("partly", "satisfied", False),
        ("partly", "unsatisfied", True),
        ("yes", "very_unsatisfied", True),
        ("no", "satisfied", True),
        ("no", "very_unsatisfied", True),
    ],
)
def test_a_no_goes_to_the_supervisor(resolved: str, satisfied: str, review: bool) -> None:
    assert asks_for_review(Resolved(resolved), Satisfied(satisfied)) is review
