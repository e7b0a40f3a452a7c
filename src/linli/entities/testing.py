"""Codes and bodies for tests and demos: invented, with right check digits."""

from __future__ import annotations

from typing import Any

from linli.entities.models import Entity
from linli.entities.policies import Kind, initials_of, pinyin_of
from linli.entities.policies.identifiers import credit_code_numbered
from linli.people.testing import VILLAGE

__all__ = ["an_entity", "credit_code_numbered"]


def an_entity(number: int = 1, **columns: Any) -> Entity:
    """Make an active enterprise of the small city; `columns` say what is different."""
    kind = columns.setdefault("kind", Kind.ENTERPRISE)
    name = columns.setdefault("name", f"安和第{number}建筑公司")
    begins = "92" if kind == Kind.PREMISES else "91"
    columns.setdefault("code", credit_code_numbered(number, begins=begins))
    columns.setdefault("area_code", VILLAGE)
    return Entity.objects.create(pinyin=pinyin_of(name), initials=initials_of(name), **columns)
