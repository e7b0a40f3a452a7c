"""What the tests of the catalogue are played with."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from linli.catalogue.actions import give_duty, list_category, list_item, publish_kind
from linli.catalogue.models import CollectionItem, Duty, Kind
from linli.catalogue.policies.collection import DataType, Frequency, ItemDraft
from linli.catalogue.policies.duties import DutyDraft
from linli.catalogue.policies.kinds import KindDraft, Tier
from linli.core.actor import SYSTEM

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
START = date(2024, 1, 1)
ANHE = Path(__file__).parents[4] / "cities" / "anhe"


def kind(code: str, **changes: object) -> KindDraft:
    plain = {"name_zh": code, "name_en": code, "tier": Tier.ORDINARY, "valid_from": START}
    return KindDraft(code=code, **{**plain, **changes})  # type: ignore[arg-type]


def publish(code: str, **changes: object) -> Kind:
    return publish_kind(kind(code, **changes), by=SYSTEM, now=NOW)


def give(kind_code: str, **columns: object) -> Duty:
    draft = DutyDraft(**{"kind_code": kind_code, "valid_from": START, **columns})  # type: ignore[arg-type]
    return give_duty(draft, by=SYSTEM, now=NOW)


def item(code: str, **changes: object) -> ItemDraft:
    plain: dict[str, object] = {
        "category": code.split(".")[0],
        "name_zh": "灭火器数量",
        "name_en": "Extinguishers",
        "data_type": DataType.COUNT,
        "frequency": Frequency.MONTHLY,
        "retention_months": 24,
    }
    return ItemDraft(code=code, **{**plain, **changes})  # type: ignore[arg-type]


def listed(code: str, **changes: object) -> CollectionItem:
    list_category(code.split(".")[0], name_zh="楼", name_en="Building")
    return list_item(item(code, **changes), by=SYSTEM, now=NOW)
