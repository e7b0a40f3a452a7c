from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal

# Rules of the city


class RemindersOutOfOrder(Refusal):
    code = "supervision.reminders_out_of_order"
    sentence = _("The second reminder must come after the first.")


class TierWithoutWaits(Refusal):
    code = "supervision.tier_without_waits"
    sentence = _("The ladder does not say how long these kinds of matters wait: %(tiers)s.")


class OfficeUnknown(Refusal):
    code = "supervision.office_unknown"
    sentence = _("No office supervises in the area %(area)s.")


class SectorTwice(Refusal):
    code = "supervision.sector_twice"
    sentence = _("Two sectors have the same name.")


# Who may


class NotPermitted(Refusal):
    code = "supervision.not_permitted"
    kind = Kind.NOT_ALLOWED
    sentence = _("You may not do this here: %(verb)s.")


class NotFound(Refusal):
    """Not there, or not visible to this person."""

    code = "supervision.not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such entry, or you cannot see it.")


class OwnersTurn(Refusal):
    code = "supervision.owners_turn"
    kind = Kind.NOT_ALLOWED
    sentence = _("Only %(unit)s can do this: %(verb)s.")


class SomebodyElse(Refusal):
    """Nobody checks their own work."""

    code = "supervision.somebody_else"
    kind = Kind.NOT_ALLOWED
    sentence = _("Somebody else must do this, not the one who did the step before: %(verb)s.")


class NotTheOwner(Refusal):
    """A unit does not accept its own work."""

    code = "supervision.not_the_owner"
    kind = Kind.NOT_ALLOWED
    sentence = _("%(unit)s must solve it and cannot also do this: %(verb)s.")


# Ladder


class LadderEnded(Refusal):
    code = "supervision.ladder_ended"
    kind = Kind.CONFLICT
    sentence = _("The step is done, nothing is supervised any more.")


class NeedsWords(Refusal):
    code = "supervision.needs_words"
    sentence = _("Please write why: %(verb)s.")


# Lists


class StepNotPossible(Refusal):
    code = "supervision.step_not_possible"
    kind = Kind.CONFLICT
    sentence = _("“%(verb)s” is not possible now: it is %(status)s.")


class DeadlineInThePast(Refusal):
    code = "supervision.deadline_in_the_past"
    sentence = _("The day %(day)s has passed. A deadline lies ahead.")


class DeadlineTooFar(Refusal):
    code = "supervision.deadline_too_far"
    sentence = _("The deadline %(day)s is too far ahead: at most %(months)s months are allowed.")


class NotLater(Refusal):
    code = "supervision.not_later"
    sentence = _("More time means a later day than %(day)s.")


class ExtendedOften(Refusal):
    code = "supervision.extended_often"
    kind = Kind.CONFLICT
    sentence = _("It was given more time %(times)s times already. Raise it a level instead.")


class NothingAbove(Refusal):
    code = "supervision.nothing_above"
    kind = Kind.CONFLICT
    sentence = _("The city itself watches over it, there is no level above.")


class MonthReported(Refusal):
    code = "supervision.month_reported"
    kind = Kind.CONFLICT
    sentence = _("The progress of %(month)s was reported already.")


class SharePast(Refusal):
    code = "supervision.share_past"
    sentence = _("Progress is between 0 and 100 percent.")


class EmptyBatch(Refusal):
    code = "supervision.empty_batch"
    sentence = _("Choose at least one approved problem for the batch.")


class PublicText(Refusal):
    """What is read in public names no person."""

    code = "supervision.public_text"
    sentence = _("This text is read by everybody. Please leave out telephone and identity numbers.")


# Campaigns and hazards


class RoundsOutOfOrder(Refusal):
    code = "supervision.rounds_out_of_order"
    sentence = _("The rounds of a campaign follow one another: each begins after the one before has ended.")


class SectorUnknown(Refusal):
    code = "supervision.sector_unknown"
    sentence = _("The city keeps no ledger of hazards for “%(sector)s”.")


class RectifyTooLate(Refusal):
    code = "supervision.rectify_too_late"
    sentence = _("In this sector an ordinary hazard is put right within %(days)s days.")


class CampaignOver(Refusal):
    code = "supervision.campaign_over"
    kind = Kind.CONFLICT
    sentence = _("The campaign is not running on this day.")
