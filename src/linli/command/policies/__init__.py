"""What each figure means, and what is called rising."""

from linli.command.policies.indicators import INDICATORS, Indicator, Shape
from linli.command.policies.rising import Rise, rising
from linli.command.policies.rules import CommandFigures

__all__ = ["INDICATORS", "CommandFigures", "Indicator", "Rise", "Shape", "rising"]
