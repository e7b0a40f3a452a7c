"""More time, ends without agreement, safety, papers, the closed file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from linli.calendars.policies import due_at
from linli.calendars.queries import working_calendar
from linli.core.actor import Actor
from linli.core.time import aware
from linli.disputes import events
from linli.disputes.actions.moving import check, happened, limits, said, side_of
from linli.disputes.errors import (
    NoMoreExtensions,
    NotAllAgree,
    NotNow,
    NotReleased,
    PapersMissing,
    RoutesNotTold,
)
from linli.disputes.models import Dispute, Party
from linli.disputes.policies import Status, Verb, side_name
from linli.disputes.queries.dossier import missing_papers
from linli.disputes.queries.routes import routes_told
from linli.files.actions import attach, store
from linli.matters.actions.attaching import Upload
from linli.vault.actions import keep_from

SUBJECT = "disputes.dispute"
"""What papers are attached to."""


@transaction.atomic
def extend(*, dispute: Dispute, words: str, all_agree: bool, by: Actor, now: datetime) -> None:
    """Lengthen the mediation from the day on which it would end. Raises NotNow, NotAllAgree, NoMoreExtensions."""
    check(dispute, Verb.EXTEND)
    rule = limits(now)
    if not all_agree:
        raise NotAllAgree
    if dispute.extensions >= rule.most_extensions:
        raise NoMoreExtensions(times=dispute.extensions)
    assert dispute.due_at is not None
    # The limit ends with a day; more time counts on from that day.
    last_moment = dispute.due_at - timedelta(seconds=1)
    ends = due_at(max(last_moment, now), rule.extension, working_calendar())
    changes = {"due_at": ends, "extensions": dispute.extensions + 1}
    happened(events.TimeExtended, dispute, by=by, now=now, note=said(words), changes=changes, due_at=ends)


@transaction.atomic
def fail(
    *, dispute: Dispute, words: str, told: bool, by: Actor, now: datetime, because: str = "no_agreement"
) -> None:
    """End a mediation without agreement, after the other routes were told (art. 26). Raises NotNow, RoutesNotTold."""
    check(dispute, Verb.FAIL)
    if not told:
        raise RoutesNotTold
    happened(
        events.MediationFailed,
        dispute,
        by=by,
        now=now,
        note=said(words),
        to=Status.FAILED,
        because=because,
        routes_told=routes_told(dispute, now),
    )


@transaction.atomic
def terminate(*, dispute: Dispute, party: int, words: str, told: bool, by: Actor, now: datetime) -> None:
    """End it because a side wishes so; nobody need give a reason (art. 23 no. 2). Raises NotNow, RoutesNotTold."""
    check(dispute, Verb.TERMINATE)
    if not told:
        raise RoutesNotTold
    _terminate(dispute, side_of(dispute, party), words, by, now)


def _terminate(dispute: Dispute, side: Party, words: str, by: Actor, now: datetime) -> None:
    happened(
        events.MediationTerminated,
        dispute,
        by=by,
        now=now,
        note=words.strip(),
        to=Status.TERMINATED,
        because="wished",
        side=side_name(side.side),
        routes_told=routes_told(dispute, now),
    )


@transaction.atomic
def flag_safety(*, dispute: Dispute, words: str, is_police_told: bool, by: Actor, now: datetime) -> None:
    """Note signs of violence or coercion: separate rooms from now on. Raises NotNow, WordsMissing."""
    check(dispute, Verb.FLAG_SAFETY)
    changes = {"needs_safety": True}
    happened(
        events.SafetyNoted,
        dispute,
        by=by,
        now=now,
        note=said(words),
        changes=changes,
        is_police_told=is_police_told,
    )


@transaction.atomic
def add_papers(*, dispute: Dispute, files: Sequence[Upload], purpose: str, by: Actor, now: datetime) -> None:
    """Keep papers with the file; all of them or none. Raises NotNow and what storing files raises."""
    check(dispute, Verb.ADD_PAPER)
    for file in files:
        stored = store(file.stream, name=file.name, by=by, now=now)
        attach(stored, SUBJECT, dispute.pk, purpose, name=file.name, by=by, now=now)
    happened(events.PapersAdded, dispute, by=by, now=now, purpose=purpose, count=len(files))


@transaction.atomic
def archive(*, dispute: Dispute, words: str = "", by: Actor, now: datetime) -> None:
    """Close the file. What every file must hold is there; from now on the lengths of keeping count.

    Raises NotNow, PapersMissing.
    """
    check(dispute, Verb.ARCHIVE)
    if dispute.referrals.filter(answered_at=None).exists():
        raise NotNow(state=Status.REFERRED.label)
    if missing := missing_papers(dispute):
        raise PapersMissing(papers="、".join(missing))
    happened(
        events.DisputeArchived,
        dispute,
        by=by,
        now=now,
        note=words.strip(),
        to=Status.ARCHIVED,
        changes={"court_id": None} if dispute.court_id else None,
    )
    keep_from(records_of(dispute), now=now)


def records_of(dispute: Dispute) -> list[int]:
    """Return the vault records of all sides and of who acts for them. Two queries."""
    parties = dispute.parties.values_list("record", flat=True)
    others = Party.objects.filter(dispute=dispute, representatives__isnull=False)
    return [*parties, *others.values_list("representatives__record", flat=True)]


@transaction.atomic
def agree_to_release(*, dispute: Dispute, party: int, by: Actor, now: datetime) -> None:
    """Note that a side agrees in writing that records are given out as evidence. Raises NotNow, SideUnknown."""
    check(dispute, Verb.AGREE_RELEASE)
    row = side_of(dispute, party)
    Party.objects.filter(pk=row.pk).update(releases_at=aware(now))
    happened(events.ReleaseAgreed, dispute, by=by, now=now, side=side_name(row.side))


@transaction.atomic
def release_records(*, dispute: Dispute, papers: Sequence[str], by: Actor, now: datetime) -> None:
    """Note that records go out as evidence. Raises NotReleased unless all sides agreed in writing."""
    require_release(dispute)
    happened(events.RecordsReleased, dispute, by=by, now=now, papers=tuple(papers))


def require_release(dispute: Dispute) -> None:
    """Raises NotReleased."""
    rows = dispute.parties.filter(releases_at=None).order_by("place")
    if sides := [side_name(each.side) for each in rows]:
        raise NotReleased(sides="、".join(dict.fromkeys(sides)))


@transaction.atomic
def publish(*, dispute: Dispute, outcome: str, all_agree: bool, by: Actor, now: datetime) -> None:
    """Publish what came of it, without names, when all sides agree. Raises NotNow, NotAllAgree, WordsMissing."""
    check(dispute, Verb.PUBLISH)
    if not all_agree:
        raise NotAllAgree
    dispute.parties.update(publishes_at=aware(now))
    changes = {"outcome": said(outcome), "published_at": aware(now)}
    happened(events.OutcomePublished, dispute, by=by, now=now, changes=changes)


@transaction.atomic
def stop_by_side(*, dispute: Dispute, party: int, by: Actor, now: datetime) -> None:
    """End it because the side itself says so on its page, which names the other routes. Raises NotNow, SideUnknown."""
    check(dispute, Verb.TERMINATE)
    _terminate(dispute, side_of(dispute, party), "", by, now)
