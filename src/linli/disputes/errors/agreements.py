from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class AgreementMissing(Refusal):
    code = "disputes.agreement_missing"
    kind = Kind.CONFLICT
    sentence = _("There is no agreement to do this with.")


class AgreementFrozen(Refusal):
    """Somebody has signed: words are not changed any more."""

    code = "disputes.agreement_frozen"
    kind = Kind.CONFLICT
    sentence = _("The agreement is being signed or in force. It cannot be changed any more.")


class TermsMissing(Refusal):
    code = "disputes.terms_missing"
    kind = Kind.CONFLICT
    sentence = _("An agreement needs at least one term: who does what by when (Mediation Law art. 29 no. 3).")


class TermUnknown(Refusal):
    code = "disputes.term_unknown"
    kind = Kind.CONFLICT
    sentence = _("There is no such term left to be performed.")


class TermWithoutDay(Refusal):
    """A promise without a day cannot be followed."""

    code = "disputes.term_without_day"
    sentence = _("Every term needs the day by which it is done (Mediation Law art. 29 no. 3).")


class TermInThePast(Refusal):
    code = "disputes.term_in_the_past"
    sentence = _("The day of a term cannot lie before today.")


class AmountMissing(Refusal):
    code = "disputes.amount_missing"
    sentence = _("A payment needs its amount in yuan, above zero.")


class InstalmentsUnfit(Refusal):
    """More instalments than cents, or so many that nobody could follow them."""

    code = "disputes.instalments_unfit"
    sentence = _("There are 1 to %(most)s instalments, none of them empty.")


class SameSide(Refusal):
    code = "disputes.same_side"
    sentence = _("A side cannot owe something to itself.")


class SignedAlready(Refusal):
    code = "disputes.signed_already"
    kind = Kind.CONFLICT
    sentence = _("This signature is there already.")


class SignaturesMissing(Refusal):
    """Not everybody signed, so that it cannot take effect."""

    code = "disputes.signatures_missing"
    kind = Kind.CONFLICT
    sentence = _("These signatures are still missing: %(who)s (Mediation Law art. 29).")


class AmountUnfit(Refusal):
    code = "disputes.amount_unfit"
    sentence = _("The amount received is above zero and not more than is still owed: %(left)s yuan.")


class NotDueYet(Refusal):
    """Nothing is overdue, so nothing was broken."""

    code = "disputes.not_due_yet"
    kind = Kind.CONFLICT
    sentence = _("No term is overdue. What is not due yet cannot have been broken.")


class NoMoreExtensions(Refusal):
    code = "disputes.no_more_extensions"
    kind = Kind.CONFLICT
    sentence = _("The time was lengthened %(times)s times already; it cannot be lengthened again.")


class NotAllAgree(Refusal):
    """More time needs everybody's agreement."""

    code = "disputes.not_all_agree"
    sentence = _(
        "More time is possible only when all sides agree. Please ask them, and say here that they did."
    )


class RouteNotOpen(Refusal):
    code = "disputes.route_not_open"
    sentence = _("The route “%(route)s” is not open to this kind of dispute.")


class ReceiverMissing(Refusal):
    code = "disputes.receiver_missing"
    sentence = _("Please say to whom the dispute is handed.")


class ReceiverUnfit(Refusal):
    code = "disputes.receiver_unfit"
    sentence = _("“%(unit)s” does not take disputes by this route.")


class ReferralUnknown(Refusal):
    code = "disputes.referral_unknown"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such dispute waiting to be taken over.")


class OutOfTime(Refusal):
    """The thirty days are over (Mediation Law art. 33)."""

    code = "disputes.out_of_time"
    kind = Kind.CONFLICT
    sentence = _(
        "The last day on which both sides could apply was %(last)s: the court must be asked within %(days)s days"
        " from the day on which the agreement takes effect (Mediation Law art. 33; Civil Procedure Law art. 205)."
        " The agreement still binds; a side may sue, ask for a payment order or have it notarised."
    )


class NotJoint(Refusal):
    code = "disputes.not_joint"
    sentence = _(
        "All sides apply together (Mediation Law art. 33). Please ask them, and say here that they do."
    )


class CourtUnfit(Refusal):
    """The court is not competent by any of the rules."""

    code = "disputes.court_unfit"
    sentence = _("“%(court)s” is not competent for this agreement (Civil Procedure Law art. 205).")


class AppliedAlready(Refusal):
    code = "disputes.applied_already"
    kind = Kind.CONFLICT
    sentence = _("The court has been asked already.")


class NotAtCourt(Refusal):
    code = "disputes.not_at_court"
    kind = Kind.CONFLICT
    sentence = _("No application is waiting for the court.")


class CaseNumberMissing(Refusal):
    code = "disputes.case_number_missing"
    sentence = _("Please give the court's case number.")


class PapersMissing(Refusal):
    """The file lacks what every file must hold."""

    code = "disputes.papers_missing"
    kind = Kind.CONFLICT
    sentence = _("These papers are still missing from the file: %(papers)s (Mediation Law art. 27).")


class FormUnknown(Refusal):
    code = "disputes.form_unknown"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such form of this dispute.")


class NotReleased(Refusal):
    """Records of a mediation are not evidence unless all sides agree."""

    code = "disputes.not_released"
    kind = Kind.NOT_ALLOWED
    sentence = _(
        "Records of a mediation are given out as evidence only when all sides agree in writing."
        " Not agreed yet: %(sides)s."
    )


class WrongProof(Refusal):
    """Number and digits do not belong together."""

    code = "disputes.wrong_proof"
    kind = Kind.NOT_ALLOWED
    sentence = _("Number and digits do not fit together. Please look at the paper you were given.")


class TooManyTries(Refusal):
    code = "disputes.too_many_tries"
    kind = Kind.TOO_MANY
    sentence = _("Too many wrong answers. Please try again in %(minutes)s minutes.")
