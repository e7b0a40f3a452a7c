"""The verbs' forms on a page: each field of a verb's model becomes a question in plain words."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from pydantic.fields import FieldInfo

from linli.catalogue.policies.kinds import KindView, Tier
from linli.catalogue.queries import duty_for, kinds
from linli.catalogue.queries.edition import Copies
from linli.catalogue.queries.kinds import today
from linli.core.errors import Refusal, Sentence
from linli.core.time import city_day
from linli.matters.errors import NeedsWords
from linli.matters.forms import FORMS, Form
from linli.matters.models import Matter
from linli.matters.policies import VERBS, Verb
from linli.matters.policies.rules import MatterReasons
from linli.matters.queries import unit_by_words
from linli.people.models import Unit
from linli.rulebook.queries import in_force

YES, NO = "yes", "no"
NAMED = 6
"""Units named when it is not clear which one is meant."""
LINES = re.compile(r"[\n,，、;；]+")


@dataclass(frozen=True)
class Question:
    label: Sentence
    hint: Sentence = ""
    yes: Sentence = ""
    """What the two buttons of a yes-or-no say."""
    no: Sentence = ""


READ_BY_REQUESTER = _("The requester reads this.")
QUESTIONS: dict[str, Question] = {
    "words": Question(_("In words")),
    "note": Question(_("Note for colleagues")),
    "kind": Question(_("What kind of matter is it?")),
    "tier": Question(_("How urgent?")),
    "reason": Question(_("Reason")),
    "into": Question(_("Case code of the matter that goes on")),
    "unit": Question(_("Which unit?"), _("Type its name, or a part of it.")),
    "co_units": Question(_("Assisting units"), _("One in each line.")),
    "requirement": Question(_("What is the unit to do?")),
    "reached": Question(_("Did you reach them?"), "", _("Yes, we spoke"), _("No, nobody answered")),
    "upheld": Question(
        _("Is the unit right?"), "", _("Yes, it was sent to the wrong unit"), _("No, it is its duty")
    ),
    "granted": Question(_("Grant more time?"), "", _("Grant it"), _("Do not grant it")),
    "review_on": Question(_("When is it looked at again?")),
    "result": Question(_("What was done, and what is the result?")),
    "passed": Question(_("What did you find on the spot?"), "", _("It is done"), _("It is not done")),
    "text": Question(_("The answer"), READ_BY_REQUESTER),
    "contacted": Question(_("Did the unit get in touch?")),
    "resolved": Question(_("Is it resolved?")),
    "satisfied": Question(_("How satisfied?")),
    "unit_at_fault": Question(
        _("What follows?"), "", _("The unit does it again"), _("It is explained and closed")
    ),
}
OF_VERB: dict[tuple[Verb, str], Question] = {
    (Verb.DECLINE, "words"): Question(_("Explain, and say where else to turn"), READ_BY_REQUESTER),
    (Verb.REDIRECT, "words"): Question(_("Explain, with address or number"), READ_BY_REQUESTER),
    (Verb.MERGE, "words"): Question(_("Explain"), READ_BY_REQUESTER),
    (Verb.EXCLUDE, "words"): Question(_("Explain"), READ_BY_REQUESTER),
    (Verb.DEFER, "words"): Question(_("Explain"), READ_BY_REQUESTER),
    (Verb.DECIDE_EXTENSION, "words"): Question(_("Explain"), _("If you grant it, the requester reads this.")),
    (Verb.REVIEW, "words"): Question(_("Explain"), _("If you close it, the requester reads this.")),
    (Verb.CONTACT, "words"): Question(_("What was said?")),
    (Verb.NOTE, "words"): Question(_("What was done?")),
    (Verb.FOLLOW_UP, "words"): Question(_("What did they say?")),
    (Verb.VERIFY, "words"): Question(_("What did you see?"), _("Needed when it is not done.")),
    (Verb.TRANSFER, "words"): Question(_("Why to another unit?")),
    (Verb.REOPEN, "words"): Question(_("What has happened since?")),
    (Verb.DECIDE_RETURN, "unit"): Question(
        _("Send it to which unit instead?"), _("Left empty, it goes back to triage.")
    ),
}
OF_REQUESTER: dict[tuple[Verb, str], Question] = {
    (Verb.ADD_INFORMATION, "words"): Question(_("What would you like to add?")),
    (Verb.WITHDRAW, "words"): Question(_("Would you like to say why?")),
    (Verb.OBJECT, "words"): Question(_("Why do you disagree?")),
    (Verb.REOPEN, "words"): Question(_("What has happened since?")),
    (Verb.RATE, "contacted"): Question(_("Did the unit contact you?")),
    (Verb.RATE, "resolved"): Question(_("Is your matter resolved?")),
    (Verb.RATE, "satisfied"): Question(_("How satisfied are you with the way it was handled?")),
    (Verb.RATE, "words"): Question(_("Anything else?")),
}


@dataclass(frozen=True)
class Setting:
    """What a form must know to ask well."""

    verb: Verb
    matter: Matter
    now: datetime
    by_requester: bool = False

    def question(self, name: str) -> Question:
        own = OF_REQUESTER if self.by_requester else OF_VERB
        return own.get((self.verb, name)) or QUESTIONS.get(name) or Question(name)


class VerbForm(forms.Form):
    """The questions of one verb for a matter. `seen` is how much had happened when the page was made."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, setting: Setting, data: Mapping[str, Any] | None = None) -> None:
        self.setting = setting
        verb, seen = setting.verb, setting.matter.chain_length
        super().__init__(data, auto_id=f"{verb.value}-%s", initial={"seen": seen})
        asked = FORMS[verb].model_fields
        self.fields |= {name: _field(setting, name, info) for name, info in asked.items()}
        if VERBS[verb].danger:
            sure = gettext("Yes, I am sure. This is not easily undone.")
            self.fields["sure"] = forms.BooleanField(label=sure)

    def answer(self) -> Form:
        """Return what was asked for, after `is_valid`."""
        given = {name: self.cleaned_data[name] for name in FORMS[self.setting.verb].model_fields}
        return FORMS[self.setting.verb](**given)

    def mark(self, refusal: Refusal) -> Refusal | None:
        """Show at the field itself that words are missing; return any other refusal, for the top of the page."""
        if not isinstance(refusal, NeedsWords):
            return refusal
        for name in str(refusal.facts.get("field", "")).split(", "):
            if name not in self.fields:
                return refusal
            self.add_error(name, gettext("Please fill this in."))
        return None

    @property
    def questions(self) -> list[Any]:
        return self.visible_fields()


def _field(setting: Setting, name: str, info: FieldInfo) -> forms.Field:
    question = setting.question(name)
    special = SPECIAL.get(name)
    made = special(setting, info) if special else _plain(setting, name, info)
    made.label = str(question.label)
    made.help_text = str(question.hint) or made.help_text
    return made


def _plain(setting: Setting, name: str, info: FieldInfo) -> forms.Field:
    kind, required = _bare(info.annotation), _is_needed(info)
    if kind is bool:
        question = setting.question(name)
        choices = [(YES, question.yes), (NO, question.no)]
        return forms.TypedChoiceField(choices=choices, coerce=lambda v: v == YES, widget=forms.RadioSelect)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return forms.TypedChoiceField(
            choices=kind.choices,  # type: ignore[attr-defined]
            coerce=kind,
            empty_value=None,
            required=required,
            widget=forms.RadioSelect,
        )
    if kind is date:
        today = city_day(setting.now).isoformat()
        return forms.DateField(
            widget=forms.DateInput(attrs={"type": "date", "min": today}, format="%Y-%m-%d")
        )
    longest = FORMS[setting.verb].model_config.get("str_max_length")
    return forms.CharField(required=required, max_length=longest, widget=forms.Textarea(attrs={"rows": 4}))


def _bare(annotation: Any) -> Any:
    """Return the type without its `| None`."""
    if get_origin(annotation) in (Union, types.UnionType):
        return next(each for each in get_args(annotation) if each is not type(None))
    return annotation


def _is_needed(info: FieldInfo) -> bool:
    return info.is_required() or any(getattr(each, "min_length", 0) for each in info.metadata)


# Fields with a list behind them


class KindField(forms.ChoiceField):
    """One of the city's kinds, in groups; first those that fit the suggestion."""

    def __init__(self, *, suggested: str = "", public: bool = False, **more: Any) -> None:
        super().__init__(choices=kind_choices(suggested, public=public), **more)


def kind_choices(suggested: str = "", *, public: bool = False) -> list[Any]:
    tree = kinds()
    fitting = [(leaf.code, leaf.name) for leaf in tree.labelled(suggested)] if suggested else []
    first = [(gettext("Suggested"), fitting)] if fitting else []
    return [("", "—"), *first, *_groups.of((today(), get_language() or "", public))]


def _grouped(key: tuple[date, str, bool]) -> list[Any]:
    on, _language, public = key
    tree = kinds(on)
    groups: dict[str, list[tuple[str, str]]] = {}
    for leaf in tree.public if public else tree.leaves:
        top = tree.get(leaf.code.split(".")[0], leaf)
        groups.setdefault(top.name, []).append((leaf.code, _below_top(tree, leaf)))
    return list(groups.items())


_groups: Copies[tuple[date, str, bool], list[Any]] = Copies(_grouped)


def _below_top(tree: Mapping[str, KindView], leaf: KindView) -> str:
    middle = tree.get(leaf.parent_code)
    return f"{middle.name} · {leaf.name}" if middle and "." in middle.code else leaf.name


class UnitField(forms.CharField):
    """A unit by its name, a part of it, or its code."""

    def __init__(self, *, near: str, **more: Any) -> None:
        self.near = near
        super().__init__(max_length=100, **more)

    def clean(self, value: Any) -> Any:
        words = str(super().clean(value)).strip()
        return unit_number(words) if words else None


class UnitsField(forms.CharField):
    """Several units, one in each line."""

    def clean(self, value: Any) -> Any:
        lines = (line.strip() for line in LINES.split(str(super().clean(value))))
        return tuple(unit_number(line) for line in lines if line)


def unit_number(words: str) -> int:
    """Return the number of the one unit meant. Raises ValidationError with those that could be meant."""
    found = unit_by_words(words)
    if len(found) == 1:
        return int(found[0].pk)
    if not found:
        raise ValidationError(gettext("There is no unit “%(words)s”.") % {"words": words})
    names = "、".join(unit.name for unit in found[:NAMED])
    raise ValidationError(gettext("Which one do you mean? %(names)s") % {"names": names})


def _kind(setting: Setting, info: FieldInfo) -> forms.Field:
    suggested = setting.matter.suggested_label
    return KindField(suggested=suggested, required=_is_needed(info), initial=setting.matter.kind_code)


def _tier(setting: Setting, info: FieldInfo) -> forms.Field:
    return forms.ChoiceField(choices=[("", gettext("As the kind says")), *Tier.choices], required=False)


def _reason(setting: Setting, info: FieldInfo) -> forms.Field:
    rule = in_force(MatterReasons, city_day(setting.now)).value
    english = (get_language() or "").startswith("en")
    given = getattr(rule, setting.verb.value, ())
    choices = [("", "—"), *((reason.code, reason.en if english else reason.zh) for reason in given)]
    return forms.ChoiceField(choices=choices)


def _unit(setting: Setting, info: FieldInfo) -> forms.Field:
    matter = setting.matter
    widget = forms.TextInput(
        attrs={
            "list": f"{setting.verb.value}-units",
            "autocomplete": "off",
            "hx-get": reverse_lazy("matters:units"),
            "hx-trigger": "input changed delay:300ms",
            "hx-target": f"#{setting.verb.value}-units",
        }
    )
    return UnitField(
        near=matter.area_code, required=info.is_required(), widget=widget, initial=_duty(setting)
    )


def _duty(setting: Setting) -> str:
    matter = setting.matter
    if setting.verb is not Verb.DISPATCH or not matter.kind_code:
        return ""
    match = duty_for(matter.kind_code, matter.area_code)
    unit = Unit.objects.filter(pk=match.unit_id).first() if match else None
    return unit.name if unit else ""


def _co_units(setting: Setting, info: FieldInfo) -> forms.Field:
    return UnitsField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


def _into(setting: Setting, info: FieldInfo) -> forms.Field:
    return forms.CharField(max_length=22, widget=forms.TextInput(attrs={"inputmode": "numeric"}))


SPECIAL: dict[str, Callable[[Setting, FieldInfo], forms.Field]] = {
    "kind": _kind,
    "tier": _tier,
    "reason": _reason,
    "unit": _unit,
    "co_units": _co_units,
    "into": _into,
}
