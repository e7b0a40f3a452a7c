"""Who sits at the table: invited, answering, released and replaced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from linli.conferences import events
from linli.conferences.actions.moving import check, happened, said, seat_of, step_rule
from linli.conferences.errors import (
    InvitedAlready,
    MemberTied,
    MemberUnknown,
    PostTaken,
    PostUnfit,
    SeatUnclear,
    TieNotAccepted,
    TooManyMembers,
    VillagersNotHere,
    VillagerUnknown,
    WordsMissing,
)
from linli.conferences.models import Conference, Seat, Villager
from linli.conferences.policies import Answer, Verb
from linli.conferences.queries.people import unit_of
from linli.conferences.rules import StepRule
from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.disputes.actions.ending import records_of
from linli.disputes.policies import Tie
from linli.people.models import Account, Unit
from linli.people.policies import UnitKind
from linli.vault.queries import has_same_phone

TIED = frozenset({Tie.KIN, Tie.INTEREST})


@dataclass(frozen=True, kw_only=True)
class NewSeat:
    """Whom to invite: exactly one of account, villager or an office in words."""

    post: str = ""
    """Code of a fixed seat; empty: one of the X, with the reason."""
    why: str = ""
    account: Account | None = None
    villager: int | None = None
    called: str = ""
    is_chair: bool = False


@transaction.atomic
def invite(
    *, conference: Conference, seat: NewSeat, replaces: Seat | None = None, by: Actor, now: datetime
) -> Seat:
    """Invite somebody. The fixed seats are the rule's; whoever else is needed comes with a reason.

    Raises NotNow, SeatUnclear, MemberUnknown, VillagerUnknown, VillagersNotHere, MemberTied, InvitedAlready,
    PostTaken, PostUnfit, TooManyMembers, WordsMissing.
    """
    check(conference, Verb.INVITE)
    step = step_rule(conference)
    if sum(bool(each) for each in (seat.account, seat.villager, seat.called.strip())) != 1:
        raise SeatUnclear
    unit = _unit_of(seat, now)
    villager = _villager(conference, step, seat.villager, now)
    running = list(conference.seats.filter(released_at=None))
    _require_free(conference, step, running, seat, villager, unit)
    if not seat.post and not seat.why.strip():
        raise WordsMissing
    row = Seat.objects.create(
        conference=conference,
        post=seat.post,
        why=seat.why.strip()[:200],
        account=seat.account,
        villager=villager,
        called=seat.called.strip()[:60],
        unit=unit,
        is_chair=seat.is_chair,
        replaces=replaces,
        invited_at=aware(now),
    )
    accounts = sorted({*conference.account_ids, *([seat.account.pk] if seat.account else [])})
    facts = {"seat": row.pk, "post": row.post, "unit": unit.pk if unit else None}
    happened(
        events.MemberInvited,
        conference,
        by=by,
        now=now,
        note=row.why,
        changes={"account_ids": accounts},
        starts_at=conference.starts_at,
        account=seat.account.pk if seat.account else None,
        **facts,
    )
    return row


def _unit_of(seat: NewSeat, now: datetime) -> Unit | None:
    """Raises MemberUnknown for an account that has no place from which to see a conference."""
    if seat.account is None:
        return None
    found = unit_of(seat.account, city_day(now))
    if found is None:
        raise MemberUnknown(who=seat.account.display_name)
    return found


def _villager(conference: Conference, step: StepRule, number: int | None, now: datetime) -> Villager | None:
    if number is None:
        return None
    if not step.takes_villagers:
        raise VillagersNotHere
    rows = Villager.objects.filter(unit=conference.unit_id, ended_at=None, until_on__gte=city_day(now))
    found = rows.filter(pk=number).first()
    if found is None:
        raise VillagerUnknown
    return found


def _require_free(
    conference: Conference,
    step: StepRule,
    running: list[Seat],
    seat: NewSeat,
    villager: Villager | None,
    unit: Unit | None,
) -> None:
    if len(running) >= step.most:
        raise TooManyMembers(most=step.most)
    if seat.account and conference.dispute.parties.filter(account_id=seat.account.pk).exists():
        raise MemberTied
    if villager and _is_side(conference, villager):
        raise MemberTied
    for each in running:
        if (seat.account and each.account_id == seat.account.pk) or (
            villager and each.villager_id == villager.pk
        ):
            raise InvitedAlready
        if seat.is_chair and each.is_chair:
            raise PostTaken(post=gettext("the chair"))
    if seat.post:
        _require_post(step, running, seat.post, unit)


def _is_side(conference: Conference, villager: Villager) -> bool:
    """Whether a side, or who acts for one, has the villager's telephone number. Four queries."""
    return has_same_phone(villager.record_id, records_of(conference.dispute))


def _require_post(step: StepRule, running: list[Seat], code: str, unit: Unit | None) -> None:
    post = next((each for each in step.posts if each.code == code), None)
    if post is None:
        raise SeatUnclear
    if any(each.post == code for each in running):
        raise PostTaken(post=str(post.name))
    if post.unit_kinds and (unit is None or UnitKind(unit.kind) not in post.unit_kinds):
        raise PostUnfit(unit=unit.name if unit else "—", post=str(post.name))


@transaction.atomic
def answer(
    *,
    conference: Conference,
    seat: int,
    comes: bool,
    tie: Tie,
    words: str = "",
    sides_accept: bool = False,
    by: Actor,
    now: datetime,
) -> None:
    """Answer an invitation, and say what one has to do with the sides.

    Kin and interest release the seat at once: its holder sees the conference no longer, and a replacement is named.
    Raises NotNow, SeatUnclear, TieNotAccepted.
    """
    check(conference, Verb.ANSWER)
    row = seat_of(conference, seat)
    if tie in TIED:
        _release(conference, row, tie, words.strip() or str(tie.label), by, now)
        return
    if tie is Tie.KNOWN and comes and not sides_accept:
        raise TieNotAccepted
    said_so = Answer.COMES if comes else Answer.DECLINES
    columns = {"answer": said_so.value, "tie": tie.value, "sides_accept": sides_accept}
    Seat.objects.filter(pk=row.pk).update(tie_words=words.strip()[:200], **columns)
    facts: dict[str, Any] = {"seat": row.pk, "answer": said_so.value, "tie": tie.value}
    happened(events.MemberAnswered, conference, by=by, now=now, note=words.strip(), **facts)


@transaction.atomic
def release(
    *,
    conference: Conference,
    seat: int,
    words: str,
    tie: Tie = Tie.NONE,
    replacement: NewSeat | None = None,
    by: Actor,
    now: datetime,
) -> Seat | None:
    """Release a member: a side asked for it, a tie came to light, or they cannot come. A replacement takes the seat.

    Raises NotNow, SeatUnclear, WordsMissing, and what `invite` raises.
    """
    check(conference, Verb.RELEASE)
    row = seat_of(conference, seat)
    _release(conference, row, tie, said(words, 500), by, now)
    if replacement is None:
        return None
    taken = NewSeat(
        post=row.post,
        why=replacement.why or row.why,
        account=replacement.account,
        villager=replacement.villager,
        called=replacement.called,
        is_chair=row.is_chair,
    )
    return invite(conference=conference, seat=taken, replaces=row, by=by, now=now)


def _release(conference: Conference, row: Seat, tie: Tie, why: str, by: Actor, now: datetime) -> None:
    columns = {"released_at": aware(now), "why_released": why[:500], "tie": tie.value}
    Seat.objects.filter(pk=row.pk).update(**columns)
    left = [number for number in conference.account_ids if number != row.account_id]
    happened(
        events.MemberReleased,
        conference,
        by=by,
        now=now,
        note=why,
        changes={"account_ids": left},
        seat=row.pk,
        post=row.post,
        tie=tie.value,
    )
