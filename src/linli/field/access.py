"""Where somebody works: the places of their role, and the checkpoints there."""

from __future__ import annotations

from django.db.models import QuerySet

from linli.field.errors import CheckpointNotFound, NotYourGrid
from linli.field.models import Checkpoint
from linli.people.access import Viewer, visible_q
from linli.people.policies import Permission


def visible(viewer: Viewer) -> QuerySet[Checkpoint]:
    """Checkpoints in use where the viewer works."""
    where = visible_q(viewer, Permission.FIELD_WORK, area_field="area_code")
    return Checkpoint.objects.filter(where, is_active=True)


def get_checkpoint_for(viewer: Viewer, code: str) -> Checkpoint:
    """Raises CheckpointNotFound."""
    found = visible(viewer).filter(code=code).first()
    if found is None:
        raise CheckpointNotFound(code=code)
    return found


def prefixes_of(viewer: Viewer) -> tuple[str, ...]:
    """Return the beginnings of the area codes in which the viewer works; an empty one is the whole city."""
    return tuple(sorted({grant.area_prefix for grant in viewer.grants_for(Permission.FIELD_WORK)}))


def require_grid(viewer: Viewer, grid_code: str) -> None:
    """Raises NotYourGrid."""
    if not any(grid_code.startswith(prefix) for prefix in prefixes_of(viewer)):
        raise NotYourGrid(grid=grid_code)
