"""One form for each step of a conference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.conferences.access import seats_open_to, tasks_open_to
from linli.conferences.actions.moving import step_rule
from linli.conferences.actions.seating import NewSeat
from linli.conferences.actions.sitting import NewTask
from linli.conferences.models import Conference
from linli.conferences.policies import Kind, Outcome, Position, Verb, beyond
from linli.conferences.queries.people import candidates, names_of, villagers_of
from linli.conferences.rules import StepRule
from linli.core.time import city_day, city_zone
from linli.disputes.forms.base import DayField, in_words
from linli.disputes.policies import Tie
from linli.people.access import Viewer
from linli.people.models import Account, Unit

Pairs = list[tuple[Any, Any]]
NOBODY = ("", "—")
MOST_TASKS = 3


@dataclass
class Setting:
    """The conference, who asks and the hour; lists are read when a form asks for them, and once."""

    conference: Conference
    viewer: Viewer
    now: datetime

    @cached_property
    def step(self) -> StepRule:
        return step_rule(self.conference)

    @cached_property
    def seats(self) -> Pairs:
        """Those not released."""
        rows = list(
            self.conference.seats.filter(released_at=None).select_related("account", "villager", "unit")
        )
        names = names_of(rows)
        return [(each.pk, f"{names[each.pk]} · {self.seat_words(each)}") for each in rows]

    @cached_property
    def own_seats(self) -> Pairs:
        mine = set(seats_open_to(self.viewer, self.conference).values_list("pk", flat=True))
        return [each for each in self.seats if each[0] in mine]

    @cached_property
    def own_seats_there(self) -> Pairs:
        there = set(self.conference.seats.filter(came=True).values_list("pk", flat=True))
        return [each for each in self.own_seats if each[0] in there]

    def seat_words(self, seat: Any) -> str:
        post = next((each for each in self.step.posts if each.code == seat.post), None)
        return str(post.name) if post else seat.why

    @cached_property
    def free_posts(self) -> Pairs:
        taken = set(self.conference.seats.filter(released_at=None).values_list("post", flat=True))
        return [(each.code, str(each.name)) for each in self.step.posts if each.code not in taken]

    @cached_property
    def colleagues(self) -> Pairs:
        return [(each.username, each.label) for each in candidates(self.conference, city_day(self.now))]

    @cached_property
    def villagers(self) -> Pairs:
        if not self.step.takes_villagers:
            return []
        return [
            (each.row.pk, each.label) for each in villagers_of([self.conference.unit_id], city_day(self.now))
        ]

    @cached_property
    def tasks(self) -> Pairs:
        rows = tasks_open_to(self.viewer, self.conference).order_by("due_on", "pk")
        return [(each.pk, f"{each.unit.name} · {each.due_on} · {each.words[:40]}") for each in rows]

    @cached_property
    def units_at_table(self) -> dict[int, Unit]:
        there = self.conference.seats.filter(came=True, unit__isnull=False).select_related("unit")
        found = [self.conference.unit, self.conference.asked_by, *(each.unit for each in there)]
        return {each.pk: each for each in found if each is not None}


class StepForm(forms.Form):
    """Base of what is asked for a step. `seen` is how much had happened when the page was made."""

    lists: Mapping[str, str] = {}
    """Field -> the list of the setting that fills it."""
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, setting: Setting, verb: Verb, data: Any = None) -> None:
        self.setting, self.verb = setting, verb
        initial = {"seen": setting.conference.chain_length}
        super().__init__(data, auto_id=f"{verb.value}-%s", initial=initial)
        for name, source in self.lists.items():
            field = self.fields[name]
            offered = list(getattr(setting, source))
            if not field.required and not isinstance(field, forms.MultipleChoiceField):
                offered = [NOBODY, *offered]
            field.choices = offered  # type: ignore[attr-defined]
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the conference."""

    def given(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class WordsForm(StepForm):
    words = in_words(_("Why?"))


def _chosen(**more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(**{"coerce": int, "empty_value": None, **more})


class HourForm(StepForm):
    starts_at = forms.DateTimeField(
        label=_("When does it begin?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    place = forms.CharField(label=_("Where?"), max_length=120)

    def given(self) -> dict[str, Any]:
        given = super().given()
        at: datetime = given["starts_at"]
        given["starts_at"] = at.replace(tzinfo=city_zone()) if at.tzinfo is None else at
        return given


class PostponeForm(HourForm):
    words = in_words(_("Why?"), rows=2)


class _HolderForm(StepForm):
    """Exactly one of a colleague, somebody of the roster, or an office in words."""

    colleague = forms.ChoiceField(label=_("A colleague"), required=False)
    villager = _chosen(label=_("Or somebody of the roster of respected villagers"), required=False)
    called = forms.CharField(
        label=_("Or an office in words"),
        max_length=60,
        required=False,
        help_text=_("For instance: legal adviser of the village. No private name."),
    )
    lists = {"colleague": "colleagues", "villager": "villagers"}

    def prepare(self) -> None:
        if not self.setting.step.takes_villagers:
            del self.fields["villager"]

    def holder(self) -> dict[str, Any]:
        kept = self.cleaned_data
        name = kept.get("colleague", "")
        return {
            "account": Account.objects.filter(username=name).first() if name else None,
            "villager": kept.get("villager"),
            "called": kept.get("called", ""),
        }


class InviteForm(_HolderForm):
    post = forms.ChoiceField(label=_("A fixed seat"), required=False)
    why = forms.CharField(label=_("Or why this person is needed (the X)"), max_length=200, required=False)
    is_chair = forms.BooleanField(label=_("Chairs it"), required=False)
    lists = {**_HolderForm.lists, "post": "free_posts"}
    field_order = ("post", "why", "colleague", "villager", "called", "is_chair")

    def prepare(self) -> None:
        super().prepare()
        if not self.setting.step.posts:
            del self.fields["post"]
            self.fields["why"].label = gettext("Why is this person needed?")

    def given(self) -> dict[str, Any]:
        kept = self.cleaned_data
        more = {"post": kept.get("post", ""), "why": kept["why"], "is_chair": kept["is_chair"]}
        return {"seat": NewSeat(**self.holder(), **more)}


class AnswerForm(StepForm):
    seat = _chosen(label=_("Whose answer is it?"))
    comes = forms.TypedChoiceField(
        label=_("What is the answer?"),
        choices=[("yes", _("Will come")), ("no", _("Cannot come"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    tie = forms.TypedChoiceField(
        label=_("What have they to do with the sides?"), coerce=Tie, choices=Tie.choices
    )
    sides_accept = forms.BooleanField(
        label=_("Known to a side: all sides heard of it and accept it"), required=False
    )
    words = in_words(required=False, rows=2)
    lists = {"seat": "own_seats"}


class ReleaseForm(_HolderForm):
    seat = _chosen(label=_("Who is released?"))
    tie = forms.TypedChoiceField(
        label=_("What came to light?"), coerce=Tie, choices=Tie.choices, initial=Tie.NONE
    )
    words = in_words(_("Why?"), rows=2)
    lists = {**_HolderForm.lists, "seat": "seats"}
    field_order = ("seat", "tie", "words", "colleague", "villager", "called")

    def prepare(self) -> None:
        super().prepare()
        self.fields["colleague"].label = gettext("Who takes the seat: a colleague")

    def given(self) -> dict[str, Any]:
        kept, holder = self.cleaned_data, self.holder()
        taken = NewSeat(**holder) if any(holder.values()) else None
        return {"seat": kept["seat"], "tie": kept["tie"], "words": kept["words"], "replacement": taken}


class HoldForm(StepForm):
    came = forms.TypedMultipleChoiceField(
        label=_("Who came?"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    heard = in_words(_("What each side said, one a line; or that it chose not to come"), required=False)
    proposal = in_words(_("The opinion that was talked over"))
    words = in_words(required=False, rows=2)
    lists = {"came": "seats"}


class StateForm(StepForm):
    seat = _chosen(label=_("Whose position is it?"))
    stand = forms.TypedChoiceField(
        label=_("Where do they stand?"), coerce=Position, choices=Position.choices, widget=forms.RadioSelect
    )
    words = in_words(
        _("Why?"), required=False, rows=2, help_text=_("A different opinion is kept word for word.")
    )
    lists = {"seat": "own_seats_there"}


class DecideForm(StepForm):
    outcome = forms.TypedChoiceField(
        label=_("What follows?"), coerce=Outcome, choices=Outcome.choices, widget=forms.RadioSelect
    )
    reason = in_words(_("The reason"), help_text=_("When it goes up: why it could not be settled here."))
    sure = forms.BooleanField(label=_("The record is complete. Nothing of it can be changed after this."))

    def prepare(self) -> None:
        if beyond(Kind(self.setting.conference.kind)) is None:
            offered = [each for each in Outcome.choices if each[0] != Outcome.RAISED]
            self.fields["outcome"].choices = offered  # type: ignore[attr-defined]
        units = [NOBODY, *((pk, each.name) for pk, each in self.setting.units_at_table.items())]
        for place in range(1, MOST_TASKS + 1):
            label = gettext("Task %(place)s: which unit?") % {"place": place}
            self.fields[f"unit_{place}"] = _chosen(label=label, choices=units, required=False)
            self.fields[f"task_{place}"] = forms.CharField(
                label=gettext("What is it to do?"), max_length=500, required=False
            )
            self.fields[f"due_{place}"] = DayField(label=gettext("Done by which day?"), required=False)
        self.order_fields([*(name for name in self.fields if name != "sure"), "sure"])

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        for place in range(1, MOST_TASKS + 1):
            parts = [kept.get(f"{name}_{place}") for name in ("unit", "task", "due")]
            if any(parts) and not all(parts):
                self.add_error(f"task_{place}", gettext("A task needs its unit, its words and its day."))
        return kept

    def given(self) -> dict[str, Any]:
        kept = self.cleaned_data
        tasks = [
            NewTask(
                self.setting.units_at_table[kept[f"unit_{place}"]],
                kept[f"task_{place}"],
                kept[f"due_{place}"],
            )
            for place in range(1, MOST_TASKS + 1)
            if kept.get(f"unit_{place}")
        ]
        return {"outcome": kept["outcome"], "reason": kept["reason"], "tasks": tasks}


class RaiseForm(WordsForm):
    def prepare(self) -> None:
        self.fields["words"].label = gettext("Why could it not be settled here?")


class ReportForm(StepForm):
    task = _chosen(label=_("Which task?"))
    words = in_words(_("What was done, and with what result?"))
    lists = {"task": "tasks"}


FORMS: Mapping[Verb, type[StepForm]] = {
    Verb.APPROVE: HourForm,
    Verb.DECLINE: WordsForm,
    Verb.INVITE: InviteForm,
    Verb.ANSWER: AnswerForm,
    Verb.RELEASE: ReleaseForm,
    Verb.POSTPONE: PostponeForm,
    Verb.CANCEL: WordsForm,
    Verb.HOLD: HoldForm,
    Verb.STATE: StateForm,
    Verb.DECIDE: DecideForm,
    Verb.RAISE: RaiseForm,
    Verb.REPORT: ReportForm,
    Verb.DRAFT_MINUTES: StepForm,
}


def step_form(setting: Setting, verb: Verb, data: Any = None) -> StepForm:
    return FORMS[verb](setting, verb, data)
