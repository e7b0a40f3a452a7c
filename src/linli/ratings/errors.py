from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class StepsLeaveGap(Refusal):
    """Some totals would have no colour."""

    code = "ratings.steps_leave_gap"
    sentence = _("The steps leave a gap: nothing is said of %(first)s to %(last)s.")


class StepsOverlap(Refusal):
    """Some totals would have two colours."""

    code = "ratings.steps_overlap"
    sentence = _("The step “%(step)s” begins at %(at)s, where the one before it has not ended.")


class NamedTwice(Refusal):
    """A code stands twice, or is none."""

    code = "ratings.named_twice"
    sentence = _("“%(code)s” stands here twice, or is written wrongly.")


class UnmetMissing(Refusal):
    """A dimension that does not say when it is unmet."""

    code = "ratings.unmet_missing"
    sentence = _("The dimension “%(dimension)s” does not say from how many points on it is unmet.")


class CountsPetitions(Refusal):
    """A rating that would make people's petitions count against somebody, or rate a person."""

    code = "ratings.counts_petitions"
    sentence = _(
        "“%(name)s” would count petitions or people. What may count is how a unit dealt with them, never how many came."
    )


class LetterStepUnknown(Refusal):
    """A letter for a colour that the scheme does not give."""

    code = "ratings.letter_step_unknown"
    sentence = _("A letter is set for %(colour)s, which no step has.")


class FactKindUnknown(Refusal):
    """Not one of the city's kinds of facts."""

    code = "ratings.fact_kind_unknown"
    sentence = _("“%(kind)s” is no kind of fact of this city.")


class FactInFuture(Refusal):
    """A fact that has not happened yet."""

    code = "ratings.fact_in_future"
    sentence = _("A fact of %(on)s lies in the future.")


class EvidenceMissing(Refusal):
    """A fact without its proof."""

    code = "ratings.evidence_missing"
    sentence = _("Please name the paper that proves it: %(evidence)s.")


class FactKnown(Refusal):
    """The same thing, on the same day, by the same paper."""

    code = "ratings.fact_known"
    kind = Kind.CONFLICT
    sentence = _("“%(kind)s” of %(on)s with the paper “%(evidence)s” is recorded of %(entity)s already.")


class BodyUnknown(Refusal):
    """Not in the base, gone, or not in the viewer's area."""

    code = "ratings.body_unknown"
    sentence = _("“%(entity)s” is not in the base, or not in your area.")


class DayMissing(Refusal):
    """No day."""

    code = "ratings.day_missing"
    sentence = _("The day is missing. Write it as 2026-03-31.")


class ValueWrong(Refusal):
    """No whole number from 0 on."""

    code = "ratings.value_wrong"
    sentence = _("“%(value)s” is no whole number from 0 to %(most)s.")


class NoFacts(Refusal):
    """A sheet without a row that could be taken."""

    code = "ratings.no_facts"
    sentence = _("No row of the sheet could be taken; %(refused)s were refused.")


class FactNotFound(Refusal):
    """Not there, not visible, or it does not count any more."""

    code = "ratings.fact_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such fact, or it does not count any more.")


class SchemeNotFound(Refusal):
    """No scheme of that code is in force."""

    code = "ratings.scheme_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no rating scheme “%(scheme)s” on %(on)s.")


class BadPeriod(Refusal):
    """Not a period of the scheme."""

    code = "ratings.bad_period"
    sentence = _("“%(period)s” is no period. Write 2026-03, 2026-Q1 or 2026.")


class NobodyToRate(Refusal):
    """No entity is in the scheme's scope."""

    code = "ratings.nobody_to_rate"
    kind = Kind.CONFLICT
    sentence = _("There is nothing to rate by this scheme: the base holds no such entity.")


class RunNotFound(Refusal):
    """Not there, or not visible."""

    code = "ratings.run_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such run.")


class RunDecided(Refusal):
    """Signed or set aside already, or a later run was signed."""

    code = "ratings.run_decided"
    kind = Kind.CONFLICT
    sentence = _("This run is “%(state)s” and cannot be signed any more.")


class OwnRun(Refusal):
    """Who computed a run may not sign it."""

    code = "ratings.own_run"
    kind = Kind.NOT_ALLOWED
    sentence = _("Who computed a run does not sign it. Please let a colleague do it.")


class LabelNotFound(Refusal):
    """Not there, or not visible."""

    code = "ratings.label_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such rating.")


class LabelStateWrong(Refusal):
    """Not possible in this state."""

    code = "ratings.label_state_wrong"
    kind = Kind.CONFLICT
    sentence = _("This rating is “%(state)s”; that cannot be done with it now.")


class WordsMissing(Refusal):
    """Nothing was said."""

    code = "ratings.words_missing"
    sentence = _("Please say why, in words.")


class AppealTooLate(Refusal):
    """The time to appeal is over."""

    code = "ratings.appeal_too_late"
    kind = Kind.CONFLICT
    sentence = _("The time to appeal ended on %(until)s. New facts may be brought to the unit at any time.")


class DecidedByReviewer(Refusal):
    """Who reviewed a rating would decide the appeal against it."""

    code = "ratings.decided_by_reviewer"
    kind = Kind.NOT_ALLOWED
    sentence = _("An appeal is decided by somebody who did not review the rating.")


class AppealChangesNothing(Refusal):
    """An appeal was granted without naming a fact that was wrong."""

    code = "ratings.appeal_changes_nothing"
    sentence = _("Please mark the facts that were wrong: without them the rating would stay as it is.")
