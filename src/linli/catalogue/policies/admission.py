"""Applications for a grid task: what they say, what they lack, and the limits a city sets."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from linli.catalogue.policies.collection import Frequency
from linli.rulebook.policies import Rule, rule

if TYPE_CHECKING:
    from linli.catalogue.models import Admission


@rule
class AdmissionRule(Rule):
    """How much work grids may be given, and who must agree before."""

    key: ClassVar[str] = "catalogue.admission"

    hours_per_grid: Decimal = Field(gt=0, le=744)
    """Working hours a month that all admitted tasks together may cost one grid."""
    opinions_needed: int = Field(ge=1, le=10)
    """Agreeing opinions of units other than the applicant."""
    longest_months: int = Field(ge=1, le=60)
    """How long an admission lasts at most; then the department asks again."""


class Missing(TextChoices):
    TITLE = "title", _("a title")
    BASIS = "basis", _("the basis in law")
    PURPOSE = "purpose", _("the purpose")
    ITEMS = "items", _("items")
    HOURS = "hours_per_grid", _("the hours it costs a grid")
    RETENTION = "retention_months", _("how long values are kept")


@dataclass(frozen=True, slots=True)
class Application:
    """What a department asks for."""

    title: str
    unit_id: int
    items: tuple[str, ...]
    frequency: Frequency
    hours_per_grid: Decimal
    """Working hours a month for one grid."""
    retention_months: int
    basis: str = ""
    purpose: str = ""
    area_prefix: str = ""

    @classmethod
    def of(cls, admission: Admission, items: Collection[str]) -> Application:
        return cls(
            title=admission.title,
            unit_id=admission.unit_id,
            items=tuple(items),
            frequency=Frequency(admission.frequency),
            hours_per_grid=admission.hours_per_grid,
            retention_months=admission.retention_months,
            basis=admission.basis,
            purpose=admission.purpose,
            area_prefix=admission.area_prefix,
        )

    def columns(self) -> dict[str, Any]:
        columns = asdict(self) | {"frequency": self.frequency.value}
        del columns["items"]
        return columns


def missing_of(application: Application) -> tuple[Missing, ...]:
    """Return what reviewers would have to ask for."""
    checks = {
        Missing.TITLE: application.title.strip(),
        Missing.BASIS: application.basis.strip(),
        Missing.PURPOSE: application.purpose.strip(),
        Missing.ITEMS: application.items,
        Missing.HOURS: application.hours_per_grid > 0,
        Missing.RETENTION: application.retention_months > 0,
    }
    return tuple(each for each, present in checks.items() if not present)
