from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Q
from django.utils import timezone

from linli.catalogue.errors import UnknownKind
from linli.catalogue.models import Kind
from linli.catalogue.policies.kinds import Evidence, KindView, Question, Tier, line_of
from linli.catalogue.queries.edition import Copies
from linli.core.time import city_day


class KindTree(Mapping[str, KindView]):
    """All kinds in force on one day by code, in the order of their codes."""

    def __init__(self, kinds: Mapping[str, KindView]) -> None:
        self._kinds = kinds
        self.leaves = tuple(kind for kind in kinds.values() if kind.is_leaf)
        self.public = tuple(kind for kind in self.leaves if kind.is_public_report)
        self._children: dict[str, list[KindView]] = {}
        for kind in kinds.values():
            self._children.setdefault(kind.parent_code, []).append(kind)
        self.by_event_code = {kind.event_code: kind for kind in kinds.values() if kind.event_code}

    def __getitem__(self, code: str) -> KindView:
        return self._kinds[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def children_of(self, code: str = "") -> tuple[KindView, ...]:
        """Return the nodes right below; the top nodes for the empty code."""
        return tuple(self._children.get(code, ()))

    def line_of(self, code: str) -> tuple[KindView, ...]:
        """Return the kind and the nodes above it, the nearest first."""
        return tuple(self._kinds[node] for node in line_of(code) if node in self._kinds)

    def labelled(self, label: str) -> tuple[KindView, ...]:
        """Return the leaves that a label of the classifier means.

        A city teaches its classifier codes of kinds (then it is that kind, or what lies under that node) or coarser
        labels of its own, which the kinds name.
        """
        if label in self._kinds:
            return tuple(kind for kind in self.leaves if label in line_of(kind.code))
        return tuple(kind for kind in self.leaves if kind.label == label)


def kinds(on: date | None = None) -> KindTree:
    """Return the kinds in force on `on`, today in the city when None. No query once copied."""
    return _trees.of(on or today())


def kind_named(code: str, on: date | None = None) -> KindView:
    """Return one kind. Raises UnknownKind when no edition of it is in force on that day."""
    try:
        return kinds(on)[code]
    except KeyError:
        raise UnknownKind(code=code) from None


def kind_of_event_code(event_code: str, on: date | None = None) -> KindView:
    """Return the kind that stands for a city event or component class. Raises UnknownKind."""
    try:
        return kinds(on).by_event_code[event_code]
    except KeyError:
        raise UnknownKind(code=event_code) from None


def today() -> date:
    return city_day(timezone.now())


def in_force(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))


def view_of(row: Kind) -> KindView:
    return KindView(
        id=row.pk,
        code=row.code,
        parent_code=row.parent_code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        tier=Tier(row.tier),
        label=row.label,
        evidence=Evidence(row.evidence),
        needs_verification=row.needs_verification,
        is_public_report=row.is_public_report,
        is_leaf=row.is_leaf,
        group=row.group,
        opening_zh=row.opening_zh,
        opening_en=row.opening_en,
        closing_zh=row.closing_zh,
        closing_en=row.closing_en,
        keywords=tuple(row.keywords),
        limits=row.limits,
        questions=tuple(Question.of(question) for question in row.questions),
        event_code=row.event_code,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _build(on: date) -> KindTree:
    rows = Kind.objects.filter(in_force(on)).order_by("code")
    return KindTree({row.code: view_of(row) for row in rows})


_trees: Copies[date, KindTree] = Copies(_build)
