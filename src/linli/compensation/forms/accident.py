from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SIDES = "ABC"
OWN = "own"


class Kind(TextChoices):
    """What a side of the accident was."""

    MOTOR = "motor", _("Motor vehicle (car, lorry, motorcycle)")
    NON_MOTOR = "non_motor", _("Bicycle, e-bike, tricycle")


NO_MORE = [("", _("nobody else"))]


class AccidentForm(forms.Form):
    """When it was, by whose figures, and who met."""

    accident_on = forms.DateField(
        label=_("Day of the accident"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    figures = forms.ChoiceField(
        label=_("Figures of which place and year"),
        help_text=_("Usually where the case is settled, the last year that has figures."),
    )
    side_a = forms.ChoiceField(label=_("Vehicle A"), choices=Kind.choices)
    side_b = forms.ChoiceField(label=_("Vehicle B"), choices=[*NO_MORE, *Kind.choices], required=False)
    side_c = forms.ChoiceField(label=_("Vehicle C"), choices=[*NO_MORE, *Kind.choices], required=False)

    def __init__(self, *args: Any, figures: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = figures or [(OWN, gettext("No figures are there yet"))]
        self.fields["figures"].choices = choices  # type: ignore[attr-defined]
