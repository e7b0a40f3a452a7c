"""Every item of a victim's loss with its steps. Personal-injury interpretation, articles 6 to 18."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.compensation.errors import (
    AgeImpossible,
    AgeMissing,
    CaseRefused,
    DependantNotEntitled,
    FigureMissing,
    Needs,
    TradeUnknown,
)
from linli.compensation.policies.case import Case, Victim
from linli.compensation.policies.dependants import Supported, stretches
from linli.compensation.policies.kinds import ARTICLES, NAMES, bucket_of
from linli.compensation.policies.losses import Dependant, Device, Earnings, LostWages, Nursing, Rated, Sum
from linli.compensation.policies.money import cents, plain
from linli.compensation.policies.result import Item
from linli.compensation.policies.standards import FIGURE_NAMES, Practice, Standards
from linli.compensation.policies.wording import days_words, people_words, percent, shown, years_words
from linli.compensation.policies.years import OF_AGE, OLDEST, age_on, years_of_payment, years_of_support

Reckoned = tuple[Fraction, list[str]]


class Ledger:
    """One victim's losses, read item by item."""

    def __init__(self, victim: Victim, case: Case, standards: Standards, place: int) -> None:
        self.victim, self.case, self.where = victim, case, f"victims[{place}]"
        self.losses = victim.losses
        self.practice: Practice = standards.practice
        home = standards.homes.get(victim.id)
        self.figures, self.home = standards.figures, home
        self.is_rural = _is_rural(victim.residence, case, standards)
        self.alike = case.accident_on >= standards.national.alike_from
        self.used: set[str] = set()
        """Figures that items rest on, filled while they are read."""

    def items(self) -> Iterator[Item]:
        """Yield the items in the order of the law. Raises CaseRefused, naming the field below `victims.<place>`."""
        losses = self.losses
        for code in ("medical", "follow_up", "cosmetic"):
            yield from self._sum(code, getattr(losses, code))
        for code in ("hospital_meals", "nutrition"):
            figure = "meals_per_day" if code == "hospital_meals" else "nutrition_per_day"
            yield from self._days(code, getattr(losses, code), figure)
        yield from self._sum("rehabilitation", losses.rehabilitation)
        yield from self._several("lost_wages", losses.lost_wages, self._wages)
        yield from self._several("nursing", losses.nursing, self._nursing)
        for code in ("transport", "accommodation"):
            yield from self._sum(code, getattr(losses, code))
        yield from self._lump("disability", self._disability)
        yield from self._lump("death", self._death)
        yield from self._lump("dependants", self._dependants)
        yield from self._several("devices", losses.devices, self._device)
        yield from self._lump("funeral", self._funeral)
        yield from self._relatives()
        yield from self._mental()
        yield from self._property()
        yield from self._sum("appraisal", losses.appraisal)
        for other in losses.other:
            yield Item("other", other.name, other.bucket, cents(other.amount))

    # Amounts and days

    def _item(self, code: str, amount: Fraction, steps: list[str]) -> Item:
        article = ARTICLES.get(code)
        basis = (
            _("Personal-injury interpretation, article %(article)s") % {"article": article} if article else ""
        )
        return Item(code, str(NAMES[code]), bucket_of(code), cents(amount), tuple(steps), basis)

    def _sum(self, code: str, given: Sum | None) -> Iterator[Item]:
        if given is not None:
            steps = [" + ".join(plain(each) for each in given.amount)] if len(given.amount) > 1 else []
            yield self._item(code, Fraction(sum(given.amount)), steps)

    def _days(self, code: str, given: Rated | None, figure: str) -> Iterator[Item]:
        if given is None:
            return
        if given.amount is not None:
            yield self._item(code, Fraction(given.amount), [])
            return
        days = given.days or 0
        rate = Fraction(given.rate) if given.rate is not None else self._figure(figure, f"{code}.rate")
        words = days_words(days) + f" × {plain(rate)}"
        if given.persons > 1:
            words += " × " + people_words(given.persons)
        yield self._item(code, days * rate * given.persons, [words])

    def _several(
        self, code: str, given: tuple[Earnings | Device, ...] | None, reckon: Callable[..., Reckoned]
    ) -> Iterator[Item]:
        if given is None:
            return
        whole, steps = Fraction(0), []
        for number, each in enumerate(given):
            if each.amount is not None:
                amount, words = Fraction(each.amount), [plain(each.amount)] if len(given) > 1 else []
            else:
                amount, words = reckon(each, f"{code}[{number}]")
            whole += amount
            steps += words
        yield self._item(code, whole, steps)

    def _lump(self, code: str, reckon: Callable[[], Reckoned]) -> Iterator[Item]:
        given = getattr(self.losses, code)
        if given is None:
            return
        if given.amount is not None:
            yield self._item(code, Fraction(given.amount), [])
        else:
            yield self._item(code, *reckon())

    # Time and pay

    def _wages(self, given: LostWages, field: str) -> Reckoned:
        days = self._days_lost(given, field)
        rate, steps = self._daily(given, field)
        amount = days * rate * given.persons
        words = days_words(days) + f" × {plain(rate)}"
        if given.persons > 1:
            words += " × " + people_words(given.persons)
        if given.received:
            amount = max(Fraction(0), amount - Fraction(given.received))
            words += " − " + plain(given.received)
        return amount, [*steps, words]

    def _days_lost(self, given: LostWages, field: str) -> int:
        if given.days is not None:
            return given.days
        until = given.until
        if until is None and self.victim.disability_fixed_on:
            until = self.victim.disability_fixed_on - timedelta(days=1)
        if given.since is None or until is None:
            raise self._refused(field, Needs(fields="until, disability_fixed_on"))
        return max(0, (until - given.since).days + 1)

    def _daily(self, given: Earnings, field: str) -> Reckoned:
        """Return what a day is worth, exactly, with the step that shows it."""
        month, year = Fraction(self.practice.days_in_month), Fraction(self.practice.days_in_year)
        if given.daily is not None:
            return Fraction(given.daily), []
        if given.monthly is not None:
            return self._divided(Fraction(given.monthly), month, _("a month"))
        if given.yearly is not None:
            return self._divided(Fraction(given.yearly), year, _("a year"))
        if given.total is not None:
            return self._divided(Fraction(given.total), Fraction(given.over_days or 1), "")
        if given.last_three_years is not None:
            mean = Fraction(sum(given.last_three_years)) / len(given.last_three_years)
            return self._divided(mean, year, _("average of the last years"))
        wage = self.figures.trade_wages.get(given.trade or "")
        if wage is None:
            raise self._refused(f"{field}.trade", TradeUnknown(trade=given.trade))
        self.used.add(given.trade or "")
        return self._divided(Fraction(wage), year, given.trade or "")

    def _divided(self, amount: Fraction, by: Fraction, what: str) -> Reckoned:
        rate = amount / by
        words = _("A day: %(amount)s ÷ %(days)s = %(rate)s") % {
            "amount": shown(amount),
            "days": plain(by),
            "rate": shown(rate),
        }
        return rate, [f"{words} ({what})" if what else words]

    def _nursing(self, given: Nursing, field: str) -> Reckoned:
        if given.way is not None:
            rate, steps = self._daily(given, field)
        else:
            rate, steps = self._figure("carer_per_day", f"{field}.daily"), []
        if given.years is not None:
            whole_year = given.yearly is not None or given.trade is not None
            days = Fraction(given.years) * Fraction(self.practice.days_in_year)
            amount = days * rate
            words = _("%(years)s years × %(days)s days × %(rate)s") % {
                "years": plain(given.years),
                "days": plain(self.practice.days_in_year),
                "rate": shown(rate),
            }
            if whole_year:
                steps = []
                yearly = rate * Fraction(self.practice.days_in_year)
                words = _("%(years)s years × %(yearly)s") % {
                    "years": plain(given.years),
                    "yearly": shown(yearly),
                }
        else:
            amount = (given.days or 0) * rate
            words = days_words(given.days or 0) + f" × {shown(rate)}"
        if given.carers > 1:
            amount *= given.carers
            words += " × " + ngettext("%(n)s carer", "%(n)s carers", given.carers) % {"n": given.carers}
        if given.dependency != 100:
            amount = amount * Fraction(given.dependency) / 100
            words += f" × {plain(given.dependency)}%"
        return amount, [*steps, words]

    def _device(self, given: Device, field: str) -> Reckoned:
        times = given.times or 1
        steps = []
        if given.every_years is not None and given.years is not None:
            times = ceil(Fraction(given.years) / Fraction(given.every_years))
            steps.append(f"{plain(given.years)} ÷ {plain(given.every_years)} → {times}")
        amount = Fraction(given.cost or 0) * times
        words = f"{plain(given.cost or 0)} × {times}"
        if given.upkeep_per_year and given.years is not None:
            amount += Fraction(given.upkeep_per_year) * Fraction(given.years)
            words += f" + {plain(given.upkeep_per_year)} × {plain(given.years)}"
        return amount, [*steps, f"{given.name}: {words}" if given.name else words]

    # Disability, death and those left behind

    def _disability(self) -> Reckoned:
        income = self._income("disability")
        years = years_of_payment(self._age("disability"))
        share, steps = self.coefficient()
        words = f"{shown(income)} × {years_words(years)} × {percent(share)}"
        return income * years * share, [*steps, words]

    def coefficient(self) -> Reckoned:
        """Return how far the capacity to work is lost, 0 to 1: the gravest grade and what the others add."""
        given = self.losses.disability
        if given is None:
            return Fraction(1), []
        if given.coefficient is not None:
            return Fraction(given.coefficient) / 100, []
        grades = sorted(given.grades)
        gravest = Fraction(110 - 10 * grades[0], 100)
        added = (
            [Fraction(each) for each in given.additions]
            if given.additions is not None
            else [Fraction(self.practice.added_per_grade.get(each, Decimal(0))) for each in grades[1:]]
        )
        whole = min(Fraction(1), gravest + sum(added, Fraction(0)) / 100)
        words = _("Grade %(grade)s: %(percent)s") % {"grade": grades[0], "percent": percent(gravest)}
        if added:
            parts = " + ".join(percent(each / 100) for each in added)
            words += " + " + parts + f" = {percent(whole)}"
        return whole, [words]

    def _death(self) -> Reckoned:
        income = self._income("death")
        years = years_of_payment(self._age("death"))
        return income * years, [f"{shown(income)} × {years_words(years)}"]

    def _funeral(self) -> Reckoned:
        wage = self._figure("avg_monthly_wage", "funeral")
        return wage * 6, [_("%(wage)s a month × 6 months") % {"wage": shown(wage)}]

    def _dependants(self) -> Reckoned:
        given = self.losses.dependants
        assert given is not None
        coefficient = Fraction(1) if self.losses.death else self.coefficient()[0]
        basis = self.case.options.dependant_cap_basis or self.practice.dependant_cap_basis
        people = [self._supported(each, number) for number, each in enumerate(given.persons)]
        steps = [
            f"{each.label}: {years_words(each.years)}, {shown(each.consumption)} ÷ {each.supporters}"
            for each in people
        ]
        whole = Fraction(0)
        for each in stretches(people, coefficient, basis):
            whole += each.amount
            steps.append(
                _(
                    "Years %(since)s to %(until)s: %(wanted)s a year%(capped)s; × %(years)s years × %(share)s"
                    " = %(amount)s"
                )
                % {
                    "since": plain(each.since + 1),
                    "until": plain(each.until),
                    "wanted": shown(each.wanted),
                    "capped": _(", counted as %(cap)s") % {"cap": shown(each.capped / coefficient)}
                    if each.is_capped and coefficient
                    else "",
                    "years": plain(each.years),
                    "share": percent(coefficient),
                    "amount": shown(each.amount),
                }
            )
        return whole, steps

    def _supported(self, dependant: Dependant, number: int) -> Supported:
        label = dependant.label or dependant.id or _("Dependant %(n)s") % {"n": number + 1}
        field = f"dependants.persons[{number}]"
        if dependant.years is not None:
            years = Fraction(dependant.years)
        else:
            age = self._checked_age(dependant.age, dependant.born, field)
            able = dependant.cannot_work is False or (dependant.cannot_work is None and age < 60)
            if age >= OF_AGE and able:
                raise self._refused(field, DependantNotEntitled(age=age))
            years = Fraction(years_of_support(age))
            label += " " + ngettext("(%(age)s year)", "(%(age)s years)", age) % {"age": age}
        rural = (
            self.is_rural
            if dependant.residence is None
            else dependant.residence == "rural" and not self.alike
        )
        return Supported(label, years, self._consumption(rural, field), dependant.supporters)

    def _relatives(self) -> Iterator[Item]:
        relatives = self.losses.relatives
        if relatives is None:
            return
        yield from self._several("relatives_lost_wages", relatives.lost_wages, self._wages)
        yield from self._sum("relatives_transport", relatives.transport)
        yield from self._sum("relatives_accommodation", relatives.accommodation)

    def _mental(self) -> Iterator[Item]:
        given = self.losses.mental
        if isinstance(given, Sum) or given is None:
            yield from self._sum("mental", given)
            return
        scale = self.practice.mental_scale
        grades = self.losses.disability.grades if self.losses.disability else ()
        amount = scale.get("death") if self.losses.death else scale.get(min(grades, default=0))
        if amount is None:
            raise self._refused("mental", FigureMissing(figure=FIGURE_NAMES["mental"]))
        yield self._item("mental", Fraction(amount), [_("By the scale of the place")])

    def _property(self) -> Iterator[Item]:
        given = self.losses.property
        if given is None:
            return
        for code in ("repair", "replacement", "goods", "rescue"):
            yield from self._sum(code, getattr(given, code))
        for code in ("lost_business", "substitute"):
            yield from self._days(code, getattr(given, code), "")
        yield from self._sum("other_property", given.other)

    # What items rest on

    def _income(self, field: str) -> Fraction:
        name = "rural_disposable_income" if self.is_rural else "urban_disposable_income"
        return self._higher(name, field)

    def _consumption(self, rural: bool, field: str) -> Fraction:
        return self._higher("rural_consumption" if rural else "urban_consumption", field)

    def _higher(self, name: str, field: str) -> Fraction:
        """Return the figure of the court's place, or of the victim's home when that is higher (article 18)."""
        here = self._figure(name, field)
        there = getattr(self.home, name, None) if self.home else None
        return max(here, Fraction(there)) if there is not None else here

    def _figure(self, name: str, field: str) -> Fraction:
        value = getattr(self.figures, name, None) if name else None
        if value is None:
            raise self._refused(field, FigureMissing(figure=FIGURE_NAMES.get(name, _("rate a day"))))
        self.used.add(name)
        return Fraction(value)

    def _age(self, field: str) -> int:
        if self.victim.age is None and self.victim.born is None:
            raise self._refused(field, AgeMissing())
        return self._checked_age(self.victim.age, self.victim.born, field)

    def _checked_age(self, age: int | None, born: object, field: str) -> int:
        on = self.victim.died_on or self.victim.disability_fixed_on or self.case.accident_on
        counted = age if age is not None else age_on(born, on)  # type: ignore[arg-type]
        if not 0 <= counted <= OLDEST:
            raise self._refused(field, AgeImpossible(age=counted, on=on.isoformat()))
        return counted

    def _refused(self, field: str, why: Exception) -> CaseRefused:
        return CaseRefused(field=f"{self.where}.losses.{field}", why=why)  # type: ignore[arg-type]


def _is_rural(residence: str, case: Case, standards: Standards) -> bool:
    if case.options.standard != "auto":
        return case.options.standard == "rural"
    return residence == "rural" and case.accident_on < standards.national.alike_from
