from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class UnknownJurisdiction(Refusal):
    """This server answers for one city, and that is not it."""

    code = "exchange.unknown_jurisdiction"
    kind = Kind.NOT_FOUND
    sentence = _("jurisdiction_id “%(value)s” was not found.")


class UnknownResource(Refusal):
    """No such address below /open311/."""

    code = "exchange.unknown_resource"
    kind = Kind.NOT_FOUND
    sentence = _("There is nothing at this address: %(path)s")


class UnknownFormat(Refusal):
    """An extension that is neither xml nor json."""

    code = "exchange.unknown_format"
    sentence = _("The format “%(value)s” is not offered; use xml or json.")


class UnknownService(Refusal):
    """No service of that code is open to the public."""

    code = "exchange.unknown_service"
    kind = Kind.NOT_FOUND
    sentence = _("service_code “%(value)s” was not found.")


class UnknownRequest(Refusal):
    """No such request, or none that is public."""

    code = "exchange.unknown_request"
    kind = Kind.NOT_FOUND
    sentence = _("service_request_id “%(value)s” was not found.")


class UnknownToken(Refusal):
    """A token that this server did not issue."""

    code = "exchange.unknown_token"
    kind = Kind.NOT_FOUND
    sentence = _("This token was not found.")


class KeyNeeded(Refusal):
    """The api_key is missing, not ours, ended, or may not register matters."""

    code = "exchange.key_needed"
    kind = Kind.NOT_ALLOWED
    sentence = _("The api_key is missing or not valid.")


class KeyTooNarrow(Refusal):
    """A valid key of a program that may not register matters."""

    code = "exchange.key_too_narrow"
    kind = Kind.NOT_ALLOWED
    sentence = _("This api_key may not register requests.")


class FieldMissing(Refusal):
    """A parameter that the standard or the service requires did not come."""

    code = "exchange.field_missing"
    sentence = _("%(field)s is missing.")


class FieldInvalid(Refusal):
    """A parameter has a value that makes no sense; `why` is a sentence."""

    code = "exchange.field_invalid"
    sentence = _("%(field)s: %(why)s")


class OutsideCity(Refusal):
    """The point is in none of the city's grids, and no code says where it belongs."""

    code = "exchange.outside_city"
    sentence = _(
        "lat, long: this place lies outside the city. Send address_id if it belongs to one of its areas."
    )


class RangeTooWide(Refusal):
    """A query over more days than one query may cover."""

    code = "exchange.range_too_wide"
    sentence = _("The time asked for is longer than %(days)s days.")


class PageTooDeep(Refusal):
    """A page so far back that finding it would cost more than it is worth."""

    code = "exchange.page_too_deep"
    sentence = _("Pages reach to row %(deepest)s. Ask for a shorter time instead.")


class Unreadable(Refusal):
    """The body is not a form."""

    code = "exchange.unreadable"
    sentence = _("The request cannot be read: send a form in UTF-8.")


class BodyTooLarge(Refusal):
    """Refused by the length it announces, before anything is read."""

    code = "exchange.body_too_large"
    kind = Kind.TOO_LARGE
    sentence = _("The request is larger than %(most_mb)s MB.")


class Several(Refusal):
    """More than one thing is wrong with a request."""

    code = "exchange.several"
    sentence = _("Several fields are not right.")

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__()
        self.refusals = refusals
