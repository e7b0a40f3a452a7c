"""What becomes of a posting: a second person agrees to it, it gets a last day, it moves to another unit."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from linli.core.actor import Actor
from linli.core.time import city_day
from linli.journal.actions import record
from linli.people.actions.roles import check_grant, end_role, grant_role
from linli.people.errors import (
    AssignmentEnded,
    DaysOutOfOrder,
    OwnProposal,
    ProposalSettled,
    ProposedAlready,
    SecondPairNeeded,
)
from linli.people.events import RoleProposalSettled, RoleProposed, RoleTermSet
from linli.people.models import Account, Assignment, Proposal, Unit
from linli.people.policies import Outcome, Role
from linli.people.queries import forget_keys_of, needs_second_pair

A_DAY = timedelta(days=1)


@transaction.atomic
def propose_role(
    *,
    account: Account,
    role: Role,
    unit: Unit | None = None,
    area_code: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    words: str = "",
    by: Actor,
    now: datetime,
) -> Proposal:
    """Propose a role that one person alone does not give. It gives nothing before somebody else agrees.

    Raises what `grant_role` raises, and ProposedAlready.
    """
    start = valid_from or city_day(now)
    check_grant(account, role, unit, area_code, start, valid_until)
    proposal = Proposal(
        account=account,
        role=role.value,
        unit=unit,
        area_code=area_code,
        valid_from=start,
        valid_until=valid_until,
        proposed_by=by.account,
        proposed_at=now,
    )
    event = RoleProposed(account.pk, role, unit.pk if unit else None, area_code, start, valid_until)
    try:
        with transaction.atomic():
            record(event, subject=proposal, by=by, now=now, note=words)
    except IntegrityError as error:
        if "people_proposal_one_open" in str(error):
            raise ProposedAlready(role=role.label) from error
        raise
    return proposal


@transaction.atomic
def agree_to_role(*, proposal: Proposal, by: Actor, now: datetime) -> Assignment:
    """Give the role that somebody else proposed, from its day on, at the earliest from today.

    Raises OwnProposal for whoever proposed it or would get it, ProposalSettled, and what `grant_role` raises.
    """
    if by.account is None or by.account in (proposal.proposed_by, proposal.account_id):
        raise OwnProposal
    _settle(proposal, Outcome.AGREED, by=by, now=now)
    today = city_day(now)
    return grant_role(
        account=proposal.account,
        role=Role(proposal.role),
        unit=proposal.unit,
        area_code=proposal.area_code,
        valid_from=max(proposal.valid_from, today),
        valid_until=proposal.valid_until,
        by=by,
        now=now,
        proposed_by=proposal.proposed_by,
    )


@transaction.atomic
def drop_proposal(*, proposal: Proposal, words: str = "", by: Actor, now: datetime) -> None:
    """Withdraw one's own proposal, or refuse somebody else's. Raises ProposalSettled."""
    outcome = Outcome.WITHDRAWN if by.account == proposal.proposed_by else Outcome.REFUSED
    _settle(proposal, outcome, words=words, by=by, now=now)


def _settle(proposal: Proposal, outcome: Outcome, *, words: str = "", by: Actor, now: datetime) -> None:
    locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if locked.outcome:
        raise ProposalSettled
    event = RoleProposalSettled(proposal.account_id, Role(proposal.role), outcome)
    changes = {"outcome": outcome.value, "decided_by": by.account, "decided_at": now}
    record(event, subject=proposal, by=by, now=now, note=words, changes=changes)


@transaction.atomic
def set_last_day(*, assignment: Assignment, valid_until: date | None, by: Actor, now: datetime) -> None:
    """Let a role hold until the end of a day, or with None until somebody ends it.

    Before that day comes it may be set again, so a slip costs nothing. A role that a second person has to agree
    to is not prolonged so. Raises AssignmentEnded, DaysOutOfOrder, SecondPairNeeded, RolesIncompatible,
    RoleHeldAlready.
    """
    Account.objects.select_for_update().get(pk=assignment.account_id)
    assignment.refresh_from_db()
    role, today, old = Role(assignment.role), city_day(now), assignment.valid_until
    if assignment.ended_at is not None or (old is not None and old < today):
        raise AssignmentEnded
    if valid_until is not None and valid_until < max(assignment.valid_from, today):
        first = max(assignment.valid_from, today)
        raise DaysOutOfOrder(valid_from=first, valid_until=valid_until)
    if old is not None and (valid_until is None or valid_until > old):
        if needs_second_pair(role, assignment.account_id, by, today):
            raise SecondPairNeeded(role=role.label)
        check_grant(
            assignment.account, role, assignment.unit, assignment.area_code, old + A_DAY, valid_until,
            beside=assignment,
        )  # fmt: skip
    event = RoleTermSet(assignment.account_id, role, valid_until)
    record(event, subject=assignment, by=by, now=now, changes={"valid_until": valid_until})
    forget_keys_of(assignment.account_id)


@transaction.atomic
def move_posting(
    *, assignment: Assignment, unit: Unit, area_code: str = "", on: date, by: Actor, now: datetime
) -> Assignment:
    """Let somebody hold the same role for another unit from a day on; the old posting ends the day before.

    What they did for the old unit stays with it. Both or neither happen. Raises DaysOutOfOrder and what
    `set_last_day` and `grant_role` raise.
    """
    today = city_day(now)
    if on < today:
        raise DaysOutOfOrder(valid_from=today, valid_until=on)
    until = assignment.valid_until
    if on > today and on > assignment.valid_from:
        set_last_day(assignment=assignment, valid_until=on - A_DAY, by=by, now=now)
    else:
        end_role(assignment=assignment, by=by, now=now)
    return grant_role(
        account=assignment.account,
        role=Role(assignment.role),
        unit=unit,
        area_code=area_code,
        valid_from=on,
        valid_until=until,
        by=by,
        now=now,
    )
