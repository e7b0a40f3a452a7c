"""Asking for pictures and papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.files.policies import FileRetention
from linli.matters.actions.attaching import Upload
from linli.rulebook.queries import in_force

FILE_TYPES = "image/*,application/pdf"


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    widget = SeveralFiles

    def clean(self, data: object, initial: object = None) -> list[Upload]:
        given = data if isinstance(data, list) else [data] if data else []
        files = [super(FilesField, self).clean(each, initial) for each in given] if given else []
        if self.required and not files:
            super().clean(None, initial)
        return [Upload(file, file.name) for file in files]


class AddFilesForm(forms.Form):
    purpose = forms.ChoiceField(label=_("What is it?"))
    sent = FilesField(label=_("Pictures or papers"), widget=SeveralFiles(attrs={"accept": FILE_TYPES}))

    def __init__(self, *typed: Any, now: datetime) -> None:
        super().__init__(*typed)
        self.auto_id = "files-%s"
        self.fields["purpose"].choices = purposes(now)  # type: ignore[attr-defined]


def purposes(now: datetime) -> list[tuple[str, str]]:
    """Return what files may be kept for, in the reader's language."""
    try:
        kept = in_force(FileRetention, city_day(now)).value.purposes
    except Refusal:
        return []
    english = (get_language() or "").startswith("en")
    return [(each.purpose, each.label_en if english else each.label_zh) for each in kept]
