from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class CommitteeOwn(Refusal):
    """It mediates already: it accepted the dispute."""

    code = "disputes.committee_own"
    sentence = _("This committee mediates the dispute already. Choose another one.")


class CommitteeAskedAlready(Refusal):
    code = "disputes.committee_asked_already"
    kind = Kind.CONFLICT
    sentence = _("This committee was asked already.")


class JoiningUnknown(Refusal):
    code = "disputes.joining_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is nothing here that waits for your committee.")


class MediatorStillLeads(Refusal):
    """Somebody leaves the roster with mediations under way."""

    code = "disputes.mediator_still_leads"
    kind = Kind.CONFLICT
    sentence = _("This mediator still takes part in %(count)s mediations. Let others take them over first.")


class MediatorNotListed(Refusal):
    """Not on the roster, or on that of another centre."""

    code = "disputes.mediator_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such mediator here.")


class ReplyUnknown(Refusal):
    code = "disputes.reply_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such answer of a court waiting here.")


class AnswerUnfit(Refusal):
    """A court's file that cannot be read, or fits no application that is with that court."""

    code = "disputes.answer_unfit"
    sentence = _("The court's file does not fit: %(why)s.")
