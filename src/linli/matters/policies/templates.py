"""Texts a city offers its clerks to begin an answer with; facts of the matter stand in their gaps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import get_language
from pydantic import Field, field_validator

from linli.matters.policies.life import Verb
from linli.rulebook.policies import Rule, RulePart, rule

GAP = re.compile(r"\{([a-z_]+)\}")
FACTS = frozenset({"code", "title", "place", "kind", "unit", "registered_on", "result"})
"""What a gap may ask for. Nothing of a person is among them."""


class TextTemplate(RulePart):
    """One text to begin with."""

    code: str = Field(pattern=r"^[a-z_]{2,40}$")
    zh: str = Field(min_length=1, max_length=40)
    en: str = Field(min_length=1, max_length=60)
    verb: Verb = Verb.REPLY
    kinds: tuple[str, ...] = ()
    """Beginnings of codes of kinds it fits; empty: all."""
    text: str = Field(min_length=1, max_length=2000)

    @field_validator("text")
    @classmethod
    def _asks_for_what_there_is(cls, text: str) -> str:
        unknown = set(GAP.findall(text)) - FACTS
        if unknown:
            raise ValueError(
                f"no such fact: {', '.join(sorted(unknown))}; there are {', '.join(sorted(FACTS))}"
            )
        return text

    @property
    def name(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh

    def fits(self, verb: Verb, kind: str) -> bool:
        return verb is self.verb and (not self.kinds or kind.startswith(self.kinds))

    def filled(self, facts: Mapping[str, str]) -> str:
        """Return the text with its gaps filled; a fact that is not known leaves its gap to be written."""
        return GAP.sub(lambda gap: facts.get(gap[1]) or "……", self.text)


@rule
class MatterTemplates(Rule):
    """Texts to begin an answer with."""

    key: ClassVar[str] = "matters.templates"

    templates: tuple[TextTemplate, ...]
