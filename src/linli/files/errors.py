from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class FileTooLarge(Refusal):
    """The file is larger than the city takes; reading stopped there."""

    code = "files.too_large"
    kind = Kind.TOO_LARGE
    sentence = _("The file is larger than %(most_mb)s MB.")


class FileEmpty(Refusal):
    """There is nothing in the file."""

    code = "files.empty"
    sentence = _("The file is empty.")


class TypeNotAccepted(Refusal):
    """By its content the file is none of the types that the city accepts, whatever its name says."""

    code = "files.type_not_accepted"
    sentence = _(
        "This file is not accepted: it is no picture, recording or document that we can take. "
        "Send one of: %(accepted)s."
    )


class FileDamaged(Refusal):
    """The content begins like an accepted type but cannot be read to its end."""

    code = "files.damaged"
    sentence = _("The file is damaged or incomplete. Send it again.")


class UnpacksTooLarge(Refusal):
    """A small file that becomes a huge one when it is opened."""

    code = "files.unpacks_too_large"
    kind = Kind.TOO_LARGE
    sentence = _("The file becomes too large when it is opened.")


class TooManyFiles(Refusal):
    """The subject has as many attachments as the city allows."""

    code = "files.too_many"
    kind = Kind.CONFLICT
    sentence = _("There are already %(most)s files here; no more can be added.")


class WaitedTooLong(Refusal):
    """The file was sent before what it belongs to, and that did not come in time; or it was never sent."""

    code = "files.waited_too_long"
    kind = Kind.NOT_FOUND
    sentence = _("This picture is no longer kept. Please choose it once more.")


class NotParked(Refusal):
    """A file that a job was to read has been swept away, or was never there."""

    code = "files.not_parked"
    kind = Kind.NOT_FOUND
    sentence = _("The file was not kept long enough to be read. Please bring it again.")


class PurposeUnknown(Refusal):
    """The city's rule of retention does not list this purpose."""

    code = "files.purpose_unknown"
    sentence = _("Files for the purpose %(purpose)s are not kept in this city.")


class AttachmentNotFound(Refusal):
    """Not there, no longer there, or not for this person."""

    code = "files.not_found"
    kind = Kind.NOT_FOUND
    sentence = _("This file is not there, or not for you.")
