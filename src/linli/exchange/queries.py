from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from linli.areas.errors import UnknownArea
from linli.areas.queries import area_named
from linli.catalogue.policies.kinds import KindView, Question
from linli.catalogue.queries import kinds
from linli.core.time import city_day, city_zone
from linli.exchange.access import has_public_words, public_matters
from linli.exchange.errors import UnknownRequest, UnknownService, UnknownToken
from linli.exchange.policies.asking import METRES_PER_DEGREE, Asked
from linli.exchange.policies.documents import Document
from linli.exchange.policies.masking import public_part, without_personal_data
from linli.exchange.policies.rules import Open311
from linli.matters.errors import MatterNotFound
from linli.matters.models import Matter
from linli.matters.policies import OPEN, Status
from linli.matters.queries import by_code
from linli.rulebook.queries import InForce, in_force

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
LONGEST_DESCRIPTION = 4000
CODE_DIGITS = 22
IN_BOX = "point(matters_matter.lon, matters_matter.lat) <@ box(point(%s, %s), point(%s, %s))"
IN_CIRCLE = (
    "sqrt(power((matters_matter.lon - %s) * cos(radians(%s)), 2) + power(matters_matter.lat - %s, 2)) <= %s"
)
tokens = signing.Signer(salt="linli.exchange.token")


def rule_on(now: datetime) -> InForce[Open311]:
    return in_force(Open311, city_day(now))


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def discovery(url: str, *, now: datetime) -> Document:
    """Return where and how this city is reached. `url` is the address below which it answers."""
    rule = rule_on(now)
    changed = max([rule.valid_from, *(kind.valid_from for kind in kinds().public)])
    endpoint = {
        "specification": SPECIFICATION,
        "url": url,
        "changeset": changeset(changed),
        "type": rule.value.endpoint,
        "formats": ["text/xml", "application/json"],
    }
    content = {
        "changeset": changeset(rule.valid_from),
        "contact": str(rule.value.contact),
        "key_service": str(rule.value.key_service),
        "endpoints": [endpoint],
    }
    return Document("discovery", content)


def changeset(day: date) -> str:
    """Return the beginning of a day in the city, in a form that sorts."""
    return datetime(day.year, day.month, day.day, tzinfo=city_zone()).isoformat()


def services() -> Document:
    """Return all kinds that the public may report, by code. No query once the catalogue is copied."""
    return Document("services", [_service(kind) for kind in kinds().public])


def public_kind(code: str) -> KindView:
    """Raises UnknownService, also for a kind that is there and not open to the public."""
    kind = kinds().get(code)
    if kind is None or not (kind.is_leaf and kind.is_public_report):
        raise UnknownService(value=code)
    return kind


def _service(kind: KindView) -> dict[str, Any]:
    group = kinds().get(kind.group)
    return {
        "service_code": kind.code,
        "service_name": kind.name,
        "description": kind.opening_en if in_english() else kind.opening_zh,
        "metadata": bool(kind.questions),
        "type": "realtime",
        "keywords": ",".join(kind.keywords),
        "group": group.name if group else kind.group,
    }


def service_definition(code: str) -> Document:
    """Return the questions that a report of this kind answers. Raises UnknownService."""
    kind = public_kind(code)
    attributes = [_attribute(place, question) for place, question in enumerate(kind.questions, 1)]
    return Document("service_definition", {"service_code": kind.code, "attributes": attributes})


def _attribute(place: int, question: Question) -> dict[str, Any]:
    plain = {
        "variable": True,
        "code": question.code,
        "datatype": question.datatype.value,
        "required": question.required,
        "datatype_description": str(question.datatype.label),
        "order": place,
        "description": question.en if in_english() else question.zh,
    }
    if not question.values:
        return plain
    words = [{"key": key, "name": en if in_english() else zh} for key, (zh, en) in question.values.items()]
    return {**plain, "values": words}


def requests_asked(asked: Asked, rule: Open311) -> Document:
    """Return the public requests that match, the newest first; by last change where that was asked for. One query."""
    page = rows_asked(asked)[asked.offset : asked.offset + asked.size]
    return Document("service_requests", [_request(matter, rule) for matter in page])


def rows_asked(asked: Asked) -> QuerySet[Matter]:
    rows = public_matters(asked.services)
    if asked.ids:
        codes = [each for each in asked.ids if is_code(each)]
        return rows.filter(code__in=codes).order_by("-registered_at", "-id")
    return _ordered(_in_place(_in_time(_with_status(rows, asked), asked), asked), asked)


def one_request(code: str, rule: Open311) -> Document:
    """Raises UnknownRequest, also for what is there and not public."""
    matter = public_matters().filter(code=code).first() if is_code(code) else None
    if matter is None:
        raise UnknownRequest(value=code)
    return Document("service_requests", [_request(matter, rule)])


def is_code(value: str) -> bool:
    return len(value) == CODE_DIGITS and value.isascii() and value.isdigit()


def _with_status(rows: QuerySet[Matter], asked: Asked) -> QuerySet[Matter]:
    if asked.statuses == {"open"}:
        return rows.filter(status__in=sorted(OPEN))
    if asked.statuses == {"closed"}:
        return rows.exclude(status__in=sorted(OPEN))
    return rows


def _in_time(rows: QuerySet[Matter], asked: Asked) -> QuerySet[Matter]:
    """Narrow by `requested_datetime` and by `updated_datetime`, which is the closing of what is closed."""
    if asked.begin:
        rows = rows.filter(registered_at__gte=asked.begin)
    if asked.end:
        rows = rows.filter(registered_at__lte=asked.end)
    if asked.updated_after:
        late = Q(closed_at__isnull=True) | Q(closed_at__gte=asked.updated_after)
        rows = rows.filter(late, changed_at__gte=asked.updated_after)
    if asked.updated_before:
        early = Q(closed_at__isnull=True, changed_at__lte=asked.updated_before)
        rows = rows.filter(early | Q(closed_at__lte=asked.updated_before))
    return rows


def _in_place(rows: QuerySet[Matter], asked: Asked) -> QuerySet[Matter]:
    """Narrow to a box, and in it to a circle. The shown position, which may be rounded, can lie a little outside."""
    if asked.box is None:
        return rows
    # WGS-84 and CGCS2000, in which positions are stored, differ by less than is measured.
    box = asked.box
    rows = rows.extra(where=[IN_BOX], params=[box.west, box.south, box.east, box.north])  # noqa: S610 — a constant
    if asked.centre is None:
        return rows
    params = [asked.centre.lon, asked.centre.lat, asked.centre.lat, asked.radius_m / METRES_PER_DEGREE]
    return rows.extra(where=[IN_CIRCLE], params=params)  # noqa: S610 — a constant


def _ordered(rows: QuerySet[Matter], asked: Asked) -> QuerySet[Matter]:
    if asked.updated_after or asked.updated_before:
        return rows.order_by("-changed_at", "-id")
    return rows.order_by("-registered_at", "-id")


def _request(matter: Matter, rule: Open311) -> dict[str, Any]:
    """Return what everybody may know of a matter. Holds no personal data."""
    kind = kinds().get(matter.kind_code)
    is_public = has_public_words(matter)
    is_open = Status(matter.status) in OPEN
    digits = rule.position_digits if is_public else rule.position_digits_other
    closing = (kind.closing_en if in_english() else kind.closing_zh) if kind else ""
    return {
        "service_request_id": matter.code,
        "status": "open" if is_open else "closed",
        "status_notes": str(Status(matter.status).label),
        "service_name": kind.name if kind else matter.kind_code,
        "service_code": matter.kind_code,
        "description": _words(public_part(matter.text)) if is_public else None,
        "agency_responsible": matter.lead_unit.name if matter.lead_unit else None,
        "service_notice": closing or None,
        "requested_datetime": _written(matter.registered_at),
        "updated_datetime": _written(matter.closed_at or matter.changed_at),
        "expected_datetime": _written(matter.due_at),
        "address": _words(matter.place) if is_public and matter.place else _area_name(matter.area_code),
        "address_id": matter.grid_code or matter.area_code,
        "zipcode": None,
        "lat": None if matter.lat is None else round(matter.lat, digits),
        "long": None if matter.lon is None else round(matter.lon, digits),
        "media_url": None,
    }


def _words(words: str) -> str:
    return without_personal_data(words)[:LONGEST_DESCRIPTION]


def _written(instant: datetime | None) -> str | None:
    """Return an instant with the city's offset, to the second."""
    return None if instant is None else instant.astimezone(city_zone()).isoformat(timespec="seconds")


def _area_name(code: str) -> str | None:
    try:
        return area_named(code).full_name
    except UnknownArea:
        return None


def request_of_token(token: str) -> Document:
    """Return the number that a token stands for. Raises UnknownToken."""
    try:
        code = by_code(tokens.unsign(token)).code
    except (signing.BadSignature, MatterNotFound):
        raise UnknownToken from None
    return Document("service_requests", [{"service_request_id": code, "token": token}])
