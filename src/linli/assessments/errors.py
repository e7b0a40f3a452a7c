from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal

# Rules


class WeightsNotHundred(Refusal):
    code = "assessments.weights_not_hundred"
    sentence = _("The points of the sheet make %(sum)s and not 100.")


class TestUnknown(Refusal):
    code = "assessments.test_unknown"
    sentence = _("Opinions count towards the test “%(test)s”, which there is not.")


class CodeTwice(Refusal):
    code = "assessments.code_twice"
    sentence = _("“%(code)s” stands twice in one list.")


# Grading


class AnswerMissing(Refusal):
    code = "assessments.answer_missing"
    sentence = _("The sheet has no answer to “%(item)s”.")


class AnswerUnknown(Refusal):
    code = "assessments.answer_unknown"
    sentence = _("“%(item)s” cannot be answered with “%(value)s”.")


class NobodyAsked(Refusal):
    code = "assessments.nobody_asked"
    kind = Kind.CONFLICT
    sentence = _(
        "Nobody concerned was heard yet. Write down whom it touches, and at least one way in which they were asked."
    )


class RisksMissing(Refusal):
    code = "assessments.risks_missing"
    kind = Kind.CONFLICT
    sentence = _(
        "The list of risks is empty, or a risk has no measure. Each risk needs a measure, a unit and a day."
    )


class NothingChanged(Refusal):
    code = "assessments.nothing_changed"
    kind = Kind.CONFLICT
    sentence = _("It was graded before. Write down first what was changed in the project.")


# Deciding


class NotAssessed(Refusal):
    """A listed decision would go ahead without an assessment on file."""

    code = "assessments.not_assessed"
    kind = Kind.CONFLICT
    sentence = _(
        "This decision is on the list of those that are assessed first, and its assessment is not on file (it is: "
        "%(state)s). Until then it cannot go ahead."
    )


class HighRisk(Refusal):
    code = "assessments.high_risk"
    kind = Kind.CONFLICT
    sentence = _("The risk is high even with the measures. It cannot go ahead: postpone it, or do not do it.")


class ChangeFirst(Refusal):
    code = "assessments.change_first"
    kind = Kind.CONFLICT
    sentence = _(
        "The risk is medium even with the measures. Change the project first and grade it again; then it may go ahead."
    )


class MeasuresBelong(Refusal):
    code = "assessments.measures_belong"
    kind = Kind.CONFLICT
    sentence = _("The risk was %(grade)s before the measures: it goes ahead only together with them.")


# Steps


class AssessmentNotFound(Refusal):
    code = "assessments.not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such assessment.")


class NotPermitted(Refusal):
    code = "assessments.not_permitted"
    kind = Kind.NOT_ALLOWED
    sentence = _("You may see this assessment, but this step is not yours: %(verb)s.")


class NotNow(Refusal):
    code = "assessments.not_now"
    kind = Kind.CONFLICT
    sentence = _("“%(verb)s” is not possible while the assessment is: %(state)s.")


class OwnReport(Refusal):
    code = "assessments.own_report"
    kind = Kind.NOT_ALLOWED
    sentence = _("Somebody of another unit than the one that prepared the report approves and files it.")


class WordsMissing(Refusal):
    code = "assessments.words_missing"
    sentence = _("Please say it in a few words.")


class KindUnknown(Refusal):
    code = "assessments.kind_unknown"
    sentence = _("The city does not list this kind of decision.")


class CountsUnfit(Refusal):
    code = "assessments.counts_unfit"
    sentence = _("More people are said to have spoken (%(said)s) than were there (%(present)s).")


# The survey


class SurveyNotFound(Refusal):
    code = "assessments.survey_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such survey.")


class SurveyClosed(Refusal):
    code = "assessments.survey_closed"
    kind = Kind.CONFLICT
    sentence = _("This survey is closed. Thank you for wanting to take part.")


class AnsweredAlready(Refusal):
    code = "assessments.answered_already"
    kind = Kind.CONFLICT
    sentence = _(
        "This device has answered already. Your answer counts; what it said nobody can tell any more."
    )


class CookieMissing(Refusal):
    code = "assessments.cookie_missing"
    sentence = _(
        "Your browser keeps no mark for this survey, so we cannot tell a second answer from a first. "
        "Please allow it and open the page again."
    )


class StanceUnknown(Refusal):
    code = "assessments.stance_unknown"
    sentence = _("Please choose one of the answers.")
