"""What the pages of ratings share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from linli.areas.queries import city_code
from linli.areas.queries.tree import children
from linli.people.access import Permission, Viewer, require, viewer_of_request
from linli.ratings.models import Label, Run
from linli.ratings.policies.scheme import Scheme
from linli.ratings.queries.results import areas_of, counts_of
from linli.ratings.queries.schemes import scheme_of

PAGE, SHOWN = 30, 100


def door(request: HttpRequest, permission: Permission = Permission.RATING_VIEW) -> tuple[Viewer, datetime]:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, permission)
    return viewer, now


def counted(row: Run | None, scheme: Scheme) -> list[tuple[Any, int]]:
    counts = counts_of(row) if row else {}
    return [(step, counts.get(place, 0)) for place, step in enumerate(scheme.steps)]


def areas_in(row: Run | None) -> list[tuple[str, Any]]:
    """Return the counties with their figures; areas without any body are left out."""
    if row is None:
        return []
    names = {each.code: each.name for each in children(city_code())}
    return [(names[line.code], line) for line in areas_of(row, list(names)) if line.bodies]


def step_of(label: Label) -> tuple[Scheme, Any]:
    found = scheme_of(label.run)
    return found, found.steps[label.step]
