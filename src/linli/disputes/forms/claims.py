"""What the road-traffic claim desk asks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.core.time import city_day
from linli.disputes.actions.claims import AgreedAmount
from linli.disputes.forms.base import ChoiceOf, DayField, Money, Pairs, VerbForm, in_words
from linli.disputes.policies import AccidentRole
from linli.disputes.policies.claims import VEHICLES
from linli.disputes.queries.claims import latest_reckoning, parties_with_parts, party_for

VEHICLE_CHOICES = [("", _("none: on foot")), *((each, each) for each in VEHICLES)]


class PartForm(VerbForm):
    party = ChoiceOf(label=_("Which side?"))
    role = forms.TypedChoiceField(
        label=_("What has it to do with the accident?"), coerce=AccidentRole, choices=AccidentRole.choices
    )
    vehicle = forms.ChoiceField(
        label=_("Which vehicle, as in the reckoning?"), choices=VEHICLE_CHOICES, required=False
    )
    lists = {"party": "sides"}


class AdvanceForm(VerbForm):
    payer = ChoiceOf(label=_("Who paid?"))
    payee = ChoiceOf(label=_("For whom?"))
    amount = Money(label=_("Amount in yuan"))
    on = DayField(label=_("On which day? Empty: today"), required=False)
    words = in_words(_("What for, and by which receipt?"), rows=2)
    lists = {"payer": "sides", "payee": "sides"}


class ReckonForm(VerbForm):
    """The calculator's page carries the answers along; nobody types them here."""

    answers = forms.CharField(widget=forms.HiddenInput, max_length=60_000, strip=False)


class AmountsForm(VerbForm):
    """A line of the last reckoning for each payment: who of the sides it is, how much, by when."""

    facts = in_words(_("What happened, who is liable for how much by the determination"), rows=3)
    why_other = in_words(_("If the sides agree on other amounts than reckoned: why?"), required=False, rows=2)

    def prepare(self) -> None:
        row = latest_reckoning(self.setting.dispute)
        self.lines: list[dict[str, Any]] = list(row.terms) if row else []
        parties = parties_with_parts(self.setting.dispute)
        sides: Pairs = [("", "—"), *self.setting.sides]
        today = city_day(self.setting.now)
        for number, line in enumerate(self.lines):
            for name, id_ in (("debtor", line["payer"]), ("creditor", line["payee"])):
                label = _WHO[name] % {"who": line[_NAMES[name]]}
                self.fields[f"{name}_{number}"] = ChoiceOf(
                    label=label,
                    choices=sides,
                    initial=party_for(id_, parties),
                    empty_value=None,
                    required=False,
                )
            self.fields[f"amount_{number}"] = Money(
                label=gettext("Amount in yuan"), min_value=0, initial=Decimal(line["amount"])
            )
            self.fields[f"due_{number}"] = DayField(
                label=gettext("By which day?"), required=False, initial=today
            )
            self.fields[f"how_{number}"] = forms.CharField(
                label=gettext("How? In cash, by transfer, where"), max_length=200, required=False
            )
        for name in self.fields:
            if name.startswith(("debtor_", "creditor_", "due_")):
                # Left out it is refused in words, with the article.
                self.fields[name].needed_sometimes = True  # type: ignore[attr-defined]
        self.order_fields(
            ["seen", "facts", *(each for each in self.fields if each[-1].isdigit()), "why_other"]
        )

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        amounts = [
            AgreedAmount(
                data[f"debtor_{number}"],
                data[f"creditor_{number}"],
                data[f"amount_{number}"],
                data[f"due_{number}"],
                data[f"how_{number}"],
            )
            for number in range(len(self.lines))
        ]
        return {"amounts": amounts, "facts": data["facts"], "why_other": data["why_other"]}


_WHO = {"debtor": _("%(who)s: which side pays this?"), "creditor": _("%(who)s: which side gets it?")}
_NAMES = {"debtor": "payer_name", "creditor": "payee_name"}


class PromiseForm(VerbForm):
    term = ChoiceOf(label=_("Which payment?"))
    lists = {"term": "unpromised"}
