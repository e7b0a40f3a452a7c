"""What grids may be asked to collect, and the way a new task has to go before they are asked.

A field may be stored only while its item is admitted. Items about people need a purpose and a basis in law;
sensitive ones consent besides. Some topics are refused whatever the application says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class DataType(TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    COUNT = "count", _("Whole number")
    YESNO = "yesno", _("Yes or no")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One of a list")
    PERSONAL = "personal", _("Personal data, kept in the vault")


class Frequency(TextChoices):
    """How often a grid visits the item."""

    ONCE = "once", _("Once")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every quarter")
    YEARLY = "yearly", _("Every year")
    ON_CHANGE = "on_change", _("When it changes")


class View(TextChoices):
    AGREE = "agree", _("Agrees")
    REVISE = "revise", _("Wants changes")
    REFUSE = "refuse", _("Refuses")


class AdmissionState(TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEWING = "reviewing", _("Under review")
    ADMITTED = "admitted", _("Admitted")
    REFUSED = "refused", _("Refused")
    SUSPENDED = "suspended", _("Suspended")
    EXPIRED = "expired", _("Expired")


S = AdmissionState
NEXT: dict[AdmissionState, frozenset[AdmissionState]] = {
    S.DRAFT: frozenset({S.REVIEWING}),
    S.REVIEWING: frozenset({S.DRAFT, S.ADMITTED, S.REFUSED}),  # a reviewer who wants changes sends it back
    S.ADMITTED: frozenset({S.SUSPENDED, S.EXPIRED}),
    S.SUSPENDED: frozenset({S.ADMITTED, S.EXPIRED}),  # the term runs on while a task is suspended
    S.REFUSED: frozenset(),  # a new application is a new review
    S.EXPIRED: frozenset(),
}


def may_move(old: AdmissionState, new: AdmissionState) -> bool:
    return new in NEXT[old]


class Topic(TextChoices):
    """What nobody may ask the grids to collect, whatever the application says."""

    BELIEF = "belief", _("religious belief")
    ETHNICITY = "ethnicity", _("ethnic origin")
    POLITICS = "politics", _("political opinion or membership")
    BIOMETRICS = "biometrics", _("biometric data")
    MOVEMENT = "movement", _("where a person goes and stays")
    GRADING = "grading", _("a grade, label or watch list of people")
    PETITIONS = "petitions", _("who complains or petitions")
    TRAITS = "traits", _("a person's character or relations")


FORBIDDEN: dict[Topic, re.Pattern[str]] = {
    Topic.BELIEF: re.compile(r"宗教|信仰|信教|教徒|教派|礼拜|religio|belief|church|faith", re.I),
    Topic.ETHNICITY: re.compile(r"民族|族别|族群|种族|ethnic|\brace\b|racial", re.I),
    Topic.POLITICS: re.compile(r"政治面貌|政治倾向|政治观点|政见|党派|入党|党员|politic|party member", re.I),
    Topic.BIOMETRICS: re.compile(
        r"人脸|面部|脸部识别|刷脸|指纹|掌纹|声纹|虹膜|步态|基因|生物识别|\bDNA\b|biometric|facial|fingerprint|iris|voiceprint|gait",
        re.I,
    ),
    Topic.MOVEMENT: re.compile(
        r"轨迹|行踪|出行记录|外出未归|外出人员|租客动向|流动人口|在岗定位|来访人员记录"
        r"|trajector|whereabouts|movement record|tracking",
        re.I,
    ),
    Topic.GRADING: re.compile(
        r"重点人员|重点人群|高危人员|特殊人群|前科|人员(风险|积分|评分|等级|信用)|(居民|个人|住户)(风险|积分|评分|等级|信用)|维稳对象"
        r"|key[ _]person|person(al)?[ _](risk|score|grade)|watch[ _]?list",
        re.I,
    ),
    Topic.PETITIONS: re.compile(r"信访(人|户|记录|次数)|上访|缠访|投诉人|petitioner|complainant", re.I),
    Topic.TRAITS: re.compile(
        r"性格|情绪倾向|社会关系|交往对象|婚恋状况|性取向|personality|social relation|sexual", re.I
    ),
}
"""Bound by law and by the rights boundary; not a setting of the city."""


def forbidden_topic(*words: str) -> Topic | None:
    """Return the first forbidden topic that the words touch; spaces and full-width letters hide nothing."""
    text = " ".join(words)
    folded = re.sub(r"(?<=[一-鿿])[\s·._\-]+(?=[一-鿿])", "", text).translate(_NARROW)
    return next((topic for topic, pattern in FORBIDDEN.items() if pattern.search(folded)), None)


_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """What a city says of an item, before it is a row."""

    code: str
    category: str
    name_zh: str
    name_en: str
    data_type: DataType
    frequency: Frequency
    retention_months: int
    choices: tuple[str, ...] = ()
    is_personal: bool = False
    is_sensitive: bool = False
    personal_field: str = ""
    by_consent: bool = False
    purpose: str = ""
    basis: str = ""

    def columns(self) -> dict[str, Any]:
        """Return the columns of the row, without its code and its category."""
        plain = (
            *("name_zh", "name_en", "is_personal", "is_sensitive", "personal_field"),
            *("by_consent", "purpose", "basis", "retention_months"),
        )
        return {
            **{name: getattr(self, name) for name in plain},
            "data_type": self.data_type.value,
            "frequency": self.frequency.value,
            "choices": list(self.choices),
        }


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item of the list, as rules look at it."""

    id: int
    code: str
    category: str
    name_zh: str
    name_en: str
    data_type: DataType
    choices: tuple[str, ...]
    is_personal: bool
    is_sensitive: bool
    personal_field: str
    by_consent: bool
    purpose: str
    basis: str
    frequency: Frequency
    retention_months: int
    category_zh: str = ""
    category_en: str = ""

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh

    @property
    def category_name(self) -> str:
        return self.category_en if (get_language() or "").startswith("en") else self.category_zh

    def as_listed(self) -> dict[str, Any]:
        """Return what the published list says of it."""
        return {
            "category": self.category,
            "name_zh": self.name_zh,
            "name_en": self.name_en,
            "data_type": self.data_type.value,
            "is_personal": self.is_personal,
            "by_consent": self.by_consent,
            "purpose": self.purpose,
            "basis": self.basis,
            "frequency": self.frequency.value,
            "retention_months": self.retention_months,
        }


class Fault(TextChoices):
    """Why an item may not be on any list."""

    NO_PURPOSE = "no_purpose", _("it does not say what for")
    NO_BASIS = "no_basis", _("it names no basis in law")
    NO_CONSENT = "no_consent", _("it is sensitive and not by consent")
    NOT_IN_VAULT = "not_in_vault", _("it is about a person and names no field of the vault")


def fault_of(
    *, is_personal: bool, is_sensitive: bool, by_consent: bool, purpose: str, basis: str, personal_field: str
) -> Fault | None:
    """Return what an item about people lacks; None for items about things."""
    if not (is_personal or is_sensitive):
        return None
    checks = (
        (not purpose.strip(), Fault.NO_PURPOSE),
        (not basis.strip(), Fault.NO_BASIS),
        (is_sensitive and not by_consent, Fault.NO_CONSENT),
        (not personal_field, Fault.NOT_IN_VAULT),
    )
    return next((fault for lacks, fault in checks if lacks), None)


def _text(value: Any, _choices: tuple[str, ...]) -> Any:
    return value.strip() if isinstance(value, str) and 0 < len(value.strip()) <= 500 else None


def _count(value: Any, _choices: tuple[str, ...]) -> Any:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _number(value: Any, _choices: tuple[str, ...]) -> Any:
    """Numbers are kept as their digits: a JSON float would not come back as it was written."""
    if isinstance(value, (bool, float)) or not isinstance(value, (int, str, Decimal)):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return str(number) if number.is_finite() else None


def _yesno(value: Any, _choices: tuple[str, ...]) -> Any:
    return value if isinstance(value, bool) else None


def _date(value: Any, _choices: tuple[str, ...]) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None


def _choice(value: Any, choices: tuple[str, ...]) -> Any:
    return value if value in choices else None


_READERS = {
    DataType.TEXT: _text,
    DataType.NUMBER: _number,
    DataType.COUNT: _count,
    DataType.YESNO: _yesno,
    DataType.DATE: _date,
    DataType.CHOICE: _choice,
    DataType.PERSONAL: _text,
}


def read_value(value: Any, data_type: DataType, choices: tuple[str, ...] = ()) -> Any:
    """Return the value as it is stored, None when it does not fit the type."""
    return _READERS[data_type](value, choices)


def keep_until(day: date, months: int) -> date:
    """Return the day that many months later; the month's last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


@dataclass(frozen=True, slots=True)
class ListDiff:
    """How one version of the list differs from an earlier one; codes in order."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]
    """Item code -> names of what changed."""

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed)


def diff(old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]) -> ListDiff:
    changed = {
        code: tuple(
            name for name in sorted({*old[code], *new[code]}) if old[code].get(name) != new[code].get(name)
        )
        for code in sorted(old.keys() & new.keys())
        if old[code] != new[code]
    }
    return ListDiff(tuple(sorted(new.keys() - old.keys())), tuple(sorted(old.keys() - new.keys())), changed)


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in sorted({*old, *new}) if old.get(name) != new.get(name))
