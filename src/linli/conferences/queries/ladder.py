"""Where a dispute stands on the climb, and what the next step rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linli.conferences.errors import AttemptMissing, ReasonMissing, StepMissing, StepNotOffered, StepStillRuns
from linli.conferences.models import Conference
from linli.conferences.policies import AT_WORK, CLIMB, MAY_CARRY, Kind, Status, below
from linli.conferences.rules import Climb
from linli.disputes.models import Dispute
from linli.disputes.policies import SessionStatus


def require_below(dispute: Dispute, kind: Kind, rule: Climb) -> Conference | None:
    """Return the conference on whose record this step rests; None: on the record of the mediation. Two queries.

    Raises AttemptMissing, StepNotOffered, StepMissing, StepStillRuns, ReasonMissing.
    """
    first = rule.first_for(dispute.tier)
    if kind is not Kind.PANEL and CLIMB.index(kind) < CLIMB.index(first):
        raise StepNotOffered(step=kind.label)
    under = below(kind, first)
    if under is None:
        if not dispute.sessions.filter(status=SessionStatus.HELD).exists():
            raise AttemptMissing
        return None
    rows = Conference.objects.filter(dispute=dispute, kind=under)
    lower = rows.filter(status__in=[*AT_WORK, *MAY_CARRY]).order_by("-pk").first()
    if lower is None:
        raise StepMissing(step=kind.label, below=under.label)
    if lower.status in AT_WORK:
        raise StepStillRuns(step=kind.label, below=under.label)
    # Where those below let their time run out, that is the reason; else they write one.
    if lower.status != Status.LAPSED and lower.raised_at is None:
        raise ReasonMissing(step=kind.label, below=under.label)
    return lower


@dataclass(frozen=True)
class Rung:
    """One step of the climb as it stands for a dispute."""

    kind: Kind
    conference: Conference | None
    """The newest; None: not asked for yet."""
    is_next: bool
    """May be asked for now."""


def rungs_of(dispute: Dispute, rule: Climb) -> list[Rung]:
    """Return the steps of a dispute from the bottom up, then its panels. Two queries where its sessions are read."""
    newest: dict[Kind, Conference] = {}
    for row in conferences_of(dispute):
        newest.setdefault(Kind(row.kind), row)
    first = rule.first_for(dispute.tier)
    kinds = [each for each in CLIMB[CLIMB.index(first) :] if each in rule.by_kind]
    wanted = _next(dispute, kinds, newest)
    rungs = [Rung(each, newest.get(each), each is wanted) for each in kinds]
    if Kind.PANEL in rule.by_kind:
        panel = newest.get(Kind.PANEL)
        free = panel is None or panel.status not in AT_WORK
        rungs.append(Rung(Kind.PANEL, panel, free and _was_tried(dispute)))
    return rungs


def _next(dispute: Dispute, kinds: Sequence[Kind], newest: dict[Kind, Conference]) -> Kind | None:
    for kind in kinds:
        row = newest.get(kind)
        if row is None:
            return kind if kind is not kinds[0] or _was_tried(dispute) else None
        if row.status in AT_WORK:
            return None
        if row.status not in MAY_CARRY:
            return kind  # declined or called off: it may be asked for once more
        if row.status != Status.LAPSED and row.raised_at is None:
            return None
    return None


def _was_tried(dispute: Dispute) -> bool:
    return any(each.status == SessionStatus.HELD for each in dispute.sessions.all())


def conferences_of(dispute: Dispute) -> list[Conference]:
    """Return all conferences about a dispute, the newest first. One query."""
    return list(Conference.objects.filter(dispute=dispute).select_related("unit").order_by("-pk"))
