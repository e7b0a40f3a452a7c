"""One row of a sheet becomes one entity, or says why it does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from linli.core.errors import Refusal
from linli.entities.errors import (
    AreaMissing,
    CodeOfAPerson,
    IndividualsArePremises,
    KindUnknown,
    NameMissing,
    StateUnknown,
    TooLong,
)
from linli.entities.policies.identifiers import DIVISION, code_of, is_individual, trade_of
from linli.entities.policies.kinds import DIVISIONS, Kind, State

COLUMNS = ("code", "kind", "name", "area_code", "address", "trade", "unit_type", "state")
"""What a sheet says of an entity, in the order of the staged columns."""
LONGEST = {"name": 120, "address": 200, "unit_type": 40}
LONGEST_PINYIN, LONGEST_INITIALS = 120, 40
KINDS = {
    "村": Kind.VILLAGE, "行政村": Kind.VILLAGE, "社区": Kind.COMMUNITY, "企业": Kind.ENTERPRISE,
    "单位": Kind.INSTITUTION, "事业单位": Kind.INSTITUTION, "机关": Kind.INSTITUTION, "项目": Kind.PROJECT,
    "场所": Kind.PREMISES, "经营场所": Kind.PREMISES, "小区": Kind.PREMISES,
} | {each.value: each for each in Kind}  # fmt: skip
STATES = {
    "": State.ACTIVE, "存续": State.ACTIVE, "在营": State.ACTIVE, "正常": State.ACTIVE, "开业": State.ACTIVE,
    "停业": State.SUSPENDED, "歇业": State.SUSPENDED, "停工": State.SUSPENDED,
    "注销": State.GONE, "吊销": State.GONE, "撤销": State.GONE,
} | {each.value: each for each in State}  # fmt: skip
CITIZEN_NUMBER = re.compile(r"(?<![0-9A-Z])[1-9]\d{5}(?:19|20)\d{9}[0-9X](?![0-9A-Z])")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


@dataclass(frozen=True, slots=True)
class EntityRow:
    """What is held of an entity: of a body or a place, nothing of a person."""

    code: str
    kind: Kind
    name: str
    area_code: str
    address: str = ""
    trade: str = ""
    unit_type: str = ""
    state: State = State.ACTIVE


def row_of(cells: Mapping[str, str]) -> EntityRow:
    """Return the entity that a row describes. Raises the first refusal.

    An individual business is one person's. Its place of business is held by registration number only: the name, which
    often is the owner's, is dropped.
    """
    kind = KINDS.get(cells.get("kind", "").strip().lower())
    if kind is None:
        raise KindUnknown(kind=cells.get("kind", ""), kinds="、".join(dict.fromkeys(KINDS)))
    code = code_of(kind, cells.get("code", ""))
    name = " ".join(cells.get("name", "").split())
    if is_individual(code):
        if kind is not Kind.PREMISES:
            raise IndividualsArePremises(code=code)
        name = code
    state = STATES.get(cells.get("state", "").strip().lower())
    if state is None:
        raise StateUnknown(state=cells["state"])
    area = cells.get("area_code", "").strip() or (code if kind in DIVISIONS else "")
    row = EntityRow(
        code=code,
        kind=kind,
        name=name,
        area_code=area,
        address=" ".join(cells.get("address", "").split()),
        trade=trade_of(cells.get("trade", "")),
        unit_type=" ".join(cells.get("unit_type", "").split()),
        state=state,
    )
    _check(row)
    return row


def _check(row: EntityRow) -> None:
    if not row.name:
        raise NameMissing
    if not DIVISION.fullmatch(row.area_code):
        raise AreaMissing(area=row.area_code)
    for column, most in LONGEST.items():
        if len(getattr(row, column)) > most:
            raise TooLong(column=column, most=most)
    for words in (row.name, row.address, row.unit_type):
        if CITIZEN_NUMBER.search(words) or MOBILE.search(words):
            raise CodeOfAPerson


def facts_of(refusal: Refusal) -> dict[str, str]:
    return {key: str(value) for key, value in refusal.facts.items()}


@cache
def _syllables() -> dict[int, str]:
    """Return how each Chinese character is read first. Built once."""
    from pypinyin import Style, lazy_pinyin  # who reads no sheet does not load its tables

    return {
        number: lazy_pinyin(chr(number), style=Style.NORMAL)[0].replace("ü", "v")
        for number in range(0x4E00, 0x9FA6)
    }


def initials_of(name: str) -> str:
    """Return the first letters of a name: `ahsz` for 安和市政. Characters alone, so a double reading may differ."""
    text = name.translate(_first()).lower()
    return "".join(char for char in text if char.isascii() and char.isalnum())[:LONGEST_INITIALS]


@cache
def _first() -> dict[int, str]:
    return {number: syllable[:1] for number, syllable in _syllables().items()}


def pinyin_of(name: str) -> str:
    text = name.translate(_syllables()).lower()
    return "".join(char for char in text if char.isascii() and char.isalnum())[:LONGEST_PINYIN]
