"""Rules of the climb: its steps, the life of a conference, quorum and majority. No tables, no clock."""

from linli.conferences.policies.life import (
    AT_WORK,
    MAY_CARRY,
    OVER,
    TONES,
    VERBS,
    Outcome,
    Status,
    Verb,
    VerbRule,
    Whose,
)
from linli.conferences.policies.sitting import Answer, Position, has_quorum, has_support
from linli.conferences.policies.steps import CLIMB, Kind, below, beyond

__all__ = [
    "AT_WORK",
    "CLIMB",
    "MAY_CARRY",
    "OVER",
    "TONES",
    "VERBS",
    "Answer",
    "Kind",
    "Outcome",
    "Position",
    "Status",
    "Verb",
    "VerbRule",
    "Whose",
    "below",
    "beyond",
    "has_quorum",
    "has_support",
]
