"""The roster of respected villagers: who agreed to help a village reason, and until when."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linli.conferences.actions.moving import said
from linli.conferences.errors import VillagerUnknown
from linli.conferences.models import Villager
from linli.core.actor import Actor
from linli.core.time import aware
from linli.people.models import Unit
from linli.vault.actions import keep, keep_from
from linli.vault.policies.fields import Basis, PersonalField

PURPOSE = "villagers"


@transaction.atomic
def enrol(
    *,
    unit: Unit,
    name: str,
    phone: str,
    known_for: str,
    elected_on: date,
    until_on: date,
    by: Actor,
    now: datetime,
) -> Villager:
    """Enter somebody whom the residents named and who agreed. Raises WordsMissing and what the vault refuses."""
    fields = {PersonalField.NAME: said(name), PersonalField.PHONE: phone}
    record = keep(fields, basis=Basis.CONSENT, purpose=PURPOSE, by=by, now=now)
    return Villager.objects.create(
        unit=unit, record=record, known_for=said(known_for, 60), elected_on=elected_on, until_on=until_on
    )


@transaction.atomic
def leave(*, villager: Villager, by: Actor, now: datetime) -> None:
    """Take somebody off the roster; no reason is asked for or kept. Raises VillagerUnknown."""
    if not Villager.objects.filter(pk=villager.pk, ended_at=None).update(ended_at=aware(now)):
        raise VillagerUnknown
    keep_from([villager.record_id], now=now)
