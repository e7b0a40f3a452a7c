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
