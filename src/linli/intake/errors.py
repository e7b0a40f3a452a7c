from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class KeyReused(Refusal):
    """The idempotency key was used before for another report."""

    code = "intake.key_reused"
    kind = Kind.CONFLICT
    sentence = _("This key was used before for another report. Use a new key for a new report.")


class WrongProof(Refusal):
    """Case code and phone tail (or receipt number) do not go together, or there is no such matter."""

    code = "intake.wrong_proof"
    kind = Kind.NOT_FOUND
    sentence = _("No matter is found for this code and these digits. Please check both.")


class TooManyWrongAnswers(Refusal):
    """Somebody guesses at the proof of a matter."""

    code = "intake.too_many_wrong_answers"
    kind = Kind.TOO_MANY
    sentence = _("Too many wrong attempts for this code. Please wait %(minutes)s minutes.")


class ContactNeeded(Refusal):
    """Neither a telephone number nor the wish to stay anonymous."""

    code = "intake.contact_needed"
    sentence = _("Please leave a phone number, or choose to report anonymously.")


class DayIsFull(Refusal):
    """A county's case codes of one day and channel are used up: there are 100,000."""

    code = "intake.day_is_full"
    kind = Kind.CONFLICT
    sentence = _("This day has no more case codes for this place and channel. Please go on tomorrow.")


class SheetUnreadable(Refusal):
    """The file is no spreadsheet, is damaged, or is locked with a password."""

    code = "intake.sheet_unreadable"
    sentence = _(
        "The file %(file)s cannot be read as a spreadsheet or CSV. Is it damaged, or locked with a password?"
    )


class SheetTooLarge(Refusal):
    """More bytes or cells than the city allows."""

    code = "intake.sheet_too_large"
    kind = Kind.TOO_LARGE
    sentence = _("The file %(file)s is too large: %(found)s %(what)s; at most %(most)s are allowed.")


class SheetEmpty(Refusal):
    """There is nothing in the file."""

    code = "intake.sheet_empty"
    sentence = _("The file %(file)s holds no rows.")


class SheetMissing(Refusal):
    """The file has no sheet of the name that the map gives."""

    code = "intake.sheet_missing"
    sentence = _("The file has no sheet “%(sheet)s”. It has: %(sheets)s.")


class HeaderMissing(Refusal):
    """None of the first rows names the columns that the map asks for."""

    code = "intake.header_missing"
    sentence = _(
        "No row among the first %(rows)s names the columns that the map asks for. Missing: %(missing)s."
    )


class MapUnfit(Refusal):
    """The map cannot be used as it is written."""

    code = "intake.map_unfit"
    sentence = _("The map cannot be used: %(faults)s")


class MapFieldUnfit(Refusal):
    """A field of the import map names a column and a fixed value, or neither."""

    code = "intake.map_field_unfit"
    sentence = _("A field of a map takes its value either from columns or from a fixed value.")


class MapLacks(Refusal):
    """The import map does not say where a needed field comes from."""

    code = "intake.map_lacks"
    sentence = _("The map lacks the field %(field)s.")


class UnknownZone(Refusal):
    """The import map names a time zone that does not exist."""

    code = "intake.unknown_zone"
    sentence = _("“%(value)s” is not the name of a time zone. Write, for instance, Asia/Shanghai.")


class UnknownChannel(Refusal):
    """A word for a channel that the city does not have."""

    code = "intake.unknown_channel"
    sentence = _("“%(value)s” is not a channel. Channels are: %(known)s.")


class BadDate(Refusal):
    """A cell that could mean several days, or none."""

    code = "intake.bad_date"
    sentence = _("“%(value)s” is not a date that can be read with certainty.")


class TooLongAgo(Refusal):
    """A date before anything can have been reported."""

    code = "intake.too_long_ago"
    sentence = _("The date %(value)s lies before %(earliest)s; it is taken for a mistake.")


class BadNumber(Refusal):
    """A cell that holds no number, or one out of bounds."""

    code = "intake.bad_number"
    sentence = _("“%(value)s” is not a number that fits here.")


class HalfAPosition(Refusal):
    """A row with a longitude and no latitude, or the other way round."""

    code = "intake.half_a_position"
    sentence = _("The row has only one of longitude and latitude.")


class UnknownValue(Refusal):
    """A cell holds what the map does not translate."""

    code = "intake.unknown_value"
    sentence = _("The map does not say what “%(value)s” means for the field %(field)s.")


class PlaceUnclear(Refusal):
    """No area of that name, or several."""

    code = "intake.place_unclear"
    sentence = _("“%(value)s” names no area of this city, or more than one. Give it a code in the map.")


class TextTooLong(Refusal):
    """A text longer than a matter keeps."""

    code = "intake.text_too_long"
    sentence = _("The text has %(length)s characters; at most %(longest)s are allowed.")


class NoWords(Refusal):
    """A row without a word about what happened."""

    code = "intake.no_words"
    sentence = _("The row says nothing: its text is blank.")


class RowChanged(Refusal):
    """The row was imported before with other content; the matter stays as it is."""

    code = "intake.row_changed"
    kind = Kind.CONFLICT
    sentence = _(
        "Row number %(key)s was imported before with other content. The matter from then stays as it is."
    )


class RowNotStored(Refusal):
    """The database does not take the row as it is."""

    code = "intake.row_not_stored"
    sentence = _("The row holds something that cannot be stored.")


class WeightsNotWhole(Refusal):
    """The weights of likeness do not add up to one."""

    code = "intake.weights_not_whole"
    sentence = _("The weights must make 1 together.")


class HandleExpired(Refusal):
    """The proposal a resident agreed to is too old, or was never made."""

    code = "intake.handle_expired"
    kind = Kind.NOT_FOUND
    sentence = _("This proposal is no longer valid. Please look again for matters like yours.")


class UnknownVoicePlace(Refusal):
    """No voice station, point or box in use has this code."""

    code = "intake.unknown_voice_place"
    kind = Kind.NOT_FOUND
    sentence = _("There is no voice station, point or box with the code %(place)s in use.")


class NotABox(Refusal):
    """A voice place that is no letter box, or no longer one."""

    code = "intake.not_a_box"
    sentence = _("%(place)s is not a letter box.")


class NotStaffed(Refusal):
    """A letter box takes letters; matters from it come in by its opening."""

    code = "intake.not_staffed"
    sentence = _("%(place)s is a letter box; its letters come in when it is opened.")


class TwoPersonsNeeded(Refusal):
    """A letter box is emptied by two different persons."""

    code = "intake.two_persons_needed"
    kind = Kind.NOT_ALLOWED
    sentence = _("A letter box is opened by two different persons.")


class MayNotOpenBoxes(Refusal):
    """One of the two may not empty letter boxes there."""

    code = "intake.may_not_open_boxes"
    kind = Kind.NOT_ALLOWED
    sentence = _("%(person)s may not open letter boxes in this area.")


class OpenedBackwards(Refusal):
    """An opening dated before the last one."""

    code = "intake.opened_backwards"
    kind = Kind.CONFLICT
    sentence = _("The box was opened later than that already, at %(at)s.")


class NotTheGroupLead(Refusal):
    """Only the lead of the grid makes matters of the group's messages."""

    code = "intake.not_the_group_lead"
    kind = Kind.NOT_ALLOWED
    sentence = _("Only the lead of the group “%(group)s” turns its messages into matters.")


class GroupClosed(Refusal):
    """The chat group is no longer in use."""

    code = "intake.group_closed"
    kind = Kind.CONFLICT
    sentence = _("The group “%(group)s” is closed.")


class VoiceColumnsWrong(Refusal):
    """The list of voice places has other columns than it needs."""

    code = "intake.voice_columns_wrong"
    sentence = _(
        "The file must be UTF-8 and begin with the columns %(columns)s; each line has as many cells."
    )


class VoicePlaceUnfit(Refusal):
    """A line of the list that no voice place can be made of."""

    code = "intake.voice_place_unfit"
    sentence = _("“%(value)s” does not fit as %(field)s of the voice place %(place)s.")
