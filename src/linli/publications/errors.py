from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class ProjectNotFound(Refusal):
    code = "publications.project_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such project.")


class NotTheirs(Refusal):
    code = "publications.not_theirs"
    kind = Kind.NOT_ALLOWED
    sentence = _("This project belongs to another unit: %(unit)s.")


class StepNotNow(Refusal):
    code = "publications.step_not_now"
    kind = Kind.CONFLICT
    sentence = _("A project that is “%(old)s” cannot become “%(new)s”.")


class ProjectEnded(Refusal):
    code = "publications.project_ended"
    kind = Kind.CONFLICT
    sentence = _("This project is finished.")


class WordsMissing(Refusal):
    code = "publications.words_missing"
    sentence = _("Please say it in a few words.")


class TellsWho(Refusal):
    """Something that everybody reads would name a person."""

    code = "publications.tells_who"
    sentence = _(
        "This is for everybody to read, and it holds a number, a mail address or a home. Please take it out."
    )


class CommentNotFound(Refusal):
    code = "publications.comment_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such comment.")


class CommentSettled(Refusal):
    code = "publications.comment_settled"
    kind = Kind.CONFLICT
    sentence = _("Somebody has looked at this comment already.")


class ReasonUnknown(Refusal):
    code = "publications.reason_unknown"
    sentence = _("Please choose a reason from the list.")


class ComplaintNotFound(Refusal):
    code = "publications.complaint_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no complaint that you may see here. Please check the number and the digits.")


class KindUnknown(Refusal):
    code = "publications.kind_unknown"
    sentence = _("Please choose what it is about.")


class UnitConcerned(Refusal):
    """Whoever is complained of would handle the complaint."""

    code = "publications.unit_concerned"
    kind = Kind.NOT_ALLOWED
    sentence = _("%(who)s works for the unit that is complained of, and cannot handle this.")


class NoHandler(Refusal):
    code = "publications.no_handler"
    sentence = _("%(who)s may not handle complaints: the role does not give it.")


class NotAnswered(Refusal):
    code = "publications.not_answered"
    kind = Kind.CONFLICT
    sentence = _("It is not answered yet.")


class AnsweredAlready(Refusal):
    code = "publications.answered_already"
    kind = Kind.CONFLICT
    sentence = _("It is answered already.")
