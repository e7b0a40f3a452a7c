"""What people may ask of their own data, done on the spot: a copy, a correction, erasure (PIPL arts. 15, 45-47)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from linli.core.actor import REQUESTER
from linli.intake.access import require_more_proof
from linli.journal.actions import record
from linli.matters.events import RequesterCorrected, RequesterErased
from linli.matters.models import Matter
from linli.vault import actions as vault
from linli.vault.errors import NotKept
from linli.vault.models import Record
from linli.vault.policies.fields import PersonalField
from linli.vault.queries import own_copy


def copy_of_own(*, matter: Matter, proof: str, now: datetime) -> dict[PersonalField, str]:
    """Return what is kept of the requester, in full. Raises WrongProof, TooManyWrongAnswers, NotKept, SealBroken."""
    require_more_proof(matter, proof, now=now)
    return own_copy(_record_of(matter).pk, purpose=gettext("A copy for the person concerned"), now=now)


@transaction.atomic
def correct_own(*, matter: Matter, proof: str, fields: Mapping[PersonalField, str], now: datetime) -> None:
    """Put the requester's name or number right. Raises WrongProof, TooManyWrongAnswers, NotKept, PhoneInvalid."""
    require_more_proof(matter, proof, now=now)
    vault.correct(_record_of(matter).pk, fields, by=REQUESTER, now=now)
    names = tuple(sorted(field.value for field in fields))
    event = RequesterCorrected(fields=names, **_facts(matter))
    record(event, subject=matter, by=REQUESTER, now=now)


@transaction.atomic
def erase_own(*, matter: Matter, proof: str, now: datetime) -> None:
    """Erase the requester's name and numbers; the matter goes on without them. Twice is once.

    Raises WrongProof, TooManyWrongAnswers, NotKept, OnHold.
    """
    require_more_proof(matter, proof, now=now)
    kept = _record_of(matter)
    if kept.erased_at:
        return
    because = "withdrawn" if kept.basis == "consent" else "request"
    vault.erase(kept.pk, now=now, because=because)
    record(RequesterErased(**_facts(matter)), subject=matter, by=REQUESTER, now=now)


def _record_of(matter: Matter) -> Record:
    if matter.requester is None:
        raise NotKept
    return matter.requester


def _facts(matter: Matter) -> dict[str, Any]:
    status = matter.status
    return {
        "code": matter.code,
        "old": status,
        "new": status,
        "requester": matter.requester_id,
        "unit": matter.lead_unit_id,
    }
