"""Which action each step is: pages and tests use the same table. A push is sent by `actions.suggestions.send`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from linli.redress.actions import cases, suggestions
from linli.redress.policies import CaseVerb, Verb

CASE_DOES: Mapping[CaseVerb, Callable[..., Any]] = {
    CaseVerb.ACCEPT: cases.accept,
    CaseVerb.REFUSE: cases.refuse,
    CaseVerb.EXTEND: cases.extend,
    CaseVerb.SETTLE: cases.settle,
    CaseVerb.DECIDE: cases.decide,
    CaseVerb.WITHDRAW: cases.withdraw,
    CaseVerb.CLOSE: cases.close,
}
DOES: Mapping[Verb, Callable[..., Any]] = {
    Verb.ANSWER: suggestions.answer,
    Verb.ACCEPT: suggestions.accept,
    Verb.ASK_AGAIN: suggestions.ask_again,
    Verb.TAKE_BACK: suggestions.take_back,
    Verb.DRAFT_LETTER: suggestions.draft_letter,
}
