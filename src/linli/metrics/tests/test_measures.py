from __future__ import annotations

from linli.metrics.policies.measures import MEASURES
from linli.metrics.sentences import MEASURE_WORDS, measure_words


def test_every_measure_has_words() -> None:
    assert all(measure_words(name) for name in MEASURES)
    assert set(MEASURE_WORDS) <= set(MEASURES)
