"""An answer as programs read it: the same for the command line and the API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from linli.metrics.policies.indicators import INDICATORS, Indicator
from linli.metrics.queries.answering import Answer, Figure


def definition_out(definition: Indicator) -> dict[str, Any]:
    return {
        "name": definition.name,
        "label": str(definition.label),
        "sentence": str(definition.sentence),
        "counts": str(definition.counts),
        "of": str(definition.of),
        "grain": definition.grain.value,
        "shape": definition.shape.value,
        "excludes": str(definition.excludes),
        "dimensions": sorted(each.value for each in definition.dimensions),
        "measures": list(dict.fromkeys(definition.measures)),
        "rule": definition.rule.key if definition.rule else "",
        "smallest": 5,
        "zero_denominator": None,
    }


def definitions_out() -> list[dict[str, Any]]:
    return [definition_out(each) for each in INDICATORS.values()]


def answer_out(found: Answer) -> dict[str, Any]:
    asked = found.question
    return {
        "indicator": asked.indicator,
        "from": asked.first.isoformat(),
        "to": asked.last.isoformat(),
        "by": [each.value for each in asked.by],
        "place": asked.prefix,
        "editions": list(found.editions),
        "source": found.source,
        "until": found.until.isoformat(),
        "figures": [_figure_out(each, found) for each in found.figures],
    }


def _figure_out(figure: Figure, found: Answer) -> dict[str, Any]:
    keys = {each.value: _plain(key) for each, key in zip(found.question.by, figure.keys, strict=True)}
    return {
        **keys,
        "value": _words(figure.value),
        "numerator": _words(figure.top),
        "denominator": figure.bottom,
        "few": figure.is_few,
    }


def _plain(key: Any) -> Any:
    return key.isoformat() if isinstance(key, date) else key


def _words(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")
