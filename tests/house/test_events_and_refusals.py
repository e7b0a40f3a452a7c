"""What happened has a name in the past tense; what is refused has a code and a sentence."""

from __future__ import annotations

import re

from source import all_subclasses, import_everything

from linli.core.errors import Refusal
from linli.journal.events import EVENTS

PAST = re.compile(
    r"(ed|sent|set|begun|lost|found|held|read|written|taken|given|put|withdrawn|split|kept|made|lent|left|tried|met|rung|frozen)$"
)
NO_PAST = {"matter.rework": "rework is the state's own name"}


def house_events() -> list[str]:
    import_everything()
    return [name for name, event in EVENTS.items() if name and "tests" not in event.__module__.split(".")]


def test_events_are_named_after_their_app_and_in_the_past() -> None:
    assert house_events()
    wrong = [
        name for name in house_events() if not re.fullmatch(r"[a-z]+\.[a-z_]+", name) or not PAST.search(name)
    ]
    assert sorted(set(wrong) - NO_PAST.keys()) == []


def test_event_names_fit_their_column() -> None:
    assert [name for name in house_events() if len(name) > 60] == []


def test_every_refusal_has_a_code_of_its_own_and_a_reason() -> None:
    import_everything()
    refusals = [
        each
        for each in all_subclasses(Refusal)
        if each.__module__.startswith("linli.") and "tests" not in each.__module__
    ]
    codes: dict[str, type] = {}
    for each in refusals:
        code = each.__dict__.get("code")
        if code is None:
            continue  # a family of refusals; its members have the codes
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", code), each
        assert code not in codes, f"{each} and {codes[code]} are both {code}"
        assert each.__doc__ or "sentence" in each.__dict__, each  # the sentence may say it all
        codes[code] = each
