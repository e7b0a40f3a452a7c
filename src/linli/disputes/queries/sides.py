from __future__ import annotations

from collections.abc import Collection

from linli.disputes import access
from linli.disputes.models import Party
from linli.people.access import Viewer
from linli.people.models import Unit
from linli.people.policies import Permission


def side_of(number: str, *, proved: Collection[int], account: int | None) -> Party | None:
    """Return the side of a dispute that asks: one it proved to be, else the one of its account. Two queries at most."""
    rows = Party.objects.filter(dispute__number=number).select_related("dispute__centre", "record")
    found = rows.filter(pk__in=proved).first()
    return found or (rows.filter(account_id=account).first() if account else None)


def centres_open_to(viewer: Viewer, permission: Permission) -> list[Unit]:
    """Return the centres for which somebody may act, in order of the city's tree."""
    return list(
        Unit.objects.filter(pk__in=access.centres_of(viewer, permission), is_active=True).order_by("path")
    )
