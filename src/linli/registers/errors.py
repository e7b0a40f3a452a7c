from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal

# In a declaration


class NeverKept(Refusal):
    """A name stands for something that may not be known of people."""

    code = "registers.never_kept"
    sentence = _(
        "“%(name)s” cannot be declared: it says “%(word)s”. Linli keeps no biometrics, movements, beliefs, health, "
        "records of crime, or marks and lists of people."
    )


class RatesPeople(Refusal):
    """A field would put a mark beside a person."""

    code = "registers.rates_people"
    sentence = _(
        "“%(name)s” cannot be declared: units, places and projects are rated, people never. Say what is found at the "
        "place or done by the organisation."
    )


class AboutPeople(Refusal):
    """A register's records would be people."""

    code = "registers.about_people"
    sentence = _(
        "A register cannot be about people, and this one says “%(about)s”. It may be about: %(known)s. Help for people "
        "is given by consent, and is kept elsewhere."
    )


class SealedOnly(Refusal):
    """A citizen number or a name would lie open."""

    code = "registers.sealed_only"
    sentence = _(
        "“%(name)s” cannot be declared: numbers of identity cards are not collected in registers. For somebody to ask "
        "there are the types “phone” and “contact”, which are sealed."
    )


class TypeUnknown(Refusal):
    code = "registers.type_unknown"
    sentence = _("There is no type “%(value)s” for a field. There are: %(known)s.")


class FieldTwice(Refusal):
    code = "registers.field_twice"
    sentence = _("The field “%(field)s” is declared twice.")


class FieldUnfit(Refusal):
    """Something is said of a field that its type does not have."""

    code = "registers.field_unfit"
    sentence = _("The field “%(field)s” is of the type “%(type)s”: %(why)s")


class FieldNotDeclared(Refusal):
    code = "registers.field_not_declared"
    sentence = _("There is no field “%(field)s” in this register, but it is named as %(where)s.")


class NotPublishable(Refusal):
    """What is sealed, or pictures, would be shown to everybody."""

    code = "registers.not_publishable"
    sentence = _("The field “%(field)s” cannot be public: it is %(type)s.")


class RangeEmpty(Refusal):
    code = "registers.range_empty"
    sentence = _(
        "The field “%(field)s” may be neither as small nor as large as asked: %(least)s is above %(most)s."
    )


# In what is written into a record


class ValueMissing(Refusal):
    code = "registers.value_missing"
    sentence = _("“%(field)s” is missing.")


class ValueTooLong(Refusal):
    code = "registers.value_too_long"
    sentence = _("“%(field)s” is longer than %(most)s characters.")


class NotANumber(Refusal):
    code = "registers.not_a_number"
    sentence = _("“%(field)s”: “%(value)s” is no number.")


class OutOfRange(Refusal):
    code = "registers.out_of_range"
    sentence = _("“%(field)s”: %(value)s is not between %(least)s and %(most)s.")


class NotADay(Refusal):
    code = "registers.not_a_day"
    sentence = _("“%(field)s”: “%(value)s” is no day. Write 2026-03-10 or 2026年3月10日.")


class NotOnTheList(Refusal):
    code = "registers.not_on_the_list"
    sentence = _("“%(field)s”: “%(value)s” is not on the list. There are: %(known)s.")


class AreaNotKnown(Refusal):
    code = "registers.area_not_known"
    sentence = _("“%(field)s”: there is no area “%(value)s”. Give its code of 12 digits, or its whole name.")


class UnitNotKnown(Refusal):
    code = "registers.unit_not_known"
    sentence = _("“%(field)s”: there is no unit “%(value)s”.")


class BadCreditCode(Refusal):
    code = "registers.bad_credit_code"
    sentence = _("“%(field)s”: “%(value)s” is no unified social credit code; its check digit must fit.")


class BadPoint(Refusal):
    code = "registers.bad_point"
    sentence = _(
        "“%(field)s”: “%(value)s” is no point. Write longitude and latitude in CGCS2000: 114.31, 35.81."
    )


class PersonInText(Refusal):
    """Words of a record hold a number that belongs to a person."""

    code = "registers.person_in_text"
    sentence = _(
        "“%(field)s” holds what looks like a telephone or identity card number. Such numbers are not kept here."
    )


class PhoneRefused(Refusal):
    code = "registers.phone_refused"
    sentence = _("“%(field)s”: %(why)s")


# Records


class RegisterNotFound(Refusal):
    """Not declared, or this person sees no registers."""

    code = "registers.register_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such register.")


class RecordNotFound(Refusal):
    code = "registers.record_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such record.")


class NotTheKeeper(Refusal):
    """They see it, but somebody else keeps it."""

    code = "registers.not_the_keeper"
    kind = Kind.NOT_ALLOWED
    sentence = _("This register is kept by: %(keepers)s. You may read it.")


class KeptTwice(Refusal):
    """Another record has the same mark."""

    code = "registers.kept_twice"
    kind = Kind.CONFLICT
    sentence = _("There is a record with the same “%(field)s” already: %(value)s.")


class RecordEnded(Refusal):
    code = "registers.record_ended"
    kind = Kind.CONFLICT
    sentence = _("This record was taken off the register on %(on)s. Put it back before you change it.")


class NotEnded(Refusal):
    code = "registers.not_ended"
    kind = Kind.CONFLICT
    sentence = _("This record is on the register.")


class WordsMissing(Refusal):
    code = "registers.words_missing"
    sentence = _("Please say why, in a few words.")


class ValuesRefused(Refusal):
    """Several values are wrong; `faults` says of each field why."""

    code = "registers.values_refused"
    sentence = _("This was not stored: %(faults)s")

    def __init__(self, faults: dict[str, Refusal]) -> None:
        super().__init__(faults=" ".join(str(each) for each in faults.values()))
        self.of_fields = faults


class NobodyToAsk(Refusal):
    code = "registers.nobody_to_ask"
    kind = Kind.NOT_FOUND
    sentence = _("Nothing sealed is kept for this record.")


# Sheets


class DoubledInSheet(Refusal):
    code = "registers.doubled_in_sheet"
    sentence = _("The same “%(field)s” stands in row %(row)s already: %(value)s.")


class TooManyRows(Refusal):
    code = "registers.too_many_rows"
    kind = Kind.TOO_LARGE
    sentence = _("The sheet has more than %(most)s rows. Please divide it.")


class DeclarationUnreadable(Refusal):
    code = "registers.declaration_unreadable"
    sentence = _(
        "A declaration is a .yaml file, a sheet ends with .xlsx, .xls or .csv; “%(file)s” does neither."
    )


class RegisterUnsaid(Refusal):
    code = "registers.register_unsaid"
    sentence = _("Say into which register the sheet belongs: --register CODE. There are: %(known)s.")


class NotADeclaration(Refusal):
    code = "registers.not_a_declaration"
    sentence = _("“%(key)s” is no register: its key begins with “registers.”.")
