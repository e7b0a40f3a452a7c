from __future__ import annotations

from linli.entities.errors import EntityNotFound
from linli.entities.models import Entity
from linli.entities.policies.identifiers import credit_code
from linli.entities.queries.entities import entity_coded
from linli.inspections.errors import TargetUnknown

LENGTH = 18
"""Of a unified social credit code."""


def body_typed(given: str) -> Entity:
    """Return the body whose code somebody typed. Raises BadCheckDigit, BadCode for a slip, else TargetUnknown."""
    code = given.strip().upper()
    try:
        return entity_coded(code)
    except EntityNotFound:
        if len(code) == LENGTH:
            credit_code(code)
        raise TargetUnknown(code=code) from None
