"""The register of algorithms with what is in force and how often each was right. For everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.areas.queries import area_named
from linli.catalogue.queries import kinds
from linli.core.errors import Refusal
from linli.language.queries import CURRENT
from linli.rulebook import book
from linli.warnings.models import AlgorithmFigure
from linli.warnings.policies.register import REGISTER, Algorithm


@dataclass(frozen=True)
class Version:
    """What is in force of an algorithm."""

    version: str
    since: date | None
    facts: tuple[tuple[str, str], ...] = ()
    """What the model says of itself: messages, figures of its cross-validation."""


@dataclass(frozen=True)
class FigureLine:
    name: str
    cases: int
    right: int

    @property
    def share(self) -> float:
        return self.right / self.cases


@dataclass(frozen=True)
class Figures:
    whole: FigureLine | None
    districts: tuple[FigureLine, ...]
    kinds: tuple[FigureLine, ...]
    counted_on: date | None


def entries(on: date) -> list[tuple[Algorithm, Version]]:
    """Return the register. From memory."""
    return [(each, version_of(each, on)) for each in REGISTER]


def version_of(algorithm: Algorithm, on: date) -> Version:
    if algorithm.slug == "classifier":
        return _of_classifier()
    edition = book.current().latest(algorithm.rule, on) if algorithm.rule else None
    if edition is None:
        return Version("", None)
    return Version(f"{algorithm.rule} #{edition.number}", edition.valid_from)


def _of_classifier() -> Version:
    classifier = CURRENT.classifier()
    if classifier is None:
        return Version("", None)
    header = classifier.header
    facts = (
        ("messages", f"{header.messages:,}"),
        ("labels", str(len(header.labels))),
        ("macro_f1", f"{header.figures.macro_f1:.3f}"),
        ("calibration_error", f"{header.figures.calibration_error:.3f}"),
        ("data_digest", header.data_digest[:16]),
    )
    return Version(classifier.version, header.trained_on, facts)


def figures_of(algorithm: Algorithm) -> Figures:
    """Return what was counted last. One query. Cells of fewer than five cases were never kept."""
    rows = list(AlgorithmFigure.objects.filter(algorithm=algorithm.slug).order_by("area_code", "kind"))
    whole = next((row for row in rows if not row.area_code and not row.kind), None)
    return Figures(
        FigureLine("", whole.cases, whole.right) if whole else None,
        tuple(FigureLine(_area(row.area_code), row.cases, row.right) for row in rows if row.area_code),
        tuple(FigureLine(_kind(row.kind), row.cases, row.right) for row in rows if row.kind),
        whole.counted_on if whole else None,
    )


def _area(code: str) -> str:
    try:
        return area_named(code).name
    except Refusal:
        return code


def _kind(code: str) -> str:
    kind = kinds().get(code)
    return kind.name if kind else code
