"""Refusals of warnings, hot issues, causes and the checks of replies."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class SeriesFileUnreadable(Refusal):
    """The file is no table of text."""

    code = "warnings.series_file_unreadable"
    sentence = _("%(file)s is not a CSV file that can be read.")


class SeriesColumnsMissing(Refusal):
    """A column without which there is no series."""

    code = "warnings.series_columns_missing"
    sentence = _("%(file)s lacks the columns %(columns)s.")


class SeriesCountUnfit(Refusal):
    """A week's number or count is no whole number that can be true."""

    code = "warnings.series_count_unfit"
    sentence = _("Row %(row)s of %(file)s has a week or a count that is no number or cannot be true.")


class RepliesNotLabelled(Refusal):
    """Too few of either label to learn from and to ask about."""

    code = "warnings.replies_not_labelled"
    sentence = _(
        "It takes %(needed)s replies of either label (label_explains: 1, 0), not worded alike; there are %(found)s."
    )


class HotIssueNotFound(Refusal):
    """There is none, or not all of its matters may be read."""

    code = "warnings.hot_issue_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such issue, or you may not read all of its matters.")


class HotIssueMovedOn(Refusal):
    """Its state does not allow the step."""

    code = "warnings.hot_issue_moved_on"
    kind = Kind.CONFLICT
    sentence = _("This is not possible while the issue is: %(state)s.")


class ReasonMissing(Refusal):
    """Whoever dismisses or ends an issue says why."""

    code = "warnings.reason_missing"
    sentence = _("Please say why, in a few words.")


class NotAMember(Refusal):
    """The matter is not in the issue."""

    code = "warnings.not_a_member"
    kind = Kind.CONFLICT
    sentence = _("Matter %(code)s is not in this issue any more.")


class NothingChosen(Refusal):
    """No matter was ticked."""

    code = "warnings.nothing_chosen"
    sentence = _("Please tick the matters that are the same.")


class AlgorithmNotFound(Refusal):
    """The register has no such entry."""

    code = "warnings.algorithm_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("The register has no such algorithm.")


class WeightsNotWhole(Refusal):
    """The weights of the index are no parts of a hundred."""

    code = "warnings.weights_not_whole"
    sentence = _("The weights of the index make %(total)s together; they must make 100.")


class LinesOutOfOrder(Refusal):
    """A colour begins before a weaker one, or a colour lacks who answers for it."""

    code = "warnings.lines_out_of_order"
    sentence = _("The colours must begin one after the other, each with who takes note of it.")


class WarningNotFound(Refusal):
    code = "warnings.not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such warning.")


class ActionNotFound(Refusal):
    code = "warnings.action_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such action.")


class NotPermitted(Refusal):
    code = "warnings.not_permitted"
    kind = Kind.NOT_ALLOWED
    sentence = _("Your role does not let you do this here: %(verb)s.")


class NotNow(Refusal):
    """The step does not follow on where it stands."""

    code = "warnings.not_now"
    kind = Kind.CONFLICT
    sentence = _("“%(verb)s” is not possible while it is “%(status)s”.")


class OthersAnswer(Refusal):
    """The city named another role for a warning of this colour."""

    code = "warnings.others_answer"
    kind = Kind.NOT_ALLOWED
    sentence = _("A warning of this colour is taken note of by: %(roles)s.")


class AcknowledgedAlready(Refusal):
    code = "warnings.acknowledged_already"
    kind = Kind.CONFLICT
    sentence = _("Somebody has taken note of it already.")


class NotAcknowledged(Refusal):
    """Nobody has taken note of the warning yet."""

    code = "warnings.not_acknowledged"
    kind = Kind.CONFLICT
    sentence = _("First somebody has to take note of it.")


class LetterThere(Refusal):
    code = "warnings.letter_there"
    kind = Kind.CONFLICT
    sentence = _("There is a letter about it already: %(letter)s.")


class TextMissing(Refusal):
    """The city has no such text of a letter."""

    code = "warnings.text_missing"
    kind = Kind.CONFLICT
    sentence = _("The city has no text “%(text)s” for letters.")


class DueBeforeStart(Refusal):
    code = "warnings.due_before_start"
    sentence = _("The last day is before the first.")


class StepsOpen(Refusal):
    code = "warnings.steps_open"
    kind = Kind.CONFLICT
    sentence = _("Some measures are not done yet: %(count)s.")


class OwnersStep(Refusal):
    """Only who works for the owner reports on it."""

    code = "warnings.owners_step"
    kind = Kind.NOT_ALLOWED
    sentence = _("This is for %(unit)s to do.")


class PlaceUnclear(Refusal):
    code = "warnings.place_unclear"
    sentence = _("Which place is “%(words)s”? Please give its whole name or its code.")


class KindUnclear(Refusal):
    code = "warnings.kind_unclear"
    sentence = _("Which kind of matters is “%(words)s”? Please choose one from the list.")
