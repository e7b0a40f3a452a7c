"""Refusals of warnings, hot issues and the checks of replies."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Refusal


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
