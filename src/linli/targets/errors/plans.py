from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class DatesOutOfOrder(Refusal):
    """Due before it starts."""

    code = "targets.dates_out_of_order"
    sentence = _("Task %(task)s would be due on %(due)s, before it starts on %(start)s.")


class DueInThePast(Refusal):
    """Nobody can be given a task whose day is over."""

    code = "targets.due_in_the_past"
    sentence = _("Task %(task)s was due on %(due)s, before the plan is adopted on %(on)s.")


class OutsideThePlan(Refusal):
    """A task's days lie outside those of its plan."""

    code = "targets.outside_the_plan"
    sentence = _("Task %(task)s runs from %(start)s to %(due)s, outside the plan (%(first)s to %(last)s).")


class DateMissing(Refusal):
    """A task without its last day."""

    code = "targets.date_missing"
    sentence = _("Task %(task)s does not say when it is due.")


class TaskUnnamed(Refusal):
    """A row that names no task."""

    code = "targets.task_unnamed"
    sentence = _("The row does not say what the task is.")


class MeasureUnnamed(Refusal):
    """A row above which no measure stands."""

    code = "targets.measure_unnamed"
    sentence = _("The row belongs to no measure: neither it nor a row above names one.")


class TaskTwice(Refusal):
    """Two rows have the same task number."""

    code = "targets.task_twice"
    sentence = _("Task %(task)s stands in row %(row)s already.")


class TextTooLong(Refusal):
    """A cell longer than its column."""

    code = "targets.text_too_long"
    sentence = _("“%(field)s” has %(length)s characters; at most %(most)s are kept.")


class BadWeight(Refusal):
    """A weight that is no number above zero."""

    code = "targets.bad_weight"
    sentence = _("“%(value)s” is no weight: a number above 0, at most 100, is needed.")


class BadStep(Refusal):
    """A milestone without a day that can be counted."""

    code = "targets.bad_step"
    sentence = _(
        "The milestone “%(value)s” has no day. Write “name（提前20个工作日）” or “name（2026年6月30日）”."
    )


class StepOutside(Refusal):
    """A milestone outside the days of its task."""

    code = "targets.step_outside"
    sentence = _("The milestone “%(name)s” lies on %(on)s, outside the task (%(start)s to %(due)s).")


class UnitUnknown(Refusal):
    """No unit of that name or code."""

    code = "targets.unit_unknown"
    sentence = _("There is no unit “%(unit)s” in this city. Write its full name or its code.")


class UnitUnclear(Refusal):
    """Several units have that name."""

    code = "targets.unit_unclear"
    sentence = _("“%(unit)s” could be more than one unit: %(units)s. Write the code of the one meant.")


class UnitMissing(Refusal):
    """A task without a unit responsible."""

    code = "targets.unit_missing"
    sentence = _("Task %(task)s names no unit responsible.")


class NeedsUnknown(Refusal):
    """A task needs one that the plan does not have."""

    code = "targets.needs_unknown"
    sentence = _("Task %(task)s needs task %(other)s, which is not in the plan.")


class NeedsLater(Refusal):
    """A task needs one that is due after it."""

    code = "targets.needs_later"
    sentence = _("Task %(task)s is due before task %(other)s, which it needs.")


class Circle(Refusal):
    """Tasks that wait for one another."""

    code = "targets.circle"
    sentence = _("Tasks wait for one another in a circle: %(circle)s.")


class TaskFinished(Refusal):
    """A task that was accepted or taken out is not changed any more."""

    code = "targets.task_finished"
    kind = Kind.CONFLICT
    sentence = _("Task %(task)s is finished; its unit, days and weight stay as they were.")


class PlanIsClosed(Refusal):
    """A closed plan takes no more changes."""

    code = "targets.plan_is_closed"
    kind = Kind.CONFLICT
    sentence = _("The plan “%(plan)s” is closed.")


class PlanEmpty(Refusal):
    """A plan without tasks cannot be adopted."""

    code = "targets.plan_empty"
    sentence = _("The plan has no tasks.")


class PlanUnfinished(Refusal):
    """A plan with open tasks cannot be closed."""

    code = "targets.plan_unfinished"
    kind = Kind.CONFLICT
    sentence = _("%(count)s tasks are neither accepted nor taken out.")


class PlanStateWrong(Refusal):
    """The plan is not in the state this needs."""

    code = "targets.plan_state_wrong"
    kind = Kind.CONFLICT
    sentence = _("This is not possible while the plan is: %(state)s.")


class AdoptionRefused(Refusal):
    """Tasks that cannot be given any more."""

    code = "targets.adoption_refused"
    sentence = _("The plan cannot be adopted. %(faults)s")


class GateShut(Refusal):
    """Too little is accepted to end a phase."""

    code = "targets.gate_shut"
    kind = Kind.CONFLICT
    sentence = _("The phase “%(phase)s” asks for %(least)s %% accepted; %(reached)s %% are.")


class GateUnknown(Refusal):
    """No such phase, passed already, or not the next one."""

    code = "targets.gate_unknown"
    kind = Kind.CONFLICT
    sentence = _("This phase is not the next to be closed.")


class PackSheetMissing(Refusal):
    """A plan of a city pack names a sheet that is not there."""

    code = "targets.pack_sheet_missing"
    sentence = _("There is no file “%(sheet)s” beside this plan.")


class PackRowRefused(Refusal):
    """A row of a city pack's plan cannot be loaded."""

    code = "targets.pack_row_refused"
    sentence = _("%(sheet)s, row %(row)s: %(why)s (%(count)s rows are refused.)")
