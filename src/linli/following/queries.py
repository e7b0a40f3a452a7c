from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from linli.areas.policies.codes import significant_prefix
from linli.areas.queries import children, city_code
from linli.community.models import Deliberation
from linli.community.queries.others import deliberations
from linli.core.time import city_zone
from linli.following.models import AreaWeek, Following
from linli.following.policies import WEEK, Pace
from linli.matters.models import OPEN_MATTERS, Matter
from linli.matters.models.matter import ARCHIVABLE
from linli.matters.policies import Status
from linli.matters.policies.small_cells import shown, shown_cells

WEEKS, NEWS = 12, 20
"""So many weeks and deliberations stand in a feed."""

Cells = Mapping[str, int | None]


def followed(account: int) -> list[Following]:
    return list(Following.objects.filter(account=account).order_by("area_code"))


def following_of(account: int, area_code: str) -> Following | None:
    return Following.objects.filter(account=account, area_code=area_code).first()


def followers(area_code: str, *, each: bool = False) -> tuple[int, ...]:
    """Return the accounts that follow an area; with `each`, those told of everything new in it or above. One query."""
    rows = Following.objects.filter(area_code=area_code)
    if each:
        rows = Following.objects.filter(area_code__in=_and_above(area_code), pace=Pace.EACH)
    return tuple(sorted(set(rows.values_list("account", flat=True))))


def _and_above(area_code: str) -> list[str]:
    own = significant_prefix(area_code)
    return [own[:digits].ljust(12, "0") for digits in (4, 6, 9, 12) if digits <= len(own)]


def weeks_of(area_code: str) -> list[AreaWeek]:
    """Return the last weeks of an area, the newest first."""
    return list(AreaWeek.objects.filter(area_code=area_code).order_by("-first_on")[:WEEKS])


def news_of(area_code: str) -> list[Deliberation]:
    """Return the latest deliberations in an area, the newest first."""
    return list(deliberations().filter(area_code__startswith=significant_prefix(area_code))[:NEWS])


# Counting a week


def week_figures(first_on: date) -> tuple[Cells, Cells, Cells]:
    """Return what was reported, solved and is open, for each area that is told about; none of it small.

    Three queries that read the week and what is open. Confidential matters are not counted.
    """
    begin = datetime.combine(first_on, datetime.min.time(), city_zone())
    span = (begin, begin + WEEK)
    rows = Matter.objects.filter(is_confidential=False)
    reported = rows.filter(registered_at__gte=span[0], registered_at__lt=span[1])
    solved = rows.filter(Q(status__in=sorted(ARCHIVABLE)) & Q(status=Status.CLOSED))
    solved = solved.filter(closed_at__gte=span[0], closed_at__lt=span[1])
    return _cells(reported), _cells(solved), _cells(rows.filter(OPEN_MATTERS))


def _cells(rows: QuerySet[Matter]) -> dict[str, int | None]:
    counts = dict(rows.values_list("area_code").annotate(Count("pk")).order_by())
    whole = city_code()
    total = shown(sum(counts.values()))
    return {whole: total, **_below(whole, counts, is_shown=total is not None)}


def _below(code: str, counts: Mapping[str, int], *, is_shown: bool) -> dict[str, int | None]:
    """Return the figures of all areas below: those of one parent are kept back together, and with their parent."""
    here = [each.code for each in children(code)]
    totals = Counter(dict.fromkeys(here, 0))
    prefixes = {significant_prefix(each): each for each in here}
    inside: dict[str, dict[str, int]] = {each: {} for each in here}
    lengths = {len(each) for each in prefixes}
    for area, count in counts.items():
        found = next((prefixes[area[:length]] for length in lengths if area[:length] in prefixes), None)
        if found is not None:
            totals[found] += count
            inside[found][area] = count
    cells = shown_cells(totals, is_whole_shown=is_shown)
    result: dict[str, int | None] = dict(cells)
    for each in here:
        result |= _below(each, inside[each], is_shown=cells[each] is not None)
    return result


def told_areas(followed_codes: Iterable[str]) -> list[str]:
    """Return the areas whose weeks are kept: from the city to its townships, and whatever else somebody follows."""
    counties = [each.code for each in children(city_code())]
    townships = [each.code for county in counties for each in children(county)]
    return list(dict.fromkeys([city_code(), *counties, *townships, *followed_codes]))
