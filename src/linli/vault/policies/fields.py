"""The registry of personal data: what may be kept of a person, for which purpose, on which basis and how long.

A field that is not listed for a purpose cannot be stored (Personal Information Protection Law arts. 5, 6, 13, 19).
There is no field for belief, ethnicity, political opinion, health or biometrics, and none is to be added.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import ClassVar, Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, model_validator

from linli.people.policies import Permission
from linli.rulebook.policies import Rule, rule
from linli.vault.errors import BasisNotListed, FieldNotListed


class PersonalField(TextChoices):
    """All that this software can keep of a person."""

    NAME = "name", _("Name")
    PHONE = "phone", _("Telephone number")
    CITIZEN_NUMBER = "citizen_number", _("Citizen number")
    ADDRESS = "address", _("Address")
    EMAIL = "email", _("E-mail address")
    OPEN_ID = "open_id", _("Account of a messaging service")


class Basis(TextChoices):
    """Lawful basis of keeping personal data (Personal Information Protection Law art. 13)."""

    CONSENT = "consent", _("Consent")
    CONTRACT = "contract", _("A contract with the person")
    STATUTORY_DUTY = "statutory_duty", _("A duty set by law")
    EMERGENCY_LIFE = "emergency_life", _("An emergency of life, health or property")
    PUBLIC_REPORT = "public_report", _("Reporting in the public interest")
    SELF_DISCLOSED = "self_disclosed", _("Made public by the person")
    OTHER_LAW = "other_law", _("Another law")


RESTS_ON_LAW = frozenset({Basis.STATUTORY_DUTY, Basis.OTHER_LAW})


class FieldUse(BaseModel):
    """One field kept for one purpose."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: str = Field(pattern=r"^[a-z_]{1,30}$")
    field: PersonalField
    why_zh: str = Field(min_length=2)
    why_en: str = Field(min_length=2)
    bases: tuple[Basis, ...] = Field(min_length=1)
    law: str = ""
    """Law and article; required when a basis rests on one."""
    read_with: Permission = Permission.PERSONAL_DATA_READ
    keep_days: int = Field(gt=0, le=36_525)
    """Days after the purpose is fulfilled (or after storing, while nobody has said that it is)."""
    is_sensitive: bool = False

    @model_validator(mode="after")
    def _names_its_law(self) -> Self:
        if RESTS_ON_LAW & set(self.bases) and not self.law:
            raise ValueError(f"{self.purpose}/{self.field.value}: name the law and article")
        return self


@rule
class FieldRegistry(Rule):
    """What may be kept of a person."""

    key: ClassVar[str] = "vault.fields"

    uses: tuple[FieldUse, ...] = Field(min_length=1)
    readings_keep_days: int = Field(default=730, ge=184)
    """Days the access log is kept: at least six months."""

    @model_validator(mode="after")
    def _lists_each_once(self) -> Self:
        if len(self.by_use) != len(self.uses):
            raise ValueError("a field is listed twice for the same purpose")
        return self

    @cached_property
    def by_use(self) -> dict[tuple[str, str], FieldUse]:
        return {(use.purpose, use.field.value): use for use in self.uses}

    def use_of(self, purpose: str, field: str) -> FieldUse:
        """Raises FieldNotListed: what is not in the registry cannot be stored or read."""
        use = self.by_use.get((purpose, field))
        if use is None:
            raise FieldNotListed(field=field, purpose=purpose)
        return use

    def check(self, purpose: str, fields: Iterable[str], basis: Basis) -> None:
        """Raises FieldNotListed or BasisNotListed."""
        for field in fields:
            if basis not in self.use_of(purpose, field).bases:
                raise BasisNotListed(field=field, purpose=purpose, basis=basis.value)

    def keep_days(self, purpose: str, field: str) -> int:
        """Return how long the field stays. One no longer listed goes with the first of its purpose's others."""
        use = self.by_use.get((purpose, field))
        if use is not None:
            return use.keep_days
        return min((use.keep_days for use in self.uses if use.purpose == purpose), default=1)

    def erase_at(self, purpose: str, fields: Iterable[str], kept_from: datetime) -> datetime | None:
        """Return when the first of `fields` is due to be erased; None without fields."""
        days = [self.keep_days(purpose, field) for field in fields]
        return kept_from + timedelta(days=min(days)) if days else None


@rule
class PrivacyNotice(Rule):
    """What people are told before their data is kept (Personal Information Protection Law arts. 17, 30, 35)."""

    key: ClassVar[str] = "vault.privacy_notice"

    version: int = Field(gt=0)
    title_zh: str
    title_en: str
    text_zh: str = Field(min_length=40)
    text_en: str = Field(min_length=40)
    contact: str
    """Office that answers questions about personal data."""
    answer_days: int = Field(default=15, gt=0)
    """Days within which a request about one's own data is answered."""
