"""What a staged sheet changes in the base, found and applied by a handful of statements however many rows it has."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Count
from psycopg import sql

from linli.entities.models import Change, Edition, Entity, Row
from linli.entities.policies import ChangeKind

COMPARED = ("kind", "name", "area_code", "address", "trade", "unit_type", "state")
ENTITY, ROW, CHANGE = (sql.Identifier(each._meta.db_table) for each in (Entity, Row, Change))

NEW = sql.SQL(
    """
    INSERT INTO {change} (edition_id, code, name, area_code, kind, fields)
    SELECT r.edition_id, r.code, r.name, r.area_code, 'new', '{{}}'
      FROM {row} r WHERE r.edition_id = %(edition)s AND NOT EXISTS (SELECT 1 FROM {entity} e WHERE e.code = r.code)
    """
)
CHANGED = sql.SQL(
    """
    INSERT INTO {change} (edition_id, code, name, area_code, kind, fields)
    SELECT r.edition_id, r.code, r.name, r.area_code,
           CASE WHEN e.state = 'gone' AND r.state <> 'gone' THEN 'back'
                WHEN e.state <> 'gone' AND r.state = 'gone' THEN 'gone' ELSE 'changed' END,
           jsonb_strip_nulls(jsonb_build_object({pairs}))
      FROM {row} r JOIN {entity} e ON e.code = r.code
     WHERE r.edition_id = %(edition)s AND ({ours}) IS DISTINCT FROM ({theirs})
    """
)
GONE = sql.SQL(
    """
    INSERT INTO {change} (edition_id, code, name, area_code, kind, fields)
    SELECT %(edition)s, e.code, e.name, e.area_code, 'gone',
           jsonb_build_object('state', jsonb_build_array(e.state, 'gone'))
      FROM {entity} e
     WHERE e.state <> 'gone' AND e.kind = ANY(%(kinds)s) AND e.area_code LIKE %(area)s AND e.code <> ALL(%(spared)s)
       AND NOT EXISTS (SELECT 1 FROM {row} r WHERE r.edition_id = %(edition)s AND r.code = e.code)
    """
)
INSERT = sql.SQL(
    """
    INSERT INTO {entity} (chain_length, chain_head, code, {columns}, pinyin, initials, vector,
                          unit_id, first_edition_id, last_edition_id)
    SELECT 0, '', r.code, {values}, r.pinyin, r.initials, r.vector, u.id, r.edition_id, r.edition_id
      FROM {row} r LEFT JOIN LATERAL (
             SELECT id FROM people_unit WHERE is_active AND area_code = r.code
               AND kind IN ('villagers_committee', 'residents_committee') ORDER BY id LIMIT 1) u ON true
     WHERE r.edition_id = %(edition)s AND NOT EXISTS (SELECT 1 FROM {entity} e WHERE e.code = r.code)
    """
)
UPDATE = sql.SQL(
    """
    UPDATE {entity} e SET ({columns}, pinyin, initials, vector, last_edition_id)
         = ({values}, r.pinyin, r.initials, r.vector, r.edition_id)
      FROM {row} r JOIN {change} c ON c.edition_id = r.edition_id AND c.code = r.code AND c.kind <> 'new'
     WHERE r.edition_id = %(edition)s AND e.code = r.code
    """
)
END = sql.SQL(
    """
    UPDATE {entity} e SET state = 'gone', last_edition_id = c.edition_id
      FROM {change} c WHERE c.edition_id = %(edition)s AND c.kind = 'gone' AND c.code = e.code AND e.state <> 'gone'
    """
)


def compare(edition: Edition, spared: list[str]) -> list[str]:
    """Write what the staged rows would change, and return the kinds they are of.

    `spared`: codes that are not gone though no row of theirs was taken.
    """
    kinds = sorted(
        Row.objects.filter(edition=edition.pk).order_by().values_list("kind", flat=True).distinct()
    )
    _run(NEW, edition)
    _run(CHANGED, edition)
    if edition.is_whole:
        area = edition.area_code.rstrip("0") + "%"
        _run(GONE, edition, kinds=kinds, area=area, spared=spared)
    return kinds


def counted(edition: Edition) -> dict[str, int]:
    rows = Change.objects.filter(edition=edition.pk).order_by().values_list("kind").annotate(Count("pk"))
    found = dict(rows)
    return {
        "created": found.get(ChangeKind.NEW, 0),
        "changed": found.get(ChangeKind.CHANGED, 0) + found.get(ChangeKind.BACK, 0),
        "gone": found.get(ChangeKind.GONE, 0),
    }


def apply(edition: Edition) -> None:
    """Bring the base to what the edition says. A row that says so itself, or is missing, ends as gone."""
    _run(UPDATE, edition)
    _run(INSERT, edition)
    _run(END, edition)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ANALYZE {}").format(ENTITY))


def _run(statement: sql.SQL, edition: Edition, **facts: Any) -> None:
    def listed(alias: str) -> sql.Composed:
        return sql.SQL(", ").join(sql.Identifier(alias, each) for each in COMPARED)

    pair = sql.SQL("{name}, CASE WHEN {new} IS DISTINCT FROM {old} THEN jsonb_build_array({old}, {new}) END")
    pairs = sql.SQL(", ").join(
        pair.format(name=sql.Literal(each), old=sql.Identifier("e", each), new=sql.Identifier("r", each))
        for each in COMPARED
    )
    ready = statement.format(
        entity=ENTITY,
        row=ROW,
        change=CHANGE,
        pairs=pairs,
        ours=listed("e"),
        theirs=listed("r"),
        values=listed("r"),
        columns=sql.SQL(", ").join(map(sql.Identifier, COMPARED)),
    )
    with connection.cursor() as cursor:
        cursor.execute(ready, {"edition": edition.pk, **facts})
