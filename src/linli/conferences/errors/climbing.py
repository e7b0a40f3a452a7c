from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class StepListedTwice(Refusal):
    code = "conferences.step_listed_twice"
    sentence = _("Each step of the climb is listed once.")


class StepNotOffered(Refusal):
    """The city does not hold this kind of conference."""

    code = "conferences.step_not_offered"
    sentence = _("The rules of the city have no %(step)s.")


class ConvenerUnfit(Refusal):
    """A unit of another level, kind or place."""

    code = "conferences.convener_unfit"
    sentence = _("“%(unit)s” does not convene this here: %(step)s.")


class AttemptMissing(Refusal):
    """No session of the mediation was held and recorded."""

    code = "conferences.attempt_missing"
    kind = Kind.CONFLICT
    sentence = _(
        "The first step rests on the record of the mediation. No session of this dispute has been held and"
        " recorded yet."
    )


class StepMissing(Refusal):
    """The step below was never taken."""

    code = "conferences.step_missing"
    kind = Kind.CONFLICT
    sentence = _(
        "The %(step)s needs the record of the step below, and there is none: %(below)s. Please hold that first."
    )


class StepStillRuns(Refusal):
    code = "conferences.step_still_runs"
    kind = Kind.CONFLICT
    sentence = _(
        "The step below is not over yet: %(below)s. The %(step)s needs its finished record and its reason."
    )


class ReasonMissing(Refusal):
    """The step below decided, and did not say why it goes further."""

    code = "conferences.reason_missing"
    kind = Kind.CONFLICT
    sentence = _(
        "The record of the step below (%(below)s) does not say why the dispute goes further. Whoever chaired it"
        " writes the reason first, then the %(step)s can be asked for."
    )


class BeforeLowerStep(Refusal):
    """The day lies before the end of the step below."""

    code = "conferences.before_lower_step"
    sentence = _("The step below was over on %(at)s. The %(step)s cannot be held before that.")


class AskedAlready(Refusal):
    code = "conferences.asked_already"
    kind = Kind.CONFLICT
    sentence = _("For this dispute there is one at work already: %(step)s.")


class SidesNotAsked(Refusal):
    """More people are to hear of a dispute: its sides decide about that."""

    code = "conferences.sides_not_asked"
    sentence = _(
        "More people will hear of this dispute. Please ask all sides first, and say here that they agree"
        " (Mediation Law arts. 20 and 23)."
    )


class TopReached(Refusal):
    code = "conferences.top_reached"
    sentence = _("There is no step above this one.")
