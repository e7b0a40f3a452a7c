"""What is wrong with a case: each refusal says it in a sentence, and names the article where there is one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class CaseRefused(Refusal):
    """A case that cannot be computed. `field` is where, `why` says it."""

    code = "compensation.case_refused"
    sentence = _("%(field)s: %(why)s")

    def __init__(self, *, field: str, why: Refusal) -> None:
        super().__init__(field=field or "–", why=why)

    @property
    def field(self) -> str:
        return str(self.facts["field"])

    @property
    def why(self) -> Refusal:
        refusal: Refusal = self.facts["why"]
        return refusal

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.why.code,
            "field": self.field,
            "zh": self.in_language("zh-hans"),
            "en": self.in_language("en"),
        }


class NotJson(Refusal):
    """A file that is no JSON document."""

    code = "compensation.not_json"
    sentence = _("This file cannot be read as a case. It must be a JSON file: %(why)s")


class NoNumber(Refusal):
    """True or false where a number belongs."""

    code = "compensation.no_number"
    sentence = _("“%(value)s” is no number.")


class TooManyPlaces(Refusal):
    """An amount of money finer than a cent."""

    code = "compensation.too_many_places"
    sentence = _("%(value)s has more than two places. Amounts are given to the cent.")


class OneOf(Refusal):
    """Ways of giving a figure that exclude each other, or none of them."""

    code = "compensation.one_of"
    sentence = _("Give exactly one of these: %(fields)s.")


class Needs(Refusal):
    """A field that is of no use without another."""

    code = "compensation.needs"
    sentence = _("This needs %(fields)s.")


class UnknownProvince(Refusal):
    """A province without figures."""

    code = "compensation.unknown_province"
    sentence = _("There are no figures for the province “%(province)s”. Known: %(known)s.")


class UnknownYear(Refusal):
    """A year without figures."""

    code = "compensation.unknown_year"
    sentence = _("There are no figures of %(year)s for %(province)s. Known years: %(known)s.")


class FigureMissing(Refusal):
    """A figure that an item rests on."""

    code = "compensation.figure_missing"
    sentence = _(
        "“%(figure)s” is needed for this item. Give it here, or name a province and year that have it."
    )


class TradeUnknown(Refusal):
    """A trade without a wage."""

    code = "compensation.trade_unknown"
    sentence = _("There is no average wage for the trade “%(trade)s”.")


class AgeMissing(Refusal):
    """An item that depends on age."""

    code = "compensation.age_missing"
    sentence = _("The age is needed: give the age or the year of birth.")


class AgeImpossible(Refusal):
    """Nobody is that old, or not born yet."""

    code = "compensation.age_impossible"
    sentence = _("An age of %(age)s years on %(on)s is not possible.")


class DependantNotEntitled(Refusal):
    """An adult who can work is no dependant."""

    code = "compensation.dependant_not_entitled"
    sentence = _(
        "A dependant of %(age)s years is of age. Adults are dependants only when they cannot work and have no other"
        " income (personal-injury interpretation, article 17): then say cannot_work: true."
    )


class DependantsWithoutCause(Refusal):
    """Support is owed only for death or disability."""

    code = "compensation.dependants_without_cause"
    sentence = _(
        "Living expenses of dependants belong to disability or death compensation; this case has neither"
        " (personal-injury interpretation, article 16)."
    )


class DeathAndDisability(Refusal):
    """Both for one person."""

    code = "compensation.death_and_disability"
    sentence = _("Disability and death compensation cannot both be paid for one person.")


class FuneralWithoutDeath(Refusal):
    """A funeral of somebody alive."""

    code = "compensation.funeral_without_death"
    sentence = _("Funeral costs and costs of relatives belong to a case of death.")


class GradeUnknown(Refusal):
    """A grade of disability that does not exist, or none."""

    code = "compensation.grade_unknown"
    sentence = _("Grades of disability are 1 (the gravest) to 10.")


class TooManyYears(Refusal):
    """Longer than the law has it."""

    code = "compensation.too_many_years"
    sentence = _("Nursing is paid for at most 20 years (personal-injury interpretation, article 8).")


class DatesOutOfOrder(Refusal):
    """Days that end before they begin."""

    code = "compensation.dates_out_of_order"
    sentence = _("%(until)s is before %(since)s.")


class SameIdTwice(Refusal):
    """Two things with one id."""

    code = "compensation.same_id_twice"
    sentence = _("“%(id)s” is used twice. Every vehicle, victim and other party needs an id of its own.")


class UnknownId(Refusal):
    """An id that nobody has."""

    code = "compensation.unknown_id"
    sentence = _("There is no “%(id)s” in this case. Known: %(known)s.")


class RoleWithoutVehicle(Refusal):
    """Somebody on foot is neither driver nor passenger."""

    code = "compensation.role_without_vehicle"
    sentence = _("Drivers, passengers and owners belong to a vehicle: name it.")


class SharesMissing(Refusal):
    """Nobody said who is liable for how much."""

    code = "compensation.shares_missing"
    sentence = _("Say who is liable for how much: shares in per cent, or the degrees of the determination.")


class SharesNotWhole(Refusal):
    """Shares that are not the whole."""

    code = "compensation.shares_not_whole"
    sentence = _(
        "The shares add up to %(sum)s %%. They must add up to 100 %% (Road Traffic Safety Law art. 76)."
    )


class SideTwice(Refusal):
    """A vehicle and who drove it, both with a share."""

    code = "compensation.side_twice"
    sentence = _("“%(side)s” has two shares: a vehicle and whoever drove it are one side.")


class PassengerLiable(Refusal):
    """A passenger among those who caused the accident."""

    code = "compensation.passenger_liable"
    sentence = _("“%(id)s” rode along and is no side of the accident. Own fault is given as own_share.")


class DegreesUnfit(Refusal):
    """Degrees that no determination would put together."""

    code = "compensation.degrees_unfit"
    sentence = _(
        "These degrees do not determine the shares: %(degrees)s. Full goes with none, main with secondary, equal with"
        " equal; in all other cases give the shares in per cent."
    )


class FaultlessPaysTooMuch(Refusal):
    """More than a tenth without fault."""

    code = "compensation.faultless_pays_too_much"
    sentence = _(
        "A motor vehicle without fault pays at most %(most)s %% to a rider or pedestrian, not %(share)s %% (Road"
        " Traffic Safety Law, article 76)."
    )


class InsuranceUnsaid(Refusal):
    """A motor vehicle whose compulsory insurance is not mentioned."""

    code = "compensation.insurance_unsaid"
    sentence = _("Say whether the motor vehicle has compulsory insurance: true or false.")


class OnlyMotor(Refusal):
    """Compulsory insurance is for motor vehicles."""

    code = "compensation.only_motor"
    sentence = _("Only motor vehicles have compulsory insurance.")


class PersonTwice(Refusal):
    """Two persons with one role and no names."""

    code = "compensation.person_twice"
    sentence = _("“%(role)s” stands twice for this vehicle.")


class AdvancePayerUnknown(Refusal):
    """An advance by somebody who is not in the case."""

    code = "compensation.advance_payer_unknown"
    sentence = _("“%(payer)s” is no payer of this case. Possible: %(known)s.")


class NoVictims(Refusal):
    """Nobody to pay to."""

    code = "compensation.no_victims"
    sentence = _("A case needs at least one injured person or damaged thing.")


class BeforeCompulsoryInsurance(Refusal):
    """An accident before there was compulsory insurance."""

    code = "compensation.before_compulsory_insurance"
    sentence = _("There was no compulsory insurance on %(on)s: it began on %(first)s.")


class FileTooLarge(Refusal):
    """A case file of more than anybody needs."""

    code = "compensation.file_too_large"
    kind = Kind.TOO_LARGE
    sentence = _("A case file has at most %(most)s kB.")


class FiguresTooEarly(Refusal):
    """Figures of a year that is not over."""

    code = "compensation.figures_too_early"
    sentence = _(
        "Figures of %(year)s can be in force from 1 January of the next year, not from %(valid_from)s."
    )


class FormUnknown(Refusal):
    """A form that statements are not written in."""

    code = "compensation.form_unknown"
    sentence = _("A statement is written as %(known)s, not as “%(suffix)s”.")


class AnswersUnreadable(Refusal):
    """Answers that did not come from our page."""

    code = "compensation.answers_unreadable"
    sentence = _("The answers of the earlier steps cannot be read. Please begin again.")


class FileMissing(Refusal):
    """Loading without a file."""

    code = "compensation.file_missing"
    sentence = _("Choose the file of a case first.")


class ReckonedOtherwise(Refusal):
    """A frozen statement is to be translated, but the program would reckon other amounts by now."""

    code = "compensation.reckoned_otherwise"
    kind = Kind.CONFLICT
    sentence = _("This statement is from an earlier version and can be given out in Chinese only.")
