from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class NotNow(Refusal):
    """The task's state does not allow it."""

    code = "targets.not_now"
    kind = Kind.CONFLICT
    sentence = _("This is not possible while the task is: %(state)s.")


class PlanNotRunning(Refusal):
    """Nothing is reported on a plan that is not adopted, or closed."""

    code = "targets.plan_not_running"
    kind = Kind.CONFLICT
    sentence = _("The plan is not adopted, or closed already.")


class WordsMissing(Refusal):
    """Nothing was said."""

    code = "targets.words_missing"
    sentence = _("Please say it in a few words.")


class BadPercent(Refusal):
    """Progress is a whole number from 0 to 100."""

    code = "targets.bad_percent"
    sentence = _("Progress is a whole number from 0 to 100.")


class EvidenceMissing(Refusal):
    """The task asks for papers or pictures, and there are none."""

    code = "targets.evidence_missing"
    sentence = _("Before it is reported done, this is needed: %(evidence)s. Please add it.")


class StepsLeft(Refusal):
    """Milestones have not been reached."""

    code = "targets.steps_left"
    kind = Kind.CONFLICT
    sentence = _("Milestones are not reached yet: %(steps)s.")


class WaitsFor(Refusal):
    """A task that this one needs is not accepted."""

    code = "targets.waits_for"
    kind = Kind.CONFLICT
    sentence = _("It waits for tasks that are not accepted yet: %(tasks)s.")


class StepUnknown(Refusal):
    """No such milestone of this task, or it is reached."""

    code = "targets.step_unknown"
    kind = Kind.CONFLICT
    sentence = _("There is no such milestone left to be reached.")


class ProblemUnknown(Refusal):
    """No such open problem of this task."""

    code = "targets.problem_unknown"
    kind = Kind.CONFLICT
    sentence = _("There is no such problem waiting for an answer.")


class ProblemOpen(Refusal):
    """Asked already, not answered yet."""

    code = "targets.problem_open"
    kind = Kind.CONFLICT
    sentence = _("A problem of this task waits for an answer by %(due)s already.")


class HandedInAlready(Refusal):
    """Twice is once."""

    code = "targets.handed_in_already"
    kind = Kind.CONFLICT
    sentence = _("This was handed in already.")
