"""Fills a home with very many matters, by set: `python -m linli.bench.filling <matters> <seed> [<open>]` in its
settings.

A few hundred matters are played through the city's own doors; each of the others is a copy of one of them, moved in
time, with its own code, place, text, unit and words for search. Tables, columns, constraints and indexes are the
city's own, and the database checks the constraints. Left simple: the copies' journal chains do not verify, their
facts name the code of the matter they were copied from, only open ones have clocks, replies and ratings stay with
those that were played.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import psycopg

PLAYED = 600
YEARS = 3
TEXTS = 60_000
"""So many different messages, at most."""
SHARE_OPEN = 0.03
OPEN_WITHIN_DAYS = 4
"""Open matters are moved by so little, so that their clocks run out around today."""
KIND = "matters.matter"
TABLES = ("matters_matter", "matters_mattertext", "matters_workorder", "matters_clock", "journal_entry")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Filled:
    matters: int
    entries: int


def fill(count: int, *, seed: int, now: datetime, say: Say, still_open: int | None = None) -> Filled:
    """Have at least `count` matters in this database; what is there already stays.

    `still_open`: so many of the copies are open; None: the share of a city on an ordinary day.
    """
    import psycopg
    from django.db import connection

    from linli.demo.actions import Wish, play_demo
    from linli.matters.models import Matter

    say("play")
    play_demo(Wish(matters=min(PLAYED, count), seed=seed, plan=False, others=False), now=now)
    missing = count - Matter.objects.count()
    # A connection of its own: while a COPY is under way, the city's queries go on.
    parameters = connection.settings_dict
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    with psycopg.connect(
        **{ours: parameters[theirs] for ours, theirs in names.items()}, autocommit=True
    ) as driver:
        if missing > 0:
            _copy_all(driver, missing, still_open, seed=seed, now=now, say=say)
        return _counted(driver)


def _counted(driver: psycopg.Connection[Any]) -> Filled:
    row = driver.execute(
        "SELECT (SELECT count(*) FROM matters_matter), "
        "(SELECT count(*) FROM journal_entry WHERE subject_kind = %s)",
        [KIND],
    ).fetchone()
    assert row is not None
    return Filled(int(row[0]), int(row[1]))


def _copy_all(
    driver: psycopg.Connection[Any],
    count: int,
    still_open: int | None,
    *,
    seed: int,
    now: datetime,
    say: Say,
) -> None:
    still_open = round(count * SHARE_OPEN) if still_open is None else min(still_open, count)
    with driver.transaction():
        driver.execute("SET LOCAL synchronous_commit = off")
        driver.execute("SET LOCAL maintenance_work_mem = '512MB'")
        driver.execute("SET LOCAL work_mem = '256MB'")
        # Copies name rows that exist, so asking for each of them again would only cost minutes.
        driver.execute("SET LOCAL session_replication_role = replica")
        say("texts")
        kinds = _write_texts(driver, min(TEXTS, max(count // 10, 500)), seed)
        say("plan")
        _write_copies(driver, count, still_open, kinds, seed=seed, now=now)
        with _bare(driver):
            for table, statement in COPIES.items():
                say(table)
                driver.execute(statement)
            say("indexes")
    say("vacuum")
    for table in TABLES:
        driver.execute(f"VACUUM (ANALYZE) {table}")


@contextmanager
def _bare(driver: psycopg.Connection[Any]) -> Iterator[None]:
    """Take the indexes that are no constraint off while rows come in, and build them as they were afterwards."""
    found = driver.execute(
        """
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS
            (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
        """,
        [list(TABLES)],
    ).fetchall()
    for name, _definition in found:
        driver.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in found:
        driver.execute(definition)


def _write_texts(driver: psycopg.Connection[Any], count: int, seed: int) -> list[str]:
    """Compose the texts with their words for search; return the kind of each."""
    from linli.catalogue.packs.messages import composed
    from linli.catalogue.queries import kind_named
    from linli.demo.actions import pack_folder
    from linli.demo.messages import messages
    from linli.demo.places import read_atlas
    from linli.matters.search import vector_of
    from linli.rulebook.packs import Pack

    driver.execute(
        "CREATE TEMP TABLE pool (n int, kind text, tier text, title text, text text, vector tsvector) ON COMMIT DROP"
    )
    kinds = []
    written = messages(composed(Pack.at(pack_folder())), seed=seed, count=count, places=read_atlas().words())
    with driver.cursor() as cursor, cursor.copy("COPY pool FROM STDIN") as copy:
        for number, each in enumerate(written):
            kinds.append(each.kind_code)
            tier = kind_named(each.kind_code).tier.value
            words = vector_of(f"{each.title} {each.text}")
            copy.write_row((number, each.kind_code, tier, each.title[:60], each.text, words))
    driver.execute("ANALYZE pool")
    return kinds


@dataclass(frozen=True)
class _Model:
    """A played matter that others are copied from; what a bench registered in this home is none."""

    number: int
    registered_at: datetime
    channel: str


def _models(driver: psycopg.Connection[Any], open_: bool) -> list[_Model]:
    from linli.demo.playing import SOURCE
    from linli.matters.policies import OPEN

    rows = driver.execute(
        "SELECT matters_matter.id, registered_at, channel FROM matters_matter "
        "JOIN intake_submission ON matter_id = matters_matter.id "
        "WHERE (status = ANY(%s)) = %s AND starts_with(intake_submission.source, %s) ORDER BY id",
        [sorted(OPEN), open_, SOURCE],
    )
    return [_Model(*row) for row in rows.fetchall()]


def _write_copies(
    driver: psycopg.Connection[Any],
    count: int,
    still_open: int,
    kinds: Sequence[str],
    *,
    seed: int,
    now: datetime,
) -> None:
    """Decide for each copy whose it is, when, where, about what, and which unit answers for it."""
    lots = np.random.default_rng(seed)
    driver.execute(
        "CREATE TEMP TABLE copies (id bigint, model bigint, shift interval, code text, text int, area text, "
        "grid text, lon float8, lat float8, unit int) ON COMMIT DROP"
    )
    from linli.matters.actions.registering import case_code
    from linli.matters.policies import Channel

    plan = sorted(_moments(driver, count, still_open, lots, now), key=lambda each: each[1])
    places = _places()
    texts, where = lots.integers(0, len(kinds), count), lots.integers(0, len(places), count)
    beside = lots.uniform(-0.001, 0.001, (count, 2))
    units = _Units()
    first = _first_number(driver, count)
    taken, serial = _codes(driver), first
    with driver.cursor() as cursor, cursor.copy("COPY copies FROM STDIN") as copy:
        for place, (model, at) in enumerate(plan):
            area, grid, lon, lat = places[where[place]]
            text = int(texts[place])
            # Serials follow the time, so that one day never sees one twice; those of the played city are passed over.
            while (code := case_code(area, Channel(model.channel), at, serial)) in taken:
                serial += 1
            serial += 1
            unit = units.of(kinds[text], area)
            spot = (float(lon + beside[place, 0]), float(lat + beside[place, 1]))
            shift = at - model.registered_at
            copy.write_row((first + place, model.number, shift, code, text, area, grid, *spot, unit))
    driver.execute("ANALYZE copies")


def _moments(
    driver: psycopg.Connection[Any], count: int, still_open: int, lots: np.random.Generator, now: datetime
) -> Iterator[tuple[_Model, datetime]]:
    """Yield each copy's model and when it was registered: open ones lately, others over the years."""
    for models, number, days in (
        (_models(driver, True), still_open, OPEN_WITHIN_DAYS),
        (_models(driver, False), count - still_open, YEARS * 365 - 60),
    ):
        chosen, back = lots.integers(0, len(models), number), lots.uniform(0, days, number)
        for place, before in zip(chosen.tolist(), back.tolist(), strict=True):
            model = models[place]
            yield model, model.registered_at - timedelta(days=before)


def _places() -> list[tuple[str, str, float, float]]:
    from linli.areas.models import Grid

    rows = Grid.objects.filter(valid_to=None).order_by("code")
    return list(rows.values_list("area_code", "code", "centre_lon", "centre_lat"))


class _Units:
    """Which unit answers for a kind in an area; asked once for each pair."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], int | None] = {}

    def of(self, kind: str, area: str) -> int | None:
        from linli.catalogue.queries import duty_for

        if (kind, area) not in self._known:
            match = duty_for(kind, area)
            self._known[kind, area] = match.unit_id if match else None
        return self._known[kind, area]


def _codes(driver: psycopg.Connection[Any]) -> set[str]:
    return {code for (code,) in driver.execute("SELECT code FROM matters_matter")}


def _first_number(driver: psycopg.Connection[Any], count: int) -> int:
    """Return the first of `count` numbers that nobody else is given: the sequence is put behind them."""
    from linli.core.ids import BLOCK

    row = driver.execute("SELECT nextval('matters_number')").fetchone()
    assert row is not None
    driver.execute("SELECT setval('matters_number', %s)", [row[0] + count // BLOCK + 2])
    return int(row[0]) * BLOCK


def _copied(table: str, own: dict[str, str], rest: Sequence[str], source: str, where: str) -> str:
    """Return an INSERT that copies the columns in `rest` and fills those in `own` from an expression."""
    columns = ", ".join(f'"{name}"' for name in (*own, *rest))
    values = ", ".join((*own.values(), *(f'm."{name}"' for name in rest)))
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM copies c JOIN {source} {where}"  # noqa: S608


def _moved(*names: str) -> dict[str, str]:
    return {name: f"m.{name} + c.shift" for name in names}


MATTER = {
    "id": "c.id",
    "code": "c.code",
    "area_code": "c.area",
    "grid_code": "c.grid",
    "lon": "c.lon",
    "lat": "c.lat",
    "kind_code": "CASE WHEN m.kind_code = '' THEN '' ELSE p.kind END",
    "tier": "p.tier",
    "title": "p.title",
    "text": "p.text",
    "suggested_label": "p.kind",
    "lead_unit_id": "CASE WHEN m.lead_unit_id > 0 THEN c.unit END",
    **_moved("registered_at", "reported_at", "dispatched_at", "contacted_at", "completed_at", "replied_at"),
    **_moved("closed_at", "changed_at", "due_at", "next_due_at"),
}
AS_IN_MODEL = (
    *("chain_length", "chain_head", "channel", "status", "status_before", "suggested_confidence", "place"),
    *("crs_given", "requester_id", "is_confidential", "people_affected", "registered_by_id", "handled_by_id"),
    *("is_on_spot", "merged_into_id", "review_on", "reworks", "reopenings", "returns", "extensions"),
    *("contacted", "resolved", "satisfied", "excluded_for", "excluded_by", "anonymised_at"),
)
ORDER = {
    "matter_id": "c.id",
    "unit_id": "CASE m.part WHEN 'lead' THEN coalesce(c.unit, m.unit_id) ELSE m.unit_id END",
}
CLOCK = {"matter_id": "c.id", "unit_id": "CASE WHEN m.unit_id > 0 THEN c.unit END"}
ENTRY = {"subject_kind": f"'{KIND}'", "subject_id": "c.id", "at": "m.at + c.shift"}
ENTRY_AS_IS = (
    "position",
    "event",
    "by_kind",
    "by_account",
    "by_unit",
    "by_role",
    "facts",
    "note",
    "note_digest",
)
COPIES = {
    "matters": _copied(
        "matters_matter",
        MATTER,
        AS_IN_MODEL,
        "matters_matter m ON m.id = c.model",
        "JOIN pool p ON p.n = c.text",
    ),
    "words": "INSERT INTO matters_mattertext (matter_id, vector) "
    "SELECT c.id, p.vector FROM copies c JOIN pool p ON p.n = c.text",
    "orders": _copied(
        "matters_workorder",
        {**ORDER, **_moved("issued_at", "acknowledged_at", "ended_at")},
        ("part", "status", "issued_by_id", "issued_by_unit_id", "requirement", "result"),
        "matters_workorder m ON m.matter_id = c.model",
        "WHERE m.part = 'lead' OR m.unit_id <> c.unit",
    ),
    "clocks": _copied(
        "matters_clock",
        {**CLOCK, **_moved("started_at", "due_at", "first_due_at", "stopped_at")},
        ("step", "limit", "share", "edition", "extensions", "pauses", "is_met"),
        "matters_clock m ON m.matter_id = c.model",
        "JOIN matters_matter o ON o.id = c.model AND o.closed_at IS NULL",
    ),
    "entries": _copied(
        "journal_entry",
        ENTRY,
        (*ENTRY_AS_IS, "suite", "digest"),
        f"journal_entry m ON m.subject_kind = '{KIND}' AND m.subject_id = c.model",
        "",
    ),
}


def _main(count: int, seed: int, still_open: int | None = None) -> None:
    import django

    django.setup()
    began = datetime.now(UTC)

    def say(what: str) -> None:
        seconds = (datetime.now(UTC) - began).total_seconds()
        sys.stderr.write(f"{seconds:7.1f} s  {what}\n")
        sys.stderr.flush()

    filled = fill(count, seed=seed, now=began, say=say, still_open=still_open)
    say("done")
    sys.stdout.write(json.dumps({"matters": filled.matters, "entries": filled.entries}))


if __name__ == "__main__":
    _main(*map(int, sys.argv[1:]))
