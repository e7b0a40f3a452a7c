"""Hot issues with their matters, and the figures of the register of algorithms."""

from linli.warnings.models.algorithms import AlgorithmFigure
from linli.warnings.models.hot import HotIssue, HotMember, HotState

__all__ = ["AlgorithmFigure", "HotIssue", "HotMember", "HotState"]
