"""Who may change the catalogue. The catalogue itself is public: anybody may read kinds, duties and lists."""

from __future__ import annotations

from linli.catalogue.errors import Lacks
from linli.people.policies import Permission, Viewer


def require_editor(viewer: Viewer) -> None:
    """Raise Lacks unless they may change kinds, duties and items."""
    _require(viewer, Permission.CATALOGUE_EDIT)


def require_reviewer(viewer: Viewer) -> None:
    """Raise Lacks unless they may give opinions on what grids collect, and admit, refuse or suspend it."""
    _require(viewer, Permission.COLLECTION_REVIEW)


def _require(viewer: Viewer, permission: Permission) -> None:
    if not viewer.may(permission):
        raise Lacks
