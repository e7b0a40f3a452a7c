"""Hazards and campaigns: found, put right, looked at again by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.people.policies import Permission


class RoundKind(TextChoices):
    """The rounds of a campaign, in their order."""

    SURVEY = "survey", _("survey")
    CLEAN_UP = "clean_up", _("clean up")
    STANDARDISE = "standardise", _("standardise")


class Gravity(TextChoices):
    ORDINARY = "ordinary", _("ordinary hazard")
    MAJOR = "major", _("major hazard")


class HazardStatus(TextChoices):
    FOUND = "found", _("to be put right")
    RECTIFIED = "rectified", _("waits for the re-check")
    CLOSED = "closed", _("put right")


class HazardVerb(TextChoices):
    RECTIFY = "rectify", _("Report it put right")
    PASS = "pass", _("Re-check: put right")
    FAIL = "fail", _("Re-check: not put right")


@dataclass(frozen=True, slots=True)
class HazardStep:
    start: HazardStatus
    end: HazardStatus
    permission: Permission
    by_owner: bool = False


HAZARD_VERBS: Mapping[HazardVerb, HazardStep] = {
    HazardVerb.RECTIFY: HazardStep(
        HazardStatus.FOUND, HazardStatus.RECTIFIED, Permission.SUPERVISION_ANSWER, by_owner=True
    ),
    HazardVerb.PASS: HazardStep(HazardStatus.RECTIFIED, HazardStatus.CLOSED, Permission.HAZARD_RECHECK),
    HazardVerb.FAIL: HazardStep(HazardStatus.RECTIFIED, HazardStatus.FOUND, Permission.HAZARD_RECHECK),
}
