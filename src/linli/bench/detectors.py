"""How long the detectors of early warning take for the series of a whole city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from time import perf_counter, process_time

import numpy as np

from linli.warnings.detectors.judging import Counted, judge
from linli.warnings.policies.rules import Answerable, Detector, EarlyRule

FIRST_ON = date(2021, 1, 4)
A_YEAR = 52


@dataclass(frozen=True)
class DetectorFigures:
    series: int
    weeks: int
    seconds: float
    """Of all detectors together."""
    processor_seconds: float
    seconds_of: Mapping[str, float]
    alarms_of: Mapping[str, int]


def measure(*, series: int, weeks: int, seed: int) -> DetectorFigures:
    """Judge every week of invented series with each detector. Most places bring few matters a week, some many."""
    counted = invented(series, weeks, seed)
    seconds, alarms = dict[str, float](), dict[str, int]()
    begun = process_time()
    for each in Detector:
        at = perf_counter()
        alarms[each.value] = int(judge(counted, _rule(each)).alarms.sum())
        seconds[each.value] = round(perf_counter() - at, 2)
    return DetectorFigures(
        series=series,
        weeks=weeks,
        seconds=round(sum(seconds.values()), 1),
        processor_seconds=round(process_time() - begun, 1),
        seconds_of=seconds,
        alarms_of=alarms,
    )


def invented(series: int, weeks: int, seed: int) -> Counted:
    dealt = np.random.default_rng(seed)
    mean = dealt.gamma(0.7, 4.0, series)[:, None]
    season = 1 + 0.4 * np.sin(2 * np.pi * np.arange(weeks) / A_YEAR)
    keys = tuple((f"{number:012d}", "any.kind") for number in range(series))
    return Counted(keys, FIRST_ON, dealt.poisson(mean * season).astype(float))


def _rule(detector: Detector) -> EarlyRule:
    anybody = Answerable(roles=("supervisor",), hours=24)
    colours = ("blue", "yellow", "orange", "red")
    return EarlyRule(detectors=(detector,), acknowledge=dict.fromkeys(colours, anybody))
