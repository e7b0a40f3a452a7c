"""Refusals of the vault. None of them repeats a personal value."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class FieldNotListed(Refusal):
    """The city's registry does not list this field for this purpose, so it cannot be stored."""

    code = "vault.field_not_listed"
    sentence = _("The field %(field)s may not be kept for the purpose %(purpose)s.")


class BasisNotListed(Refusal):
    """The registry names other lawful bases for this field and purpose."""

    code = "vault.basis_not_listed"
    sentence = _("The field %(field)s may not be kept for %(purpose)s on the basis %(basis)s.")


class PhoneInvalid(Refusal):
    """It cannot be a telephone number."""

    code = "vault.phone_invalid"
    sentence = _("This is not a telephone number.")


class CitizenNumberInvalid(Refusal):
    """Length, birth date, province or check digit do not hold."""

    code = "vault.citizen_number_invalid"
    sentence = _("This is not a citizen number. Check each digit.")


class EmailInvalid(Refusal):
    """It cannot be an e-mail address."""

    code = "vault.email_invalid"
    sentence = _("This is not an e-mail address.")


class ValueTooLong(Refusal):
    """The value is longer than the vault keeps."""

    code = "vault.value_too_long"
    kind = Kind.TOO_LARGE
    sentence = _("The field %(field)s may have at most %(longest)s characters.")


class SealBroken(Refusal):
    """A sealed value was changed, or belongs to another record or field."""

    code = "vault.seal_broken"
    kind = Kind.UNAVAILABLE
    sentence = _("This personal data was damaged or altered and cannot be shown. Tell the administrator.")


class KeyMissing(Refusal):
    """The key a value was sealed with is not on this machine."""

    code = "vault.key_missing"
    kind = Kind.UNAVAILABLE
    sentence = _("Key version %(version)s of the vault is missing. Tell the administrator.")


class ReadingNotAllowed(Refusal):
    """This person may not read this personal data."""

    code = "vault.reading_not_allowed"
    kind = Kind.NOT_ALLOWED
    sentence = _("You may not read this personal data.")


class PurposeMissing(Refusal):
    """Somebody wants to read personal data without saying what for."""

    code = "vault.purpose_missing"
    sentence = _("Say what you need this personal data for.")


class NotKept(Refusal):
    """There is no such record, the field was never given, or it is erased."""

    code = "vault.not_kept"
    kind = Kind.NOT_FOUND
    sentence = _("This personal data is not kept, or no longer.")


class OnHold(Refusal):
    """A legal hold forbids erasing."""

    code = "vault.on_hold"
    kind = Kind.CONFLICT
    sentence = _("This personal data is under a legal hold and may not be erased now.")


class ConsentNotTheBasis(Refusal):
    """Consent can be withdrawn only where consent is the basis."""

    code = "vault.consent_not_the_basis"
    kind = Kind.CONFLICT
    sentence = _("This personal data is not kept on the basis of consent.")
