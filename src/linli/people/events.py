from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from linli.journal.events import Event
from linli.people.policies import Outcome, Permission, Role


@dataclass(frozen=True)
class AccountCreated(Event):
    name: ClassVar[str] = "account.created"


@dataclass(frozen=True)
class AccountEnded(Event):
    name: ClassVar[str] = "account.ended"


@dataclass(frozen=True)
class AccountReopened(Event):
    name: ClassVar[str] = "account.reopened"


@dataclass(frozen=True)
class PasswordChanged(Event):
    name: ClassVar[str] = "account.password_changed"

    by_somebody_else: bool


@dataclass(frozen=True)
class UnitAdded(Event):
    name: ClassVar[str] = "unit.added"

    code: str
    unit_name: str
    kind: str
    path: str
    area_code: str


@dataclass(frozen=True)
class UnitChanged(Event):
    """Holds the values after the change."""

    name: ClassVar[str] = "unit.changed"

    unit_name: str
    kind: str
    path: str
    area_code: str


@dataclass(frozen=True)
class UnitClosedDown(Event):
    name: ClassVar[str] = "unit.closed"


@dataclass(frozen=True)
class RoleGranted(Event):
    name: ClassVar[str] = "role.granted"

    account: int
    role: Role
    unit: int | None
    area_code: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True)
class RoleEnded(Event):
    name: ClassVar[str] = "role.ended"

    account: int
    role: Role


@dataclass(frozen=True)
class RoleTermSet(Event):
    """Somebody said until which day a role holds."""

    name: ClassVar[str] = "role.term_set"

    account: int
    role: Role
    valid_until: date | None


@dataclass(frozen=True)
class RoleProposed(Event):
    name: ClassVar[str] = "role.proposed"

    account: int
    role: Role
    unit: int | None
    area_code: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True)
class RoleProposalSettled(Event):
    name: ClassVar[str] = "role.proposal_settled"

    account: int
    role: Role
    outcome: Outcome


@dataclass(frozen=True)
class KeyIssued(Event):
    name: ClassVar[str] = "key.issued"

    account: int
    prefix: str
    permissions: tuple[Permission, ...]
    expires_at: datetime


@dataclass(frozen=True)
class KeyRevoked(Event):
    name: ClassVar[str] = "key.revoked"

    account: int
    prefix: str


@dataclass(frozen=True)
class SecondFactorSetUp(Event):
    name: ClassVar[str] = "account.second_factor_set"

    account: int


@dataclass(frozen=True)
class SecondFactorEnded(Event):
    name: ClassVar[str] = "account.second_factor_ended"

    account: int


@dataclass(frozen=True)
class RecoveryCodeUsed(Event):
    name: ClassVar[str] = "account.recovery_code_used"

    account: int
    codes_left: int


@dataclass(frozen=True)
class SecondFactorLocked(Event):
    """Too many wrong codes by somebody who knew the password."""

    name: ClassVar[str] = "account.second_factor_locked"

    account: int
