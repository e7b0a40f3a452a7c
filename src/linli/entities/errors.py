from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class BadCode(Refusal):
    """No code of this kind looks like it."""

    code = "entities.bad_code"
    sentence = _("“%(code)s” is no code of this kind.")


class BadCheckDigit(Refusal):
    """A character was mistyped."""

    code = "entities.bad_check_digit"
    sentence = _("The check digit of %(code)s is wrong. If all the rest is right, it is %(right)s.")


class CodeOfAPerson(Refusal):
    """A citizen number or a mobile number stands where a body or a place is described."""

    code = "entities.code_of_a_person"
    sentence = _(
        "This names a person by number. Only bodies, places and projects are held here; please take it out."
    )


class IndividualsArePremises(Refusal):
    """An individual business entered as an enterprise."""

    code = "entities.individuals_are_premises"
    sentence = _(
        "%(code)s is an individual business. Its place of business is held as premises, by registration number only."
    )


class KindUnknown(Refusal):
    """Not one of the kinds."""

    code = "entities.kind_unknown"
    sentence = _("“%(kind)s” is no kind of entity. Known are: %(kinds)s.")


class StateUnknown(Refusal):
    """Not one of the states."""

    code = "entities.state_unknown"
    sentence = _("“%(state)s” is no state of an entity.")


class NameMissing(Refusal):
    """A row without a name."""

    code = "entities.name_missing"
    sentence = _("The row does not say what it is called.")


class AreaMissing(Refusal):
    """No area, or not a division code."""

    code = "entities.area_missing"
    sentence = _("“%(area)s” is no division code of 12 digits.")


class AreaElsewhere(Refusal):
    """A division that this city does not have."""

    code = "entities.area_elsewhere"
    sentence = _("%(area)s is no division of this city.")


class TooLong(Refusal):
    """A cell longer than its column."""

    code = "entities.too_long"
    sentence = _("%(column)s may hold at most %(most)s characters.")


class BadTrade(Refusal):
    """Not a trade of GB/T 4754."""

    code = "entities.bad_trade"
    sentence = _("“%(trade)s” is no trade of GB/T 4754.")


class CodeTwice(Refusal):
    """Two rows have one code."""

    code = "entities.code_twice"
    sentence = _("%(code)s stands in row %(row)s already.")


class NothingToTake(Refusal):
    """Every row was refused."""

    code = "entities.nothing_to_take"
    sentence = _("No row of the sheet could be taken; %(refused)s were refused.")


class EntityNotFound(Refusal):
    """Not there, or not visible."""

    code = "entities.entity_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such entity, or it is not in your area.")


class EditionNotFound(Refusal):
    """Not there, or not visible."""

    code = "entities.edition_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such refresh of the base.")


class EditionDecided(Refusal):
    """Signed off or discarded already."""

    code = "entities.edition_decided"
    kind = Kind.CONFLICT
    sentence = _("This refresh is %(state)s already.")


class OwnRefresh(Refusal):
    """Who proposed a refresh may not sign it."""

    code = "entities.own_refresh"
    kind = Kind.NOT_ALLOWED
    sentence = _("Who brought the sheet does not sign it off. Please let a colleague do it.")


class BaseChanged(Refusal):
    """Another refresh was signed in between."""

    code = "entities.base_changed"
    kind = Kind.CONFLICT
    sentence = _("Another refresh was signed off in the meantime. Please read the sheet again.")


class PostsOnly(Refusal):
    """Only enterprises and their like are served by the five."""

    code = "entities.posts_only"
    kind = Kind.CONFLICT
    sentence = _("Service contacts are named for enterprises.")


class PostVacant(Refusal):
    """Nobody holds the post that is asked."""

    code = "entities.post_vacant"
    kind = Kind.CONFLICT
    sentence = _("Nobody is named as %(post)s of this enterprise yet.")


class WordsMissing(Refusal):
    """Nothing was said."""

    code = "entities.words_missing"
    sentence = _("Please say what it is about, in words.")


class AskNotFound(Refusal):
    """Not there, or not visible."""

    code = "entities.ask_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such question of an enterprise.")


class AskAnswered(Refusal):
    """Somebody was first."""

    code = "entities.ask_answered"
    kind = Kind.CONFLICT
    sentence = _("It was answered already.")
