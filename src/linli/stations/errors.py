from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class CodeTwice(Refusal):
    """A list of the city names one code twice."""

    code = "stations.code_twice"
    sentence = _("The code %(code)s stands in the list twice.")


class MaterialUnknown(Refusal):
    """A service asks for something that the list of materials does not have."""

    code = "stations.material_unknown"
    sentence = _("%(service)s asks for “%(code)s”, which is not in the list of materials.")


class ServiceNotFound(Refusal):
    """The guide has no such service."""

    code = "stations.service_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("The guide has no such service.")


class StationNotFound(Refusal):
    """There is no such station."""

    code = "stations.station_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such station.")


class NotByBooking(Refusal):
    """People simply come for this service."""

    code = "stations.not_by_booking"
    sentence = _("For “%(service)s” no time is booked: simply come in the opening hours.")


class TimeNotOffered(Refusal):
    """The station is closed then, or it is too soon or too far ahead."""

    code = "stations.time_not_offered"
    sentence = _("This time cannot be booked. Please choose one from the list.")


class TimeFull(Refusal):
    """Somebody else was faster."""

    code = "stations.time_full"
    kind = Kind.CONFLICT
    sentence = _("Somebody has just taken the last place at this time. Please choose another one.")


class TooManyBookings(Refusal):
    """One telephone number holds as many bookings as the city allows."""

    code = "stations.too_many_bookings"
    kind = Kind.CONFLICT
    sentence = _(
        "With this number %(most)s times are booked already. Cancel one first, or come without booking."
    )


class BookingNotFound(Refusal):
    """Not there, or not at a station of the viewer."""

    code = "stations.booking_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such booking.")


class BookingOver(Refusal):
    """The booking has moved on, or its time has begun."""

    code = "stations.booking_over"
    kind = Kind.CONFLICT
    sentence = _("This is not possible any more: %(status)s.")


class TooEarly(Refusal):
    """A result before the visit."""

    code = "stations.too_early"
    kind = Kind.CONFLICT
    sentence = _("A result is written down on the day of the visit, not before.")


class MissingWhat(Refusal):
    """Something was missing, and nobody said what; or what the service does not ask for."""

    code = "stations.missing_what"
    sentence = _("Please mark what was missing.")


class RatedAlready(Refusal):
    """One visit is rated once."""

    code = "stations.rated_already"
    kind = Kind.CONFLICT
    sentence = _("This visit was rated already. Thank you.")


class RatedTooEarly(Refusal):
    """A rating before the station has served."""

    code = "stations.rated_too_early"
    kind = Kind.CONFLICT
    sentence = _("You can rate the service once the station has written down the result.")
