"""The part of a city pack that holds its plans: `targets/*.yaml`, each with the sheet it names beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

from pydantic import Field

from linli.core.actor import SYSTEM, Actor
from linli.core.time import city_zone
from linli.rulebook.packs import Change, ChangeKind, Document, Fault, Pack, Progress, register_part
from linli.rulebook.policies import RulePart
from linli.targets.actions.importing import Heading, Imported, PhaseRow, import_plan
from linli.targets.actions.plans import adopt
from linli.targets.errors import PackRowRefused, PackSheetMissing
from linli.targets.models import Plan
from linli.targets.policies import PlanStatus

PART = "targets"
FOLDER = "targets"
SHEETS = ("targets/*.csv", "targets/*.xlsx")


class PackPhase(RulePart):
    name: str = Field(min_length=1, max_length=200)
    goal: str = Field(default="", max_length=1000)
    first_on: date
    last_on: date
    least: Decimal = Field(ge=0, le=100)


class PackPlan(RulePart):
    """A plan as a city pack declares it; its rows are in the sheet."""

    code: str = Field(min_length=1, max_length=80)
    name: str = Field(min_length=1, max_length=200)
    issuer: str = ""
    first_on: date
    last_on: date
    adopted_on: date | None = None
    """Day of the decision; without it the plan stays a draft."""
    sheet: str = Field(pattern=r"^[A-Za-z0-9_.-]+\.(csv|xlsx)$")
    phases: tuple[PackPhase, ...] = ()

    @property
    def decided_at(self) -> datetime:
        """Noon of the day from which on the plan's sheet is judged."""
        return datetime.combine(self.adopted_on or self.first_on, time(12), city_zone())

    @property
    def heading(self) -> Heading:
        phases = tuple(PhaseRow(**phase.model_dump()) for phase in self.phases)
        return Heading(self.code, self.name, self.issuer, self.first_on, self.last_on, phases)


def _declared(pack: Pack) -> Iterator[tuple[Document, PackPlan] | Fault]:
    for document in pack.documents(f"{FOLDER}/*.yaml"):
        read = document.read(PackPlan)
        if isinstance(read, list):
            yield from read
        elif f"{FOLDER}/{read.sheet}" not in pack.files:
            yield document.fault(PackSheetMissing(sheet=read.sheet), "sheet")
        else:
            yield document, read


def check(pack: Pack) -> Iterator[Fault]:
    """Rows are checked when they are loaded, against the units of the city."""
    yield from (each for each in _declared(pack) if isinstance(each, Fault))


def _plans(pack: Pack) -> list[PackPlan]:
    return [each[1] for each in _declared(pack) if not isinstance(each, Fault)]


def diff(pack: Pack) -> Iterator[Change]:
    """Sheets of plans that the city has are read as for loading, and nothing of it is kept."""
    plans = _plans(pack)
    known = set(Plan.objects.values_list("code", flat=True))
    for plan in plans:
        if plan.code not in known:
            yield Change(PART, ChangeKind.ADDED, plan.code)
            continue
        result = _read(pack, plan, by=SYSTEM, now=plan.decided_at, dry=True)
        if result.created or result.changed:
            yield _changed(plan, result)
    named = {plan.code for plan in plans}
    if plans:
        yield from (Change(PART, ChangeKind.ONLY_IN_CITY, code) for code in sorted(known - named))


def _read(pack: Pack, plan: PackPlan, *, by: Actor, now: datetime, dry: bool = False) -> Imported:
    """Raises PackRowRefused."""
    result = import_plan(pack.root / FOLDER / plan.sheet, plan.heading, by=by, now=now, dry=dry)
    if result.refusals:
        first, count = result.refusals[0], len(result.refusals)
        raise PackRowRefused(sheet=plan.sheet, row=first.row, why=str(first.why), count=count)
    return result


def _changed(plan: PackPlan, result: Imported) -> Change:
    return Change(PART, ChangeKind.CHANGED, plan.code, f"+{result.created} ~{result.changed}")


def load(pack: Pack, *, by: Actor, now: datetime, progress: Progress) -> Iterator[Change]:
    plans = _plans(pack)
    for done, plan in enumerate(plans, start=1):
        is_known = Plan.objects.filter(code=plan.code).exists()
        result = _read(pack, plan, by=by, now=now)
        row = Plan.objects.get(code=plan.code)
        if plan.adopted_on and row.status == PlanStatus.DRAFT:
            adopt(plan=row, by=by, now=now, on=plan.adopted_on)
        progress(PART, done, len(plans))
        if not is_known:
            yield Change(PART, ChangeKind.ADDED, plan.code)
        elif result.created or result.changed:
            yield _changed(plan, result)


register_part(PART, files=(f"{FOLDER}/*.yaml", *SHEETS), check=check, load=load, diff=diff)
