from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.journal.models import Entry
from linli.people.actions import (
    agree_to_role,
    drop_proposal,
    end_account,
    end_role,
    grant_role,
    move_posting,
    propose_role,
    reopen_account,
    set_last_day,
)
from linli.people.errors import (
    AccountIsOpen,
    DaysOutOfOrder,
    OwnAccount,
    OwnProposal,
    ProposalSettled,
    ProposedAlready,
    RoleHeldAlready,
    RolesIncompatible,
    SecondPairNeeded,
)
from linli.people.models import Assignment, Proposal
from linli.people.policies import Permission, Role
from linli.people.queries import grants_of
from linli.people.testing import Cast

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def by(cast: Cast, name: str) -> Actor:
    return Actor(ActorKind.ACCOUNT, cast.accounts[name].pk)


def propose(cast: Cast, name: str = "security_admin", **more: Any) -> Proposal:
    given = {"account": cast.stranger, "role": Role.AUDITOR, "by": by(cast, name), "now": cast.now}
    return propose_role(**{**given, **more})


def roles_of(cast: Cast, name: str, days: int = 0) -> set[Role]:
    return {grant.role for grant in grants_of(cast.accounts[name].pk, cast.now + days * A_DAY)}


def test_nobody_gives_a_powerful_role_alone(cast: Cast) -> None:
    given = {"account": cast.stranger, "role": Role.AUDITOR, "now": cast.now}
    with pytest.raises(SecondPairNeeded):
        grant_role(**given, by=by(cast, "security_admin"))
    me = by(cast, "security_admin")
    with pytest.raises(SecondPairNeeded):
        grant_role(**given, by=me, proposed_by=me.account)
    assert roles_of(cast, "stranger") == set()


def test_nobody_gives_themselves_any_role_alone(cast: Cast) -> None:
    mine = {"account": cast.security_admin, "role": Role.HANDLER, "unit": cast.unit("street")}
    with pytest.raises(SecondPairNeeded):
        grant_role(**mine, by=by(cast, "security_admin"), now=cast.now)


def test_whoever_installs_the_city_gives_the_first_roles_alone(cast: Cast) -> None:
    grant_role(account=cast.stranger, role=Role.SECURITY_ADMIN, by=SYSTEM, now=cast.now)
    assert roles_of(cast, "stranger") == {Role.SECURITY_ADMIN}


def test_a_proposed_role_gives_nothing_before_another_agrees(cast: Cast) -> None:
    proposal = propose(cast)
    assert roles_of(cast, "stranger") == set()
    agree_to_role(proposal=proposal, by=by(cast, "leader"), now=cast.now)
    assert roles_of(cast, "stranger") == {Role.AUDITOR}
    assert list(Entry.objects.filter(event="role.proposal_settled").values_list("by_account", flat=True)) == [
        cast.leader.pk
    ]


@pytest.mark.parametrize("who", ["security_admin", "stranger"])
def test_it_refuses_agreement_of_the_proposer_and_of_whom_it_concerns(cast: Cast, who: str) -> None:
    with pytest.raises(OwnProposal):
        agree_to_role(proposal=propose(cast), by=by(cast, who), now=cast.now)
    assert roles_of(cast, "stranger") == set()


def test_the_table_itself_refuses_one_pair_of_eyes(cast: Cast) -> None:
    proposal = propose(cast)
    alone = {"outcome": "agreed", "decided_by": cast.security_admin.pk, "decided_at": cast.now}
    with pytest.raises(IntegrityError, match="two_pairs_of_eyes"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**alone)


def test_a_proposal_is_decided_once_and_made_once(cast: Cast) -> None:
    proposal = propose(cast)
    with pytest.raises(ProposedAlready):
        propose(cast)
    drop_proposal(proposal=proposal, by=by(cast, "security_admin"), now=cast.now)
    assert proposal.outcome == "withdrawn"
    with pytest.raises(ProposalSettled):
        agree_to_role(proposal=proposal, by=by(cast, "leader"), now=cast.now)
    propose(cast)


def test_what_cannot_be_given_cannot_be_proposed(cast: Cast) -> None:
    with pytest.raises(RolesIncompatible):
        propose(cast, account=cast.admin)


def test_agreed_late_it_holds_from_the_day_of_agreement(cast: Cast) -> None:
    proposal = propose(cast)
    later = cast.now + 3 * A_DAY
    given = agree_to_role(proposal=proposal, by=by(cast, "leader"), now=later)
    assert given.valid_from == later.date()


def test_a_last_day_is_set_and_taken_back_before_it_comes(cast: Cast) -> None:
    posting = cast.owner.assignments.get()
    day = (cast.now + 5 * A_DAY).date()
    who = by(cast, "security_admin")
    set_last_day(assignment=posting, valid_until=day, by=who, now=cast.now)
    assert (roles_of(cast, "owner", 5), roles_of(cast, "owner", 6)) == ({Role.HANDLER}, set())
    set_last_day(assignment=posting, valid_until=None, by=who, now=cast.now)
    assert roles_of(cast, "owner", 6) == {Role.HANDLER}
    with pytest.raises(DaysOutOfOrder):
        set_last_day(assignment=posting, valid_until=day - 9 * A_DAY, by=who, now=cast.now)


def test_a_powerful_role_is_not_prolonged_by_one_alone(cast: Cast) -> None:
    posting = cast.auditor.assignments.get()
    who = by(cast, "security_admin")
    set_last_day(assignment=posting, valid_until=(cast.now + A_DAY).date(), by=who, now=cast.now)
    with pytest.raises(SecondPairNeeded):
        set_last_day(assignment=posting, valid_until=None, by=who, now=cast.now)


def test_a_role_is_not_prolonged_into_another_of_the_same(cast: Cast) -> None:
    posting = cast.owner.assignments.get()
    who, day = by(cast, "security_admin"), (cast.now + 2 * A_DAY).date()
    set_last_day(assignment=posting, valid_until=day, by=who, now=cast.now)
    again = {"account": cast.owner, "role": Role.HANDLER, "unit": cast.unit("street")}
    grant_role(**again, valid_from=day + A_DAY, by=who, now=cast.now)
    with pytest.raises(RoleHeldAlready):
        set_last_day(assignment=posting, valid_until=None, by=who, now=cast.now)


@pytest.mark.parametrize("days", [0, 7])
def test_somebody_moves_to_another_unit_on_a_day(cast: Cast, days: int) -> None:
    posting = cast.owner.assignments.get()
    day = (cast.now + days * A_DAY).date()
    who = by(cast, "security_admin")
    move_posting(assignment=posting, unit=cast.unit("housing"), on=day, by=who, now=cast.now)
    before = grants_of(cast.owner.pk, cast.now)
    after = grants_of(cast.owner.pk, cast.now + days * A_DAY)
    assert [grant.unit_id for grant in after] == [cast.unit("housing").pk]
    assert [grant.unit_id for grant in before] == [cast.unit("street" if days else "housing").pk]


def test_a_move_that_is_refused_ends_nothing(cast: Cast) -> None:
    posting, who = cast.owner.assignments.get(), by(cast, "security_admin")
    later = (cast.now + A_DAY).date()
    grant_role(account=cast.owner, role=Role.HANDLER, unit=cast.unit("housing"), by=who, now=cast.now)
    with pytest.raises(RoleHeldAlready):
        move_posting(assignment=posting, unit=cast.unit("housing"), on=later, by=who, now=cast.now)
    assert Assignment.objects.get(pk=posting.pk).valid_until is None


def test_a_role_to_come_is_taken_back(cast: Cast) -> None:
    who, day = by(cast, "security_admin"), (cast.now + 3 * A_DAY).date()
    later = {"account": cast.stranger, "role": Role.HANDLER, "unit": cast.unit("street")}
    posting = grant_role(**later, valid_from=day, by=who, now=cast.now)
    end_role(assignment=posting, by=who, now=cast.now)
    assert roles_of(cast, "stranger", 4) == set()


def test_an_ended_account_opens_again_with_what_it_had(cast: Cast) -> None:
    who = by(cast, "admin")
    end_account(account=cast.owner, by=who, now=cast.now)
    assert not cast.viewer("owner").may(Permission.MATTER_VIEW)
    reopen_account(account=cast.owner, by=who, now=cast.now)
    assert cast.viewer("owner").may(Permission.MATTER_VIEW)
    with pytest.raises(AccountIsOpen):
        reopen_account(account=cast.owner, by=who, now=cast.now)


def test_nobody_ends_their_own_account(cast: Cast) -> None:
    with pytest.raises(OwnAccount):
        end_account(account=cast.admin, by=replace(by(cast, "admin"), role="system_admin"), now=cast.now)
