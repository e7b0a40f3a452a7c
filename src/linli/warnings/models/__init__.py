"""Warnings with what they count, actions against causes, hot issues with their matters, and figures of algorithms."""

from __future__ import annotations

from linli.warnings.models.algorithms import AlgorithmFigure
from linli.warnings.models.early import CauseAction, CauseStep, EarlyWarning, Look, WeekCount
from linli.warnings.models.hot import HotIssue, HotMember, HotState

__all__ = [
    "AlgorithmFigure",
    "CauseAction",
    "CauseStep",
    "EarlyWarning",
    "HotIssue",
    "HotMember",
    "HotState",
    "Look",
    "WeekCount",
]
