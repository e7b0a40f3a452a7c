"""Rules: the numbers, lists and templates that a city sets for itself, as validated data."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import ClassVar, TypeVar

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field

KEY = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")

RULES: dict[str, type[Rule]] = {}
"""Every kind of rule by key; complete once `rulebook.queries.known_rules()` has looked into all apps."""


FAMILIES: dict[str, type[Rule]] = {}
"""App -> what every rule below its name is that the app does not know beforehand: a city gives it its key."""


class RulePart(BaseModel):
    """Base of what a rule is made of.

    Validators that find a fault raise `ValueError(SomeRefusal(...))`: the refusal's sentence is then shown
    in the reader's language, with file and line.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


class Name(RulePart):
    """What something is called in the two languages of the pages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def __str__(self) -> str:
        return self.zh if (get_language() or "").startswith("zh") else self.en


class Rule(RulePart):
    """Base of all rules. A subclass lives in the room `rules` or `policies` of the app that asks for it."""

    key: ClassVar[str]
    """`<app>.<what>`; never renamed, since old editions are stored under it."""

    def check_dates(self, valid_from: date, valid_until: date | None) -> None:
        """Raise ValueError, holding a refusal, where this value may not be in force on these days.

        Most rules may be changed on any day; a rule that describes one year may not.
        """


R = TypeVar("R", bound=Rule)


def rule(cls: type[R]) -> type[R]:
    """Register a kind of rule under its key."""
    if not KEY.fullmatch(cls.key):
        raise ValueError(f"{cls.key!r} is not <app>.<what>")
    if RULES.setdefault(cls.key, cls) is not cls:
        raise ValueError(f"two rules are named {cls.key!r}")
    return cls


def family(app: str) -> Callable[[type[R]], type[R]]:
    """Let a city set any number of rules of this kind, each under a key of its own: `<app>.<its name>`."""

    def add(cls: type[R]) -> type[R]:
        if FAMILIES.setdefault(app, cls) is not cls:
            raise ValueError(f"two families of rules belong to {app!r}")
        return cls

    return add


@cache
def member(base: type[R], key: str) -> type[R]:
    """Return the kind of rule that a family has under a key; the same class for the same key."""
    return type(base.__name__, (base,), {"key": key, "__doc__": base.__doc__, "__module__": base.__module__})
