from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class PlaceTaken(Refusal):
    """The folder for the backup is there already: a backup never writes over another."""

    code = "backup.place_taken"
    kind = Kind.CONFLICT
    sentence = _("%(place)s is there already. Name a new folder.")


class NoBackup(Refusal):
    """There is no finished backup in the folder."""

    code = "backup.none_here"
    kind = Kind.NOT_FOUND
    sentence = _("%(place)s holds no finished backup.")


class BackupDamaged(Refusal):
    """A part of the backup is missing or altered."""

    code = "backup.damaged"
    sentence = _("The backup is damaged: %(part)s is missing or altered. Nothing was restored.")


class BackupTooNew(Refusal):
    """The backup was made by a later release."""

    code = "backup.too_new"
    sentence = _("The backup was made by release %(made_by)s, this is %(ours)s. Install that release first.")


class CityNotEmpty(Refusal):
    """Something is kept here already, and restoring would bury it."""

    code = "backup.city_not_empty"
    kind = Kind.CONFLICT
    sentence = _("There is a city here already (%(what)s). Restore into an empty home and database.")


class KeysMissing(Refusal):
    """The backup was made without keys, and those here are others."""

    code = "backup.keys_missing"
    sentence = _(
        "The backup holds no keys, and the keys of this home are not the ones it was sealed with. "
        "Put the city's secrets back first; nothing was restored."
    )


class ToolFailed(Refusal):
    """PostgreSQL's own program for dumping or restoring gave up."""

    code = "backup.tool_failed"
    kind = Kind.UNAVAILABLE
    sentence = _("%(tool)s failed: %(why)s")
