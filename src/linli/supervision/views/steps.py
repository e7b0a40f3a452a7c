"""Steps that a page offers: what may be taken now, with its form, and what may not, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import TextChoices
from django.http import FileResponse

from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.files.queries import download
from linli.files.views import answer as hand_out
from linli.journal.models import Subject
from linli.people.access import Viewer
from linli.people.policies import Permission
from linli.supervision.access import actor_for
from linli.supervision.errors import NotFound
from linli.supervision.forms import StepForm


@dataclass(frozen=True)
class Offer:
    """One step as it stands for one person now."""

    verb: TextChoices
    form: StepForm | None
    refusal: Refusal | None
    is_open: bool = False


def offers(
    viewer: Viewer,
    row: Subject,
    owner: int,
    table: Mapping[Any, Any],
    check: Callable[[Any, Any, Actor], None],
    forms: Mapping[Any, type[StepForm]],
    typed: tuple[Enum, StepForm] | None = None,
) -> tuple[list[Offer], list[Offer]]:
    """Return the steps that may be taken, and those that the viewer's role could take at another time."""
    able, refused = [], []
    for verb, step in table.items():
        try:
            by = actor_of(viewer, row, owner, step.permission, step.by_owner, verb)
        except Refusal:
            continue
        try:
            check(row, verb, by)
        except Refusal as refusal:
            refused.append(Offer(verb, None, refusal))
            continue
        form = typed[1] if typed and typed[0] is verb else forms.get(verb, StepForm)(prefix=verb.value)
        form.fields["words"].required = getattr(step, "needs_words", True)
        able.append(Offer(verb, form, None, bool(typed and typed[0] is verb)))
    return able, refused


def actor_of(
    viewer: Viewer, row: Subject, owner: int, permission: Permission, by_owner: bool, verb: Any
) -> Actor:
    """Raises NotPermitted."""
    return actor_for(viewer, row, permission, verb.label, owner if by_owner else None)


def file_of(row: Subject, number: int) -> FileResponse:
    """Hand out a file of a row that the viewer may see. Raises AttachmentNotFound."""
    own = (row._meta.label_lower, row.pk)
    return hand_out(download(number, may_see=lambda each: (each.subject_kind, each.subject_id) == own))


def verb_named(kind: type[Any], value: str) -> Any:
    """Raises NotFound."""
    try:
        return kind(value)
    except ValueError as error:
        raise NotFound from error
