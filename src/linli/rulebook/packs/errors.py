"""What may be wrong with a city pack, one class for each fault."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class PackMissing(Refusal):
    """The folder is not there, or is no city pack."""

    code = "pack.missing"
    kind = Kind.NOT_FOUND
    sentence = _("%(folder)s is no city pack: it has no file “city.yaml”.")


class PackFaulty(Refusal):
    """A pack with faults is not loaded, not even in part."""

    code = "pack.faulty"
    sentence = _("The city pack %(folder)s has %(faults)s faults; nothing was loaded.")


class FileUnknown(Refusal):
    """No part of a pack reads this file, so what it says would be lost in silence."""

    code = "pack.file_unknown"
    sentence = _("Nothing reads this file. A city pack has: %(known)s.")


class FileEmpty(Refusal):
    """A file without a document."""

    code = "pack.file_empty"
    sentence = _("The file is empty.")


class NotUtf8(Refusal):
    """A file in another encoding, GBK perhaps."""

    code = "pack.wrong_encoding"
    sentence = _("The file is not written in UTF-8; save it again as UTF-8.")


class YamlBroken(Refusal):
    """The file is not YAML."""

    code = "pack.yaml_broken"
    sentence = _("This cannot be read as YAML: %(problem)s. Look at indentation, colons and quotation marks.")


class YamlAlias(Refusal):
    """Anchors and aliases hide which line a value comes from."""

    code = "pack.yaml_alias"
    sentence = _("Aliases (& and *) are not allowed in a city pack; write the value out.")


class YamlTag(Refusal):
    """A tag asks for something other than plain data."""

    code = "pack.yaml_tag"
    sentence = _("The tag “%(tag)s” is not allowed in a city pack.")


class FieldTwice(Refusal):
    """A mapping names the same field twice; YAML itself would drop the first."""

    code = "pack.field_twice"
    sentence = _("“%(field)s” is written twice here.")


class FieldMissing(Refusal):
    """A required field is not there."""

    code = "pack.field_missing"
    sentence = _("“%(field)s” is missing.")


class FieldUnknown(Refusal):
    """A field that nothing reads, misspelt perhaps."""

    code = "pack.field_unknown"
    sentence = _("There is no field “%(field)s” here.")


class ValueUnfit(Refusal):
    """A value of the wrong type or out of range."""

    code = "pack.value_unfit"
    sentence = _("“%(value)s” does not fit “%(field)s”: %(expected)s.")


class EntryTwice(Refusal):
    """Two entries of a pack set the same rule for the same day."""

    code = "pack.entry_twice"
    sentence = _("“%(key)s” for %(valid_from)s is already set in %(other)s.")


class KeyMisplaced(Refusal):
    """What a city is called is written in city.yaml and nowhere else."""

    code = "pack.key_misplaced"
    sentence = _("“%(key)s” belongs in the file %(file)s.")


class OtherZone(Refusal):
    """Days would be counted in another time zone than the pack was written for."""

    code = "pack.other_zone"
    sentence = _(
        "The city's time zone is %(zone)s, but this installation counts in %(ours)s. "
        "Start it with LINLI_CITY_ZONE=%(zone)s."
    )
