"""The public page's answers, and the case that follows from them.

The page carries all answers along in a hidden field; nothing is kept here. What comes back is checked again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from linli.compensation.errors import AnswersUnreadable
from linli.compensation.forms.accident import SIDES, AccidentForm, Kind
from linli.compensation.forms.injured import ROWS, InjuredForm, LastingForm, Outcome
from linli.compensation.forms.insured import ADVANCES, InsuredForm, PaidForm, Side
from linli.compensation.policies.case import Case
from linli.compensation.queries import Shelf, places
from linli.compensation.reading import case_of

Typed = dict[str, str]
MOST_PEOPLE = 9
MOST_LETTERS = 60_000


@dataclass
class Answers:
    """What was typed so far, as it was typed."""

    accident: Typed = field(default_factory=dict)
    people: list[dict[str, Typed]] = field(default_factory=list)
    """For each injured person `injured` and `lasting`."""
    insured: Typed = field(default_factory=dict)
    paid: Typed = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Answers:
        """Return the answers a page carried. Raises AnswersUnreadable."""
        if not text:
            return cls()
        if len(text) > MOST_LETTERS:
            raise AnswersUnreadable
        try:
            data = json.loads(text)
            people = [{name: _typed(each[name]) for name in each} for each in data["people"][:MOST_PEOPLE]]
            return cls(_typed(data["accident"]), people, _typed(data["insured"]), _typed(data["paid"]))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise AnswersUnreadable from error

    def written(self) -> str:
        return json.dumps(
            {"accident": self.accident, "people": self.people, "insured": self.insured, "paid": self.paid},
            ensure_ascii=False,
        )


def _typed(data: Any) -> Typed:
    return {str(name): str(value)[:60] for name, value in data.items()}


@dataclass(frozen=True)
class Asker:
    """Builds each step's form from what was answered before."""

    answers: Answers
    shelf: Shelf

    def form(self, step: str, place: int, data: Typed | None = None) -> forms.Form:
        """Return the form of a step, empty, or filled with `data`."""
        given = data or None
        if step == "accident":
            return AccidentForm(given, figures=self._figures())
        if step == "injured":
            return InjuredForm(given, places=self.seats(), trades=self._trades())
        if step == "lasting":
            return LastingForm(given, outcome=self.outcome(place))
        if step == "insured":
            return InsuredForm(given, sides=self.sides())
        return PaidForm(given, payers=self._payers(), victims=self.victims())

    def outcome(self, place: int) -> Outcome:
        typed = (
            self.answers.people[place]["injured"].get("outcome", "")
            if place < len(self.answers.people)
            else ""
        )
        return Outcome(typed) if typed in Outcome.values else Outcome.WELL

    def vehicles(self) -> list[Side]:
        found = []
        for letter in SIDES:
            kind = self.answers.accident.get(f"side_{letter.lower()}", "")
            if kind in Kind.values:
                found.append(Side(letter, _("Vehicle %(letter)s") % {"letter": letter}, kind == Kind.MOTOR))
        return found

    def seats(self) -> list[tuple[str, str]]:
        """Return where somebody may have been: on foot, driving or riding along in each vehicle."""
        found = [("foot", _("on foot"))]
        for side in self.vehicles():
            found.append((f"{side.id}:driver", _("drove or rode %(vehicle)s") % {"vehicle": side.label}))
            found.append((f"{side.id}:passenger", _("passenger of %(vehicle)s") % {"vehicle": side.label}))
            found.append(
                (f"{side.id}:owner", _("owns %(vehicle)s: only damage to it") % {"vehicle": side.label})
            )
        return found

    def victims(self) -> list[tuple[str, str]]:
        return [(f"P{n}", person_name(n)) for n in range(1, len(self.answers.people) + 1)]

    def sides(self) -> list[Side]:
        """Return everybody who may be liable: the vehicles and the injured who were on foot."""
        walkers = [
            Side(id_, label, is_motor=False)
            for (id_, label), each in zip(self.victims(), self.answers.people, strict=True)
            if each.get("injured", {}).get("where") == "foot"
        ]
        return [*self.vehicles(), *walkers]

    def _payers(self) -> list[tuple[str, str]]:
        found = []
        for side in self.vehicles():
            found.append((side.id, _("%(vehicle)s: driver, owner or employer") % {"vehicle": side.label}))
            if side.is_motor:
                found.append(
                    (
                        f"{side.id}/compulsory",
                        _("%(vehicle)s, compulsory insurance") % {"vehicle": side.label},
                    )
                )
                if self.answers.insured.get(f"commercial_{side.id}"):
                    words = _("%(vehicle)s, commercial insurance") % {"vehicle": side.label}
                    found.append((f"{side.id}/commercial", words))
        return [*found, ("fund", _("Road accident relief fund"))]

    def _figures(self) -> list[tuple[str, str]]:
        return [
            (f"{code}:{year}", f"{name} · {year}")
            for code, name, years in places(self.shelf)
            for year in years
        ]

    def _trades(self) -> list[tuple[str, str]]:
        province, _sep, year = self.answers.accident.get("figures", "").partition(":")
        for entry in self.shelf.figures:
            if str(entry.value.year) == year and province in entry.value.provinces:
                return [(each, each) for each in entry.value.provinces[province].figures.trade_wages]
        return []

    def case(self) -> Case:
        """Return the case. Raises StepsUnfinished for a step whose answers do not fit, CaseRefused."""
        return case_of(self._case())

    def _case(self) -> dict[str, Any]:
        accident = self._checked("accident", 0, self.answers.accident)
        province, _sep, year = str(accident["figures"]).partition(":")
        people = [self._person(place) for place in range(len(self.answers.people))]
        insured = self._checked("insured", 0, self.answers.insured)
        return {
            "accident_on": accident["accident_on"].isoformat(),
            "parameters": {"province": province, "year": int(year)} if year else {},
            "vehicles": [_vehicle(side, insured) for side in self.vehicles()],
            "victims": people,
            "liability": {side.id: _liability(side, insured) for side in self.sides()},
            "advances": _advances(self._checked("paid", 0, self.answers.paid)),
        }

    def _checked(self, step: str, place: int, typed: Typed) -> dict[str, Any]:
        form = self.form(step, place, typed or {"_": ""})
        if not form.is_valid():
            raise StepUnfinished(step, place)
        return form.cleaned_data

    def _person(self, place: int) -> dict[str, Any]:
        typed = self.answers.people[place]
        injured = self._checked("injured", place, typed.get("injured", {}))
        side, _sep, role = str(injured["where"]).partition(":")
        person: dict[str, Any] = {"id": f"P{place + 1}", "label": person_name(place + 1)}
        if role:
            person |= {"vehicle": side, "role": role}
        losses = _losses(injured)
        outcome = self.outcome(place)
        if outcome is not Outcome.WELL:
            lasting = self._checked("lasting", place, typed.get("lasting", {}))
            person["born"] = lasting["born"]
            if lasting.get("day"):
                person["died_on" if outcome is Outcome.DEATH else "disability_fixed_on"] = lasting[
                    "day"
                ].isoformat()
            losses |= _lasting(lasting, outcome, losses)
        return {**person, "losses": losses}


class StepUnfinished(Exception):
    """A step must be looked at again before the case can be reckoned."""

    def __init__(self, step: str, place: int) -> None:
        super().__init__(step)
        self.step, self.place = step, place


def person_name(number: int) -> str:
    return _("Injured person %(n)s") % {"n": number}


def _losses(given: Mapping[str, Any]) -> dict[str, Any]:
    losses: dict[str, Any] = {
        name: str(given[name])
        for name in ("medical", "follow_up", "transport", "accommodation", "appraisal")
        if given.get(name)
    }
    if given.get("hospital_days"):
        losses["hospital_meals"] = {"days": given["hospital_days"]}
    if given.get("nutrition_days"):
        losses["nutrition"] = {"days": given["nutrition_days"]}
    if given.get("nursing_days"):
        losses["nursing"] = [
            {"days": given["nursing_days"], "carers": given.get("carers") or 1} | _pay_of_carer(given)
        ]
    if given.get("off_days"):
        pay = (
            {given["pay_kind"] or "daily": str(given["pay"])}
            if given.get("pay") is not None
            else {"trade": given["trade"]}
        )
        losses["lost_wages"] = {"days": given["off_days"], **pay}
    if given.get("repair"):
        losses["property"] = {"repair": str(given["repair"])}
    return losses


def _pay_of_carer(given: Mapping[str, Any]) -> dict[str, str]:
    return {"daily": str(given["nursing_daily"])} if given.get("nursing_daily") else {}


def _lasting(given: Mapping[str, Any], outcome: Outcome, before: Mapping[str, Any]) -> dict[str, Any]:
    losses: dict[str, Any] = {"mental": str(given["mental"])} if given.get("mental") else {}
    if outcome is Outcome.DEATH:
        losses |= {"death": True, "funeral": True}
        names = {"lost_wages": "relatives_lost", "transport": "relatives_transport"}
        names["accommodation"] = "relatives_accommodation"
        relatives = {name: str(given[asked]) for name, asked in names.items() if given.get(asked)}
        if relatives:
            losses["relatives"] = relatives
    else:
        losses["disability"] = {"grades": [int(each) for each in re.findall(r"\d+", given["grades"])]}
        if given.get("devices"):
            losses["devices"] = str(given["devices"])
        if given.get("care_years"):
            care = {"years": given["care_years"], "dependency": str(given.get("dependency") or Decimal(100))}
            losses["nursing"] = [*before.get("nursing", []), care]
    dependants = [_dependant(given, row) for row in ROWS if given.get(f"dependant_{row}")]
    return losses | ({"dependants": dependants} if dependants else {})


def _dependant(given: Mapping[str, Any], row: int) -> dict[str, Any]:
    person = {"born": given[f"dependant_{row}"], "supporters": given.get(f"supporters_{row}") or 1}
    return person | ({"cannot_work": True} if given.get(f"unable_{row}") else {})


def _vehicle(side: Side, given: Mapping[str, Any]) -> dict[str, Any]:
    vehicle: dict[str, Any] = {
        "id": side.id,
        "label": side.label,
        "kind": "motor" if side.is_motor else "non_motor",
    }
    if side.is_motor:
        vehicle["compulsory"] = given[f"compulsory_{side.id}"] == "yes"
        if given.get(f"commercial_{side.id}"):
            vehicle["commercial"] = {"limit": str(given[f"commercial_{side.id}"])}
        if given[f"answers_{side.id}"] != "driver":
            vehicle["persons"] = [
                {"role": "driver", "share": 0},
                {"role": given[f"answers_{side.id}"], "share": 100},
            ]
        if given.get(f"violation_{side.id}"):
            vehicle["violation"] = given[f"violation_{side.id}"]
    return vehicle


def _liability(side: Side, given: Mapping[str, Any]) -> dict[str, Any]:
    share = given.get(f"share_{side.id}")
    return {"degree": given[f"degree_{side.id}"]} | ({"share": str(share)} if share is not None else {})


def _advances(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"by": given[f"by_{row}"], "to": given[f"to_{row}"] or "P1", "amount": str(given[f"amount_{row}"])}
        for row in ADVANCES
        if given.get(f"by_{row}")
    ]
