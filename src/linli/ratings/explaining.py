"""A scheme as a sentence and as a table, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from linli.core.moments import month_words
from linli.ratings.policies.scheme import Dimension, FactUse, Scheme, Step
from linli.ratings.queries.results import DimensionLine, Why
from linli.ratings.queries.schemes import kinds_on


def sentence_of(scheme: Scheme) -> str:
    """Say the whole scheme in one sentence."""
    names = gettext(", ").join(str(each.name) for each in scheme.dimensions)
    steps = gettext("; ").join(
        gettext("%(range)s: %(step)s (%(colour)s)")
        % {"range": range_of(each), "step": each.name, "colour": each.colour.label}
        for each in scheme.steps
    )
    what = (
        gettext("the number of dimensions not met")
        if scheme.counts == "unmet"
        else gettext("the sum of points")
    )
    return gettext("Looked at are %(names)s; what counts is %(what)s. %(steps)s.") % {
        "names": names,
        "what": what,
        "steps": steps,
    }


def period_words(text: str) -> str:
    """Return a period as people say it: 2026年第3季度, 2026年3月."""
    year, _dash, rest = text.partition("-")
    if not rest:
        return gettext("the year %(year)s") % {"year": year}
    if rest.startswith("Q"):
        return gettext("quarter %(number)s of %(year)s") % {"year": year, "number": rest[1:]}
    return month_words(date(int(year), int(rest), 1))


def range_of(step: Step) -> str:
    if step.last is None:
        return gettext("%(first)s and more") % {"first": step.first}
    if step.first == step.last:
        return str(step.first)
    return gettext("%(first)s to %(last)s") % {"first": step.first, "last": step.last}


@dataclass(frozen=True)
class Row:
    """One kind of fact in the table of a scheme."""

    dimension: Dimension
    kind: str
    counts: str
    lasts: str
    evidence: str


def table_of(scheme: Scheme, day: date) -> list[Row]:
    kinds = kinds_on(day).kinds
    rows = []
    for dimension in scheme.dimensions:
        for use in dimension.facts:
            known = kinds.get(use.kind)
            name, paper = (str(known.name), str(known.evidence)) if known else (use.kind, "")
            rows.append(Row(dimension, name, _counts(use, scheme, dimension), _lasts(use), paper))
    return rows


def _counts(use: FactUse, scheme: Scheme, dimension: Dimension) -> str:
    if scheme.counts == "unmet":
        return ngettext(
            "not met from %(n)s point on", "not met from %(n)s points on", dimension.unmet_from or 0
        ) % {"n": dimension.unmet_from}
    each = {
        "count": gettext("%(points)s points each"),
        "sum": gettext("%(points)s points for each unit of its value"),
        "mean": gettext("mean value, 100 gives %(points)s points"),
    }[use.by] % {"points": use.points}
    if use.by == "mean" or use.at_most >= 1000:
        return each
    return gettext("%(each)s, at most %(most)s") % {"each": each, "most": use.at_most}


def _lasts(use: FactUse) -> str:
    if use.days is None:
        return gettext("in the period")
    return gettext("%(days)s days") % {"days": use.days}


def why_sentence(why: Why) -> str:
    """Say in one sentence why a body stands where it stands."""
    step = why.step
    told = {
        "step": step.name,
        "colour": step.colour.label,
        "total": why.result.total,
        "range": range_of(step),
    }
    if why.scheme.counts == "unmet":
        parts = [each for each in why.dimensions if each.unmet]
        if not parts:
            return gettext("Every dimension is met: %(step)s (%(colour)s).") % told
        names = "、".join(_with_facts(each) for each in parts)
        return gettext("Not met: %(names)s. That makes %(step)s (%(colour)s).") % {**told, "names": names}
    given = "、".join(
        gettext("%(name)s %(points)s") % {"name": each.dimension.name, "points": each.points}
        for each in why.dimensions
        if each.points
    )
    if not given:
        return gettext("No points: %(step)s (%(colour)s).") % told
    return gettext("%(given)s; together %(total)s points. %(range)s points are %(step)s (%(colour)s).") % {
        **told,
        "given": given,
    }


def _with_facts(line: DimensionLine) -> str:
    count = len(line.facts)
    told = ngettext("%(name)s (%(n)s fact)", "%(name)s (%(n)s facts)", count)
    return told % {"name": line.dimension.name, "n": count}


def change_sentence(why: Why) -> str:
    """Say what differs from the run before."""
    before = why.step_before
    if before is None or why.run.previous is None:
        return gettext("It was not rated in the run before.")
    told = {
        "period": period_words(why.run.previous.period), "was": before.name, "colour": before.colour.label,
        "came": len(why.came), "went": len(why.went),
    }  # fmt: skip
    if before == why.step:
        first = gettext("As in the run before (%(period)s).") % told
    else:
        first = gettext("In the run before (%(period)s) it was %(was)s (%(colour)s).") % told
    if not why.came and not why.went:
        return first
    return first + " " + gettext("Since then %(came)s facts came and %(went)s went.") % told
