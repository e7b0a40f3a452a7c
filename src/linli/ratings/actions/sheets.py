"""Facts from a sheet: each row is taken or refused with its reason, and nothing stays half stored."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from django.db import transaction

from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.core.rows import take_numbers
from linli.core.time import city_day, city_zone
from linli.entities.access import visible_entities
from linli.entities.policies import State
from linli.intake.policies.cells import moment_of, number_of, text_of
from linli.intake.policies.headers import Header
from linli.intake.rules import SheetLimits
from linli.intake.sheets import SheetRow, find_header, opened
from linli.journal.actions import record
from linli.people.access import Permission, Viewer
from linli.ratings import events
from linli.ratings.actions.recording import (
    HIGHEST_VALUE,
    NewFact,
    check_fact,
    new_recording,
    paper_of,
    write_facts,
)
from linli.ratings.errors import BodyUnknown, DayMissing, FactKindUnknown, FactKnown, NoFacts, ValueWrong
from linli.ratings.models import Fact, Recording
from linli.ratings.policies.scheme import FactKinds
from linli.ratings.queries.schemes import kinds_on
from linli.ratings.rules import FactSheets
from linli.rulebook.queries import in_force

AT_ONCE = 1000
"""Rows in memory at a time."""
MOST_TOLD = 500
"""Refused rows whose reasons are told; all are counted."""
Progress = Callable[[int, int | None], None]
Known = tuple[int, str, date, str]
"""Body, kind, day and paper: nobody records that twice."""


@dataclass(frozen=True, slots=True)
class RefusedFact:
    number: int
    """As the office sees it at the left edge of the sheet."""
    code: str
    why: str


@dataclass
class TakenSheet:
    rows: int = 0
    taken: int = 0
    refused: int = 0
    told: list[RefusedFact] = field(default_factory=list)
    recording: Recording | None = None
    """None: nothing was stored."""


@dataclass(frozen=True)
class _Reader:
    """Reads rows into facts of bodies that the viewer may record about."""

    viewer: Viewer
    header: Header
    kinds: FactKinds
    today: date
    by_name: Mapping[str, str]
    seen: set[int] = field(default_factory=set)
    """Hashes of what this sheet said already: at most some 100 bytes for each row."""

    def facts_in(self, rows: Sequence[SheetRow], into: TakenSheet) -> list[NewFact]:
        """Return the facts of some rows. Two queries."""
        codes = {self._text("code", row).upper().replace(" ", "") for row in rows}
        visible = visible_entities(self.viewer, Permission.RATING_RECORD).exclude(state=State.GONE)
        bodies = dict(visible.filter(code__in=codes).values_list("code", "pk"))
        known = _known(bodies.values())
        facts = []
        for row in rows:
            into.rows += 1
            code = self._text("code", row).upper().replace(" ", "")
            try:
                facts.append(self._fact(row, code, bodies, known))
            except Refusal as refusal:
                into.refused += 1
                if len(into.told) < MOST_TOLD:
                    into.told.append(RefusedFact(row.number, code[:40], str(refusal)))
        return facts

    def _fact(self, row: SheetRow, code: str, bodies: Mapping[str, int], known: Collection[Known]) -> NewFact:
        if code not in bodies:
            raise BodyUnknown(entity=code[:40])
        said = self._text("kind", row)
        kind = self.by_name.get(said.casefold())
        if kind is None:
            raise FactKindUnknown(kind=said[:60])
        moment = moment_of(self.header.first("happened_on", row.cells), zone=city_zone())
        if moment is None:
            raise DayMissing
        fact = NewFact(
            bodies[code], kind, city_day(moment), paper_of(self._text("evidence", row)), self._value(row)
        )
        check_fact(fact, self.kinds, self.today)
        self._require_new(fact, code, known)
        return fact

    def _require_new(self, fact: NewFact, code: str, known: Collection[Known]) -> None:
        same: Known = (fact.entity, fact.kind, fact.happened_on, fact.evidence)
        if same in known or hash(same) in self.seen:
            name = self.kinds.kinds[fact.kind].name
            raise FactKnown(kind=name, on=fact.happened_on.isoformat(), evidence=fact.evidence, entity=code)
        self.seen.add(hash(same))

    def _value(self, row: SheetRow) -> int:
        cell = self.header.first("value", row.cells)
        value = number_of(cell)
        if value is None:
            return 1
        if value != int(value):
            raise ValueWrong(value=text_of(cell), most=HIGHEST_VALUE)
        return int(value)

    def _text(self, column: str, row: SheetRow) -> str:
        return text_of(self.header.first(column, row.cells)).strip()


def _known(bodies: Iterable[int]) -> set[Known]:
    rows = Fact.objects.filter(entity__in=list(bodies), ended=None)
    return set(rows.values_list("entity_id", "kind__code", "happened_on", "evidence"))


def is_known(fact: NewFact) -> bool:
    """Return whether the same thing is recorded already and counts."""
    rows = Fact.objects.filter(entity=fact.entity, ended=None, happened_on=fact.happened_on)
    return rows.filter(kind__code=fact.kind, evidence=paper_of(fact.evidence)).exists()


def take_sheet(
    path: Path,
    *,
    viewer: Viewer,
    by: Actor,
    now: datetime,
    good_ones: bool = False,
    progress: Progress = lambda done, of: None,
) -> TakenSheet:
    """Read a sheet of facts. `good_ones`: take the rows that are right although others are refused; else none is taken.

    Rows pass in pieces, so that memory does not grow with the sheet. Raises SheetUnreadable, SheetTooLarge,
    SheetEmpty, HeaderMissing, NoFacts.
    """
    today = city_day(now)
    rule, limits = in_force(FactSheets, today).value, in_force(SheetLimits, today).value
    taken = TakenSheet()
    with opened(path, limits=limits) as sheet, transaction.atomic():
        header, rows = find_header(sheet.rows, rule, within=rule.header_within)
        kinds = kinds_on(today)
        reader = _Reader(viewer, header, kinds, today, _names_of(kinds))
        recording = new_recording(path.name, 0, now)
        (recording.pk,) = take_numbers(Recording, 1)
        for piece in _pieces(rows):
            facts = reader.facts_in(piece, taken)
            write_facts(facts, recording)
            taken.taken += len(facts)
            progress(taken.rows, sheet.height)
        if taken.refused and not good_ones:
            transaction.set_rollback(True)
            return taken
        if not taken.taken:
            raise NoFacts(refused=taken.refused)
        # The facts' foreign key is checked when the transaction ends, so their recording may come after them.
        recording.facts = taken.taken
        event = events.FactsRecorded(source=recording.source, count=taken.taken)
        record(event, subject=recording, by=by, now=now)
        taken.recording = recording
    return taken


def _names_of(kinds: FactKinds) -> dict[str, str]:
    """Return the kinds by their code and by their names in both languages."""
    return {
        name.casefold(): code
        for code, kind in kinds.kinds.items()
        for name in (code, kind.name.zh, kind.name.en)
    }


def _pieces(rows: Iterator[SheetRow]) -> Iterator[list[SheetRow]]:
    while piece := list(islice(rows, AT_ONCE)):
        yield piece
