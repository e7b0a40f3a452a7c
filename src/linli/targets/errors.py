from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal

# What does not exist, or not for this person


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


# Plans and their sheets


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


# Tasks


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


# Regular duties


class HandedInAlready(Refusal):
    """Twice is once."""

    code = "targets.handed_in_already"
    kind = Kind.CONFLICT
    sentence = _("This was handed in already.")


# Appraisals


class WeightsNotWhole(Refusal):
    """The weights of a branch do not make the weight of the branch."""

    code = "targets.weights_not_whole"
    sentence = _("The weights below “%(branch)s” make %(sum)s, not %(whole)s.")


class IndicatorTwice(Refusal):
    """Two indicators with one code."""

    code = "targets.indicator_twice"
    sentence = _("Two indicators have the code %(code)s.")


class IndicatorUnfit(Refusal):
    """An indicator with both parts and a source, or with neither."""

    code = "targets.indicator_unfit"
    sentence = _("The indicator %(code)s needs either parts or a source.")


class CountsPeople(Refusal):
    """An indicator that counts petitions or rates people."""

    code = "targets.counts_people"
    sentence = _(
        "“%(name)s” would count petitions or rate people. Units are judged by the quality and timeliness of their work."
    )


class AppraisalTwice(Refusal):
    """The same period was appraised already."""

    code = "targets.appraisal_twice"
    kind = Kind.CONFLICT
    sentence = _("There is an appraisal of this period already.")


class AppraisalNotOver(Refusal):
    """A period is appraised when it is over."""

    code = "targets.appraisal_not_over"
    sentence = _("The period ends on %(last)s; it can be appraised from the day after.")


class Frozen(Refusal):
    """A published sheet is only changed by an upheld objection."""

    code = "targets.frozen"
    kind = Kind.CONFLICT
    sentence = _("The appraisal is published. Only an objection that is upheld changes it.")


class NotPublished(Refusal):
    """Nothing to object to yet."""

    code = "targets.not_published"
    kind = Kind.CONFLICT
    sentence = _("The appraisal is not published yet.")


class BadShare(Refusal):
    """More passed than was checked."""

    code = "targets.bad_share"
    sentence = _("Write two whole numbers, the first not larger than the second.")


class IndicatorUnknown(Refusal):
    """No such indicator, or not one that is entered by hand."""

    code = "targets.indicator_unknown"
    sentence = _("There is no such indicator to be entered here.")


class NumbersMissing(Refusal):
    """An indicator entered by hand is empty."""

    code = "targets.numbers_missing"
    kind = Kind.CONFLICT
    sentence = _("Numbers are missing: %(missing)s.")


class ObjectionTooLate(Refusal):
    """The time for objections is over."""

    code = "targets.objection_too_late"
    kind = Kind.CONFLICT
    sentence = _("Objections were possible until %(until)s.")


class ObjectionOpen(Refusal):
    """The unit's objection against this indicator is not decided yet."""

    code = "targets.objection_open"
    kind = Kind.CONFLICT
    sentence = _("An objection against this indicator is being decided already.")


class ObjectionUnknown(Refusal):
    """No such open objection."""

    code = "targets.objection_unknown"
    kind = Kind.CONFLICT
    sentence = _("There is no such objection waiting to be decided.")
