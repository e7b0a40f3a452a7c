from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.compensation.forms.injured import yuan


class DegreeChoice(TextChoices):
    """What the police's determination says."""

    FULL = "full", _("Fully liable")
    MAIN = "main", _("Mainly liable")
    EQUAL = "equal", _("Equally liable")
    SECONDARY = "secondary", _("Secondarily liable")
    NONE = "none", _("Not liable")


class Insured(TextChoices):
    """Whether the compulsory insurance was taken out."""

    YES = "yes", _("insured")
    NO = "no", _("not insured")


class ViolationChoice(TextChoices):
    """What ends or limits what insurers pay."""

    UNLICENSED = "unlicensed", _("Driver without licence")
    DRUNK = "drunk", _("Driver drunk")
    DRUGGED = "drugged", _("Driver under drugs")
    DELIBERATE = "deliberate", _("Caused on purpose")
    STOLEN = "stolen", _("Stolen vehicle")
    FLED = "fled", _("Driver fled")


class Answers(TextChoices):
    """Who pays what insurers do not."""

    DRIVER = "driver", _("The driver")
    OWNER = "owner", _("The owner")
    EMPLOYER = "employer", _("The employer: the driver was on duty")


@dataclass(frozen=True, slots=True)
class Side:
    """Somebody who may be liable."""

    id: str
    label: str
    is_motor: bool


class InsuredForm(forms.Form):
    """For each side how far it is liable, and how it is insured."""

    def __init__(self, *args: Any, sides: Sequence[Side], **more: Any) -> None:
        super().__init__(*args, **more)
        self.sides = sides
        for side in sides:
            self._ask_liability(side)
            if side.is_motor:
                self._ask_insurance(side)

    def _ask_liability(self, side: Side) -> None:
        self.fields[f"degree_{side.id}"] = forms.ChoiceField(
            label=_("Liable according to the determination"), choices=DegreeChoice.choices
        )
        self.fields[f"share_{side.id}"] = forms.DecimalField(
            label=_("Share in per cent"),
            help_text=_("Only when it is known or agreed; left out: what is usual for this degree."),
            min_value=0,
            max_value=100,
            decimal_places=2,
            required=False,
            widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
        )

    def _ask_insurance(self, side: Side) -> None:
        self.fields[f"compulsory_{side.id}"] = forms.ChoiceField(
            label=_("Compulsory traffic insurance"), choices=Insured.choices
        )
        self.fields[f"commercial_{side.id}"] = yuan(
            _("Commercial third-party insurance: limit in yuan"), help_text=_("Left out: there is none.")
        )
        self.fields[f"answers_{side.id}"] = forms.ChoiceField(
            label=_("Who pays what insurers do not?"), choices=Answers.choices
        )
        self.fields[f"violation_{side.id}"] = forms.ChoiceField(
            label=_("Something special"), choices=[("", _("no")), *ViolationChoice.choices], required=False
        )

    def groups(self) -> list[tuple[Side, list[forms.BoundField]]]:
        names = ("degree", "share", "compulsory", "commercial", "answers", "violation")
        return [
            (side, [self[f"{name}_{side.id}"] for name in names if f"{name}_{side.id}" in self.fields])
            for side in self.sides
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        shares = [given.get(f"share_{side.id}") for side in self.sides]
        told = [each for each in shares if each is not None]
        if told and (len(told) < len(shares) or sum(told) != Decimal(100)):
            raise ValidationError(
                _(
                    "Give the shares of all sides or of none: together 100 per cent (Road Traffic Safety Law art. 76)."
                )
            )
        return given


ADVANCES = range(1, 4)


class PaidForm(forms.Form):
    """What was paid already."""

    def __init__(
        self, *args: Any, payers: Sequence[tuple[str, str]], victims: Sequence[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        for row in ADVANCES:
            self.fields[f"by_{row}"] = forms.ChoiceField(
                label=_("Who paid?"), choices=[("", _("nobody")), *payers], required=False
            )
            self.fields[f"to_{row}"] = forms.ChoiceField(
                label=_("Paid for whom?"), choices=victims, required=False
            )
            self.fields[f"amount_{row}"] = yuan(_("How much, in yuan?"))

    def rows(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{row}"] for name in ("by", "to", "amount")] for row in ADVANCES]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for row in ADVANCES:
            if given.get(f"by_{row}") and not given.get(f"amount_{row}"):
                self.add_error(f"amount_{row}", ValidationError(_("How much was it?")))
            if given.get(f"amount_{row}") and not given.get(f"by_{row}"):
                self.add_error(f"by_{row}", ValidationError(_("Who paid it?")))
        return given
