from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class NoRoadAccident(Refusal):
    """The claim desk is for disputes about road accidents only."""

    code = "disputes.no_road_accident"
    kind = Kind.CONFLICT
    sentence = _(
        "The claim desk is open for disputes about road accidents. This one is about something else."
    )


class VehicleMissing(Refusal):
    code = "disputes.vehicle_missing"
    sentence = _("Whoever drove, owns or insures a vehicle needs the vehicle: A, B or C as in the reckoning.")


class ReckoningUnfinished(Refusal):
    """The calculator was left before all was answered."""

    code = "disputes.reckoning_unfinished"
    sentence = _("The reckoning is not finished: answer every step of the calculator first.")


class ReckoningMissing(Refusal):
    code = "disputes.reckoning_missing"
    kind = Kind.CONFLICT
    sentence = _("Nothing was reckoned yet. Reckon the claim and join the result first.")


class PayerNoSide(Refusal):
    """Somebody is to pay who does not sit at the table, and so promises nothing."""

    code = "disputes.payer_no_side"
    kind = Kind.CONFLICT
    sentence = _(
        "%(payer)s is no side of this dispute. Who is to pay must be a side, agree and sign (Mediation Law art. 29)."
    )


class DraftHasTerms(Refusal):
    code = "disputes.draft_has_terms"
    kind = Kind.CONFLICT
    sentence = _("The draft has terms already. Take them out first, so that nothing is promised twice.")


class DeviationUnexplained(Refusal):
    """Sides may agree on other amounts, knowing that they do."""

    code = "disputes.deviation_unexplained"
    sentence = _(
        "Agreed are %(agreed)s yuan, reckoned were %(reckoned)s. The sides may agree on that: write down why."
    )


class PromisedAlready(Refusal):
    code = "disputes.promised_already"
    kind = Kind.CONFLICT
    sentence = _("It was promised already by when this money comes.")


class InTheFuture(Refusal):
    code = "disputes.in_the_future"
    sentence = _("What was paid was paid today or before.")


class CommitteeTwice(Refusal):
    code = "disputes.committee_twice"
    sentence = _("Two committees have the short name %(name)s, which tells their files apart.")


class StudioWithoutParent(Refusal):
    """A studio belongs to a committee that stands before it in the list; a committee to none."""

    code = "disputes.studio_without_parent"
    sentence = _(
        "%(name)s: a studio names the committee above it that it belongs to, and only a studio does."
    )
