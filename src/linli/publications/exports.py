"""Published projects and answers as open data: CSV, JSON, GeoJSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import orjson

from linli.intake.policies.cells import harmless
from linli.publications.models import Complaint, Project

MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json", "geojson": "application/geo+json"}


def _project(row: Project) -> dict[str, Any]:
    latest = next(iter(row.updates.all()), None)
    return {
        "id": row.pk,
        "kind": row.kind,
        "batch": row.batch,
        "title": row.title,
        "developer": row.developer,
        "place": row.place,
        "area_code": row.area_code,
        "homes": row.homes,
        "situation": row.situation,
        "path": row.path,
        "responsible_unit": row.unit.name,
        "leading_office": row.leader_post,
        "contact_office": row.contact_office,
        "office_phone": row.office_phone,
        "status": row.status,
        "published_on": f"{row.published_on}",
        "update_due_on": f"{row.update_due_on or ''}",
        "last_update": latest.words if latest else "",
        "last_update_on": f"{latest.told_at:%Y-%m-%d}" if latest else "",
    }


def _csv(rows: Sequence[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(rows[0] if rows else ())
    writer.writerows([harmless(str(cell)) for cell in row.values()] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def projects_csv(rows: Sequence[Project]) -> bytes:
    return _csv([_project(row) for row in rows])


def projects_json(rows: Sequence[Project]) -> bytes:
    return orjson.dumps({"projects": [_project(row) for row in rows]})


def projects_geojson(rows: Sequence[Project]) -> bytes:
    """A FeatureCollection in CGCS2000."""
    features = [
        {
            "type": "Feature",
            "id": row.pk,
            "geometry": None if row.lon is None else {"type": "Point", "coordinates": [row.lon, row.lat]},
            "properties": _project(row),
        }
        for row in rows
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def _answer(row: Complaint) -> dict[str, Any]:
    return {"kind": row.kind, "answered_on": f"{row.answered_on}", "answer": row.public_answer}


def answers_csv(rows: Sequence[Complaint]) -> bytes:
    return _csv([_answer(row) for row in rows])


def answers_json(rows: Sequence[Complaint]) -> bytes:
    return orjson.dumps({"answers": [_answer(row) for row in rows]})


PROJECT_WRITERS = {"csv": projects_csv, "json": projects_json, "geojson": projects_geojson}
ANSWER_WRITERS = {"csv": answers_csv, "json": answers_json}
