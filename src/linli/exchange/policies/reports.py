"""A request as a client posts it: read from its form, with every fault named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.areas.policies.codes import DIVISION, GRID
from linli.areas.policies.coordinates import Point
from linli.catalogue.policies.kinds import LISTS, Datatype, KindView, Question
from linli.core.errors import Refusal
from linli.core.time import aware
from linli.exchange.errors import FieldInvalid, FieldMissing, Several
from linli.exchange.policies import asking
from linli.exchange.policies.masking import MARK

ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,80})\](\[\d{0,4}\])?")
NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?", re.ASCII)
CJK = re.compile(r"[\u3400-\u9fff]")
LONGEST = {
    "description": 4000,
    "address_string": 200,
    "address_id": 16,
    "media_url": 500,
    "email": 254,
    "phone": 30,
    "first_name": 30,
    "last_name": 30,
    "account_id": 100,
    "device_id": 200,
}
LONGEST_ANSWER = 1000


@dataclass(frozen=True)
class Posted:
    """A request that can be registered."""

    text: str
    point: Point | None
    area: str
    grid: str
    place: str
    name: str
    phone: str
    email: str
    account_id: str


def read(given: Mapping[str, str], answers: Mapping[str, Sequence[str]], kind: KindView) -> Posted:
    """Return the request. Raises one refusal, or Several with all of them.

    `device_id` is taken and forgotten: nothing here needs to know the device again.
    """
    faults: list[Refusal] = [
        FieldInvalid(field=name, why=_("at most %(most)s characters") % {"most": most})
        for name, most in LONGEST.items()
        if len(given.get(name, "")) > most
    ]
    lines = _answered(answers, kind, faults)
    point, area, grid = _place(given, faults)
    media = _media_url(given, faults)
    if faults:
        raise faults[0] if len(faults) == 1 else Several(faults)
    details = [*lines, *([media] if media else [])]
    words = given.get("description", "") or kind.name_zh
    return Posted(
        text=words + (MARK + "\n".join(details) if details else ""),
        point=point,
        area=area,
        grid=grid,
        place=given.get("address_string", ""),
        name=full_name(given.get("first_name", ""), given.get("last_name", "")),
        phone=given.get("phone", ""),
        email=given.get("email", ""),
        account_id=given.get("account_id", ""),
    )


def full_name(first: str, last: str) -> str:
    """Return the name as it is written: family name first and joined in Chinese."""
    if CJK.search(first + last):
        return last + first
    return f"{first} {last}".strip()


def _place(given: Mapping[str, str], faults: list[Refusal]) -> tuple[Point | None, str, str]:
    point, address_id = None, given.get("address_id", "")
    try:
        point = asking.point(given)
    except Refusal as refusal:
        faults.append(refusal)
        return None, "", ""
    if not (point or address_id or given.get("address_string")):
        faults.append(FieldMissing(field=_("a place (lat and long, address_string or address_id)")))
    if GRID.fullmatch(address_id):
        return point, "", address_id
    if address_id and not DIVISION.fullmatch(address_id):
        faults.append(
            FieldInvalid(field="address_id", why=_("use a division code of 12 digits or a grid code of 16"))
        )
    return point, address_id, ""


def _media_url(given: Mapping[str, str], faults: list[Refusal]) -> str:
    """Return the link as text. Nobody fetches it."""
    url = given.get("media_url", "")
    if url and not re.fullmatch(r"https?://[^\s<>\"]+", url):
        faults.append(FieldInvalid(field="media_url", why=_("not a web address")))
    return url


def attributes_in(form: Iterable[tuple[str, Sequence[str]]]) -> dict[str, list[str]]:
    """Return the answers by code: `attribute[CODE]=value`, and `attribute[CODE][]=value` for several."""
    found: dict[str, list[str]] = {}
    for name, values in form:
        if match := ATTRIBUTE.fullmatch(name):
            found.setdefault(match[1], []).extend(value.strip() for value in values if value.strip())
    return found


def _answered(answers: Mapping[str, Sequence[str]], kind: KindView, faults: list[Refusal]) -> list[str]:
    """Return one line for each question that was answered, in the order of the questions."""
    questions = {question.code: question for question in kind.questions}
    faults.extend(
        FieldInvalid(field=f"attribute[{code}]", why=_("this service does not ask for it"))
        for code in answers
        if code not in questions
    )
    lines = []
    for code, question in questions.items():
        values = answers.get(code, ())
        if not values and question.required:
            faults.append(FieldMissing(field=f"attribute[{code}]"))
        elif why := _fault(question, values):
            faults.append(FieldInvalid(field=f"attribute[{code}]", why=why))
        elif values:
            lines.append(f"{question.zh}：{'、'.join(_in_words(question, value) for value in values)}")
    return lines


def _in_words(question: Question, value: str) -> str:
    return question.values[value][0] if question.datatype in LISTS else value


def _fault(question: Question, values: Sequence[str]) -> str:
    """Return what is wrong with an answer, empty when nothing is."""
    if len(values) > 1 and question.datatype is not Datatype.MULTI:
        return _("one value only")
    return next((why for value in values if (why := _fault_of_one(question, value))), "")


def _fault_of_one(question: Question, value: str) -> str:
    if len(value) > LONGEST_ANSWER:
        return _("at most %(most)s characters") % {"most": LONGEST_ANSWER}
    if question.datatype in LISTS and value not in question.values:
        return _("choose one of: %(values)s") % {"values": ", ".join(question.values)}
    if question.datatype is Datatype.NUMBER and not NUMBER.fullmatch(value):
        return _("not a number")
    if question.datatype is Datatype.STRING and len(value.splitlines()) > 1:
        return _("without line breaks")
    if question.datatype is Datatype.DATETIME and not _is_instant(value):
        return _("a time needs its zone, as in 2026-03-10T08:00:00+08:00 or 2026-03-10T00:00:00Z")
    return ""


def _is_instant(value: str) -> bool:
    try:
        aware(datetime.fromisoformat(value.replace(" ", "+") if "T" in value else value))
    except (ValueError, OverflowError, Refusal):
        return False
    return True
