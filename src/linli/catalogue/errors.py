from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class UnknownKind(Refusal):
    """No kind of that code is in force on the day."""

    code = "catalogue.unknown_kind"
    kind = Kind.NOT_FOUND
    sentence = _("There is no matter kind %(code)s.")


class KindKeepsItsDate(Refusal):
    """What matters are judged by changed, but the edition's date did not."""

    code = "catalogue.kind_keeps_its_date"
    kind = Kind.CONFLICT
    sentence = _("Kind %(code)s is in force since %(valid_from)s. Give the change a later date.")


class KindEndsBeforeStart(Refusal):
    """An edition would end before it began."""

    code = "catalogue.ends_before_start"
    sentence = _("%(what)s began on %(valid_from)s and cannot end on %(valid_to)s.")


class DutyInForceAlready(Refusal):
    """A line for the same kind, area and priority is open."""

    code = "catalogue.duty_in_force"
    kind = Kind.CONFLICT
    sentence = _("A duty for %(kind)s in %(area)s with this priority is already in force. End it first.")


class DutyNamesNobody(Refusal):
    """A duty must name a unit or a kind of unit, not both and not neither."""

    code = "catalogue.duty_names_nobody"
    sentence = _("A duty names either a unit or a kind of unit.")


class CommunityHasNoSuchDuty(Refusal):
    """A committee was given every kind, or a node that is not a leaf."""

    code = "catalogue.community_by_leaf_only"
    sentence = _("A community may be given single kinds only; %(kind)s is a whole group.")


class NotOnCommunityList(Refusal):
    """The community's duty list does not name this kind."""

    code = "catalogue.not_on_community_list"
    kind = Kind.CONFLICT
    sentence = _("Kind %(kind)s is not on the community's duty list and may not be passed down to it.")


class UnknownAdmission(Refusal):
    """No application has this number."""

    code = "catalogue.unknown_admission"
    kind = Kind.NOT_FOUND
    sentence = _("There is no application numbered %(number)s.")


class EndOutOfTerm(Refusal):
    """An item or a task was to end today, before, or after its term."""

    code = "catalogue.end_out_of_term"
    sentence = _("It can end from %(first)s to %(last)s.")


class UnknownItem(Refusal):
    """No collection item has that code."""

    code = "catalogue.unknown_item"
    kind = Kind.NOT_FOUND
    sentence = _("There is no collection item %(code)s.")


class ForbiddenTopic(Refusal):
    """The item touches what may never be collected."""

    code = "catalogue.forbidden_topic"
    sentence = _("%(item)s asks for %(topic)s. Grids never collect that.")


class ItemWithoutGrounds(Refusal):
    """An item about people lacks purpose, basis, consent or its place in the vault."""

    code = "catalogue.item_without_grounds"
    sentence = _("%(item)s is about people, but %(fault)s.")


class ApplicationIncomplete(Refusal):
    """An application lacks what reviewers must see."""

    code = "catalogue.application_incomplete"
    sentence = _("The application is incomplete: %(missing)s.")


class MoveNotAllowed(Refusal):
    """The application is not in a state from which it can go there."""

    code = "catalogue.admission_move"
    kind = Kind.CONFLICT
    sentence = _("The application is %(old)s and cannot become %(new)s.")


class OwnApplication(Refusal):
    """A unit may not review what it asked for itself."""

    code = "catalogue.own_application"
    kind = Kind.NOT_ALLOWED
    sentence = _("A unit cannot review its own application.")


class AlreadyGaveOpinion(Refusal):
    """One unit, one opinion."""

    code = "catalogue.already_gave_opinion"
    kind = Kind.CONFLICT
    sentence = _("Your unit has already given its opinion.")


class OpinionsMissing(Refusal):
    """Too few agreeing opinions, or one that refuses."""

    code = "catalogue.opinions_missing"
    kind = Kind.CONFLICT
    sentence = _("%(needed)s agreeing opinions are needed; %(agreed)s agree and %(against)s do not.")


class TooMuchWork(Refusal):
    """Admitting it would load grids beyond the city's limit."""

    code = "catalogue.too_much_work"
    kind = Kind.CONFLICT
    sentence = _("Grids would work %(hours)s hours a month; the limit is %(limit)s.")


class ReasonMissing(Refusal):
    """A refusal or suspension needs a reason."""

    code = "catalogue.reason_missing"
    sentence = _("Say why.")


class TermTooLong(Refusal):
    """The term is empty or longer than the city allows."""

    code = "catalogue.term_too_long"
    sentence = _("An admission lasts from %(valid_from)s to at most %(latest)s.")


class NotAdmitted(Refusal):
    """The item is on no admission in force, so nothing may be stored for it."""

    code = "catalogue.not_admitted"
    kind = Kind.NOT_ALLOWED
    sentence = _("%(item)s is not on the list that grids may collect.")


class ConsentMissing(Refusal):
    """The item is collected by consent only, and none was given."""

    code = "catalogue.consent_missing"
    sentence = _("%(item)s is written down only when the person agrees.")


class ValueDoesNotFit(Refusal):
    """The value is not of the item's type."""

    code = "catalogue.value_does_not_fit"
    sentence = _("%(value)s does not fit %(item)s (%(data_type)s).")


class Lacks(Refusal):
    """The person has no permission for this part of the catalogue."""

    code = "catalogue.lacks_permission"
    kind = Kind.NOT_ALLOWED
    sentence = _("You may not change this part of the catalogue.")
