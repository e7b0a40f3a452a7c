"""What a client asks for when it lists requests: read from its parameters and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import cos, radians

from django.utils.translation import gettext as _

from linli.areas.policies.coordinates import Crs, Point
from linli.areas.policies.tiles import Box
from linli.core.errors import Refusal
from linli.core.time import aware
from linli.exchange.errors import FieldInvalid, PageTooDeep, RangeTooWide
from linli.exchange.policies.rules import Open311

STATUSES = frozenset({"open", "closed"})
DECIMAL = re.compile(r"[+-]?\d{1,3}(\.\d{0,20})?", re.ASCII)
WHOLE = re.compile(r"\d{1,12}", re.ASCII)
METRES_PER_DEGREE = 111_320


@dataclass(frozen=True)
class Asked:
    """A checked question. Instants are aware; both ends of a span are included."""

    ids: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    statuses: frozenset[str] = STATUSES
    begin: datetime | None = None
    end: datetime | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    box: Box | None = None
    """Degrees, WGS84."""
    centre: Point | None = None
    radius_m: int = 0
    offset: int = 0
    size: int = field(default=1000)


def read(given: Mapping[str, str], rule: Open311, *, now: datetime) -> Asked:
    """Return what is asked. An empty parameter counts as none. `service_request_id` overrides all others.

    Raises FieldInvalid, RangeTooWide, PageTooDeep, ImpossibleCoordinate.
    """
    plain = {name: value.strip() for name, value in given.items() if value.strip()}
    if ids := commas(plain.get("service_request_id", "")):
        if len(ids) > rule.most_ids:
            raise FieldInvalid(
                field="service_request_id", why=_("at most %(most)s at once") % {"most": rule.most_ids}
            )
        return Asked(ids=ids, size=rule.most_ids)
    begin, end = instant(plain, "start_date"), instant(plain, "end_date")
    after, before = instant(plain, "updated_after"), instant(plain, "updated_before")
    if after or before:
        after, before = span(after, before, rule, now)
        if begin and end and begin > end:
            raise FieldInvalid(field="end_date", why=_("lies before the beginning"))
    else:
        begin, end = span(begin, end, rule, now)
    centre, radius = circle(plain, rule)
    offset, size = page(plain, rule)
    return Asked(
        services=commas(plain.get("service_code", "")),
        statuses=statuses(plain),
        begin=begin,
        end=end,
        updated_after=after,
        updated_before=before,
        box=box_of(plain) or (around(centre, radius) if centre else None),
        centre=centre,
        radius_m=radius,
        offset=offset,
        size=size,
    )


def commas(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))


def statuses(given: Mapping[str, str]) -> frozenset[str]:
    asked = frozenset(part.lower() for part in commas(given.get("status", "")))
    if not asked <= STATUSES:
        raise FieldInvalid(field="status", why=_("use open, closed or both"))
    return asked or STATUSES


def instant(given: Mapping[str, str], name: str) -> datetime | None:
    """Return an instant in UTC. A `+` that a client forgot to encode arrives as a blank and is understood."""
    if name not in given:
        return None
    try:
        return aware(
            datetime.fromisoformat(given[name].replace(" ", "+") if "T" in given[name] else given[name])
        )
    except Refusal as naive:
        raise FieldInvalid(
            field=name,
            why=_("a time needs its zone, as in 2026-03-10T08:00:00+08:00 or 2026-03-10T00:00:00Z"),
        ) from naive
    except (ValueError, OverflowError) as error:
        raise FieldInvalid(field=name, why=_("not a time such as 2026-03-10T00:00:00Z")) from error


def span(
    begin: datetime | None, end: datetime | None, rule: Open311, now: datetime
) -> tuple[datetime, datetime | None]:
    """Return the time to cover. One end alone is completed by the longest span; none: the newest."""
    longest = timedelta(days=rule.span_days)
    try:
        if begin and end is None:
            return begin, begin + longest
        if begin is None:
            return (end or now) - longest, end
    except OverflowError as error:
        raise FieldInvalid(field="start_date", why=_("not a time such as 2026-03-10T00:00:00Z")) from error
    assert end is not None
    if begin > end:
        raise FieldInvalid(field="end_date", why=_("lies before the beginning"))
    if end - begin > longest:
        raise RangeTooWide(days=rule.span_days)
    return begin, end


def page(given: Mapping[str, str], rule: Open311) -> tuple[int, int]:
    """Return how many rows are left out and how many are shown. A larger page than allowed is cut to that."""
    number, size = whole(given, "page", 1), whole(given, "page_size", rule.page_size)
    size = min(size, rule.most_page_size)
    if number * size > rule.deepest_row:
        raise PageTooDeep(deepest=rule.deepest_row)
    return (number - 1) * size, size


def whole(given: Mapping[str, str], name: str, default: int) -> int:
    value = given.get(name)
    if value is None:
        return default
    if not WHOLE.fullmatch(value) or int(value) < 1:
        raise FieldInvalid(field=name, why=_("not a whole number from 1 on"))
    return int(value)


def degrees(given: Mapping[str, str], name: str) -> float | None:
    value = given.get(name)
    if value is None:
        return None
    if not DECIMAL.fullmatch(value):
        raise FieldInvalid(field=name, why=_("not a number of degrees"))
    return float(value)


def point(given: Mapping[str, str]) -> Point | None:
    """Return the place in WGS84, as the standard has it. Raises FieldInvalid, ImpossibleCoordinate."""
    lat, lon = degrees(given, "lat"), degrees(given, "long")
    if lat is None and lon is None:
        return None
    if lat is None or lon is None:
        raise FieldInvalid(field="lat, long", why=_("both are needed"))
    return Point(lon, lat, Crs.WGS84)


def circle(given: Mapping[str, str], rule: Open311) -> tuple[Point | None, int]:
    centre = point(given)
    if centre is None:
        return None, 0
    radius = whole(given, "radius", min(1000, rule.most_radius_m))
    if radius > rule.most_radius_m:
        raise FieldInvalid(field="radius", why=_("at most %(most)s metres") % {"most": rule.most_radius_m})
    return centre, radius


def box_of(given: Mapping[str, str]) -> Box | None:
    """Read `bbox=west,south,east,north`, degrees WGS84."""
    if "bbox" not in given:
        return None
    parts = [part.strip() for part in given["bbox"].split(",")]
    if len(parts) != 4 or not all(DECIMAL.fullmatch(part) for part in parts):
        raise FieldInvalid(field="bbox", why=_("use west,south,east,north in degrees"))
    west, south, east, north = map(float, parts)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise FieldInvalid(field="bbox", why=_("use west,south,east,north in degrees"))
    return Box(west, south, east, north)


def around(centre: Point, radius_m: int) -> Box:
    d_lat = radius_m / METRES_PER_DEGREE
    d_lon = d_lat / max(cos(radians(centre.lat)), 0.01)
    return Box(centre.lon - d_lon, centre.lat - d_lat, centre.lon + d_lon, centre.lat + d_lat)


def distance_m(one: Point, lon: float, lat: float) -> float:
    """Return the distance in metres, good to a part in a hundred over a city."""
    east = (lon - one.lon) * cos(radians(one.lat))
    return float(((east**2 + (lat - one.lat) ** 2) ** 0.5) * METRES_PER_DEGREE)
