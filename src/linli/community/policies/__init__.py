"""Rules of what a community starts. No tables, no clock."""

from linli.community.policies.whistles import (
    CALL_VERBS,
    ENDED,
    WHISTLE_VERBS,
    CallStatus,
    CallVerb,
    Fitting,
    Level,
    Proof,
    Side,
    Urgency,
    VerbRule,
    WhistleStatus,
    WhistleVerb,
)

__all__ = [
    "CALL_VERBS",
    "ENDED",
    "WHISTLE_VERBS",
    "CallStatus",
    "CallVerb",
    "Fitting",
    "Level",
    "Proof",
    "Side",
    "Urgency",
    "VerbRule",
    "WhistleStatus",
    "WhistleVerb",
]
