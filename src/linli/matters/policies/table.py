"""The life of a matter as a table for `docs/rules/life-of-a-matter.md`, made from `VERBS`."""

from __future__ import annotations

from collections.abc import Collection

from linli.matters.policies.life import OPEN, VERBS, Status, Verb, VerbRule

HEAD = ("| step | from | to | who may |", "|---|---|---|---|")


def life_table() -> str:
    """Return the table in Markdown, in English, one line for each verb."""
    return "\n".join([*HEAD, *(_line(verb, rule) for verb, rule in VERBS.items())])


def _line(verb: Verb, rule: VerbRule) -> str:
    return f"| `{verb.value}` | {_states(rule.start)} | {_states(rule.to) or 'stays'} | {_who(rule)} |"


def _states(states: Collection[Status]) -> str:
    if states == OPEN:
        return "every open state"
    if len(states) > len(OPEN):
        return "every state but `draft` and `archived`"
    return ", ".join(f"`{status.value}`" for status in Status if status in states)


def _who(rule: VerbRule) -> str:
    of_unit = " of the leading unit" if rule.by_unit else ""
    permissions = [f"`{each.value}`{of_unit}" for each in (rule.permission, rule.or_permission) if each]
    return ", or ".join([*permissions, *(["the requester"] if rule.by_requester else [])])
