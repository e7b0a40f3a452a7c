"""Records as a spreadsheet, CSV, GeoJSON and Atom. Nothing sealed is in any of them, and no cell runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
import xlsxwriter

from linli.intake.policies.cells import harmless
from linli.registers.models import Record
from linli.registers.policies.declaration import Declaration, FieldSpec
from linli.registers.policies.fields import OUTSIDE, FieldType
from linli.registers.queries.records import in_words, unit_names, values_now
from linli.rulebook.queries import InForce

MOST = 100_000
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "json": "application/json",
}


def sheet_fields(declaration: Declaration) -> tuple[FieldSpec, ...]:
    return tuple(each for each in declaration.fields if each.type not in OUTSIDE)


def rows_of(
    records: Sequence[Record], current: InForce[Declaration], fields: Sequence[FieldSpec]
) -> Iterable[tuple[Record, dict[str, Any], list[str]]]:
    """Yield each record with its values and its cells, as an import reads them. One query for names of units."""
    found = [(record, values_now(record, current)) for record in records]
    units = unit_names((values for _record, values in found), fields)
    for record, values in found:
        yield record, values, [_cell(spec, values.get(spec.code), units) for spec in fields]


def _cell(spec: FieldSpec, value: Any, units: Mapping[int, str]) -> str:
    if value is not None and spec.type in (FieldType.NUMBER, FieldType.MONEY):
        return str(value)
    return harmless(in_words(spec, value, units))


def as_csv(records: Sequence[Record], current: InForce[Declaration], fields: Sequence[FieldSpec]) -> bytes:
    """With the mark that makes spreadsheet programs read it as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([harmless(spec.name.zh) for spec in fields])
    writer.writerows(cells for _record, _values, cells in rows_of(records, current, fields))
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(records: Sequence[Record], current: InForce[Declaration], fields: Sequence[FieldSpec]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, TEXT_ONLY) as book:
        sheet = book.add_worksheet(current.value.name.zh[:31])
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#E2EFF2", "text_wrap": True})
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        for place, spec in enumerate(fields):
            sheet.set_column(place, place, 28 if spec.type is FieldType.TEXT else 16)
            sheet.write_string(0, place, harmless(spec.name.zh), head)
        for line, (_record, _values, cells) in enumerate(rows_of(records, current, fields), start=1):
            for place, text in enumerate(cells):
                sheet.write_string(line, place, text, cell)
        sheet.freeze_panes(1, 0)
    return target.getvalue()


def as_geojson(
    records: Sequence[Record], current: InForce[Declaration], fields: Sequence[FieldSpec]
) -> bytes:
    """A FeatureCollection in CGCS2000, which agrees with WGS 84 to centimetres. Records without a point have none."""
    features = [
        {
            "type": "Feature",
            "id": record.pk,
            "geometry": _geometry(record),
            "properties": _properties(values, cells, fields),
        }
        for record, values, cells in rows_of(records, current, fields)
    ]
    return orjson.dumps({"type": "FeatureCollection", "name": current.value.name.zh, "features": features})


def _geometry(record: Record) -> dict[str, Any] | None:
    if record.lon is None or record.lat is None:
        return None
    return {"type": "Point", "coordinates": [record.lon, record.lat]}


def _properties(
    values: Mapping[str, Any], cells: Sequence[str], fields: Sequence[FieldSpec]
) -> dict[str, Any]:
    return {spec.code: text for spec, text in zip(fields, cells, strict=True) if spec.code in values}


def as_json(records: Sequence[Record], current: InForce[Declaration], fields: Sequence[FieldSpec]) -> bytes:
    rows = [
        {"id": record.pk, **_properties(values, cells, fields)}
        for record, values, cells in rows_of(records, current, fields)
    ]
    declared = [
        {"code": spec.code, "zh": spec.name.zh, "en": spec.name.en, "type": spec.type.value}
        for spec in fields
    ]
    name = {"zh": current.value.name.zh, "en": current.value.name.en}
    return orjson.dumps({"register": current.value.code, "name": name, "fields": declared, "records": rows})


WRITERS = {"csv": as_csv, "xlsx": as_xlsx, "geojson": as_geojson, "json": as_json}
