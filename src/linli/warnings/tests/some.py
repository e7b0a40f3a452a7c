from __future__ import annotations

from datetime import date

from linli.rulebook.queries import in_force
from linli.warnings.policies.rules import EarlyRule


def rule() -> EarlyRule:
    """Anhe's rule."""
    return in_force(EarlyRule, date(2026, 3, 10)).value
