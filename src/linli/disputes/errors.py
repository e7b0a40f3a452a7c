from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class CategoryTwice(Refusal):
    code = "disputes.category_twice"
    sentence = _("A category of disputes is listed twice.")


class RouteTwice(Refusal):
    code = "disputes.route_twice"
    sentence = _("Each lawful route is listed exactly once.")


class DisputeNotFound(Refusal):
    """No such dispute, or not one's own."""

    code = "disputes.not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such dispute.")


class NotPermitted(Refusal):
    """Visible, but this person may not do it."""

    code = "disputes.not_permitted"
    kind = Kind.NOT_ALLOWED
    sentence = _("You may not do this here: %(verb)s.")


class NotNow(Refusal):
    """The state of the dispute does not allow it."""

    code = "disputes.not_now"
    kind = Kind.CONFLICT
    sentence = _("This is not possible while the dispute is: %(state)s.")


class WordsMissing(Refusal):
    code = "disputes.words_missing"
    sentence = _("Please say it in a few words.")


class CentreUnknown(Refusal):
    """The unit is no centre that receives disputes."""

    code = "disputes.centre_unknown"
    sentence = _("“%(unit)s” is no centre that receives disputes.")


class CategoryUnknown(Refusal):
    code = "disputes.category_unknown"
    sentence = _("There is no category %(category)s of disputes.")


class OneSideOnly(Refusal):
    """A dispute has at least two sides."""

    code = "disputes.one_side_only"
    sentence = _("A dispute has at least two sides. Please add the other side first.")


class NameMissing(Refusal):
    code = "disputes.name_missing"
    sentence = _("Every side needs a name.")


class SideUnknown(Refusal):
    code = "disputes.side_unknown"
    sentence = _("There is no such side in this dispute.")


class GuardianMissing(Refusal):
    """A side that cannot act alone, without somebody who acts for it."""

    code = "disputes.guardian_missing"
    kind = Kind.CONFLICT
    sentence = _(
        "%(side)s is under age or cannot act alone and has no guardian here. Mediation goes on when the guardian"
        " is entered (Civil Code arts. 20, 22 and 23)."
    )


class PowersMissing(Refusal):
    """A representative without a written power to do it."""

    code = "disputes.powers_missing"
    sentence = _(
        "A representative settles and signs only when the written power names both (Civil Procedure Law art. 62)."
    )


class ConsentMissing(Refusal):
    """Not every side agreed to mediation."""

    code = "disputes.consent_missing"
    kind = Kind.CONFLICT
    sentence = _("Not all sides have agreed to mediation yet: %(sides)s (Mediation Law arts. 3 and 17).")


class AlreadyAnswered(Refusal):
    code = "disputes.already_answered"
    kind = Kind.CONFLICT
    sentence = _("This was answered already.")


class CommitteeUnknown(Refusal):
    code = "disputes.committee_unknown"
    sentence = _("There is no such committee at this centre.")


class CommitteeUnfit(Refusal):
    """Its number of members, its chair, its women or its term is not as the law wants it."""

    code = "disputes.committee_unfit"
    sentence = _(
        "A committee has %(least)s to %(most)s members, women among them, for at most %(years)s years"
        " (Mediation Law arts. 8 and 9)."
    )


class MediatorUnknown(Refusal):
    code = "disputes.mediator_unknown"
    sentence = _("There is no such mediator here.")


class MediatorTied(Refusal):
    """A relative of a side, or somebody with an interest in the outcome, does not mediate."""

    code = "disputes.mediator_tied"
    sentence = _(
        "Somebody who is a close relative of a side or has an interest in the outcome does not mediate it:"
        " nobody may favour a side (Mediation Law art. 15 no. 1). Please choose another mediator."
    )


class TieNotAccepted(Refusal):
    """The mediator knows a side; the sides must hear of it and accept the mediator."""

    code = "disputes.tie_not_accepted"
    sentence = _(
        "The mediator knows a side. Tell all sides; when they accept the mediator all the same, say so here"
        " (Mediation Law art. 23 no. 1)."
    )


class MediatorMissing(Refusal):
    code = "disputes.mediator_missing"
    kind = Kind.CONFLICT
    sentence = _("Nobody leads this mediation yet. Please appoint a mediator first.")


class AppointedAlready(Refusal):
    code = "disputes.appointed_already"
    kind = Kind.CONFLICT
    sentence = _("This person already takes part in the mediation.")


class LeadThereAlready(Refusal):
    code = "disputes.lead_there_already"
    kind = Kind.CONFLICT
    sentence = _(
        "Somebody leads this mediation already. Release that mediator first, or appoint this one to assist."
    )


class SessionUnknown(Refusal):
    code = "disputes.session_unknown"
    kind = Kind.CONFLICT
    sentence = _("There is no such session left to be held.")


class SessionInThePast(Refusal):
    code = "disputes.session_in_the_past"
    sentence = _("A session is planned for a time to come.")


class MediatorBusy(Refusal):
    """Two sessions at one time."""

    code = "disputes.mediator_busy"
    kind = Kind.CONFLICT
    sentence = _("The mediator has another session at that time: %(at)s.")


class SeparateRoomsOnly(Refusal):
    """There were signs of violence or coercion."""

    code = "disputes.separate_rooms_only"
    sentence = _(
        "There were signs of violence or coercion in this dispute. The sides are heard in separate rooms or by video"
        " link, and nobody is pressed to settle."
    )


class LinkMissing(Refusal):
    code = "disputes.link_missing"
    sentence = _("A session by video needs its link.")


class RoutesNotTold(Refusal):
    """A mediation that ends without agreement ends with being told where else to go."""

    code = "disputes.routes_not_told"
    sentence = _(
        "Please tell all sides the other lawful routes, and say here that you did (Mediation Law art. 26)."
    )


class ProposalUnknown(Refusal):
    code = "disputes.proposal_unknown"
    kind = Kind.CONFLICT
    sentence = _("There is no such proposal waiting for an answer.")


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
