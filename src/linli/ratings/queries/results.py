"""What runs found. A run that brings another up to date is read as both together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from linli.core.time import city_day
from linli.entities.models import Entity
from linli.ratings.models import AreaCount, Fact, Result, Run
from linli.ratings.policies.judging import CountedFact, is_unmet, judge
from linli.ratings.policies.scheme import Dimension, Scheme, Step
from linli.ratings.policies.states import RunStatus
from linli.ratings.queries.schemes import kinds_on, scheme_of
from linli.rulebook.policies import Name


def results_of(run: Run) -> QuerySet[Result]:
    """Return one row for each body the run rated, its own before the base's."""
    own = Result.objects.filter(run_id=run.pk)
    if run.base_id is None:
        return own
    newer = Result.objects.filter(run_id=run.pk, entity_id=OuterRef("entity_id"))
    return Result.objects.filter(Q(run_id=run.pk) | (Q(run_id=run.base_id) & ~Exists(newer)))


def result_of(run: Run | None, entity_id: int) -> Result | None:
    if run is None:
        return None
    runs = [number for number in (run.pk, run.base_id) if number]
    return Result.objects.filter(run_id__in=runs, entity_id=entity_id).order_by("-run_id").first()


def counts_of(run: Run, area_code: str = "") -> dict[int, int]:
    """Return how many bodies stand on each step, in an area and all below it. One query."""
    rows = AreaCount.objects.filter(run=run)
    if area_code.rstrip("0"):
        rows = rows.filter(area_code__startswith=area_code.rstrip("0"))
    return dict(rows.values_list("step").annotate(n=Sum("bodies")))


def signed_run(scheme: str) -> Run | None:
    """Return the run that counts now."""
    return Run.objects.filter(scheme=scheme, status=RunStatus.SIGNED).order_by("-pk").first()


@dataclass(frozen=True)
class FactLine:
    fact: Fact
    kind: str
    """Code of the kind."""
    name: Name | str
    """What the city calls it; its code where it calls it nothing any more."""


@dataclass(frozen=True)
class DimensionLine:
    """Why one dimension has its points."""

    dimension: Dimension
    points: int
    unmet: bool
    facts: tuple[FactLine, ...]


@dataclass(frozen=True)
class Why:
    """One body's rating, explained."""

    run: Run
    scheme: Scheme
    result: Result
    before: Result | None
    dimensions: tuple[DimensionLine, ...]
    came: tuple[FactLine, ...]
    """Facts that count now and did not in the previous run."""
    went: tuple[FactLine, ...]

    @property
    def step(self) -> Step:
        return self.scheme.steps[self.result.step]

    @property
    def step_left(self) -> Step | None:
        """Where it would stand with the facts that still count; None: all of them do."""
        lines = [line.fact for each in self.dimensions for line in each.facts]
        if all(fact.ended is None for fact in lines):
            return None
        facts = [
            CountedFact(each.pk, each.kind.code, each.happened_on, each.value)
            for each in lines
            if each.ended is None
        ]
        found = judge(self.scheme, facts, first_on=self.run.first_on, last_on=self.run.last_on)
        return self.scheme.steps[found.step]

    @property
    def step_before(self) -> Step | None:
        """The step in the run before, by that run's own scheme; None: it was not rated then."""
        if self.before is None or self.run.previous is None:
            return None
        return scheme_of(self.run.previous).steps[self.before.step]


def why(run: Run, entity: Entity) -> Why | None:
    """Explain what a run made of a body, and what differs from the run before. Four queries."""
    result = result_of(run, entity.pk)
    if result is None:
        return None
    before = result_of(run.previous, entity.pk)
    numbers = {*result.evidence, *(before.evidence if before else ())}
    rows = Fact.objects.filter(pk__in=numbers).select_related("kind").order_by("happened_on", "pk")
    kinds = kinds_on(city_day(run.computed_at)).kinds
    lines = {
        each.pk: FactLine(
            each, each.kind.code, kinds[each.kind.code].name if each.kind.code in kinds else each.kind.code
        )
        for each in rows
    }
    scheme = scheme_of(run)
    now, then = set(result.evidence), set(before.evidence if before else ())
    return Why(
        run=run,
        scheme=scheme,
        result=result,
        before=before,
        dimensions=tuple(
            DimensionLine(each, points, is_unmet(each, points), _of(each, lines, now))
            for each, points in zip(scheme.dimensions, result.points, strict=True)
        ),
        came=tuple(line for number, line in lines.items() if number in now - then),
        went=tuple(line for number, line in lines.items() if number in then - now),
    )


def _of(dimension: Dimension, lines: dict[int, FactLine], counted: set[int]) -> tuple[FactLine, ...]:
    kinds = {use.kind for use in dimension.facts}
    return tuple(line for number, line in lines.items() if number in counted and line.kind in kinds)


@dataclass(frozen=True)
class AreaLine:
    """One area in a run: how many bodies, how many above the lowest step."""

    code: str
    counts: Sequence[int]
    warned: bool

    @property
    def bodies(self) -> int:
        return sum(self.counts)

    @property
    def share(self) -> float | None:
        """Per cent of bodies that are not on the mildest colour; None without bodies."""
        return None if not self.bodies else 100 * (self.bodies - self.mild) / self.bodies

    mild: int = 0


def areas_of(run: Run, area_codes: Sequence[str]) -> list[AreaLine]:
    """Return these areas with their counts, each with all below it. One query."""
    scheme = scheme_of(run)
    rows = list(AreaCount.objects.filter(run=run).values_list("area_code", "step", "bodies"))
    mildest = min(range(len(scheme.steps)), key=scheme.severity)
    found = []
    for code in area_codes:
        counts = [0] * len(scheme.steps)
        for area, step, bodies in rows:
            if area.startswith(code.rstrip("0")):
                counts[step] += bodies
        total, mild = sum(counts), counts[mildest]
        rule = scheme.area_warning
        warned = bool(rule and total >= rule.least and (total - mild) * 100 >= rule.percent * total)
        found.append(AreaLine(code, counts, warned, mild))
    return found
