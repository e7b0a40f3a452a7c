"""One digest over what a quarter left behind, so that two plays of one seed can be compared to the byte.

It covers every row of the four apps and what their journals say. Left out is what a city's own keys make, and no two
homes have the same: chain heads, keyed digests, verification codes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson
from django.apps import apps
from django.db import models

from linli.journal.models import Entry

APPS = ("letters", "supervision", "community", "targets")
KEYED = frozenset({"chain_head"})
LETTER = "letters.letter"
CHUNK = 500


def digest() -> tuple[str, dict[str, int]]:
    """Return the SHA-256 over all rows in the order of their numbers, and how many there are of each table."""
    found, counts = hashlib.sha256(), Counter[str]()
    for label, row in _rows():
        found.update(orjson.dumps([label, row], option=orjson.OPT_SORT_KEYS, default=str))
        counts[label] += 1
    return found.hexdigest(), dict(sorted(counts.items()))


def _rows() -> Iterator[tuple[str, dict[str, Any]]]:
    for app in APPS:
        for model in sorted(apps.get_app_config(app).get_models(), key=lambda each: each._meta.label_lower):
            label = model._meta.label_lower
            names = [field.attname for field in model._meta.concrete_fields if _is_told(label, field)]
            for row in model._base_manager.order_by("pk").values(*names).iterator(CHUNK):
                yield label, row
    entries = Entry.objects.filter(subject_kind__regex=f"^({'|'.join(APPS)})[.]").order_by("pk")
    columns = ("subject_kind", "subject_id", "position", "event", "at", "by_kind", "by_account", "by_unit")
    for row in entries.values(*columns, "by_role", "facts", "note").iterator(CHUNK):
        yield "journal.entry", row


def _is_told(label: str, field: models.Field[Any, Any]) -> bool:
    return field.attname not in KEYED and not (label == LETTER and field.attname == "code")
