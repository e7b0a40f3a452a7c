"""From words to a question: every value is looked up, so that nothing unknown gets near the facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from linli.catalogue.queries import kinds
from linli.matters.policies import Channel
from linli.metrics.access import Scope
from linli.metrics.errors import UnknownFilter
from linli.metrics.policies.grammar import Question, check_window, definition_of, dimensions_of
from linli.metrics.policies.indicators import Dimension


def ask(
    indicator: str,
    scope: Scope,
    first: date,
    last: date,
    *,
    by: Sequence[str] = (),
    kind: str = "",
    channel: str = "",
) -> Question:
    """Raises UnknownIndicator, UnknownDimension, TooManyDimensions, UnknownFilter, WindowBackwards, WindowTooLong."""
    definition = definition_of(indicator)
    check_window(first, last)
    if kind and not any(each == kind or each.startswith(f"{kind}.") for each in kinds()):
        raise UnknownFilter(what=Dimension.KIND.label, value=kind)
    if channel and channel not in Channel.values:
        raise UnknownFilter(what=Dimension.CHANNEL.label, value=channel)
    for name, value in (("kind", kind), ("channel", channel)):
        if value:
            dimensions_of(definition, (name,))
    dimensions = dimensions_of(definition, tuple(by))
    return Question(indicator, first, last, dimensions, scope.prefix, scope.units, kind, channel)
