"""The five who serve an enterprise: who they are, what it asks them, and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.calendars.policies import due_at
from linli.calendars.queries import working_calendar
from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.entities import events
from linli.entities.errors import AskAnswered, PostsOnly, PostVacant, WordsMissing
from linli.entities.models import LONGEST_WORDS, Ask, Contact, Entity
from linli.entities.policies import Kind, Post
from linli.entities.rules import Service
from linli.journal.actions import record
from linli.people.models import Unit
from linli.rulebook.queries import in_force


@dataclass(frozen=True)
class Office:
    """Which unit holds a post, in which of its offices, at which telephone."""

    unit: Unit
    office: str = ""
    phone: str = ""


@transaction.atomic
def name_contacts(*, entity: Entity, offices: Mapping[Post, Office], by: Actor, now: datetime) -> None:
    """Say who serves an enterprise. Posts that are not named are vacant. Raises PostsOnly."""
    if entity.kind != Kind.ENTERPRISE:
        raise PostsOnly
    units = tuple(each.unit.pk for each in offices.values())
    record(events.ContactsNamed(entity=entity.code, units=units), subject=entity, by=by, now=now)
    entity.contacts.all().delete()
    Contact.objects.bulk_create(
        Contact(entity=entity, post=post.value, unit=each.unit, office=each.office, phone=each.phone)
        for post, each in offices.items()
    )


@transaction.atomic
def ask(*, entity: Entity, post: Post, words: str, by: Actor, now: datetime) -> Ask:
    """Raise something with one of the five. Raises WordsMissing, PostVacant."""
    said = _said(words)
    unit = _unit_at(entity, post)
    limit = in_force(Service, city_day(now)).value.answer_within
    row = Ask(
        entity=entity,
        post=post.value,
        unit=unit,
        area_code=entity.area_code,
        words=said,
        raised_at=aware(now),
        due_at=due_at(now, limit, working_calendar()),
    )
    event = events.AskRaised(entity=entity.code, post=post.value, unit=unit.pk, due_at=row.due_at)
    record(event, subject=row, by=by, now=now)
    return row


@transaction.atomic
def hand_on(*, ask: Ask, post: Post, by: Actor, now: datetime) -> None:
    """Give it to the one of the five whose matter it is; the limit stays. Raises AskAnswered, PostVacant."""
    _require_open(ask)
    unit = _unit_at(ask.entity, post)
    event = events.AskMoved(entity=ask.entity.code, post=post.value, unit=unit.pk)
    record(event, subject=ask, by=by, now=now, changes={"post": post.value, "unit_id": unit.pk})


@transaction.atomic
def answer(*, ask: Ask, words: str, by: Actor, now: datetime) -> None:
    """Raises AskAnswered, WordsMissing."""
    _require_open(ask)
    said = _said(words)
    event = events.AskAnswered(entity=ask.entity.code, post=ask.post, in_time=now < ask.due_at)
    record(event, subject=ask, by=by, now=now, changes={"answer": said, "answered_at": aware(now)})


def _unit_at(entity: Entity, post: Post) -> Unit:
    found = Contact.objects.select_related("unit").filter(entity=entity, post=post.value).first()
    if found is None:
        raise PostVacant(post=post.label)
    return found.unit


def _said(words: str) -> str:
    if not words.strip():
        raise WordsMissing
    return words.strip()[:LONGEST_WORDS]


def _require_open(ask: Ask) -> None:
    if ask.answered_at is not None:
        raise AskAnswered
