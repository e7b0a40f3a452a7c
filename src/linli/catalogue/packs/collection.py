"""`catalogue/collection.yaml`: what grids may be asked to collect. Describing an item admits nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import Field

from linli.catalogue.actions import list_category, list_item
from linli.catalogue.actions.collection import refuse_forbidden
from linli.catalogue.models import CollectionCategory, CollectionItem
from linli.catalogue.packs.errors import CodeUnfit
from linli.catalogue.packs.kinds import SEGMENT
from linli.catalogue.policies.collection import DataType, Frequency, ItemDraft
from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.people.policies import UnitKind
from linli.rulebook.packs import Change, ChangeKind, Document, Fault, Pack, Progress, register_part
from linli.rulebook.policies import RulePart
from linli.vault.policies.fields import PersonalField

PART = "collection"
FILE = "catalogue/collection.yaml"


class ItemEntry(RulePart):
    zh: str = Field(min_length=1, max_length=80)
    en: str = Field(min_length=1, max_length=160)
    type: DataType
    every: Frequency
    choices: tuple[str, ...] = ()
    personal: PersonalField | None = None
    sensitive: bool = False
    purpose: str = ""
    basis: str = ""
    consent: bool = True
    """For items about people only."""

    def draft(self, code: str, category: str, retention_months: int) -> ItemDraft:
        is_personal = self.personal is not None or self.type is DataType.PERSONAL or self.sensitive
        return ItemDraft(
            code=code,
            category=category,
            name_zh=self.zh,
            name_en=self.en,
            data_type=DataType.PERSONAL if is_personal else self.type,
            frequency=self.every,
            retention_months=retention_months,
            choices=self.choices,
            is_personal=is_personal,
            is_sensitive=self.sensitive,
            personal_field=self.personal.value if self.personal else "",
            by_consent=is_personal and self.consent,
            purpose=self.purpose,
            basis=self.basis,
        )


class CategoryEntry(RulePart):
    zh: str
    en: str
    department: UnitKind
    """The kind of unit that asks for it."""
    hours: Decimal = Field(gt=0)
    """Working hours a month it costs one grid."""
    retention_months: int = Field(ge=1, le=240)
    items: dict[str, Any] = Field(min_length=1)


class Heading(RulePart):
    categories: dict[str, Any]


@dataclass(frozen=True)
class Category:
    """A heading of the list as the pack declares it."""

    code: str
    entry: CategoryEntry
    items: tuple[ItemDraft, ...]


def declared(pack: Pack) -> Iterator[Category | Fault]:
    for document in pack.documents(FILE):
        heading = document.read(Heading)
        if isinstance(heading, list):
            yield from heading
            continue
        for code in heading.categories:
            yield from _category(document, code)


def _category(document: Document, code: str) -> Iterator[Category | Fault]:
    where = ("categories", code)
    entry = document.read(CategoryEntry, *where)
    if not SEGMENT.fullmatch(code):
        yield document.fault(CodeUnfit(code=code), *where)
        return
    if isinstance(entry, list):
        yield from entry
        return
    found = [_item(document, code, segment, entry.retention_months) for segment in entry.items]
    for each in found:
        if isinstance(each, list):
            yield from each
    yield Category(code, entry, tuple(each for each in found if isinstance(each, ItemDraft)))


def _item(document: Document, category: str, segment: str, retention_months: int) -> ItemDraft | list[Fault]:
    where = ("categories", category, "items", segment)
    if not SEGMENT.fullmatch(segment):
        return [document.fault(CodeUnfit(code=segment), *where)]
    entry = document.read(ItemEntry, *where)
    if isinstance(entry, list):
        return entry
    draft = entry.draft(f"{category}.{segment}", category, retention_months)
    try:
        refuse_forbidden(draft)
    except Refusal as refusal:
        return [document.fault(refusal, *where)]
    return draft


def categories(pack: Pack) -> list[Category]:
    """Return the list of a pack that has passed its check."""
    return [each for each in declared(pack) if isinstance(each, Category)]


def check(pack: Pack) -> Iterator[Fault]:
    yield from (each for each in declared(pack) if isinstance(each, Fault))


def _changes(pack: Pack) -> Iterator[tuple[ItemDraft, Change]]:
    """Yield items that differ from the city's. One query."""
    rows = {row.code: row for row in CollectionItem.objects.all()}
    for category in categories(pack):
        for draft in category.items:
            row = rows.get(draft.code)
            if row is None:
                yield draft, Change(PART, ChangeKind.ADDED, draft.code, draft.name_zh)
                continue
            differing = [name for name, value in draft.columns().items() if getattr(row, name) != value]
            if differing:
                yield draft, Change(PART, ChangeKind.CHANGED, draft.code, ", ".join(differing))


def load(pack: Pack, *, by: Actor, now: datetime, progress: Progress) -> Iterator[Change]:
    known = set(CollectionCategory.objects.values_list("code", "name_zh", "name_en"))
    for category in categories(pack):
        if (category.code, category.entry.zh, category.entry.en) not in known:
            list_category(category.code, name_zh=category.entry.zh, name_en=category.entry.en)
    changes = list(_changes(pack))
    for done, (draft, change) in enumerate(changes, start=1):
        list_item(draft, by=by, now=now)
        progress(PART, done, len(changes))
        yield change


def diff(pack: Pack) -> Iterator[Change]:
    yield from (change for _draft, change in _changes(pack))
    named = {draft.code for category in categories(pack) for draft in category.items}
    rows = CollectionItem.objects.exclude(code__in=named).order_by("code")
    for code in rows.values_list("code", flat=True):
        yield Change(PART, ChangeKind.ONLY_IN_CITY, code)


register_part(PART, files=(FILE,), check=check, load=load, diff=diff)
