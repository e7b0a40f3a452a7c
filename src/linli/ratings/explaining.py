"""A scheme as a sentence and as a table, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from linli.ratings.policies.scheme import Dimension, FactUse, Scheme, Step
from linli.ratings.queries.schemes import kinds_on


def sentence_of(scheme: Scheme) -> str:
    """Say the whole scheme in one sentence."""
    names = "、".join(str(each.name) for each in scheme.dimensions)
    steps = "；".join(
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
