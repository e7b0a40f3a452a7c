"""How many requests a minute one program or one address may send."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from pydantic import Field

from linli.rulebook.policies import Rule, RulePart, rule


class KeyRate(RulePart):
    """What one API key may do, where it differs from the others."""

    prefix: str = Field(pattern=r"^[0-9a-f]{10}$")
    per_minute: int | None = Field(ge=1)
    """None: as many as it likes."""


@rule
class RequestRates(Rule):
    """Requests a minute, counted in each process of the web server by itself."""

    key: ClassVar[str] = "people.request_rates"

    key_per_minute: int = Field(ge=1)
    stranger_per_minute: int = Field(ge=1)
    """For one network address without a valid key; log-ins of people count here too."""
    keys: tuple[KeyRate, ...] = ()

    @cached_property
    def by_prefix(self) -> dict[str, int | None]:
        return {each.prefix: each.per_minute for each in self.keys}

    def per_minute(self, who: str) -> int | None:
        """Return the rate for `key:<prefix>` or `from:<address>`; None: no limit."""
        sort, _, name = who.partition(":")
        if sort != "key":
            return self.stranger_per_minute
        return self.by_prefix.get(name, self.key_per_minute)


CAREFUL = RequestRates(key_per_minute=600, stranger_per_minute=300)
"""Where a city has not set the rule."""
