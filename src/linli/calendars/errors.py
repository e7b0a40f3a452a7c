from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class YearMissing(Refusal):
    """A deadline runs into a year whose holidays are not in the rulebook."""

    code = "calendars.year_missing"
    kind = Kind.UNAVAILABLE
    sentence = _(
        "The holidays of %(year)s are not in the rulebook yet, so this date cannot be counted. "
        "Add “calendars.year” for %(year)s to the city pack and load it."
    )


class HoursMissing(Refusal):
    """No working hours are in force on a day that counts."""

    code = "calendars.hours_missing"
    kind = Kind.UNAVAILABLE
    sentence = _("The rulebook has no working hours (“calendars.hours”) for %(on)s.")


class LimitUnreadable(Refusal):
    """A time limit is not a number and a unit."""

    code = "calendars.limit_unreadable"
    sentence = _(
        "“%(text)s” is no time limit. Write a whole number from 1 and a unit: minutes, hours, days, "
        "working_hours or working_days, for example “5 working_days”."
    )


class DayOfAnotherYear(Refusal):
    """A holiday or a make-up working day lies outside the year of its table."""

    code = "calendars.day_of_another_year"
    sentence = _("%(day)s is not in %(year)s.")


class HolidayEndsEarly(Refusal):
    """A holiday's last day is before its first."""

    code = "calendars.holiday_ends_early"
    sentence = _("The holiday would end on %(until)s, before it begins on %(since)s.")


class DayTwice(Refusal):
    """A day is in two holidays, or is both a holiday and a make-up working day."""

    code = "calendars.day_twice"
    sentence = _("%(day)s is named twice.")


class WorkedOnAWorkday(Refusal):
    """A make-up working day falls on a day that is worked anyway."""

    code = "calendars.worked_on_a_workday"
    sentence = _("%(day)s is no Saturday or Sunday, so it cannot be a make-up working day.")


class YearOutOfPlace(Refusal):
    """A year's table must be in force for exactly that year."""

    code = "calendars.year_out_of_place"
    sentence = _("The table of %(year)s must be valid from %(year)s-01-01 until %(year)s-12-31.")


class HoursUnreadable(Refusal):
    """Working hours are not two times of day."""

    code = "calendars.hours_unreadable"
    sentence = _("“%(text)s” are no working hours. Write them like “08:30-12:00”.")


class HoursOutOfOrder(Refusal):
    """The working intervals of a day overlap, touch, or end before they begin."""

    code = "calendars.hours_out_of_order"
    sentence = _("Working hours must follow one another with a break between: %(hours)s.")
