"""What stage a plan, a draw, a visit, a problem and an exemption are at. Typed tables; law and habit give them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Grade(TextChoices):
    """Credit risk of a body, as the province publishes it. A body's, never a person's."""

    A = "A", _("A, low risk")
    B = "B", _("B, general risk")
    C = "C", _("C, fairly high risk")
    D = "D", _("D, high risk")


class PlanStatus(TextChoices):
    DRAFT = "draft", _("Being made")
    FILED = "filed", _("Filed upward")


class PoolKind(TextChoices):
    TARGETS = "targets", _("bodies to inspect")
    INSPECTORS = "inspectors", _("inspectors")


class DrawStatus(TextChoices):
    COMMITTED = "committed", _("Promised; waits for the public value")
    REVEALED = "revealed", _("Drawn")
    VOID = "void", _("Void")


class RedrawReason(TextChoices):
    """Why a place is drawn again. The list is closed, so that nobody is taken out because of who they are."""

    RELATIONSHIP = "relationship", _("a tie to the body inspected")
    OWN_WORK = "own_work", _("dealt with the body before")
    UNABLE = "unable", _("cannot serve: ill, on leave or transferred")
    GONE = "gone", _("closed, or moved out of the city")
    ELSEWHERE = "elsewhere", _("under investigation, handled outside the draw")


OF_INSPECTORS = (RedrawReason.RELATIONSHIP, RedrawReason.OWN_WORK, RedrawReason.UNABLE)
OF_TARGETS = (RedrawReason.GONE, RedrawReason.ELSEWHERE)


class VisitStatus(TextChoices):
    DRAWN = "drawn", _("To be visited")
    VISITED = "visited", _("Visited, not published yet")
    PUBLISHED = "published", _("Made public")
    STRUCK = "struck", _("Taken out, with a reason")


class ProblemStatus(TextChoices):
    OPEN = "open", _("To be put right")
    REPORTED = "reported", _("Said to be put right")
    CLOSED = "closed", _("Found put right")


class Means(TextChoices):
    """How a body was inspected."""

    ON_SITE = "on_site", _("on site")
    PAPERS = "papers", _("by papers")
    ONLINE = "online", _("online")


class ExemptionKind(TextChoices):
    """Administrative Penalty Law, article 33."""

    MINOR = "minor_no_penalty", _("slight, corrected in time, no harm: no penalty")
    FIRST = "first_offence_waiver", _("first time, slight harm, corrected in time: may go without a penalty")


class Condition(TextChoices):
    """What must be found before nobody is punished. The list's own concrete conditions come with the first."""

    SLIGHT = "slight", _("the violation is slight: the concrete conditions of the list hold")
    NO_HARM = "no_harm", _("it did no harm")
    SLIGHT_HARM = "slight_harm", _("the harm is slight")
    FIRST_TIME = "first_time", _("it is the first one found here within the period of the list")
    COOPERATES = "cooperates", _("the body cooperates with the inspection")


CONDITIONS: dict[ExemptionKind, tuple[Condition, ...]] = {
    ExemptionKind.MINOR: (Condition.SLIGHT, Condition.NO_HARM, Condition.COOPERATES),
    ExemptionKind.FIRST: (
        Condition.SLIGHT,
        Condition.SLIGHT_HARM,
        Condition.FIRST_TIME,
        Condition.COOPERATES,
    ),
}
"""Correction in time comes last, and is looked at on the spot."""


class ExemptionStatus(TextChoices):
    OPENED = "opened", _("Conditions hold; waits for the signed promise")
    PROMISED = "promised", _("Promised; to be put right")
    CORRECTED = "corrected", _("Found put right; waits for the decision")
    EXEMPT = "exempt", _("Decided: no penalty")
    REFUSED = "refused", _("Not exempt; goes the ordinary way")
    FORGOTTEN = "forgotten", _("Expired; nothing names the body any more")
