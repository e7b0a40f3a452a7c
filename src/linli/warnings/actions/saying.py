"""What every event about a warning or an action says, in the words of a notice."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from linli.warnings.models import CauseAction, EarlyWarning
from linli.warnings.wording import kind_name, place_name


def said(row: EarlyWarning) -> dict[str, Any]:
    with translation.override("zh-hans"):
        subject = f"{place_name(row.area_code)}“{kind_name(row.kind_code)}”"
    return {
        "subject": subject,
        "area": row.area_code,
        "kind": row.kind_code,
        "level": int(row.level),
        "unit": row.unit_id,
    }


def said_of(row: CauseAction) -> dict[str, Any]:
    return {"title": row.title, "area": row.area_code, "kind": row.kind_code, "owner": row.owner_id}
