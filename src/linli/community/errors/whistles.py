from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class WhistleNotFound(Refusal):
    """No such whistle, or none that this person may see."""

    code = "community.whistle_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no whistle %(number)s that you may see.")


class NotYours(Refusal):
    """Visible, but this step is for another side, or the roles do not allow it."""

    code = "community.not_yours"
    kind = Kind.NOT_ALLOWED
    sentence = _("“%(verb)s” is for %(side)s, by a role that may do it.")


class UnknownStep(Refusal):
    """No verb of that name."""

    code = "community.unknown_step"
    kind = Kind.NOT_FOUND
    sentence = _("There is no step “%(verb)s”.")


class StepNotPossible(Refusal):
    """The state does not allow this step."""

    code = "community.step_not_possible"
    kind = Kind.CONFLICT
    sentence = _("It stands at “%(status)s” now; “%(verb)s” is not possible in that state.")


class StaysInCommunity(Refusal):
    """A small thing on the community's own list."""

    code = "community.stays_in_community"
    kind = Kind.CONFLICT
    sentence = _(
        "“%(kind)s” is for the community itself; no unit is called for it. "
        "If there is danger, whistle as an emergency."
    )


class UnknownDemand(Refusal):
    """The city's list has no such kind of demand."""

    code = "community.unknown_demand"
    sentence = _("The city's list has no kind of demand “%(kind)s”.")


class CallsNobody(Refusal):
    """A whistle without a unit."""

    code = "community.calls_nobody"
    sentence = _("Please name at least one unit that is to come.")


class CallsTooMany(Refusal):
    """More units than the city allows for one whistle."""

    code = "community.calls_too_many"
    sentence = _("A whistle calls at most %(most)s units; you named %(named)s.")


class CallsItself(Refusal):
    """The community named itself."""

    code = "community.calls_itself"
    sentence = _("%(unit)s cannot call itself.")


class UnitIsClosed(Refusal):
    """A unit that does not exist any more, or never did."""

    code = "community.unit_is_closed"
    sentence = _("One of the units named does not work any more.")


class CalledAlready(Refusal):
    """The unit is among those called."""

    code = "community.called_already"
    kind = Kind.CONFLICT
    sentence = _("%(unit)s is called already.")


class NeedsWords(Refusal):
    """What has to be said in words is missing."""

    code = "community.needs_words"
    sentence = _("Please say in words: %(what)s.")


class ActsForNobody(Refusal):
    """The person's roles name no unit of that number, and a unit must answer for what is done."""

    code = "community.acts_for_nobody"
    kind = Kind.NOT_ALLOWED
    sentence = _("You act for no such unit; a unit must answer for what is done here.")


class WrongCode(Refusal):
    """The code is not the one shown at the place."""

    code = "community.wrong_code"
    sentence = _("That is not the code shown at the place. You have %(left)s more tries.")


class TooManyCodes(Refusal):
    """So many wrong codes that guessing is likely."""

    code = "community.too_many_codes"
    kind = Kind.TOO_MANY
    sentence = _("Too many wrong codes. Sign in by position, or ask the community that whistled.")


class TooFarAway(Refusal):
    """The position is not at the place."""

    code = "community.too_far_away"
    sentence = _(
        "You are %(metres)s m from the place; sign in within %(within)s m of it, or by the code shown there."
    )


class NoProof(Refusal):
    """Neither code nor position came, or not what the city asks for."""

    code = "community.no_proof"
    sentence = _("Please enter the code shown at the place, or send your position.")


class NeedsBothProofs(Refusal):
    """The city asks for code and position."""

    code = "community.needs_both_proofs"
    sentence = _("This city asks for both: the code shown at the place, and your position.")


class PlanDateOutOfRange(Refusal):
    """A plan for a day that is past, or too far ahead."""

    code = "community.plan_date_out_of_range"
    sentence = _("The date must lie between %(first)s and %(last)s.")


class PlanPutOffTooOften(Refusal):
    """The date was put off as often as the city allows."""

    code = "community.plan_put_off_too_often"
    kind = Kind.CONFLICT
    sentence = _("The date of this plan was put off %(times)s times already; it stays now.")


class ObjectedAlready(Refusal):
    """One objection is decided once."""

    code = "community.objected_already"
    kind = Kind.CONFLICT
    sentence = _("Your unit has objected before, and it was decided.")


class StreetMustCome(Refusal):
    """The street office decides objections; about its own nobody could decide."""

    code = "community.street_must_come"
    kind = Kind.CONFLICT
    sentence = _("The street office decides objections; it cannot object itself.")


class SaidAlready(Refusal):
    """It was said, and is said once."""

    code = "community.said_already"
    kind = Kind.CONFLICT
    sentence = _("Your unit has said that already.")


class RatedAlready(Refusal):
    """The unit's coming was rated."""

    code = "community.rated_already"
    kind = Kind.CONFLICT
    sentence = _("%(unit)s was rated already.")
