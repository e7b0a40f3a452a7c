"""What is counted: each measure is one condition over one table of facts, written once as an Ibis expression.

Measures are whole numbers, so that sums of them are the same to the last digit wherever they are made, and in whatever
order. Shares and scores are made from them in decimals, in one place (`indicators.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from linli.matters.policies import Resolved, Satisfied
from linli.ratings.policies.scheme import Colour

Expression = Any
"""An Ibis expression; its own types say little to a checker."""
Table = Any


@dataclass(frozen=True)
class Measure:
    name: str
    dataset: str
    on: str
    """The column with the day on which it counts."""
    amount: Callable[[Table], Expression]
    """A truth, which counts as one, or a whole number."""
    unit: str = "unit"
    """The column with the unit it counts for."""

    @property
    def source(self) -> tuple[str, str, str]:
        """Measures of one source are read in one pass."""
        return self.dataset, self.on, self.unit


def _ended(which: Callable[[Table], Expression] | None = None) -> Callable[[Table], Expression]:
    return lambda t: t.counts & which(t) if which else t.counts


def _promise(step: str, column: str = "") -> Callable[[Table], Expression]:
    return lambda t: t.counts & (t.step == step) & t[column] if column else t.counts & (t.step == step)


def _broken(t: Table) -> Expression:
    return t.counts & (t.step == "resolve") & ~t.is_kept


def _event(name: str, why: str = "") -> Callable[[Table], Expression]:
    return lambda t: t.counts & (t.event == name) & (t.why == why) if why else t.counts & (t.event == name)


def _outcome(what: str, *, good: bool = False) -> Callable[[Table], Expression]:
    return lambda t: (t.what == what) & t.is_good if good else t.what == what


def _rated(colour: str = "") -> Callable[[Table], Expression]:
    """Bodies and places are counted by area and colour, not one by one."""
    return lambda t: ((t.what == f"rated_{colour}") if colour else t.what.startswith("rated_")).ifelse(
        t.times, 0
    )


def _answer(column: str, value: str) -> Callable[[Table], Expression]:
    return _ended(lambda t: t[column] == value)


_undone = _event("matter.rework", "not_verified")
_ALL = (
    Measure("opened", "matters", "registered_on", lambda t: t.counts),
    Measure("opened_with_joined", "matters", "registered_on", lambda t: t.counts | t.is_joined),
    Measure("repeated", "matters", "registered_on", lambda t: t.is_repeat),
    Measure("closed", "matters", "closed_on", _ended()),
    Measure("closed_after_rework", "matters", "closed_on", _ended(lambda t: t.was_reworked)),
    Measure("closed_after_reopening", "matters", "closed_on", _ended(lambda t: t.was_reopened)),
    Measure("asked", "matters", "closed_on", _ended(lambda t: t.could_be_asked)),
    Measure("answered", "matters", "closed_on", _ended(lambda t: t.resolved != "")),
    *(
        Measure(f"resolved_{each.value}", "matters", "closed_on", _answer("resolved", each.value))
        for each in Resolved
    ),
    *(
        Measure(f"satisfied_{each.value}", "matters", "closed_on", _answer("satisfied", each.value))
        for each in Satisfied
    ),
    Measure("contacts_due", "promises", "due_on", _promise("contact")),
    Measure("contacts_in_time", "promises", "due_on", _promise("contact", "is_kept")),
    Measure("results_due", "promises", "due_on", _promise("resolve")),
    Measure("results_in_time", "promises", "due_on", _promise("resolve", "is_kept")),
    Measure("results_in_time_strictly", "promises", "due_on", _promise("resolve", "is_kept_strictly")),
    Measure("results_handled", "promises", "due_on", _promise("resolve", "is_met")),
    Measure("results_due_and_closed", "promises", "due_on", _promise("resolve", "is_closed")),
    Measure("receipts_due", "promises", "due_on", _promise("acknowledge")),
    Measure("receipts_in_time", "promises", "due_on", _promise("acknowledge", "is_kept")),
    Measure("dispatches_due", "promises", "due_on", _promise("dispatch")),
    Measure("dispatches_in_time", "promises", "due_on", _promise("dispatch", "is_kept")),
    Measure("became_late", "promises", "due_on", _broken),
    Measure("late_ended", "promises", "stopped_on", _broken),
    Measure("received", "orders", "issued_on", lambda t: t.counts),
    Measure("sent_back", "orders", "issued_on", lambda t: t.counts & t.was_sent_back),
    Measure("dispatched", "orders", "issued_on", lambda t: t.counts & (t.sender != 0), "sender"),
    Measure(
        "wrongly_dispatched",
        "orders",
        "issued_on",
        lambda t: t.counts & (t.sender != 0) & t.was_wrong,
        "sender",
    ),
    Measure("reported", "events", "happened_on", _event("matter.registered")),
    Measure("taken_on", "events", "happened_on", _event("matter.accepted")),
    Measure("handled", "events", "happened_on", _event("matter.completed")),
    Measure("verified", "events", "happened_on", _event("matter.verified")),
    Measure("found_undone", "events", "happened_on", _undone),
    Measure("checked", "events", "happened_on", lambda t: _event("matter.verified")(t) | _undone(t)),
    Measure("done_again", "events", "happened_on", _event("matter.rework")),
    Measure("newly_open", "events", "happened_on", lambda t: t.opens),
    *(
        measure
        for what in ("mediation", "performance", "confirmation", "supervision", "target", "appeal")
        for measure in (
            Measure(f"{what}_due", "outcomes", "due_on", _outcome(what)),
            Measure(f"{what}_good", "outcomes", "due_on", _outcome(what, good=True)),
        )
    ),
    Measure("rated_all", "outcomes", "due_on", _rated()),
    *(Measure(f"rated_{each.value}", "outcomes", "due_on", _rated(each.value)) for each in Colour),
)
MEASURES: Mapping[str, Measure] = MappingProxyType({each.name: each for each in _ALL})


def sources_of(names: Iterable[str]) -> dict[tuple[str, str, str], list[Measure]]:
    """Return the measures in the order of their declaration, grouped by the pass in which they are read."""
    wanted = set(names)
    found: dict[tuple[str, str, str], list[Measure]] = {}
    for measure in _ALL:
        if measure.name in wanted:
            found.setdefault(measure.source, []).append(measure)
    return found
