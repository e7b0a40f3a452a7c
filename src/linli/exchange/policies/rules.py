from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from linli.rulebook.policies import Name, Rule, rule


@rule
class Open311(Rule):
    """The city as an Open311 GeoReport v2 server."""

    key: ClassVar[str] = "exchange.georeport"

    jurisdictions: tuple[str, ...] = Field(min_length=1)
    """Names of the city that a client may send as `jurisdiction_id`; it may also send none."""
    contact: Name
    key_service: Name
    endpoint: Literal["production", "test"]
    span_days: int = Field(default=90, ge=1, le=366)
    """Longest time one query may cover, and the time covered when none is named."""
    page_size: int = Field(default=1000, ge=1)
    most_page_size: int = Field(default=1000, ge=1, le=10_000)
    deepest_row: int = Field(default=100_000, ge=1)
    """Paging ends here: each further page would cost more than the one before."""
    most_radius_m: int = Field(default=20_000, ge=1)
    most_ids: int = Field(default=200, ge=1, le=1000)
    repeat_minutes: int = Field(default=10, ge=1, le=1440)
    """The same request sent again by the same key within this time is one request."""
    position_digits: int = Field(default=5, ge=2, le=7)
    """Digits of a degree that are shown where the reporter chose to report in public; 5 are about a metre."""
    position_digits_other: int = Field(default=3, ge=2, le=7)
    """The same for all other matters; 3 are about a hundred metres."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.page_size > self.most_page_size or self.most_page_size > self.deepest_row:
            raise ValueError("page_size <= most_page_size <= deepest_row")
        return self
