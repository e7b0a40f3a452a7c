"""`catalogue/duty.yaml`: who answers for what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from pydantic import Field, model_validator

from linli.catalogue.actions import end_duty, give_duty
from linli.catalogue.errors import CommunityHasNoSuchDuty, DutyNamesNobody
from linli.catalogue.models import Duty
from linli.catalogue.packs.errors import DutyTwice, KindNotDeclared, NoCoordinator
from linli.catalogue.packs.kinds import FILE as KINDS_FILE
from linli.catalogue.packs.kinds import drafts
from linli.catalogue.policies.duties import BRANCH, COMMUNITY_KINDS, DutyDraft, Level
from linli.core.actor import Actor
from linli.people.policies import UnitKind
from linli.rulebook.packs import Change, ChangeKind, Document, Fault, Pack, Progress, register_part
from linli.rulebook.policies import RulePart

PART = "duties"
FILE = "catalogue/duty.yaml"
EVERY = "*"


class DutyEntry(RulePart):
    kind: str
    area: str = Field(default="", pattern=r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$")
    unit_kind: UnitKind | None = None
    unit: str = Field(default="", max_length=40)
    """A unit's code, or `*-` and the end of one."""
    level: Level = Level.NEAREST
    certain: bool = True
    priority: int = Field(default=100, ge=0, le=9999)
    valid_from: date | None = None
    """The file's own date when it is not there."""

    @model_validator(mode="after")
    def _names_one(self) -> DutyEntry:
        if (self.unit_kind is None) == (not self.unit) or self.unit == BRANCH:
            raise ValueError(DutyNamesNobody())
        return self

    def draft(self, valid_from: date) -> DutyDraft:
        return DutyDraft(
            kind_code="" if self.kind == EVERY else self.kind,
            valid_from=self.valid_from or valid_from,
            area_prefix=self.area,
            unit_kind=self.unit_kind.value if self.unit_kind else "",
            unit_code=self.unit,
            level=self.level,
            certain=self.certain,
            priority=self.priority,
        )


class Heading(RulePart):
    valid_from: date
    duties: list[Any]


def declared(pack: Pack) -> Iterator[tuple[DutyDraft, Document, int] | Fault]:
    for document in pack.documents(FILE):
        heading = document.read(Heading)
        if isinstance(heading, list):
            yield from heading
            continue
        for place in range(len(heading.duties)):
            entry = document.read(DutyEntry, "duties", place)
            if isinstance(entry, list):
                yield from entry
            else:
                yield entry.draft(heading.valid_from), document, place


def lines(pack: Pack) -> list[DutyDraft]:
    """Return the duties of a pack that has passed its check."""
    return [each[0] for each in declared(pack) if not isinstance(each, Fault)]


def check(pack: Pack) -> Iterator[Fault]:
    leaves = {draft.code: draft.is_leaf for draft in drafts(pack)}
    seen: dict[tuple[str, str, int], int] = {}
    found = list(declared(pack))
    for each in found:
        if isinstance(each, Fault):
            yield each
            continue
        draft, document, place = each
        line = document.line_of(("duties", place))
        if (other := seen.setdefault(draft.place, line)) != line:
            kind, area = draft.kind_code or EVERY, draft.area_prefix or EVERY
            why = DutyTwice(kind=kind, area=area, priority=draft.priority, line=other)
            yield document.fault(why, "duties", place)
        if draft.kind_code and draft.kind_code not in leaves:
            yield document.fault(
                KindNotDeclared(code=draft.kind_code, file=KINDS_FILE), "duties", place, "kind"
            )
        elif draft.unit_kind in COMMUNITY_KINDS and not leaves.get(draft.kind_code):
            yield document.fault(
                CommunityHasNoSuchDuty(kind=draft.kind_code or EVERY), "duties", place, "unit_kind"
            )
    good = [each for each in found if not isinstance(each, Fault)]
    if good and not any(not draft.kind_code and not draft.certain for draft, _document, _place in good):
        yield good[0][1].fault(NoCoordinator(), "duties")


Steps = Iterator[tuple[Duty | None, DutyDraft | None, Change]]


def _changes(pack: Pack) -> Steps:
    """Yield what has to be ended, given, or ended and given anew. One query."""
    standing = {
        (row.kind_code, row.area_prefix, row.priority): row for row in Duty.objects.filter(valid_to=None)
    }
    for draft in lines(pack):
        row = standing.pop(draft.place, None)
        what = f"{draft.kind_code or EVERY} {draft.area_prefix or EVERY} {draft.priority}"
        if row is None:
            yield None, draft, Change(PART, ChangeKind.ADDED, what, draft.unit)
        elif any(
            getattr(row, name) != value for name, value in draft.columns().items() if name != "valid_from"
        ):
            before = row.unit_kind or row.unit_code
            yield row, draft, Change(PART, ChangeKind.CHANGED, what, f"{before} → {draft.unit}")
    for row in standing.values():
        yield row, None, Change(PART, ChangeKind.ONLY_IN_CITY, str(row))


def load(pack: Pack, *, by: Actor, now: datetime, progress: Progress) -> Iterator[Change]:
    """A changed line ends the one before on its own first day; a line only in the city stays."""
    changes = [each for each in _changes(pack) if each[1] is not None]
    for done, (row, draft, change) in enumerate(changes, start=1):
        assert draft is not None
        if row is not None:
            end_duty(row, valid_to=draft.valid_from, by=by, now=now)
        give_duty(draft, by=by, now=now)
        progress(PART, done, len(changes))
        yield change


def diff(pack: Pack) -> Iterator[Change]:
    yield from (change for _row, _draft, change in _changes(pack))


register_part(PART, files=(FILE,), check=check, load=load, diff=diff)
