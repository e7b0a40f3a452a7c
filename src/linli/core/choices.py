"""A step as it stands for one person and one thing now: what lists, pages and doors ask the same way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from linli.core.errors import Refusal

V = TypeVar("V")


@dataclass(frozen=True)
class Choice(Generic[V]):
    """A verb, and why it may not be used now; None: it may be."""

    verb: V
    refusal: Refusal | None

    @property
    def is_allowed(self) -> bool:
        return self.refusal is None


@dataclass(frozen=True)
class Action(Generic[V]):
    """A step that is offered on a page, with its form: what `web/parts/verbs.html` shows."""

    verb: V
    form: Any
    url: str
    is_open: bool = False
    """Unfolded when the page comes: what brings it on next."""
    is_danger: bool = False
    """Cannot be undone."""
