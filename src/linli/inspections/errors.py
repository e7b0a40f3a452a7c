from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class DrawRefused(Refusal):
    """A pool, a commitment or a result that is not right; the words are those of the verifier."""

    code = "inspections.draw_refused"
    sentence = _("The draw is refused: %(why)s")


class PoolEmpty(Refusal):
    """Nothing to draw from."""

    code = "inspections.pool_empty"
    sentence = _("There is nothing in the pool that could be drawn.")


class SeedKnownAlready(Refusal):
    """The public value is announced for a moment that is over: whoever commits could know it."""

    code = "inspections.seed_known_already"
    sentence = _(
        "The public value would be known on %(known_at)s, before the commitment. Announce a later one."
    )


class SeedNotYetKnown(Refusal):
    """The public value cannot be known yet."""

    code = "inspections.seed_not_yet_known"
    kind = Kind.CONFLICT
    sentence = _("The public value is only known from %(known_at)s on.")


class ValueMissing(Refusal):
    """No public value was given."""

    code = "inspections.value_missing"
    sentence = _("Please write the public value as it was published.")


class RequestUnfit(Refusal):
    """A request for a draw lacks something, or holds what cannot be read."""

    code = "inspections.request_unfit"
    sentence = _("The request for the draw is not complete, or cannot be read here: %(what)s.")


# Rules


class TwiceInList(Refusal):
    """One code stands for two things."""

    code = "inspections.twice_in_list"
    sentence = _("%(code)s is in the list twice.")


class TaskItemUnknown(Refusal):
    """A task names an item that is not in the list."""

    code = "inspections.task_item_unknown"
    sentence = _("The task %(task)s names the item %(item)s, which is not in the list.")


class QuestionTwice(Refusal):
    """Two items of a task ask under the same code."""

    code = "inspections.question_twice"
    sentence = _("Two questions of the task %(task)s have the same code.")


class GradeWithoutShare(Refusal):
    """A grade has no share, or one that is no number from 0 to 1."""

    code = "inspections.grade_without_share"
    sentence = _("Each grade needs a share from 0 to 1, written as text: %(grade)s.")


# Finding


class NotFound(Refusal):
    """Not there, or not visible."""

    code = "inspections.not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such inspection.")


class NotPermitted(Refusal):
    """Visible, but this person may not do it."""

    code = "inspections.not_permitted"
    kind = Kind.NOT_ALLOWED
    sentence = _("You may not do this here: %(verb)s.")


class NotNow(Refusal):
    """The state does not allow it."""

    code = "inspections.not_now"
    kind = Kind.CONFLICT
    sentence = _("This is not possible while it is: %(state)s.")


class WordsMissing(Refusal):
    """Nothing was said."""

    code = "inspections.words_missing"
    sentence = _("Please say it in a few words.")


# Pools


class InspectorTwice(Refusal):
    """The account or the code is in the pool already."""

    code = "inspections.inspector_twice"
    kind = Kind.CONFLICT
    sentence = _("This inspector is in the pool already.")


class TargetUnknown(Refusal):
    """No body has this code."""

    code = "inspections.target_unknown"
    sentence = _("There is no body with the code %(code)s.")


class GradeUnfit(Refusal):
    """A row of the grades cannot be read."""

    code = "inspections.grade_unfit"
    sentence = _("Row %(row)s: a code and a grade from A to D are needed.")


# Plans and draws


class PlanTwice(Refusal):
    """The unit has a plan of that year."""

    code = "inspections.plan_twice"
    kind = Kind.CONFLICT
    sentence = _("There is a plan of this unit for %(year)s already.")


class PlanEmpty(Refusal):
    """Nothing to file."""

    code = "inspections.plan_empty"
    sentence = _("The plan has no task yet.")


class TaskUnknown(Refusal):
    """Not in the city's list."""

    code = "inspections.task_unknown"
    sentence = _("The task %(task)s is not in the city's list.")


class LineTwice(Refusal):
    """The task is planned for that time."""

    code = "inspections.line_twice"
    kind = Kind.CONFLICT
    sentence = _("This task is in the plan for that time already.")


class MonthsUnfit(Refusal):
    """Not two months in order."""

    code = "inspections.months_unfit"
    sentence = _("Write two months from 1 to 12, the first not after the last.")


class PlanNotFiled(Refusal):
    """Nothing is drawn before the plan is filed."""

    code = "inspections.plan_not_filed"
    kind = Kind.CONFLICT
    sentence = _("Nothing is drawn before the plan of the year is filed.")


class OutOfSeason(Refusal):
    """The plan has other months for it."""

    code = "inspections.out_of_season"
    kind = Kind.CONFLICT
    sentence = _("The plan has it in the months %(first)s to %(last)s of %(year)s.")


class DrawOpen(Refusal):
    """A draw of this line waits for its value: nobody draws again until they like the result."""

    code = "inspections.draw_open"
    kind = Kind.CONFLICT
    sentence = _("A draw for this task has been promised and waits for its public value.")


class DrawnAlready(Refusal):
    """A line is drawn once."""

    code = "inspections.drawn_already"
    kind = Kind.CONFLICT
    sentence = _("This task of the plan was drawn already. A second draw would be choosing.")


class PoolTampered(Refusal):
    """What is stored is not what was promised."""

    code = "inspections.pool_tampered"
    kind = Kind.CONFLICT
    sentence = _("The stored pools are not the ones that were promised. Nothing is drawn: %(why)s")


class ValueUnfit(Refusal):
    """Not written as the source publishes it."""

    code = "inspections.value_unfit"
    sentence = _("This does not look like the public value. It is written so: %(form)s")


class ReasonUnfit(Refusal):
    """A reason that is not one for this."""

    code = "inspections.reason_unfit"
    sentence = _("Please choose one of the reasons.")


class VisitedAlready(Refusal):
    """Nobody is replaced after the visit."""

    code = "inspections.visited_already"
    kind = Kind.CONFLICT
    sentence = _("The visit is over; nobody is replaced any more.")


# Visits


class AnswersMissing(Refusal):
    """Questions are not answered."""

    code = "inspections.answers_missing"
    sentence = _("Not answered yet: %(questions)s.")


class ResultMissing(Refusal):
    """No result code, or one that is not in the list."""

    code = "inspections.result_missing"
    sentence = _("Please choose the result.")


class ResultContradicts(Refusal):
    """The result and the answers do not go together."""

    code = "inspections.result_contradicts"
    sentence = _("The result does not go with the answers: %(why)s")


class ProblemUnsaid(Refusal):
    """A “no” without words."""

    code = "inspections.problem_unsaid"
    sentence = _("Please say what is wrong: %(question)s.")


class DayUnfit(Refusal):
    """A day that lies where it cannot."""

    code = "inspections.day_unfit"
    sentence = _("The day %(day)s does not fit.")


class ProblemUnknown(Refusal):
    """No such problem, or not in a state for this."""

    code = "inspections.problem_unknown"
    kind = Kind.CONFLICT
    sentence = _("There is no such problem waiting for this.")


class OwnWork(Refusal):
    """Who did it does not judge it."""

    code = "inspections.own_work"
    kind = Kind.NOT_ALLOWED
    sentence = _("Somebody else than who found it decides.")


# Exemptions


class ExemptItemUnknown(Refusal):
    """Not in the list."""

    code = "inspections.exempt_item_unknown"
    sentence = _("Number %(number)s is not in the list of exemptions.")


class NotThisDepartments(Refusal):
    """Another department's matter."""

    code = "inspections.not_this_departments"
    sentence = _("Number %(number)s is a matter of another department.")


class ConditionsUnmet(Refusal):
    """All conditions must hold."""

    code = "inspections.conditions_unmet"
    sentence = _("Not exempt, since this does not hold: %(conditions)s.")


class NotTheFirst(Refusal):
    """The ledger knows an earlier one."""

    code = "inspections.not_the_first"
    kind = Kind.CONFLICT
    sentence = _("Not the first time: the same was found on %(on)s.")


class ExemptionOpen(Refusal):
    """The same is on its way already."""

    code = "inspections.exemption_open"
    kind = Kind.CONFLICT
    sentence = _("The same violation of this body is being dealt with already.")


class PromiseMissing(Refusal):
    """No signed promise."""

    code = "inspections.promise_missing"
    sentence = _("Please add the signed promise as a picture or a PDF.")


class ListUnfit(Refusal):
    """A sheet that is no list of exemptions."""

    code = "inspections.list_unfit"
    sentence = _("The list cannot be taken over: %(why)s")
