"""What the public page of an area shows about following it."""

from __future__ import annotations

from linli.areas.queries.tree import AreaView
from linli.following.policies import Pace
from linli.following.queries import following_of
from linli.matters.beside import AreaPart, beside_areas
from linli.people.access import Viewer


@beside_areas
def following(viewer: Viewer, area: AreaView) -> AreaPart:
    """One query for somebody with an account, none for the public."""
    mine = following_of(viewer.account_id, area.code) if viewer.account_id is not None else None
    said = {"mine": mine, "paces": Pace.choices, "has_account": viewer.account_id is not None}
    return AreaPart("following/parts/area.html", said)
