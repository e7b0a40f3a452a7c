from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class PlanNotFound(Refusal):
    """No such plan, or not visible."""

    code = "targets.plan_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such plan.")


class TaskNotFound(Refusal):
    """No such task, or not visible."""

    code = "targets.task_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such task.")


class ObligationNotFound(Refusal):
    """No such regular duty, or not visible."""

    code = "targets.obligation_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such duty.")


class SheetNotFound(Refusal):
    """No such appraisal or sheet, or not visible."""

    code = "targets.sheet_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such appraisal sheet.")


class NotPermitted(Refusal):
    """Visible, but this person may not do it."""

    code = "targets.not_permitted"
    kind = Kind.NOT_ALLOWED
    sentence = _("You may not do this here: %(verb)s.")


class OwnersOnly(Refusal):
    """Only the unit that owns the task may say so."""

    code = "targets.owners_only"
    kind = Kind.NOT_ALLOWED
    sentence = _("Only the unit responsible, %(unit)s, may do this.")


class NotOnesOwn(Refusal):
    """Who did the work, or belongs to the unit that did it, never accepts it."""

    code = "targets.not_ones_own"
    kind = Kind.NOT_ALLOWED
    sentence = _("The work is judged by somebody else than the unit and the person that reported it.")
