"""`catalogue/kinds.yaml`: the tree of kinds. A node hands on to those below it what they do not say themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from linli.calendars.policies import LimitField
from linli.catalogue.actions import publish_kind
from linli.catalogue.models import Kind
from linli.catalogue.packs.errors import CodeUnfit, EventCodeTwice, LeafIncomplete, NodeIsLeaf
from linli.catalogue.policies.kinds import Datatype, Evidence, KindDraft, Question, Tier
from linli.core.actor import Actor
from linli.rulebook.packs import Change, ChangeKind, Document, Fault, Pack, Progress, register_part
from linli.rulebook.policies import RulePart

PART = "kinds"
FILE = "catalogue/kinds.yaml"
SEGMENT = re.compile(r"[a-z][a-z0-9_]*")
ONLY_LEAVES = ("opens", "closes", "event", "questions")

Words = tuple[Annotated[str, Field(min_length=1, max_length=300)], Annotated[str, Field(min_length=1)]]
"""Chinese, then English."""
Step = Literal["accept", "dispatch", "acknowledge", "contact", "resolve", "reply", "follow_up", "review"]


class QuestionEntry(RulePart):
    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    datatype: Datatype
    zh: str
    en: str
    required: bool = False
    values: dict[str, Words] = Field(default_factory=dict)

    def question(self) -> Question:
        return Question(self.code, self.datatype, self.zh, self.en, self.required, self.values)


class KindEntry(RulePart):
    """What one node says itself; None where it leaves that to the nodes above."""

    zh: str = Field(min_length=1, max_length=60)
    en: str = Field(min_length=1, max_length=120)
    tier: Tier | None = None
    label: str | None = None
    evidence: Evidence | None = None
    verify: bool | None = None
    public: bool | None = None
    limits: dict[Step, LimitField] | None = None
    opens: Words | None = None
    closes: Words | None = None
    words: tuple[str, ...] = ()
    event: str = Field(default="", pattern=r"^([EC]\d{4,5})?$")
    questions: tuple[QuestionEntry, ...] = ()
    kinds: dict[str, Any] | None = None
    """Read one by one, so that each fault has its line."""


HANDED_DOWN = ("tier", "label", "evidence", "verify", "public", "limits")


class Heading(RulePart):
    valid_from: date
    kinds: dict[str, Any]


@dataclass(frozen=True)
class Declared:
    """One kind as the pack declares it, with what it inherits."""

    draft: KindDraft
    document: Document
    where: tuple[str, ...]


def declared(pack: Pack) -> Iterator[Declared | Fault]:
    """Yield the kinds of a pack, each node before those below it, and what is wrong with them."""
    for document in pack.documents(FILE):
        heading = document.read(Heading)
        if isinstance(heading, list):
            yield from heading
        else:
            yield from _below(document, heading.kinds, ("kinds",), "", {}, heading.valid_from)


def _below(
    document: Document,
    kinds: Mapping[str, Any],
    where: tuple[str, ...],
    above: str,
    handed: Mapping[str, Any],
    valid_from: date,
) -> Iterator[Declared | Fault]:
    for segment in kinds:
        place, code = (*where, segment), f"{above}.{segment}".lstrip(".")
        if not SEGMENT.fullmatch(segment):
            yield document.fault(CodeUnfit(code=segment), *place)
            continue
        entry = document.read(KindEntry, *place)
        if isinstance(entry, list):
            yield from entry
            continue
        said = {name: getattr(entry, name) for name in HANDED_DOWN}
        known = {**handed, **{name: value for name, value in said.items() if value is not None}}
        yield from _faults(document, entry, code, known, place)
        yield Declared(_draft(entry, code, known, valid_from), document, place)
        if entry.kinds:
            yield from _below(document, entry.kinds, (*place, "kinds"), code, known, valid_from)


def _faults(
    document: Document, entry: KindEntry, code: str, known: Mapping[str, Any], where: tuple[str, ...]
) -> Iterator[Fault]:
    if entry.kinds:
        for name in ONLY_LEAVES:
            if getattr(entry, name):
                yield document.fault(NodeIsLeaf(code=code, field=name), *where, name)
        return
    for name in ("opens", "closes"):
        if not getattr(entry, name):
            yield document.fault(LeafIncomplete(code=code, field=name), *where)
    if "tier" not in known:
        yield document.fault(LeafIncomplete(code=code, field="tier"), *where)


def _draft(entry: KindEntry, code: str, known: Mapping[str, Any], valid_from: date) -> KindDraft:
    opens, closes = entry.opens or ("", ""), entry.closes or ("", "")
    return KindDraft(
        code=code,
        name_zh=entry.zh,
        name_en=entry.en,
        tier=known.get("tier", Tier.ORDINARY),
        valid_from=valid_from,
        label=known.get("label", ""),
        evidence=known.get("evidence", Evidence.NONE),
        needs_verification=known.get("verify", False),
        is_public_report=known.get("public", True),
        is_leaf=not entry.kinds,
        opening_zh=opens[0],
        opening_en=opens[1],
        closing_zh=closes[0],
        closing_en=closes[1],
        keywords=entry.words,
        limits={step: str(limit) for step, limit in known.get("limits", {}).items()},
        questions=tuple(each.question() for each in entry.questions),
        event_code=entry.event,
    )


def drafts(pack: Pack) -> list[KindDraft]:
    """Return the kinds of a pack that has passed its check."""
    return [each.draft for each in declared(pack) if isinstance(each, Declared)]


def check(pack: Pack) -> Iterator[Fault]:
    owners: dict[str, str] = {}
    for each in declared(pack):
        if isinstance(each, Fault):
            yield each
            continue
        event, code = each.draft.event_code, each.draft.code
        if event and owners.setdefault(event, code) != code:
            why = EventCodeTwice(event=event, other=owners[event])
            yield each.document.fault(why, *each.where, "event")


def _changes(pack: Pack) -> Iterator[tuple[KindDraft, Change]]:
    """Yield the kinds that differ from the open editions of the city. One query."""
    standing = {row.code: row for row in Kind.objects.filter(valid_to=None)}
    for draft in drafts(pack):
        row = standing.get(draft.code)
        if row is None:
            yield draft, Change(PART, ChangeKind.ADDED, draft.code, draft.name_zh)
            continue
        new = draft.columns()
        differing = [name for name, value in new.items() if getattr(row, name) != value]
        if differing:
            yield draft, Change(PART, ChangeKind.CHANGED, draft.code, ", ".join(differing))


def load(pack: Pack, *, by: Actor, now: datetime, progress: Progress) -> Iterator[Change]:
    changes = list(_changes(pack))
    for done, (draft, change) in enumerate(changes, start=1):
        publish_kind(draft, by=by, now=now)
        progress(PART, done, len(changes))
        yield change


def diff(pack: Pack) -> Iterator[Change]:
    yield from (change for _draft, change in _changes(pack))
    named = {draft.code for draft in drafts(pack)}
    rows = Kind.objects.filter(valid_to=None).exclude(code__in=named).order_by("code")
    for code in rows.values_list("code", flat=True):
        yield Change(PART, ChangeKind.ONLY_IN_CITY, code)


register_part(PART, files=(FILE,), check=check, load=load, diff=diff)
