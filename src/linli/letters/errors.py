from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal

# Templates of a city pack


class TemplateBroken(Refusal):
    code = "letters.template_broken"
    sentence = _("Line %(line)s of the text cannot be read: %(why)s.")


class TemplateTooClever(Refusal):
    code = "letters.template_too_clever"
    sentence = _(
        "Line %(line)s of the text uses “%(what)s”. A text may name facts, choose and repeat, nothing else."
    )


class TemplateName(Refusal):
    code = "letters.template_name"
    sentence = _(
        "Line %(line)s of the text asks for “%(name)s”, which nobody tells it. Known are: %(known)s."
    )


class TableUnknown(Refusal):
    code = "letters.table_unknown"
    sentence = _("The text shows a table “%(name)s”, which is no fact of this letter.")


class TableUneven(Refusal):
    code = "letters.table_uneven"
    sentence = _("Row %(row)s has %(cells)s cells, and the table has %(columns)s columns.")


class ChartUneven(Refusal):
    code = "letters.chart_uneven"
    sentence = _("A chart needs a name, a word and a length for each of its values.")


class FactNameTaken(Refusal):
    code = "letters.fact_name_taken"
    sentence = _("“%(name)s” is a fact of every letter of this kind. Call the additional one something else.")


class FactUnknown(Refusal):
    code = "letters.fact_unknown"
    sentence = _("“%(name)s” is no fact of this kind of letter, so nothing can do without it.")


class TemplateWithoutBasis(Refusal):
    code = "letters.template_without_basis"
    sentence = _("The text names no law or rule on which it rests, and has no place for one.")


class BasisNotNamed(Refusal):
    code = "letters.basis_not_named"
    sentence = _("The text has a lawful basis, and the letter would not say so: use “basis” in the body.")


class SampleUnfit(Refusal):
    code = "letters.sample_unfit"
    sentence = _("The sample does not fit the text: %(field)s: %(why)s.")


class SampleUnitUnknown(Refusal):
    code = "letters.sample_unit_unknown"
    sentence = _("The sample names the unit %(code)s, which is not in units.csv.")


class KindWithoutCharacter(Refusal):
    code = "letters.kind_without_character"
    sentence = _("No character for the numbers of these kinds: %(kinds)s.")


class CharacterTwice(Refusal):
    code = "letters.character_twice"
    sentence = _("Two kinds have the same character, so their numbers could not be told apart.")


class AgencyTwice(Refusal):
    code = "letters.agency_twice"
    sentence = _("Two issuers have the same abbreviation, so their numbers could not be told apart.")


class IssuerUnknown(Refusal):
    code = "letters.issuer_unknown"
    sentence = _("Letters are numbered for the unit %(code)s, which is not in units.csv.")


class PackNotSound(Refusal):
    code = "letters.pack_not_sound"
    sentence = _("The letters of this pack have faults. %(place)s: %(fault)s")


# Drafting


class LetterWithoutBasis(Refusal):
    """A power that no law gives is no power."""

    code = "letters.no_basis"
    sentence = _("A letter needs a lawful basis. Say on which law or rule it rests.")


class DueInThePast(Refusal):
    code = "letters.due_in_the_past"
    sentence = _("The answer would be due on %(due)s, which is past. Choose a later day.")


class PersonalNumber(Refusal):
    """A private person's number in a document that many read and that never changes."""

    code = "letters.personal_number"
    sentence = _(
        "The letter holds a private person's number (%(shown)s). Say it without, or by the matter's code."
    )


class UnknownTemplate(Refusal):
    code = "letters.unknown_template"
    kind = Kind.NOT_FOUND
    sentence = _("The city has no text “%(template)s” for a letter of the kind “%(kind)s”.")


class FactsUnfit(Refusal):
    """Facts that are missing, of another type or unknown."""

    code = "letters.facts_unfit"
    sentence = _("The letter cannot be written yet. %(field)s: %(why)s.")


class NoAddressee(Refusal):
    code = "letters.no_addressee"
    sentence = _("A letter of the kind “%(kind)s” goes to one unit. Say to which.")


class UnitUnclear(Refusal):
    code = "letters.unit_unclear"
    sentence = _("“%(words)s” names no single unit. Similar: %(names)s.")


class ToOneself(Refusal):
    code = "letters.to_oneself"
    sentence = _("A unit does not write letters to itself.")


class IssuerWithoutNumbers(Refusal):
    """The city has not said how this unit numbers its letters."""

    code = "letters.issuer_without_numbers"
    kind = Kind.UNAVAILABLE
    sentence = _("The city has not laid down how %(unit)s numbers its letters.")


class NotForMachines(Refusal):
    """DOMAIN: a human confirms every letter, one by one or by a standing order."""

    code = "letters.not_for_machines"
    kind = Kind.CONFLICT
    sentence = _(
        "A person must look at each letter of the text “%(template)s”: the city gave no standing order for it."
    )


# Steps


class LetterNotFound(Refusal):
    code = "letters.not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such letter, or you cannot see it.")


class NotPermitted(Refusal):
    code = "letters.not_permitted"
    kind = Kind.NOT_ALLOWED
    sentence = _("You may not use “%(verb)s” on this letter.")


class MoveNotAllowed(Refusal):
    code = "letters.move_not_allowed"
    kind = Kind.CONFLICT
    sentence = _("“%(verb)s” is not possible: the letter is %(status)s.")


class WrongUnit(Refusal):
    """Somebody acted for a unit whose step it is not."""

    code = "letters.wrong_unit"
    kind = Kind.NOT_ALLOWED
    sentence = _("Only %(unit)s may use “%(verb)s” on this letter.")


class OwnDraft(Refusal):
    code = "letters.own_draft"
    kind = Kind.NOT_ALLOWED
    sentence = _("You drafted this letter. Somebody else must review it.")


class NeedsWords(Refusal):
    code = "letters.needs_words"
    sentence = _("“%(verb)s” needs a few words.")


class NoAnswerOwed(Refusal):
    code = "letters.no_answer_owed"
    kind = Kind.CONFLICT
    sentence = _("Nobody owes an answer to this letter.")


class AnswerOwed(Refusal):
    code = "letters.answer_owed"
    kind = Kind.CONFLICT
    sentence = _("An answer is still owed. Accept it, escalate or cancel the letter.")


class UnknownVerb(Refusal):
    code = "letters.unknown_verb"
    kind = Kind.NOT_FOUND
    sentence = _("There is no step “%(verb)s”.")


# Rendering and checking


class FontsMissing(Refusal):
    code = "letters.fonts_missing"
    kind = Kind.UNAVAILABLE
    sentence = _(
        "No Chinese font is installed, so no PDF can be made. Whoever runs the system installs one with “make fonts”."
    )


class CodeUnknown(Refusal):
    """A code that no letter carries: a typing mistake, or a forged letter."""

    code = "letters.code_unknown"
    kind = Kind.NOT_FOUND
    sentence = _(
        "No letter carries this code. Please compare it with the paper; if it is right, the letter is not ours."
    )


class FileUnknown(Refusal):
    code = "letters.file_unknown"
    kind = Kind.NOT_FOUND
    sentence = _("This file is not one of our letters, or it was changed.")
