from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class CaseNotFound(Refusal):
    code = "redress.not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is nothing here under this number.")


class NotPermitted(Refusal):
    code = "redress.not_permitted"
    kind = Kind.NOT_ALLOWED
    sentence = _("Your unit does not take this step here: %(verb)s.")


class NotNow(Refusal):
    code = "redress.not_now"
    kind = Kind.CONFLICT
    sentence = _("This is not possible now. It stands at: %(state)s.")


class WordsMissing(Refusal):
    code = "redress.words_missing"
    sentence = _("Please say it in words.")


class BodyUnfit(Refusal):
    code = "redress.body_unfit"
    sentence = _("“%(unit)s” does not take administrative cases.")


class OwnAct(Refusal):
    """Nobody examines what they did themselves."""

    code = "redress.own_act"
    sentence = _("“%(unit)s” does not examine its own act.")


class CaseThere(Refusal):
    code = "redress.case_there"
    kind = Kind.CONFLICT
    sentence = _("A case of this dispute is being handled already.")


class ActInFuture(Refusal):
    code = "redress.act_in_future"
    sentence = _("The person cannot have learnt of the act on a day to come.")


class OutOfTime(Refusal):
    """Later than the law allows, without a reason that excuses it."""

    code = "redress.out_of_time"
    sentence = _(
        "Reconsideration is applied for within %(days)s days; the last day was %(last)s (%(law)s). Write what"
        " stood in the way, if the time is to be excused; coordination has no such limit."
    )


class NoMoreTime(Refusal):
    code = "redress.no_more_time"
    kind = Kind.CONFLICT
    sentence = _("The time was extended %(times)s times, which is the most.")


class NotAgreed(Refusal):
    code = "redress.not_agreed"
    sentence = _("A settlement needs both: the person and the authority.")


class PushMissing(Refusal):
    """One case, three pushes: each is made, or it is said why it is not needed."""

    code = "redress.push_missing"
    kind = Kind.CONFLICT
    sentence = _(
        "One case, three pushes: each of them is made, or its absence is explained, before the case is closed."
        " Open: %(pushes)s."
    )


class ReceiverUnfit(Refusal):
    code = "redress.receiver_unfit"
    sentence = _("A suggestion goes to another unit.")


class ReplyDayUnfit(Refusal):
    code = "redress.reply_day_unfit"
    sentence = _("The day for the answer lies between %(first)s and %(last)s.")


class PersonNotAsked(Refusal):
    """A lead for judicial aid tells another office about somebody's need."""

    code = "redress.person_not_asked"
    sentence = _("A lead for judicial aid is passed on only when the person was asked and agrees.")


class SenderUnclear(Refusal):
    code = "redress.sender_unclear"
    sentence = _("Please say which body outside made the suggestion.")


class LetterThere(Refusal):
    code = "redress.letter_there"
    kind = Kind.CONFLICT
    sentence = _("The letter was drafted already.")


class NoReceiverForLetter(Refusal):
    code = "redress.no_receiver_for_letter"
    sentence = _("A body outside gets its answer on paper, not through this software.")
