"""What is asked of a filled home, and in how many queries each page answers.

`python -m linli.bench.asking <samples> <seed> <lists|pages>` in the home's settings prints `Asked` as JSON.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from linli.matters.models import Matter

CITYWIDE, COUNTYS, UNITS = "paidan", "paidan-tanglin", "chengguan-tanglin"
"""Who asks: a dispatcher of the city, one of a county, a handler of a unit."""
COUNTY = "990102000000"
TWO_CHARACTERS = (
    "路灯",
    "井盖",
    "电梯",
    "噪音",
    "停水",
    "垃圾",
    "物业",
    "工资",
    "停车",
    "暖气",
    "扬尘",
    "漏水",
)
PHRASES = (
    "路灯不亮",
    "拖欠工资",
    "楼道堆放杂物",
    "电梯停运",
    "施工噪音扰民",
    "水管爆裂",
    "垃圾没人清",
    "消防通道",
)
PINYIN = ("ludeng", "jinggai", "dianti", "laji", "wuye", "gongzi", "tingshui", "nuanqi")
MOST_QUERIES = 30
"""A page that asks more has a query for each row."""


NOT_THE_PAGES = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", 'UPDATE "django_session"')
"""What is not counted: transactions, and the note once a minute that somebody is at work."""


COUNTED_ANEW = "tile"
"""Pages that are asked for past what the city keeps of them."""


@dataclass(frozen=True)
class Question:
    """One request: which page it stands for, its path, and the session that asks."""

    page: str
    path: str
    cookie: str

    @property
    def headers(self) -> dict[str, str]:
        anew = {"Cache-Control": "no-cache"} if self.page.startswith(COUNTED_ANEW) else {}
        return {"Cookie": self.cookie, **anew}


@dataclass(frozen=True)
class Asked:
    questions: list[Question]
    queries: dict[str, list[int]]
    """Page -> fewest and most queries among its questions."""


@dataclass(frozen=True)
class Facts:
    """What paths are made from."""

    codes: list[str]
    spots: list[tuple[float, float]]
    near: list[str]
    """Townships of the county in which all who ask have work."""
    kinds: list[str]
    places: list[str]
    """The city, its counties, their townships, and some villages."""


def questions(samples: int, *, seed: int, pages: Mapping[str, Page]) -> Iterator[Question]:
    """Yield `samples` different requests for each page."""
    lots = random.Random(seed)  # noqa: S311  (a choice, not a secret)
    facts = _facts(lots, samples)
    cookies = {name: log_in(name) if name else "" for name, _make in pages.values()}
    for page, (who, make) in pages.items():
        for number in range(samples):
            yield Question(page, make(lots, facts, number), cookies[who])


def _facts(lots: random.Random, samples: int) -> Facts:
    from linli.areas.queries import children
    from linli.catalogue.queries import kinds
    from linli.matters.models import OPEN_MATTERS, Matter

    least, most = _range(Matter)
    codes = [_near(lots.randint(least, most)) for _each in range(samples)]
    opened = Matter.objects.filter(OPEN_MATTERS, lon__isnull=False).order_by("next_due_at")
    spots = [(lon or 0.0, lat or 0.0) for lon, lat in opened.values_list("lon", "lat")[: samples * 20]]
    return Facts(
        codes,
        spots,
        [each.code for each in children(COUNTY)],
        [kind.code for kind in kinds().children_of()],
        _places(samples),
    )


def _places(villages: int) -> list[str]:
    from linli.areas.queries import children, city_code

    counties = [each.code for each in children(city_code())]
    townships = [each.code for county in counties for each in children(county)]
    below = (each.code for township in townships for each in children(township))
    return [city_code(), *counties, *townships, *islice(below, villages)]


def _range(model: type[Matter]) -> tuple[int, int]:
    found = model.objects.order_by("id").values_list("id", flat=True)
    return found[0], found.order_by("-id")[0]


def _near(number: int) -> str:
    from linli.matters.models import Matter

    rows = Matter.objects.filter(pk__gte=number, area_code__startswith="9901").order_by("pk")
    return rows.values_list("code", flat=True)[:1].get()


def log_in(username: str, *, hours: int = 8) -> str:
    """Return the cookie of a new session of this account."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from linli.people.queries import account_named

    account = account_named(username)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.set_expiry(timedelta(hours=hours))
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


# Pages

Make = Callable[[random.Random, Facts, int], str]
Page = tuple[str, Make]
"""Who asks (empty: somebody without an account), and for what."""


def _listed(lots: random.Random, facts: Facts, number: int) -> str:
    """The list as it opens, by kind, by township."""
    narrowed = ("", f"?kind={lots.choice(facts.kinds)}", f"?area={lots.choice(facts.near)}", "?late=on")
    return "/work/" + narrowed[number % len(narrowed)]


def _next_page(lots: random.Random, facts: Facts, number: int) -> str:
    from urllib.parse import urlencode

    from linli.matters.models import OPEN_MATTERS, Matter

    open_ = Matter.objects.filter(OPEN_MATTERS, next_due_at__isnull=False).order_by("next_due_at", "id")
    at, pk = open_.values_list("next_due_at", "pk")[lots.randrange(open_.count())]
    assert at is not None  # asked for above
    return "/work/?" + urlencode({"cursor": f"{at.isoformat()}~{pk}"})


def _closed_too(lots: random.Random, facts: Facts, number: int) -> str:
    return f"/work/?show=all&area={lots.choice(facts.near)}" if number % 2 else "/work/?show=all"


def _searched(words: tuple[str, ...], show: str = "open") -> Make:
    def make(lots: random.Random, facts: Facts, number: int) -> str:
        from urllib.parse import urlencode

        return "/work/?" + urlencode({"q": words[number % len(words)], "show": show})

    return make


def _searched_code(lots: random.Random, facts: Facts, number: int) -> str:
    return f"/work/?show=all&q={facts.codes[number % len(facts.codes)]}"


def _matter(lots: random.Random, facts: Facts, number: int) -> str:
    return f"/work/{facts.codes[number % len(facts.codes)]}/"


def tile(zoom: int) -> Make:
    def make(lots: random.Random, facts: Facts, number: int) -> str:
        lon, lat = lots.choice(facts.spots)
        x = int((lon + 180) / 360 * 2**zoom)
        y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom)
        return f"/map/matters/{zoom}/{x}/{y}.mvt"

    return make


LISTS: dict[str, Page] = {
    "list_city": (CITYWIDE, _listed),
    "list_county": (COUNTYS, _listed),
    "list_unit": (UNITS, _listed),
    "list_next_page": (CITYWIDE, _next_page),
    "list_closed_too": (CITYWIDE, _closed_too),
    "list_closed_too_unit": (UNITS, _closed_too),
    "search_two_characters": (CITYWIDE, _searched(TWO_CHARACTERS)),
    "search_phrase": (CITYWIDE, _searched(PHRASES)),
    "search_pinyin": (CITYWIDE, _searched(PINYIN)),
    "search_two_characters_all": (CITYWIDE, _searched(TWO_CHARACTERS, "all")),
    "search_phrase_all": (CITYWIDE, _searched(PHRASES, "all")),
    "search_pinyin_all": (CITYWIDE, _searched(PINYIN, "all")),
    "search_code": (CITYWIDE, _searched_code),
    "matter": (CITYWIDE, _matter),
    "tile_zoom_8": (CITYWIDE, tile(8)),
    "tile_zoom_12": (CITYWIDE, tile(12)),
    "tile_zoom_15": (CITYWIDE, tile(15)),
    "warm_tile_zoom_8": (CITYWIDE, tile(8)),
    "warm_tile_zoom_12": (CITYWIDE, tile(12)),
}


# Queries


def count_queries(asked: list[Question]) -> dict[str, list[int]]:
    """Return for each page the fewest and most queries among its questions, each asked inside this process.

    Every few seconds a process looks whether rules or kinds were changed by another; that is no query of the page.
    """
    from linli.areas.queries import held
    from linli.catalogue.queries import edition
    from linli.rulebook import book

    book.FRESH_SECONDS = edition.FRESH_SECONDS = held.CHECK_SECONDS = float("inf")
    held.forget()  # what is held already would be looked at once more
    found: dict[str, list[int]] = {}
    for each in asked:
        _queries_of(each)  # reads what a process keeps
        number = _queries_of(each)
        least, most = found.get(each.page, [number, number])
        found[each.page] = [min(least, number), max(most, number)]
    return found


def _queries_of(question: Question) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers=question.headers)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(question.path, HTTP_HOST="127.0.0.1")
    if answer.status_code != 200:
        raise RuntimeError(f"{question.path} answered {answer.status_code}")
    return sum(not each["sql"].startswith(NOT_THE_PAGES) for each in captured)


def ask(samples: int, *, seed: int, pages: Mapping[str, Page], more: Sequence[Question] = ()) -> Asked:
    """Return the questions with how many queries they take; of `more` each page is asked for once."""
    asked = list(questions(samples, seed=seed, pages=pages))
    few = [each for number, each in enumerate(asked) if number % samples < 8]
    once = {each.page: each for each in more}.values()
    return Asked([*asked, *more], count_queries([*few, *once]))


def _main(samples: int, seed: int, which: str) -> None:
    import django

    django.setup()
    pages, more = LISTS, list[Question]()
    if which == "pages":
        from django.utils import timezone

        from linli.bench import faces

        now = timezone.now()
        faces.prepare(now)
        pages, more = faces.PAGES, faces.each_page(samples, now=now)
    answer: dict[str, Any] = asdict(ask(samples, seed=seed, pages=pages, more=more))
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
