"""The form of a register, made from its declaration. What was typed is read by the same readers as a sheet's cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.areas.queries import AreaView, search
from linli.core.errors import Refusal
from linli.matters.file_forms import FilesField, SeveralFiles
from linli.registers.policies.declaration import Declaration, FieldSpec
from linli.registers.policies.fields import OUTSIDE, FieldType
from linli.registers.policies.values import Known, read
from linli.vault.errors import FieldNotListed
from linli.vault.policies.fields import PersonalField
from linli.vault.policies.plain import written

SEALED = {FieldType.PHONE: PersonalField.PHONE, FieldType.CONTACT: PersonalField.NAME}
MOST_AREAS = 2000


def _text(spec: FieldSpec) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 3}) if spec.longest > 200 else forms.TextInput()
    return forms.CharField(widget=widget, max_length=spec.longest)


def _number(spec: FieldSpec) -> forms.Field:
    return forms.CharField(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}))


def _date(spec: FieldSpec) -> forms.Field:
    return forms.CharField(max_length=20, widget=forms.TextInput(attrs={"type": "date"}))


def _choice(spec: FieldSpec) -> forms.Field:
    choices = [("", "—"), *((each.value, str(each.name)) for each in spec.choices)]
    return forms.ChoiceField(choices=choices)


def _point(spec: FieldSpec) -> forms.Field:
    text = gettext("Longitude and latitude in CGCS2000, as 114.31, 35.81")
    return forms.CharField(max_length=60, help_text=text)


def _entity(spec: FieldSpec) -> forms.Field:
    return forms.CharField(max_length=30, help_text=gettext("Unified social credit code, 18 characters"))


def _phone(spec: FieldSpec) -> forms.Field:
    text = gettext(
        "Sealed: shown to nobody before they say what for, and each reading is logged. Empty leaves what is there."
    )
    return forms.CharField(
        max_length=30, help_text=text, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


FIELDS = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _number,
    FieldType.DATE: _date,
    FieldType.CHOICE: _choice,
    FieldType.AREA: lambda spec: forms.ChoiceField(),
    FieldType.UNIT: lambda spec: forms.CharField(
        max_length=200, widget=forms.TextInput(attrs={"list": "units"})
    ),
    FieldType.ENTITY: _entity,
    FieldType.POINT: _point,
    FieldType.PHOTO: lambda spec: FilesField(widget=SeveralFiles(attrs={"accept": "image/*"})),
    FieldType.PHONE: _phone,
    FieldType.CONTACT: _phone,
}
"""Type of field -> the field of the form."""


class RecordForm(forms.Form):
    """The form of one register. `values`, once it is valid, are what the action takes."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self,
        declaration: Declaration,
        known: Known,
        *given: Any,
        within: str = "",
        initial: Mapping[str, Any] | None = None,
        is_new: bool = True,
    ) -> None:
        data, files = given if given else (None, None)
        super().__init__(data, files, initial=dict(initial or {}))
        self.declaration, self._known = declaration, known
        self.values: dict[str, Any] = {}
        self.sealed: dict[PersonalField, str] = {}
        for spec in declaration.fields:
            self.fields[spec.code] = self._field(spec, within, is_new)

    def _field(self, spec: FieldSpec, within: str, is_new: bool) -> forms.Field:
        field = FIELDS[spec.type](spec)
        measure = (
            f"（{spec.measure}）"
            if spec.measure
            else gettext(" (yuan)")
            if spec.type is FieldType.MONEY
            else ""
        )
        field.label = f"{spec.name}{measure}"
        field.required = spec.required and (is_new or spec.type not in (*SEALED, FieldType.PHOTO))
        if spec.help:
            field.help_text = str(spec.help)
        if spec.type is FieldType.AREA:
            field.choices = [("", "—"), *area_choices(within)]  # type: ignore[attr-defined]
        return field

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        cells = {
            spec.code: given.get(spec.code) for spec in self.declaration.fields if spec.type not in OUTSIDE
        }
        self.values, faults = read(self.declaration, cells, self._known)
        for code, why in faults.items():
            if code not in self.errors:
                self.add_error(code, str(why))
        for spec in self.declaration.fields:
            if spec.type in SEALED and given.get(spec.code):
                self._seal(spec, given[spec.code])
        return given

    def _seal(self, spec: FieldSpec, typed: str) -> None:
        try:
            self.sealed[SEALED[spec.type]] = written(SEALED[spec.type], typed)
        except FieldNotListed:
            raise
        except Refusal as refusal:
            self.add_error(spec.code, str(refusal))

    @property
    def photos(self) -> list[Any]:
        spec = self.declaration.of_type(FieldType.PHOTO)
        return list(self.cleaned_data.get(spec.code) or ()) if spec else []


def area_choices(within: str) -> list[tuple[str, str]]:
    """Return the areas that may be chosen, as the tree has them. One query."""
    found: list[AreaView] = search("", within=within, limit=MOST_AREAS)
    return [(each.code, each.full_name) for each in sorted(found, key=lambda each: each.code)]


class WordsForm(forms.Form):
    words = forms.CharField(label=_("In words"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class NoteForm(forms.Form):
    words = forms.CharField(
        label=_("What did you look at? (may be left empty)"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PurposeForm(forms.Form):
    purpose = forms.CharField(label=_("What for?"), max_length=200)


class SheetForm(forms.Form):
    sheet = forms.FileField(
        label=_("Sheet"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text=_("One row of column names, one row for each record. The template shows the names."),
    )
    only_check = forms.BooleanField(label=_("Only check it; store nothing"), required=False, initial=True)


class ListForm(forms.Form):
    """The filters of a list."""

    q = forms.CharField(label=_("Words or pinyin"), required=False, max_length=100)
    area = forms.ChoiceField(label=_("Area"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("on the register")), ("review", _("to be reviewed")), ("ended", _("taken off"))],
    )

    def __init__(self, declaration: Declaration, areas: list[tuple[str, str]], *given: Any) -> None:
        super().__init__(*given)
        self.declaration = declaration
        self.fields["area"].choices = [("", gettext("All")), *areas]  # type: ignore[attr-defined]
        self.fields["sort"].choices = orders(declaration)  # type: ignore[attr-defined]
        for spec in declaration.filters:
            if spec.type is FieldType.CHOICE:
                choices = [("", gettext("All")), *((each.value, str(each.name)) for each in spec.choices)]
                self.fields[f"f_{spec.code}"] = forms.ChoiceField(
                    label=str(spec.name), required=False, choices=choices
                )

    @property
    def chosen(self) -> dict[str, str]:
        given = self.cleaned_data if self.is_valid() else {}
        return {
            spec.code: given[f"f_{spec.code}"]
            for spec in self.declaration.filters
            if given.get(f"f_{spec.code}")
        }

    @property
    def narrows(self) -> bool:
        """Whether more than words was asked for: then what was asked is to be seen."""
        given = self.cleaned_data if self.is_valid() else {}
        return any(value for name, value in given.items() if name not in ("q", "sort"))

    @property
    def narrowing(self) -> list[Any]:
        return [self[f"f_{spec.code}"] for spec in self.declaration.filters if spec.type is FieldType.CHOICE]


def orders(declaration: Declaration) -> list[tuple[str, str]]:
    """Return the orders of a list: by what changed last, by name, and by the fields the declaration names."""
    title = declaration.by_code[declaration.title].name
    found = [("-changed", gettext("Last changed first")), ("title", str(title))]
    number = declaration.sorted_field(FieldType.NUMBER, FieldType.MONEY)
    day = declaration.sorted_field(FieldType.DATE)
    for name, spec in (("number", number), ("day", day)):
        if spec is not None:
            found += [(name, f"{spec.name} ↑"), (f"-{name}", f"{spec.name} ↓")]
    return found
