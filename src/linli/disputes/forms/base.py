from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.core.moments import moment_words
from linli.core.time import city_day
from linli.disputes.errors import DisputeNotFound
from linli.disputes.models import Dispute
from linli.disputes.policies import Answer, SessionStatus, TermKind, Verb
from linli.disputes.queries.claims import is_claim
from linli.disputes.queries.page import Candidate, Whole, candidates

Pairs = list[tuple[Any, str]]
IN_WORDS = _("In words")


@dataclass
class Setting:
    """The verb, its dispute and the hour; lists are read when a form asks for them, and once."""

    whole: Whole
    now: datetime

    @property
    def dispute(self) -> Dispute:
        return self.whole.dispute

    @cached_property
    def sides(self) -> Pairs:
        return [(each.party.pk, each.label) for each in self.whole.sides]

    @cached_property
    def candidates(self) -> list[Candidate]:
        return candidates(self.dispute, city_day(self.now))

    @cached_property
    def planned(self) -> Pairs:
        rows = [each for each in self.dispute.sessions.all() if each.status == SessionStatus.PLANNED]
        rows.sort(key=lambda each: each.begins_at)
        return [(each.pk, f"{moment_words(each.begins_at)} {each.place}") for each in rows]

    @cached_property
    def proposals(self) -> Pairs:
        if not self.whole.there.proposals:
            return []
        rows = self.dispute.proposals.filter(answer=Answer.OPEN).order_by("pk")
        return [(each.pk, each.words[:60]) for each in rows]

    @cached_property
    def is_claim(self) -> bool:
        return is_claim(self.dispute, self.now)

    @cached_property
    def unpromised(self) -> Pairs:
        """Open payments of which nobody said yet when the money comes."""
        agreement = self.whole.agreement
        if agreement is None:
            return []
        rows = agreement.terms.filter(is_open=True, kind=TermKind.PAY, promise=None)
        return [
            (each.pk, f"{each.words[:40]} {each.left}") for each in rows.order_by("position", "instalment")
        ]

    @cached_property
    def open_terms(self) -> Pairs:
        agreement = self.whole.agreement
        rows = [each for each in agreement.terms.all() if each.is_open] if agreement else []
        rows.sort(key=lambda each: (each.due_on, each.pk))
        return [(each.pk, f"{each.due_on} {each.words[:40]} {each.amount or ''}".strip()) for each in rows]


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Money(forms.DecimalField):
    """Yuan, with fen."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_digits=15, decimal_places=2, **more)


class ChoiceOf(forms.TypedChoiceField):
    """A choice whose list is filled when the page is made."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"coerce": int, **more})


def in_words(label: Any = IN_WORDS, *, required: bool = True, rows: int = 3, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=4000, widget=area, **more)


class VerbForm(forms.Form):
    """Base of what is asked for a verb. `seen` is how much had happened when the page was made."""

    verb: Verb
    lists: Mapping[str, str] = {}
    """Field -> the list of the setting that fills it."""
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, setting: Setting, verb: Verb, data: Any = None, files: Any = None) -> None:
        self.setting, self.verb = setting, verb
        initial = {"seen": setting.dispute.chain_length}
        super().__init__(data, files, auto_id=f"{verb.value}-%s", initial=initial)
        for name, source in self.lists.items():
            field = self.fields[name]
            choices = list(getattr(setting, source))
            if not field.required and not isinstance(field, forms.MultipleChoiceField):
                choices = [("", "—"), *choices]
            field.choices = choices  # type: ignore[attr-defined]
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the dispute."""

    def given(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def verb_named(value: str) -> Verb:
    """Raises DisputeNotFound."""
    try:
        return Verb(value)
    except ValueError:
        raise DisputeNotFound from None
