from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class ConferenceNotFound(Refusal):
    """No such conference, or one is neither its convener, its asker nor invited."""

    code = "conferences.not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such conference.")


class NotPermitted(Refusal):
    """Visible, but this person may not do it."""

    code = "conferences.not_permitted"
    kind = Kind.NOT_ALLOWED
    sentence = _("You may not do this at this conference: %(verb)s.")


class NotNow(Refusal):
    """The state of the conference does not allow it."""

    code = "conferences.not_now"
    kind = Kind.CONFLICT
    sentence = _("This is not possible while the conference is: %(state)s.")


class WordsMissing(Refusal):
    code = "conferences.words_missing"
    sentence = _("Please write it in a few words.")


class TooSoon(Refusal):
    """Those invited have a right to some notice."""

    code = "conferences.too_soon"
    sentence = _("Those invited need time: the earliest hour is %(earliest)s.")


class MemberUnknown(Refusal):
    code = "conferences.member_unknown"
    sentence = _("There is nobody like this who may be invited: %(who)s.")


class VillagerUnknown(Refusal):
    code = "conferences.villager_unknown"
    sentence = _("There is nobody like this on the roster of this village.")


class VillagersNotHere(Refusal):
    """Respected villagers sit in the village, not above it."""

    code = "conferences.villagers_not_here"
    sentence = _("Respected villagers take no seat here; above the village sit those who answer for it.")


class SeatUnclear(Refusal):
    """A seat is filled by exactly one: a colleague, a villager, or an office in words."""

    code = "conferences.seat_unclear"
    sentence = _("Please name exactly one: a colleague, somebody of the roster, or an office in words.")


class InvitedAlready(Refusal):
    code = "conferences.invited_already"
    kind = Kind.CONFLICT
    sentence = _("This person is invited already.")


class PostTaken(Refusal):
    code = "conferences.post_taken"
    kind = Kind.CONFLICT
    sentence = _("This seat is taken already: %(post)s. Release whoever holds it first.")


class PostUnfit(Refusal):
    code = "conferences.post_unfit"
    sentence = _("%(unit)s cannot fill this seat: %(post)s.")


class TooManyMembers(Refusal):
    code = "conferences.too_many_members"
    sentence = _("At most %(most)s sit in it.")


class MemberTied(Refusal):
    """Kin of a side, a side itself, or somebody with an interest takes no seat."""

    code = "conferences.member_tied"
    sentence = _(
        "Somebody who is a side, a close relative of one, or has an interest in the outcome takes no seat and does"
        " not speak on it. Please release this member and name a replacement."
    )


class TieNotAccepted(Refusal):
    code = "conferences.tie_not_accepted"
    sentence = _("This member knows a side. It goes on only when all sides heard of it and accept it.")


class PostponedTooOften(Refusal):
    code = "conferences.postponed_too_often"
    kind = Kind.CONFLICT
    sentence = _("It was put off %(times)s times already, which is the most.")


class HeldTooEarly(Refusal):
    code = "conferences.held_too_early"
    kind = Kind.CONFLICT
    sentence = _("It has not begun yet: it is planned for %(at)s.")


class PostEmpty(Refusal):
    """A fixed seat of the team was not filled, or whoever holds it did not come."""

    code = "conferences.post_empty"
    kind = Kind.CONFLICT
    sentence = _("These fixed seats are empty: %(posts)s. Without them it cannot sit; please put it off.")


class QuorumMissed(Refusal):
    code = "conferences.quorum_missed"
    kind = Kind.CONFLICT
    sentence = _("Only %(came)s came, and %(needed)s are needed. It cannot sit; please put it off.")


class NotANumberOfSeats(Refusal):
    code = "conferences.not_odd"
    kind = Kind.CONFLICT
    sentence = _("A panel sits with an odd number, so that it can decide; now %(came)s came.")


class TooFewUnits(Refusal):
    code = "conferences.too_few_units"
    kind = Kind.CONFLICT
    sentence = _("At least %(least)s units must be at the table; now there are %(came)s.")


class SidesNotHeard(Refusal):
    code = "conferences.sides_not_heard"
    sentence = _(
        "The sides are heard at this meeting. Please write what each said, or that it chose not to come."
    )


class PositionMissing(Refusal):
    code = "conferences.position_missing"
    kind = Kind.CONFLICT
    sentence = _("Not everybody who came has stated a position: %(who)s.")


class DissentWithoutWords(Refusal):
    code = "conferences.dissent_without_words"
    sentence = _("Who is against it says why; a different opinion is kept in the record word for word.")


class NoMajority(Refusal):
    code = "conferences.no_majority"
    kind = Kind.CONFLICT
    sentence = _("Of %(came)s who came, %(supporting)s are for it. That does not carry it.")


class TaskUnfit(Refusal):
    """A task goes to a unit at the table, with a day within the rule."""

    code = "conferences.task_unfit"
    sentence = _("A task needs a unit that sits at the table, words, and a day from today until %(last)s.")


class TaskUnknown(Refusal):
    code = "conferences.task_unknown"
    kind = Kind.CONFLICT
    sentence = _("There is no such task left to be done.")


class MinutesThere(Refusal):
    code = "conferences.minutes_there"
    kind = Kind.CONFLICT
    sentence = _("The minutes were drafted already.")
