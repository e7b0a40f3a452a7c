"""Somebody who asks: what was granted to them, and whether it covers a piece of work."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from linli.core.actor import Actor, ActorKind
from linli.people.policies.roles import Permission, Reach, Role


@dataclass(frozen=True, slots=True)
class Grant:
    """What one assignment gives today: which permissions, over whose work, and where."""

    role: Role
    permissions: frozenset[Permission]
    reach: Reach
    unit_ids: tuple[int, ...] = ()
    """The unit and all units below it, in order of number; empty when the role was given without a unit."""
    area_prefix: str = ""
    """Beginning of the area codes it covers; empty: wherever the work is."""
    unit_id: int | None = None
    """The unit it was given for."""

    def covers(self, work: Work, account: int | None) -> bool:
        """Say whether the work is within this grant's reach and place."""
        return work.area_code.startswith(self.area_prefix) and (
            self.reach is Reach.AREA
            or (account is not None and account in work.accounts)
            or (self.reach is Reach.UNIT and any(unit in self.unit_ids for unit in work.units))
        )


@dataclass(frozen=True, slots=True)
class Work:
    """What visibility asks of a piece of work: who raised or handles it, whose it is, and where."""

    accounts: frozenset[int]
    units: frozenset[int]
    area_code: str
    """12 digits; work whose place is unknown carries the code of the city."""


def covered(grants: Iterable[Grant], work: Work, account: int | None) -> bool:
    """Say whether any grant covers the work. Nothing granted, nothing seen."""
    return any(grant.covers(work, account) for grant in grants)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who asks, with all that was granted to them at that instant."""

    account_id: int | None
    grants: tuple[Grant, ...]
    kind: ActorKind = ActorKind.ACCOUNT
    api_key: int | None = None
    """The API key a program came with; its permissions have limited the grants already."""

    def may(self, permission: Permission) -> bool:
        """Say whether they may do it to anything at all; what exactly, the grants say."""
        return any(permission in grant.permissions for grant in self.grants)

    def grants_for(self, permission: Permission) -> tuple[Grant, ...]:
        return tuple(grant for grant in self.grants if permission in grant.permissions)

    def may_see(self, permission: Permission, work: Work) -> bool:
        """Say whether they may do it to this work: the same answer as the list's filter gives."""
        return covered(self.grants_for(permission), work, self.account_id)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def actor(self) -> Actor:
        """Who the journal names, in the first role they hold."""
        return self._acting_by(self.grants)

    def actor_for(self, permission: Permission) -> Actor:
        """Who the journal names when they use this permission, in the role that gave it."""
        return self._acting_by(self.grants_for(permission) or self.grants)

    def _acting_by(self, grants: tuple[Grant, ...]) -> Actor:
        if self.kind is not ActorKind.ACCOUNT or not grants:
            return Actor(self.kind, self.account_id)
        return Actor(self.kind, self.account_id, grants[0].unit_id, grants[0].role.value)

    def limited_to(self, permissions: Collection[Permission], api_key: int) -> Viewer:
        """Return what a program with a key of these permissions may do for the same account."""
        limit = frozenset(permissions)
        kept = (replace(grant, permissions=grant.permissions & limit) for grant in self.grants)
        return replace(self, grants=tuple(grant for grant in kept if grant.permissions), api_key=api_key)


ANONYMOUS = Viewer(None, (), ActorKind.REQUESTER)
"""Anybody without a log-in; sees their own matter by case code and phone tail only, which is no grant."""

SYSTEM_VIEWER = Viewer(None, (Grant(Role.SYSTEM_ADMIN, frozenset(Permission), Reach.AREA),), ActorKind.SYSTEM)
"""The city's rules acting by themselves: jobs, imports, clocks."""
