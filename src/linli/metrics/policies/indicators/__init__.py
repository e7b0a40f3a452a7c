"""The indicators: what each says, what it divides by what, and what it leaves out. One definition each.

The rule page `docs/rules/indicators.md` has the same list with a worked example for each; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from linli.metrics.policies.indicators.city_events import CITY_EVENTS
from linli.metrics.policies.indicators.definition import Dimension, Grain, Indicator, Part, Shape, Sums
from linli.metrics.policies.indicators.life import LIFE
from linli.metrics.policies.indicators.others import OTHERS
from linli.metrics.policies.indicators.ratings import RATINGS
from linli.metrics.policies.indicators.voices import VOICES

__all__ = ["INDICATORS", "Dimension", "Grain", "Indicator", "Part", "Shape", "Sums"]

INDICATORS: Mapping[str, Indicator] = MappingProxyType(
    {each.name: each for each in (*LIFE, *VOICES, *CITY_EVENTS, *OTHERS, *RATINGS)}
)
