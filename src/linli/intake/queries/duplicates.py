"""Matters that may be the same as one that somebody is about to file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, radians

from django.core import signing
from django.db.models import QuerySet

from linli.areas.policies.coordinates import Crs, convert
from linli.areas.queries import locate
from linli.core.time import city_day
from linli.intake.actions.submitting import Report
from linli.intake.errors import HandleExpired
from linli.intake.policies.duplicates import (
    METRES_PER_DEGREE,
    SKETCHED,
    Likeness,
    Traits,
    kinship,
    likeness,
    nearness,
    overlap,
    rounded,
    sketch,
)
from linli.intake.rules import DuplicateRule
from linli.language.policies import shingles, similarity
from linli.language.policies.places import what_is_said
from linli.language.queries import suggest
from linli.matters.access import visible
from linli.matters.models import OPEN_MATTERS, Matter
from linli.matters.policies import Status
from linli.people.access import Viewer
from linli.people.policies import Permission
from linli.rulebook.queries import in_force

COMPARED = (
    "id", "code", "status", "title", "text", "kind_code", "suggested_label", "area_code", "grid_code", "lon", "lat",
    "registered_at", "is_confidential", "lead_unit_id",
)  # fmt: skip
SALT = "intake.similar"
HANDLE_HOURS = 2


@dataclass(frozen=True)
class Proposal:
    """A matter that may be the same, with why. For staff who may see it."""

    matter: Matter
    likeness: Likeness

    def for_residents(self) -> PublicProposal:
        metres = self.likeness.metres
        return PublicProposal(
            handle=signing.dumps(self.matter.pk, salt=SALT),
            kind=self.matter.kind_code,
            metres=None if metres is None else rounded(metres),
            registered_on=city_day(self.matter.registered_at),
            status=Status(self.matter.status),
            likeness=self.likeness,
        )


@dataclass(frozen=True)
class PublicProposal:
    """What anybody may know of a matter that may be the same as theirs: no words, no code, no exact place."""

    handle: str
    """Names the matter for `matter_of_handle` during two hours; tells nothing."""
    kind: str
    metres: int | None
    """In steps of fifty."""
    registered_on: date
    status: Status
    likeness: Likeness


def similar_to(
    filed: Report | Matter, *, viewer: Viewer, now: datetime, within: timedelta | None = None
) -> list[Proposal]:
    """Return open matters that may be the same, likeliest first. Two queries, whatever the size of the city.

    Who may read matters is shown those they may see; anybody else is shown from all that are not confidential, and
    must be given `for_residents()` only. Without point, grid or area nothing is proposed.
    """
    rule = in_force(DuplicateRule, city_day(now)).value
    traits = traits_of(filed)
    rows = _open_to(viewer).filter(
        OPEN_MATTERS, registered_at__gte=now - (within or timedelta(days=rule.days))
    )
    if isinstance(filed, Matter):
        rows = rows.exclude(pk=filed.pk)
    found = {each.pk: each for each in (*_around(rows, traits, rule), *_in_area(rows, traits, rule))}
    return _ranked(traits, list(found.values())[: rule.most_candidates], rule, now)


def _open_to(viewer: Viewer) -> QuerySet[Matter]:
    if viewer.may(Permission.MATTER_VIEW):
        return visible(viewer)
    return Matter.objects.filter(is_confidential=False)


def traits_of(filed: Report | Matter, *, longest: int | None = None) -> Traits:
    """Return what is compared, of a matter from its first `longest` signs alone. Raises ImpossibleCoordinate."""
    if isinstance(filed, Matter):
        return Traits(
            words=said_of(filed.title, filed.text[:longest]),
            kind=filed.kind_code,
            label=filed.suggested_label,
            area=filed.area_code,
            grid=filed.grid_code,
            lon=filed.lon,
            lat=filed.lat,
        )
    point = convert(filed.point, Crs.CGCS2000) if filed.point else None
    place = locate(point) if point else None
    suggestion = None if filed.kind else suggest(filed.text, filed.title)
    return Traits(
        words=said_of(filed.title, filed.text),
        kind=filed.kind,
        label=suggestion.label if suggestion else "",
        area=place.area_code if place else filed.area or filed.grid[:12],
        grid=place.grid_code if place else filed.grid,
        lon=point.lon if point else None,
        lat=point.lat if point else None,
    )


LEAST_LEFT = 4
"""Signs: where less is left, the names of places are what was said."""


def said_of(title: str, text: str) -> str:
    """Return what is said, without where: where is compared by itself, and neighbours name the same street."""
    said = text if title and text.startswith(title) else f"{title} {text}"
    left = what_is_said(said)
    return left if sum(map(str.isalnum, left)) >= LEAST_LEFT else said


def _around(rows: QuerySet[Matter], traits: Traits, rule: DuplicateRule) -> Iterable[Matter]:
    """Matters with a point in the box around ours. The position index."""
    if traits.lon is None or traits.lat is None:
        return ()
    d_lat = rule.metres / METRES_PER_DEGREE
    d_lon = d_lat / max(cos(radians(traits.lat)), 0.01)
    corners = [traits.lon - d_lon, traits.lat - d_lat, traits.lon + d_lon, traits.lat + d_lat]
    box = "point(matters_matter.lon, matters_matter.lat) <@ box(point(%s, %s), point(%s, %s))"
    near = rows.extra(where=[box], params=corners).only(*COMPARED)  # noqa: S610 — constant text
    return near.order_by("-registered_at")[: rule.most_candidates]


def _in_area(rows: QuerySet[Matter], traits: Traits, rule: DuplicateRule) -> Iterable[Matter]:
    """Newest matters of the same area; beside a point only those that have none. The index by area and time."""
    if not traits.area:
        return ()
    same = rows.filter(area_code=traits.area).only(*COMPARED).order_by("-registered_at", "-id")
    return (same.filter(lon=None) if traits.lon is not None else same)[: rule.most_candidates]


def _ranked(traits: Traits, candidates: list[Matter], rule: DuplicateRule, now: datetime) -> list[Proposal]:
    """Compare all coarsely and the likeliest of them word by word."""
    ours = sketch(traits.words)
    weights = rule.weights

    def roughly(matter: Matter) -> float:
        theirs = traits_of(matter, longest=SKETCHED)
        near, kind = nearness(traits, theirs, rule), kinship(traits, theirs)
        words = overlap(ours, sketch(theirs.words))
        return float(weights.words) * words + float(weights.near) * near + float(weights.kind) * kind

    likely = sorted(candidates, key=roughly, reverse=True)[: rule.most_compared]
    words = shingles(traits.words)
    proposals = []
    for matter in likely:
        theirs = traits_of(matter)
        days = (city_day(now) - city_day(matter.registered_at)).days
        found = likeness(traits, theirs, similarity(words, theirs.words), rule, days)
        if found:
            proposals.append(Proposal(matter, found))
    proposals.sort(key=lambda each: (-each.likeness.score, -each.matter.pk))
    return proposals[: rule.most_shown]


def matter_of_handle(handle: str) -> Matter:
    """Return the matter that a resident was shown under this handle. Raises HandleExpired."""
    try:
        number = signing.loads(handle, salt=SALT, max_age=timedelta(hours=HANDLE_HOURS))
    except signing.BadSignature:
        raise HandleExpired from None
    matter = Matter.objects.filter(pk=number).first()
    if matter is None:
        raise HandleExpired
    return matter
