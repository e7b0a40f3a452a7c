"""Messages from an office's sheet become matters, each exactly once however often the sheet is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import DataError, IntegrityError, transaction

from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.intake.actions.reading_rows import RowReader
from linli.intake.actions.submitting import Report, check, draft_of, submit
from linli.intake.errors import KeyReused, RowChanged, RowNotStored, SheetEmpty
from linli.intake.models import Submission
from linli.intake.policies.import_map import ImportMap
from linli.intake.rules import SheetLimits
from linli.intake.sheets import Sheet, SheetRow, find_header, opened
from linli.matters.actions.registering import write
from linli.rulebook.queries import in_force

BATCH = 200
"""Rows written in one transaction: a crash costs these, and the next run brings them."""


@dataclass(frozen=True)
class RefusedRow:
    row: int
    """As the sheet numbers it."""
    why: Refusal


@dataclass
class Imported:
    """What became of the rows of a sheet. `rows` is always the sum of the other three."""

    rows: int = 0
    registered: int = 0
    already: int = 0
    """Registered by an earlier run, or twice in the sheet."""
    refusals: list[RefusedRow] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return len(self.refusals)


OnRows = Callable[[int, int | None], None]
"""Told the number of the last row dealt with and the height of the sheet; None when only the end will tell it."""


def import_messages(
    path: Path,
    plan: ImportMap,
    *,
    by: Actor,
    now: datetime,
    dry: bool = False,
    on_rows: OnRows = lambda row, height: None,
) -> Imported:
    """Register each row of a sheet that was not registered before; rows that cannot be are named and left out.

    Clocks count from `now`; the sheet's own time is kept as `reported_at`. Each 200 rows are one transaction, so that
    after a crash the same call goes on where it stopped. `dry`: nothing is stored, and the result says what would
    happen. Raises SheetUnreadable, SheetTooLarge, SheetEmpty, SheetMissing, HeaderMissing.
    """
    limits = in_force(SheetLimits, city_day(now)).value
    with _opened(path, plan, limits) as sheet:
        header, rows = find_header(sheet.rows, plan.fields, within=plan.header_within)
        reader = RowReader(plan, header, limits)
        batches = (_DryBatches if dry else _Batches)(plan, reader, by, now)
        while batch := list(islice(rows, BATCH)):
            batches.take(batch)
            on_rows(batch[-1].number, sheet.height)
    if not batches.result.rows:
        raise SheetEmpty(file=path.name)
    batches.result.refusals.sort(key=lambda each: each.row)
    return batches.result


@contextmanager
def _opened(path: Path, plan: ImportMap, limits: SheetLimits) -> Iterator[Sheet]:
    with opened(
        path, limits=limits, sheet=plan.sheet, encoding=plan.encoding, delimiter=plan.delimiter
    ) as sheet:
        yield sheet


@dataclass(frozen=True)
class _Wanted:
    """A row that is to be registered."""

    row: int
    key: str
    report: Report


Outcome = Refusal | bool
"""Why a row was refused; else whether it is new."""


class _Batches:
    """Deals with one batch of rows after another."""

    def __init__(self, plan: ImportMap, reader: RowReader, by: Actor, now: datetime) -> None:
        self.source, self.reader, self.by, self.now = plan.submission_source, reader, by, now
        self.result = Imported()

    def take(self, batch: Sequence[SheetRow]) -> None:
        wanted: dict[str, _Wanted] = {}
        twins = [each for each in self._read(batch) if wanted.setdefault(each.key, each) is not each]
        outcomes = self._outcomes([each for each in wanted.values() if self._is_unknown(each)])
        for each in wanted.values():
            if each.key in outcomes:
                self._count(each.row, outcomes[each.key])
        for twin in twins:
            first = outcomes.get(twin.key, False)
            if twin.report != wanted[twin.key].report:
                first = RowChanged(key=twin.key)
            self._count(twin.row, first if isinstance(first, Refusal) else False)

    def _read(self, batch: Sequence[SheetRow]) -> Iterator[_Wanted]:
        """Yield what the rows report; rows that say nothing sensible are refused."""
        keys = [self.reader.key_of(row.cells) for row in batch]
        self._known = self._known_among(keys)
        for row, key in zip(batch, keys, strict=True):
            self.result.rows += 1
            try:
                yield _Wanted(row.number, key, self.reader.report_of(row.cells))
            except Refusal as refusal:
                self._count(row.number, refusal)

    def _known_among(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return what was sent before under these keys. One query."""
        rows = Submission.objects.filter(source=self.source, key__in=keys)
        return {key: bytes(digest) for key, digest in rows.values_list("key", "content_digest")}

    def _is_unknown(self, row: _Wanted) -> bool:
        earlier = self._known.get(row.key)
        if earlier is not None:
            same = earlier == row.report.digest()
            self._count(row.row, False if same else RowChanged(key=row.key))
        return earlier is None

    def _count(self, row: int, outcome: Outcome) -> None:
        if isinstance(outcome, Refusal):
            self.result.refusals.append(RefusedRow(row, outcome))
        elif outcome:
            self.result.registered += 1
        else:
            self.result.already += 1

    def _outcomes(self, rows: Sequence[_Wanted]) -> dict[str, Outcome]:
        """Write a batch in one round trip; row by row when the database takes exception to one of them."""
        try:
            return self._at_once(rows)
        except (IntegrityError, DataError):
            # Somebody imports the same sheet at this moment, or a row holds what a column does not take.
            return {row.key: self._alone(row) for row in rows}

    @transaction.atomic
    def _at_once(self, rows: Sequence[_Wanted]) -> dict[str, Outcome]:
        outcomes: dict[str, Outcome] = {}
        made = []
        for row in rows:
            try:
                made.append(
                    draft_of(row.report, source=self.source, key=row.key, by=self.by, now=self.now).draft
                )
                outcomes[row.key] = True
            except Refusal as refusal:
                outcomes[row.key] = refusal
        write(made, by=self.by, now=self.now)
        return outcomes

    def _alone(self, row: _Wanted) -> Outcome:
        try:
            return submit(row.report, source=self.source, key=row.key, by=self.by, now=self.now).is_new
        except KeyReused:
            return RowChanged(key=row.key)
        except Refusal as refusal:
            return refusal
        except DataError:
            return RowNotStored()


class _DryBatches(_Batches):
    """Says what would happen, and stores nothing."""

    def __init__(self, plan: ImportMap, reader: RowReader, by: Actor, now: datetime) -> None:
        super().__init__(plan, reader, by, now)
        self._seen: dict[str, bytes] = {}

    def _known_among(self, keys: Sequence[str]) -> dict[str, bytes]:
        before = super()._known_among(keys)
        return {**before, **{key: self._seen[key] for key in keys if key in self._seen}}

    def _outcomes(self, rows: Sequence[_Wanted]) -> dict[str, Outcome]:
        return {row.key: self._checked(row) for row in rows}

    def _checked(self, row: _Wanted) -> Outcome:
        try:
            check(row.report, by=self.by, now=self.now)
        except Refusal as refusal:
            return refusal
        self._seen[row.key] = row.report.digest()
        return True
