"""The road-traffic claim desk: what the sides have to do with an accident, and who of them pays."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

VEHICLES = "ABC"
"""As the calculator calls them."""
INSURERS = frozenset({"compulsory", "commercial", "seats"})


class AccidentRole(TextChoices):
    CLAIMANT = "claimant", _("Was hurt, or claims for somebody who was")
    DRIVER = "driver", _("Drove")
    OWNER = "owner", _("Owns the vehicle")
    EMPLOYER = "employer", _("Employs the driver")
    INSURER = "insurer", _("Insures the vehicle")


ANSWERS = (AccidentRole.DRIVER, AccidentRole.EMPLOYER, AccidentRole.OWNER)
"""Who pays what insurers do not, as far as the reckoning only says `A`."""


def roles_of_payer(payer: str) -> tuple[str, tuple[str, ...]]:
    """Return the vehicle and the roles by which a payer of a reckoning is found: `A/compulsory`, `A/driver`, `A`."""
    vehicle, _sep, part = payer.partition("/")
    if part in INSURERS:
        return vehicle, (AccidentRole.INSURER,)
    if part in AccidentRole.values:
        return vehicle, (part, *(each for each in ANSWERS if each != part))
    return vehicle, ANSWERS
