"""Refusals of warnings, hot issues and the checks of replies."""

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
