from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.matters.file_forms import FILE_TYPES, FilesField, SeveralFiles
from linli.supervision.policies import (
    LEVELS,
    Gravity,
    HazardStatus,
    HazardVerb,
    ListingLevel,
    ListingStatus,
    ListingVerb,
    RoundKind,
)

DAY = forms.DateInput(attrs={"type": "date"})
TEXT = forms.Textarea(attrs={"rows": 3})
UNIT = forms.TextInput(attrs={"list": "units", "autocomplete": "off"})
PUBLIC = _("Everybody can read this. Name the place and the problem, never a person.")


class InboxForm(forms.Form):
    rung = forms.ChoiceField(
        label=_("Level"),
        required=False,
        choices=[("", _("all")), *((rung.value, rung.label) for rung in LEVELS)],
    )


class ReasonForm(forms.Form):
    words = forms.CharField(label=_("Why is it late, and by when will it be done?"), widget=TEXT)


class ListingFilter(forms.Form):
    status = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), ("open", _("on the list now")), *ListingStatus.choices],
    )


class ProposeForm(forms.Form):
    title = forms.CharField(label=_("The problem"), max_length=120, help_text=PUBLIC)
    place = forms.CharField(label=_("Where"), max_length=200)
    target = forms.CharField(label=_("What is to be reached"), max_length=300)
    grounds = forms.CharField(
        label=_("Why it is to be listed"), widget=TEXT, help_text=_("With figures. Not public.")
    )
    level = forms.ChoiceField(label=_("Who watches over it"), choices=ListingLevel.choices)
    owner = forms.CharField(label=_("Which unit solves it"), widget=UNIT)


class BatchForm(forms.Form):
    due_on = forms.DateField(
        label=_("To be solved by"),
        required=False,
        widget=DAY,
        help_text=_("The last day. Left empty, the time that the city's rules give."),
    )
    listings = forms.TypedMultipleChoiceField(
        label=_("Approved problems"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rows: list[tuple[int, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["listings"].choices = rows  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """The words of one step."""

    words = forms.CharField(label=_("In words"), widget=TEXT, required=False)


class EvidenceForm(StepForm):
    papers = FilesField(
        label=_("Pictures or papers"), required=False, widget=SeveralFiles(attrs={"accept": FILE_TYPES})
    )


class ProgressForm(EvidenceForm):
    share = forms.IntegerField(label=_("Done, in percent"), min_value=0, max_value=100)


class DeadlineForm(StepForm):
    due_on = forms.DateField(label=_("New last day"), widget=DAY)


class MaybeDeadlineForm(EvidenceForm):
    due_on = forms.DateField(
        label=_("New last day"),
        widget=DAY,
        required=False,
        help_text=_("Left empty, the time of the sector."),
    )


LISTING_FORMS: dict[ListingVerb, type[StepForm]] = {
    ListingVerb.REPORT: ProgressForm,
    ListingVerb.COMPLETE: EvidenceForm,
    ListingVerb.REJECT: EvidenceForm,
    ListingVerb.EXTEND: DeadlineForm,
    ListingVerb.ESCALATE: DeadlineForm,
}
HAZARD_FORMS: dict[HazardVerb, type[StepForm]] = {
    HazardVerb.RECTIFY: EvidenceForm,
    HazardVerb.PASS: EvidenceForm,
    HazardVerb.FAIL: MaybeDeadlineForm,
}


class HazardFilter(forms.Form):
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    status = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *HazardStatus.choices]
    )

    def __init__(self, *args: Any, sectors: dict[str, str], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["sector"].choices = [("", _("all")), *sectors.items()]  # type: ignore[attr-defined]


class HazardForm(forms.Form):
    sector = forms.ChoiceField(label=_("Sector"))
    gravity = forms.ChoiceField(label=_("How grave"), choices=Gravity.choices)
    place = forms.CharField(label=_("Where"), max_length=200)
    what = forms.CharField(label=_("What is dangerous"), widget=TEXT)
    owner = forms.CharField(label=_("Which unit puts it right"), widget=UNIT)
    due_on = forms.DateField(
        label=_("To be put right by"),
        required=False,
        widget=DAY,
        help_text=_("Left empty, the time of the sector."),
    )
    campaign = forms.TypedChoiceField(
        label=_("Part of a campaign"), required=False, coerce=int, empty_value=None
    )
    papers = FilesField(
        label=_("Pictures or papers"), required=False, widget=SeveralFiles(attrs={"accept": FILE_TYPES})
    )

    def __init__(
        self, *args: Any, sectors: dict[str, str], campaigns: list[tuple[int, str]], **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.fields["sector"].choices = list(sectors.items())  # type: ignore[attr-defined]
        self.fields["campaign"].choices = [("", _("none")), *campaigns]  # type: ignore[attr-defined]


class CampaignForm(forms.Form):
    """A campaign with its three rounds. A round without days is left out."""

    name = forms.CharField(label=_("Name of the campaign"), max_length=80)
    lead = forms.CharField(label=_("Led by"), widget=UNIT)
    sectors = forms.MultipleChoiceField(label=_("Sectors"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, sectors: dict[str, str], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["sectors"].choices = list(sectors.items())  # type: ignore[attr-defined]
        for kind in RoundKind:
            label = {"round": kind.label}
            self.fields[f"{kind.value}_from"] = forms.DateField(
                label=_("%(round)s: first day") % label, widget=DAY, required=False
            )
            self.fields[f"{kind.value}_until"] = forms.DateField(
                label=_("%(round)s: last day") % label, widget=DAY, required=False
            )
            self.fields[f"{kind.value}_aim"] = forms.CharField(
                label=_("%(round)s: aim") % label, max_length=300, required=False
            )

    def rounds(self) -> list[tuple[RoundKind, date, date, str]]:
        """Return the rounds whose days were given."""
        told = self.cleaned_data
        return [
            (kind, told[f"{kind.value}_from"], told[f"{kind.value}_until"], told[f"{kind.value}_aim"])
            for kind in RoundKind
            if told.get(f"{kind.value}_from") and told.get(f"{kind.value}_until")
        ]
