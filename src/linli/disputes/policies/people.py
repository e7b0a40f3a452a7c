"""Sides, those who speak for them, and those who mediate."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

SIDES = "甲乙丙丁戊己庚辛壬"
MOST_SIDES = len(SIDES)


def side_name(side: int) -> str:
    """Return 甲方 for 1, 乙方 for 2. It is the word of the forms, whatever language the pages have."""
    return f"{SIDES[side - 1]}方"


class PartyKind(TextChoices):
    PERSON = "person", _("A person")
    ORGANISATION = "organisation", _("A company, office or other organisation")


class Capacity(TextChoices):
    """Whether somebody acts alone (Civil Code arts. 18-23)."""

    FULL = "full", _("Acts alone")
    MINOR = "minor", _("Under 18 years: acts through a guardian")
    LIMITED = "limited", _("Cannot act alone: acts through a guardian")


class Consent(TextChoices):
    ASKED = "asked", _("Not answered yet")
    GIVEN = "given", _("Agrees to mediation")
    REFUSED = "refused", _("Does not want mediation")


class How(TextChoices):
    """How something was said or signed."""

    PAPER = "paper", _("On paper")
    SCREEN = "screen", _("On the screen")
    ORAL = "oral", _("By word of mouth, written down by us")


class RepresentativeKind(TextChoices):
    GUARDIAN = "guardian", _("Guardian")
    AGENT = "agent", _("Representative with a written power")
    LEGAL = "legal", _("Legal representative of the organisation")


class Power(TextChoices):
    """What a representative may do; all but the first must be named one by one."""

    ATTEND = "attend", _("Take part and speak")
    ADMIT = "admit", _("Admit claims")
    WAIVE = "waive", _("Waive claims")
    CHANGE = "change", _("Change claims")
    SETTLE = "settle", _("Settle")
    SIGN = "sign", _("Sign")
    COLLECT = "collect", _("Receive money")


def may_sign(kind: str, powers: Collection[str]) -> bool:
    """Guardians and legal representatives act in full; an agent must have been given it by name."""
    return kind != RepresentativeKind.AGENT or {Power.SETTLE, Power.SIGN} <= set(powers)


class Tie(TextChoices):
    """What a mediator has to do with a side."""

    NONE = "none", _("Nothing to do with any side")
    KNOWN = "known", _("Neighbour, colleague, schoolmate or otherwise known to a side")
    KIN = "kin", _("Close relative of a side or of who speaks for it")
    INTEREST = "interest", _("Has an interest of their own in the outcome")


class Task(TextChoices):
    """What somebody does in a mediation."""

    LEAD = "lead", _("Leads the mediation")
    ASSIST = "assist", _("Mediates as well")
    RECORD = "record", _("Keeps the record")


class CommitteeKind(TextChoices):
    VILLAGE = "village", _("Committee of a village or community")
    TOWNSHIP = "township", _("Committee of a township or subdistrict")
    ENTERPRISE = "enterprise", _("Committee of an enterprise or institution")
    TRADE = "trade", _("Committee of a trade or for one kind of dispute")
    STUDIO = "studio", _("Studio named after a mediator")
