"""Joining matters of a hot issue that are the very same, by the door of matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.core.errors import Refusal
from linli.matters.actions.perform import perform
from linli.matters.forms import MergeForm
from linli.matters.policies import Verb
from linli.people.access import Viewer
from linli.warnings.errors import NotAMember, NothingChosen
from linli.warnings.models import HotIssue, HotMember
from linli.warnings.policies.hot import Joining


@dataclass(frozen=True)
class Joined:
    """What became of each matter that was to be joined."""

    done: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    """Case code and why."""


def join(
    *, viewer: Viewer, issue: HotIssue, codes: Sequence[str], into: str, words: str, now: datetime
) -> Joined:
    """Join matters of an issue with one of them, each by the door of matters: who may not, may not here either.

    Their requesters are told and may object, as always. Raises NothingChosen, NotAMember.
    """
    chosen = [code for code in dict.fromkeys(codes) if code != into]
    if not chosen or not into:
        raise NothingChosen
    inside = set(
        HotMember.objects.filter(
            issue=issue, joining=Joining.FOUND, matter__code__in=[*chosen, into]
        ).values_list("matter__code", flat=True)
    )
    for code in (*chosen, into):
        if code not in inside:
            raise NotAMember(code=code)
    done, refused = [], []
    for code in chosen:
        try:
            form = MergeForm(into=into, words=words)
            perform(viewer=viewer, code=code, verb=Verb.MERGE, form=form, now=now)
            done.append(code)
        except Refusal as refusal:
            refused.append((code, str(refusal)))
    return Joined(tuple(done), tuple(refused))
