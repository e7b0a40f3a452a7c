"""Roles so powerful that one person alone does not give them."""

from __future__ import annotations

from typing import ClassVar

from linli.people.policies.roles import Role
from linli.rulebook.policies import Rule, rule


@rule
class AppointmentsRule(Rule):
    """Which roles somebody gets only when a second person agrees."""

    key: ClassVar[str] = "people.appointments"

    second_pair: frozenset[Role]


CAREFUL_APPOINTMENTS = AppointmentsRule(
    second_pair=frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.PRIVACY_OFFICER})
)
"""Where the city has set nothing: those who run, guard and audit the system."""
