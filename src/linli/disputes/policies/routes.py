"""The lawful routes out of a dispute. Their times and costs are the city's; which there are is law."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Route(TextChoices):
    MEDIATION = "mediation", pgettext_lazy("route", "Mediation")
    PETITION = "petition", pgettext_lazy("route", "Petition")
    RULING = "ruling", _("Administrative ruling")
    RECONSIDERATION = "reconsideration", _("Reconsideration")
    ARBITRATION = "arbitration", _("Arbitration")
    COURT = "court", _("Court action")
    POLICE = "police", _("Police")


OFFERED = tuple(route for route in Route if route is not Route.POLICE)
"""What a party may choose between. The police are told where the law says so (Mediation Law art. 25)."""
