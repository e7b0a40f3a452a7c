from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class MatterNotFound(Refusal):
    """No such matter, or none that this person may see."""

    code = "matters.not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no matter %(code)s that you may see.")


class MoveNotAllowed(Refusal):
    """The matter's state does not allow this step."""

    code = "matters.move_not_allowed"
    kind = Kind.CONFLICT
    sentence = _("Matter %(matter)s is “%(status)s” now; “%(verb)s” is not possible in that state.")


class DraftTooLong(Refusal):
    """More words than a draft may keep."""

    code = "matters.draft_too_long"
    kind = Kind.TOO_LARGE
    sentence = _("The draft is too long to be kept. Please send it, or make it shorter.")


class NothingToTakeBack(Refusal):
    """The last step was not this person's, is too long ago, or something has happened since."""

    code = "matters.nothing_to_take_back"
    kind = Kind.CONFLICT
    sentence = _(
        "Only your own last step can be taken back, within %(minutes)s minutes and before anything else happened to "
        "matter %(matter)s."
    )


class NotPermitted(Refusal):
    """Visible, but this person's roles do not allow the step."""

    code = "matters.not_permitted"
    kind = Kind.NOT_ALLOWED
    sentence = _("Your roles do not allow “%(verb)s” on matter %(matter)s.")


class NotTheLeadUnit(Refusal):
    """Only the unit that leads the matter may do it."""

    code = "matters.not_the_lead_unit"
    kind = Kind.NOT_ALLOWED
    sentence = _("Only the unit that leads matter %(matter)s may do “%(verb)s”.")


class NotAssisting(Refusal):
    """The unit does not assist with the matter, or has reported its part done."""

    code = "matters.not_assisting"
    kind = Kind.NOT_ALLOWED
    sentence = _("Your unit has no open part in matter %(matter)s to report done.")


class VerifierIsHandler(Refusal):
    """Who reported a matter done may not check it."""

    code = "matters.verifier_is_handler"
    kind = Kind.NOT_ALLOWED
    sentence = _("You reported matter %(matter)s done yourself; somebody else must check it.")


class NeedsKind(Refusal):
    """It was to be taken on without a kind."""

    code = "matters.needs_kind"
    sentence = _("Matter %(matter)s needs a kind before it can be taken on.")


class NeedsWords(Refusal):
    """A step that has to be explained came without words."""

    code = "matters.needs_words"
    sentence = _("Please say in words: %(field)s.")


class NeedsEvidence(Refusal):
    """Its kind wants a picture or paper before it is done."""

    code = "matters.needs_evidence"
    sentence = _("Matters of the kind “%(kind)s” need a picture or paper as evidence before they are done.")


class NeedsVerification(Refusal):
    """Its kind is checked on the spot before the answer."""

    code = "matters.needs_verification"
    kind = Kind.CONFLICT
    sentence = _("Matters of the kind “%(kind)s” are checked on the spot before the requester is answered.")


class KindTooBroad(Refusal):
    """A node of the tree that groups others; matters are given a kind at its ends."""

    code = "matters.kind_too_broad"
    sentence = _("“%(kind)s” is a group of kinds; please choose one of those in it.")


class NeedsUnit(Refusal):
    """The person acts for no unit, and a unit must answer for what was done."""

    code = "matters.needs_unit"
    kind = Kind.NOT_ALLOWED
    sentence = _("You act for no unit here; somebody must answer for matter %(matter)s.")


class TooLateToReturn(Refusal):
    """The time for sending back is over."""

    code = "matters.too_late_to_return"
    kind = Kind.CONFLICT
    sentence = _("Matter %(matter)s could be sent back until %(until)s; now the unit sees it through.")


class LeadGoesOn(Refusal):
    """A joined matter ends with the one that goes on for it."""

    code = "matters.lead_goes_on"
    kind = Kind.CONFLICT
    sentence = _("Matter %(matter)s was joined with %(lead)s and is closed together with it.")


class ExcludedAlready(Refusal):
    """The rates leave it out already."""

    code = "matters.excluded_already"
    kind = Kind.CONFLICT
    sentence = _("Matter %(matter)s is left out of the rates already.")


class NotExcluded(Refusal):
    """There is no exclusion to end or to object to."""

    code = "matters.not_excluded"
    kind = Kind.CONFLICT
    sentence = _("Matter %(matter)s counts in the rates.")


class SomebodyElseDecides(Refusal):
    """The requester objected to this person's decision."""

    code = "matters.somebody_else_decides"
    kind = Kind.NOT_ALLOWED
    sentence = _("The requester of matter %(matter)s objected to your decision; somebody else decides now.")


class UnknownReason(Refusal):
    """The city's list for the step has no such reason."""

    code = "matters.unknown_reason"
    sentence = _("“%(reason)s” is not on the list of reasons for this step.")


class NoSuchUnit(Refusal):
    """The unit is unknown or closed."""

    code = "matters.no_such_unit"
    sentence = _("There is no active unit %(unit)s.")


class UnitHasIt(Refusal):
    """It was to be given to the unit that has it."""

    code = "matters.unit_has_it"
    kind = Kind.CONFLICT
    sentence = _("The unit has this matter already.")


class NotMergeable(Refusal):
    """The other matter has ended, or is the same one."""

    code = "matters.not_mergeable"
    kind = Kind.CONFLICT
    sentence = _("Matter %(matter)s cannot be joined with %(other)s.")


class NeedsReviewDesk(Refusal):
    """It was sent back more often than a dispatcher may decide."""

    code = "matters.needs_review_desk"
    kind = Kind.NOT_ALLOWED
    sentence = _("Matter %(matter)s was sent back before; only the review desk decides this time.")


class NoMoreExtensions(Refusal):
    """Its tier allows no further extension."""

    code = "matters.no_more_extensions"
    kind = Kind.CONFLICT
    sentence = _("Matter %(matter)s cannot be extended again.")


class NoMoreRework(Refusal):
    """It was done again as often as the rule allows."""

    code = "matters.no_more_rework"
    kind = Kind.CONFLICT
    sentence = _("Matter %(matter)s was done again already; it needs an explanation now.")


class ReviewFirst(Refusal):
    """A dissatisfied answer is not closed over."""

    code = "matters.review_first"
    kind = Kind.CONFLICT
    sentence = _("The requester is not satisfied with matter %(matter)s; the supervisor decides first.")


class AskFirst(Refusal):
    """It was to be closed before the requester was asked often enough."""

    code = "matters.ask_first"
    kind = Kind.CONFLICT
    sentence = _(
        "The requester of matter %(matter)s has not been asked often enough: %(done)s of %(needed)s attempts."
    )


class ReopenTooLate(Refusal):
    """The city's days for opening it again are over."""

    code = "matters.reopen_too_late"
    kind = Kind.CONFLICT
    sentence = _("Matter %(matter)s was closed more than %(days)s days ago; please report it as a new one.")


class BadDay(Refusal):
    """A day to look again that is not in the future."""

    code = "matters.bad_day"
    sentence = _("The day must lie in the future.")


class BadCursor(Refusal):
    """The cursor of a list page cannot be read."""

    code = "matters.bad_cursor"
    sentence = _("That page of the list does not exist; begin at its first page.")


class UnknownVerb(Refusal):
    """An address names a step that does not exist."""

    code = "matters.unknown_verb"
    kind = Kind.NOT_FOUND
    sentence = _("There is no step “%(verb)s”.")


class ReportedInTheFuture(Refusal):
    """A report dated later than its registration."""

    code = "matters.reported_in_the_future"
    sentence = _("It cannot have been reported at %(value)s: that is still to come.")


class PeriodBackwards(Refusal):
    """A period that ends before it begins."""

    code = "matters.period_backwards"
    sentence = _("The period ends on %(last)s, before it begins on %(first)s.")


class UnitUnknown(Refusal):
    """Rates were asked for a unit that does not exist."""

    code = "matters.unit_unknown"
    kind = Kind.NOT_FOUND
    sentence = _("There is no unit %(unit)s.")
