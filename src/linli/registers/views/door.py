from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from linli.core.time import city_day
from linli.people.access import Viewer, viewer_of_request
from linli.registers.access import require_view
from linli.registers.policies.declaration import Declaration
from linli.registers.queries.declared import register_named
from linli.rulebook.queries import InForce


@dataclass(frozen=True)
class Door:
    """Who asks for which register, and when."""

    viewer: Viewer
    now: datetime
    register: InForce[Declaration]

    @property
    def declaration(self) -> Declaration:
        return self.register.value


def door(request: HttpRequest, code: str) -> Door:
    """Raises LogInFirst, NotAllowed, RegisterNotFound."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    return Door(viewer, now, register_named(code, city_day(now)))


def tabs_of(entered: Door, here: str, *, keeps: bool) -> dict[str, object]:
    """Return what every page of a register shows around its content."""
    return {
        "declaration": entered.declaration,
        "code": entered.declaration.code,
        "here": here,
        "keeps": keeps,
    }
