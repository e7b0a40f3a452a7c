"""`messages.yaml`: composed messages by kind, for trying things out and for the classifier. They fill no table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from linli.catalogue.packs.errors import KindNotDeclared, MessageUnfit, NotALeaf, PlaceholderUnknown
from linli.catalogue.packs.kinds import FILE as KINDS_FILE
from linli.catalogue.packs.kinds import drafts
from linli.catalogue.policies.messages import PLACEHOLDERS, Composed, read_composed
from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.rulebook.packs import Change, Document, Fault, Pack, Progress, register_part
from linli.rulebook.policies import RulePart

PART = "messages"
FILE = "messages.yaml"
PLACEHOLDER = re.compile(r"\{(\w*)\}")


class Heading(RulePart):
    messages: dict[str, list[str]]


def composed(pack: Pack) -> list[Composed]:
    """Return the messages of a pack that has passed its check, in the order of the file."""
    found: list[Composed] = []
    for document in pack.documents(FILE):
        heading = document.read(Heading)
        if not isinstance(heading, list):
            texts = ((code, text) for code, each in heading.messages.items() for text in each)
            found.extend(message for code, text in texts if (message := read_composed(code, text)))
    return found


def check(pack: Pack) -> Iterator[Fault]:
    leaves = {draft.code: draft.is_leaf for draft in drafts(pack)}
    for document in pack.documents(FILE):
        heading = document.read(Heading)
        if isinstance(heading, list):
            yield from heading
            continue
        for code, texts in heading.messages.items():
            if code not in leaves:
                yield document.fault(KindNotDeclared(code=code, file=KINDS_FILE), "messages", code)
            elif not leaves[code]:
                yield document.fault(NotALeaf(code=code), "messages", code)
            yield from _faults(document, code, texts)


def _faults(document: Document, code: str, texts: list[str]) -> Iterator[Fault]:
    for place, text in enumerate(texts):
        why = _wrong(code, text)
        if why:
            yield document.fault(why, "messages", code, place)


def _wrong(code: str, text: str) -> Refusal | None:
    if read_composed(code, text) is None:
        return MessageUnfit(text=text[:40])
    unknown = [name for name in PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]
    return PlaceholderUnknown(name=unknown[0], known=", ".join(PLACEHOLDERS)) if unknown else None


def load(pack: Pack, *, by: Actor, now: datetime, progress: Progress) -> Iterable[Change]:
    return ()


def diff(pack: Pack) -> Iterable[Change]:
    return ()


register_part(PART, files=(FILE,), check=check, load=load, diff=diff)
