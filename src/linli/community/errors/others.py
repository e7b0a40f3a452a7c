from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class NotACommunity(Refusal):
    """Units of this kind do not whistle in this city."""

    code = "community.not_a_community"
    kind = Kind.NOT_ALLOWED
    sentence = _("%(unit)s does not whistle; communities and street offices do.")


class NotFound(Refusal):
    """No such meeting, deliberation, resource or need, or none that this person may see."""

    code = "community.not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is nothing with the number %(number)s here that you may see.")


class TooManyRepresentatives(Refusal):
    """More than the city lets requesters send."""

    code = "community.too_many_representatives"
    sentence = _("Requesters send at most %(most)s representatives.")


class TooManyDemands(Refusal):
    """More demands than one meeting takes."""

    code = "community.too_many_demands"
    sentence = _("One meeting takes at most %(most)s demands; you wrote %(named)s.")


class InvitedTooLate(Refusal):
    """The meeting would begin before the time that the invited need."""

    code = "community.invited_too_late"
    sentence = _("Who is invited needs time: the meeting may begin at %(earliest)s at the earliest.")


class HeldTooEarly(Refusal):
    """The meeting has not begun yet."""

    code = "community.held_too_early"
    kind = Kind.CONFLICT
    sentence = _("The meeting begins at %(at)s; who came can be written down after that.")


class OwnerNotInvited(Refusal):
    """An answer gives a task to a unit that was not at the table."""

    code = "community.owner_not_invited"
    sentence = _("%(unit)s was not invited to the meeting and cannot be given an answer's task.")


class DateOutOfRange(Refusal):
    """A day that is past, or too far ahead."""

    code = "community.date_out_of_range"
    sentence = _("The date must lie between %(first)s and %(last)s.")


class DecidedTooEarly(Refusal):
    """A proposal is public for some days before it is decided."""

    code = "community.decided_too_early"
    kind = Kind.CONFLICT
    sentence = _("Everybody has until then to speak: it may be decided from %(on)s on.")


class TooManyVoices(Refusal):
    """More voices than households."""

    code = "community.too_many_voices"
    sentence = _("There are %(households)s households and one voice for each; you counted %(voices)s.")


class NotInList(Refusal):
    """The city's list has no such entry."""

    code = "community.not_in_list"
    sentence = _("The city's list has no “%(entry)s”.")


class HelpsItself(Refusal):
    """A community would take on its own need."""

    code = "community.helps_itself"
    sentence = _("%(unit)s listed this need itself; another unit takes it on.")


class ResourceNotOffered(Refusal):
    """The resource belongs to another unit, or is offered no more."""

    code = "community.resource_not_offered"
    sentence = _("This resource is not among those that your unit offers now.")
