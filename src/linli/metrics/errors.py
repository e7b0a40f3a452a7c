from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class UnknownIndicator(Refusal):
    """A question names an indicator that is not defined."""

    code = "metrics.unknown_indicator"
    kind = Kind.NOT_FOUND
    sentence = _("There is no indicator “%(indicator)s”. `linli metrics list` names them all.")


class UnknownDimension(Refusal):
    """A question asks for a figure by something it cannot be asked by."""

    code = "metrics.unknown_dimension"
    sentence = _("“%(indicator)s” cannot be asked by “%(dimension)s”, only by: %(known)s.")


class TooManyDimensions(Refusal):
    code = "metrics.too_many_dimensions"
    sentence = _("A figure can be asked by two things at most, each once.")


class UnknownFilter(Refusal):
    """A filter names a value that the city does not have."""

    code = "metrics.unknown_filter"
    sentence = _("The city has no %(what)s “%(value)s”.")


class WindowBackwards(Refusal):
    code = "metrics.window_backwards"
    sentence = _("The period ends on %(last)s, before it begins on %(first)s.")


class WindowTooLong(Refusal):
    code = "metrics.window_too_long"
    sentence = _("A period is at most %(years)s years long.")


class WindowAcrossEditions(Refusal):
    """The weights changed within the period: one figure for both would be neither the one nor the other."""

    code = "metrics.window_across_editions"
    kind = Kind.CONFLICT
    sentence = _(
        "The weights of “%(indicator)s” changed on %(on)s, within the period. Ask for the time before and the time "
        "from that day on separately."
    )


class FiguresNotYours(Refusal):
    """Somebody asks for figures of work of which they do not see all."""

    code = "metrics.not_yours"
    kind = Kind.NOT_FOUND
    sentence = _("You do not see the figures of this place or unit, or there is no such one.")


class FiguresNotReady(Refusal):
    """A large city's figures come from files, and there are none yet."""

    code = "metrics.not_ready"
    kind = Kind.UNAVAILABLE
    sentence = _(
        "The figures of this city are being made from all its matters for the first time. Come back within the hour."
    )


class LakeMissing(Refusal):
    code = "metrics.lake_missing"
    kind = Kind.UNAVAILABLE
    sentence = _("There is no lake at %(folder)s yet. Run `linli lake export` first.")


class LakeDamaged(Refusal):
    """A file of the lake is not what was written. No figure is made of it."""

    code = "metrics.lake_damaged"
    kind = Kind.UNAVAILABLE
    sentence = _("The file %(file)s of the lake is damaged. Run `linli lake export`: it writes it anew.")


class LakeBusy(Refusal):
    code = "metrics.lake_busy"
    kind = Kind.CONFLICT
    sentence = _("Another export writes into this lake just now.")


class MonthNotOver(Refusal):
    code = "metrics.month_not_over"
    kind = Kind.CONFLICT
    sentence = _("%(month)s is not over yet: its figures can be frozen from %(on)s on.")


class MonthFrozen(Refusal):
    """Frozen figures are never written anew; what changes later is a correction."""

    code = "metrics.month_frozen"
    kind = Kind.CONFLICT
    sentence = _("The figures of %(month)s are frozen already. Later changes are listed as corrections.")


class MonthNotFrozen(Refusal):
    code = "metrics.month_not_frozen"
    kind = Kind.NOT_FOUND
    sentence = _("The figures of %(month)s are not frozen.")


class JournalSilent(Refusal):
    """What is counted in disputes, supervision and targets does not follow from the journal of matters."""

    code = "metrics.journal_silent"
    sentence = _(
        "This figure is not made of what happened to matters, so it cannot be counted from the journal."
    )


class SparkMissing(Refusal):
    code = "metrics.spark_missing"
    kind = Kind.UNAVAILABLE
    sentence = _("Spark is not installed. `make spark` brings it; Java 17 must be there.")


# What a city's rule says of bulletins


class BulletinIndicatorUnknown(Refusal):
    code = "metrics.bulletin_indicator_unknown"
    sentence = _("There is no indicator “%(indicator)s”. `linli metrics list` names them all.")


class BulletinCannotShow(Refusal):
    code = "metrics.bulletin_cannot_show"
    sentence = _(
        "“%(indicator)s” cannot stand in this bulletin: it does not follow from sums of frozen months."
    )


class BulletinNotJudged(Refusal):
    """How many people complain is neither good nor bad, and nobody is ranked by it."""

    code = "metrics.bulletin_not_judged"
    sentence = _("“%(indicator)s” is neither good nor bad in itself: nobody is ranked or measured by it.")


class BulletinWithoutTarget(Refusal):
    code = "metrics.bulletin_without_target"
    sentence = _("A sentence speaks of the target of “%(indicator)s”, and the bulletin has none.")


class BulletinSentence(Refusal):
    code = "metrics.bulletin_sentence"
    sentence = _("The sentence “%(text)s…” cannot be filled: %(why)s")


class BulletinMustRequire(Refusal):
    code = "metrics.bulletin_must_require"
    sentence = _("At least one requirement stands in the bulletin whatever the figures are.")


# Making bulletins, and answering what units say to them


class BulletinUnknown(Refusal):
    code = "metrics.bulletin_unknown"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such bulletin, or not for you.")


class BulletinThere(Refusal):
    code = "metrics.bulletin_there"
    kind = Kind.CONFLICT
    sentence = _(
        "There is a bulletin of this period already. Cancel its letter before another one is drafted."
    )


class FigureNotFrozen(Refusal):
    """A month was frozen before the figure was counted: nought would be wrong."""

    code = "metrics.figure_not_frozen"
    kind = Kind.CONFLICT
    sentence = _("“%(indicator)s” was not counted yet when %(month)s was frozen.")


class PeriodNotOver(Refusal):
    code = "metrics.period_not_over"
    kind = Kind.CONFLICT
    sentence = _("The period ends on %(last)s: a bulletin can be drafted from the next day on.")


class NobodyRanked(Refusal):
    code = "metrics.nobody_ranked"
    kind = Kind.CONFLICT
    sentence = _("Nobody has figures for %(period)s that may be put beside each other.")


class BulletinNotYours(Refusal):
    code = "metrics.bulletin_not_yours"
    kind = Kind.NOT_ALLOWED
    sentence = _("Only %(unit)s drafts this bulletin and answers for it.")


class NotRanked(Refusal):
    code = "metrics.not_ranked"
    kind = Kind.NOT_ALLOWED
    sentence = _("Only units that the bulletin ranks attach comments and objections.")


class RemarkTooLate(Refusal):
    code = "metrics.remark_too_late"
    kind = Kind.CONFLICT
    sentence = _("Comments and objections could be attached until %(until)s.")


class BulletinNotOut(Refusal):
    code = "metrics.bulletin_not_out"
    kind = Kind.CONFLICT
    sentence = _("The bulletin is not issued, or no longer stands.")


class BulletinPublic(Refusal):
    code = "metrics.bulletin_public"
    kind = Kind.CONFLICT
    sentence = _("The bulletin is published already.")


class WeekNotPublic(Refusal):
    """Weeks and months overlap: from both, a few days' cases could be worked out."""

    code = "metrics.week_not_public"
    kind = Kind.CONFLICT
    sentence = _(
        "Only bulletins of months and quarters are published: beside them, a week would tell what few cases of a few "
        "days were."
    )


class BulletinNotPublic(Refusal):
    code = "metrics.bulletin_not_public"
    kind = Kind.CONFLICT
    sentence = _("The bulletin is not published, so it cannot be taken back.")


class RemarkOpen(Refusal):
    code = "metrics.remark_open"
    kind = Kind.CONFLICT
    sentence = _("Your unit has one of this kind under way. Wait for the answer.")


class RemarkWordless(Refusal):
    code = "metrics.remark_wordless"
    sentence = _("Say it in words.")


class RemarkUnknown(Refusal):
    code = "metrics.remark_unknown"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such comment or objection, or it is answered already.")


class OwnBulletin(Refusal):
    """Whoever wrote the bulletin does not judge what is held against it."""

    code = "metrics.own_bulletin"
    kind = Kind.NOT_ALLOWED
    sentence = _("You drafted this bulletin. Somebody else of your unit answers what is held against it.")
