from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    """How it ended for the injured."""

    WELL = "well", _("Got well, or only a thing was damaged")
    DISABILITY = "disability", _("A lasting disability with a grade")
    DEATH = "death", _("Died")


class Pay(TextChoices):
    """What an income is given by."""

    DAILY = "daily", _("yuan a day")
    MONTHLY = "monthly", _("yuan a month")
    YEARLY = "yearly", _("yuan a year")


def yuan(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=Decimal(10**9),
        decimal_places=2,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
        **more,
    )


def number(label: Any, most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        **more,
    )


class InjuredForm(forms.Form):
    """One injured person, without a name: what it cost until now."""

    where = forms.ChoiceField(label=_("Where was the injured person?"))
    outcome = forms.ChoiceField(
        label=_("How did it end?"), choices=Outcome.choices, widget=forms.RadioSelect, initial=Outcome.WELL
    )
    medical = yuan(_("Medical treatment until now"), help_text=_("Sum of the receipts, in yuan."))
    follow_up = yuan(_("Treatment that is certain to follow"), help_text=_("As a hospital or expert says."))
    hospital_days = number(_("Days in hospital"), 4000)
    nutrition_days = number(
        _("Days of special nutrition"), 4000, help_text=_("As the hospital or expert says.")
    )
    nursing_days = number(_("Days of nursing"), 4000)
    carers = number(
        _("Carers at a time"), 5, initial=1, help_text=_("More than one only if the hospital says so.")
    )
    nursing_daily = yuan(_("A carer's pay a day"), help_text=_("Left out: what is usual at the place."))
    off_days = number(
        _("Days without work"), 4000, help_text=_("At most until the day before a disability was fixed.")
    )
    pay = yuan(
        _("Income that was lost"),
        help_text=_("Fixed income: what is really missing; else the average of three years."),
    )
    pay_kind = forms.ChoiceField(label=_("This income is"), choices=Pay.choices, required=False)
    trade = forms.ChoiceField(
        label=_("Or the average of a trade"), required=False, help_text=_("When no income can be proven.")
    )
    transport = yuan(_("Transport"), help_text=_("To hospital, with tickets."))
    accommodation = yuan(_("Accommodation away from home"))
    repair = yuan(_("Repair of the vehicle and other damaged things"))
    appraisal = yuan(_("Appraisal"))

    def __init__(
        self, *args: Any, places: list[tuple[str, str]], trades: list[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["where"].choices = places  # type: ignore[attr-defined]
        self.fields["trade"].choices = [("", "–"), *trades]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("off_days") and given.get("pay") is None and not given.get("trade"):
            self.add_error("pay", ValidationError(_("Give the income, or choose a trade.")))
        return given


GRADES = re.compile(r"\d{1,2}(?:\s*[,，、 ]\s*\d{1,2})*")
ROWS = range(1, 5)


class LastingForm(forms.Form):
    """Disability or death, and those who were supported."""

    def __init__(self, *args: Any, outcome: Outcome, **more: Any) -> None:
        super().__init__(*args, **more)
        self.outcome = outcome
        is_death = outcome is Outcome.DEATH
        self.fields["born"] = _year(_("Year of birth of the dead person") if is_death else _("Year of birth"))
        self.fields["born"].required = True
        self.fields["day"] = forms.DateField(
            label=_("Day of death") if is_death else _("Day on which the disability was fixed"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )
        if is_death:
            self.fields["relatives_lost"] = yuan(_("Relatives' lost income for the funeral"))
            self.fields["relatives_transport"] = yuan(_("Relatives' transport"))
            self.fields["relatives_accommodation"] = yuan(_("Relatives' accommodation"))
        else:
            self._ask_about_disability()
        self.fields["mental"] = yuan(_("Mental distress"), help_text=_("What is agreed or asked for."))
        for row in ROWS:
            self._ask_about_dependant(row)

    def _ask_about_disability(self) -> None:
        self.fields["grades"] = forms.CharField(
            label=_("Grade of disability"),
            help_text=_("1 is the gravest, 10 the lightest. Several grades with commas: 8, 10."),
            max_length=40,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )
        self.fields["devices"] = yuan(_("Assistive devices, all replacements together"))
        self.fields["care_years"] = number(_("Years of further nursing"), 20)
        self.fields["dependency"] = number(
            _("How far nursing is needed, per cent"),
            100,
            help_text=_("100: for everything. As the expert says."),
        )

    def _ask_about_dependant(self, row: int) -> None:
        self.fields[f"dependant_{row}"] = _year(_("Year of birth"))
        self.fields[f"supporters_{row}"] = number(
            _("How many people have to support this person?"), 20, help_text=_("The injured person included.")
        )
        self.fields[f"unable_{row}"] = forms.BooleanField(
            label=_("Of age, cannot work and has no other income"), required=False
        )

    def dependants(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{row}"] for name in ("dependant", "supporters", "unable")] for row in ROWS]

    def own_fields(self) -> list[forms.BoundField]:
        rows = {field.name for row in self.dependants() for field in row}
        return [field for field in self.visible_fields() if field.name not in rows]

    def clean_grades(self) -> str:
        text = str(self.cleaned_data["grades"]).strip()
        if not GRADES.fullmatch(text) or not all(1 <= int(each) <= 10 for each in re.findall(r"\d+", text)):
            raise ValidationError(_("Grades are numbers from 1 to 10, with commas between them."))
        return text


def _year(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1890,
        max_value=2100,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": "1981"}),
    )
