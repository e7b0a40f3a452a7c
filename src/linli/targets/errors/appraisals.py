from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class WeightsNotWhole(Refusal):
    """The weights of a branch do not make the weight of the branch."""

    code = "targets.weights_not_whole"
    sentence = _("The weights below “%(branch)s” make %(sum)s, not %(whole)s.")


class IndicatorTwice(Refusal):
    """Two indicators with one code."""

    code = "targets.indicator_twice"
    sentence = _("Two indicators have the code %(code)s.")


class IndicatorUnfit(Refusal):
    """An indicator with both parts and a source, or with neither."""

    code = "targets.indicator_unfit"
    sentence = _("The indicator %(code)s needs either parts or a source.")


class CountsPeople(Refusal):
    """An indicator that counts petitions or rates people."""

    code = "targets.counts_people"
    sentence = _(
        "“%(name)s” would count petitions or rate people. Units are judged by the quality and timeliness of their work."
    )


class AppraisalTwice(Refusal):
    """The same period was appraised already."""

    code = "targets.appraisal_twice"
    kind = Kind.CONFLICT
    sentence = _("There is an appraisal of this period already.")


class AppraisalNotOver(Refusal):
    """A period is appraised when it is over."""

    code = "targets.appraisal_not_over"
    sentence = _("The period ends on %(last)s; it can be appraised from the day after.")


class Frozen(Refusal):
    """A published sheet is only changed by an upheld objection."""

    code = "targets.frozen"
    kind = Kind.CONFLICT
    sentence = _("The appraisal is published. Only an objection that is upheld changes it.")


class NotPublished(Refusal):
    """Nothing to object to yet."""

    code = "targets.not_published"
    kind = Kind.CONFLICT
    sentence = _("The appraisal is not published yet.")


class BadShare(Refusal):
    """More passed than was checked."""

    code = "targets.bad_share"
    sentence = _("Write two whole numbers, the first not larger than the second.")


class IndicatorUnknown(Refusal):
    """No such indicator, or not one that is entered by hand."""

    code = "targets.indicator_unknown"
    sentence = _("There is no such indicator to be entered here.")


class NumbersMissing(Refusal):
    """An indicator entered by hand is empty."""

    code = "targets.numbers_missing"
    kind = Kind.CONFLICT
    sentence = _("Numbers are missing: %(missing)s.")


class ObjectionTooLate(Refusal):
    """The time for objections is over."""

    code = "targets.objection_too_late"
    kind = Kind.CONFLICT
    sentence = _("Objections were possible until %(until)s.")


class ObjectionOpen(Refusal):
    """The unit's objection against this indicator is not decided yet."""

    code = "targets.objection_open"
    kind = Kind.CONFLICT
    sentence = _("An objection against this indicator is being decided already.")


class ObjectionUnknown(Refusal):
    """No such open objection."""

    code = "targets.objection_unknown"
    kind = Kind.CONFLICT
    sentence = _("There is no such objection waiting to be decided.")
