"""A task from its being given to its being accepted, and what is refused on the way."""

from __future__ import annotations

from datetime import date

import pytest

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.core.errors import Refusal
from linli.journal.queries import verify
from linli.targets import errors
from linli.targets.access import actor_for, get_task_for, get_task_to
from linli.targets.actions import plans, tasks
from linli.targets.models import Plan, Problem
from linli.targets.policies import Standing, TaskStatus, TaskVerb
from linli.targets.queries.tasks import standing_of
from linli.targets.tests.plans import Office, picture

ACTIONS = {
    TaskVerb.REPORT: tasks.report,
    TaskVerb.REACH: tasks.reach,
    TaskVerb.SUBMIT: tasks.submit,
    TaskVerb.ACCEPT: tasks.accept,
    TaskVerb.SEND_BACK: tasks.send_back,
    TaskVerb.RAISE: tasks.raise_problem,
    TaskVerb.ANSWER: tasks.answer,
    TaskVerb.WITHDRAW: tasks.withdraw,
}


def do(office: Office, who: str, verb: TaskVerb, code: str = "1-1", words: str = "已按要求办理", **more):
    """Use a verb as somebody of the cast, through the same doors as the pages."""
    viewer = office.city.viewer(who)
    task = get_task_to(viewer, office.task(code).pk, verb)
    by = actor_for(viewer, task, verb)
    return ACTIONS[verb](task=task, words=words, by=by, now=office.city.now, **more)


def finish(office: Office, code: str, who: str) -> None:
    """Reach all milestones and report it done."""
    for step in office.task(code).milestones.order_by("due_on"):
        do(office, who, TaskVerb.REACH, code, milestone=step.pk)
    do(office, who, TaskVerb.SUBMIT, code)


def standing(office: Office, code: str = "1-1") -> Standing:
    return standing_of(office.task(code), office.city.now.date())


def test_a_task_goes_from_its_unit_to_acceptance(office: Office) -> None:
    office.plan()
    do(office, "handler", TaskVerb.REPORT, percent=40)
    assert (office.task().status, office.task().percent) == (TaskStatus.RUNNING, 40)
    finish(office, "1-1", "handler")
    assert standing(office) is Standing.SUBMITTED
    do(office, "supervisor", TaskVerb.ACCEPT)
    assert standing(office) is Standing.ACCEPTED
    assert verify().broken == []


def test_sent_back_it_runs_again_and_its_day_stays(office: Office) -> None:
    office.plan()
    finish(office, "1-1", "handler")
    do(office, "supervisor", TaskVerb.SEND_BACK, words="台账缺两栋楼")
    task = office.task()
    assert (task.status, task.submitted_on, task.due_on) == (TaskStatus.RUNNING, None, date(2026, 4, 30))


def test_it_stands_as_overdue_from_the_day_after_and_nobody_stored_that(office: Office) -> None:
    office.plan()
    task = office.task()
    for step in task.milestones.all():
        do(office, "handler", TaskVerb.REACH, milestone=step.pk)
    assert standing_of(office.task(), date(2026, 4, 30)) is Standing.RUNNING
    assert standing_of(office.task(), date(2026, 5, 1)) is Standing.OVERDUE


def test_a_missed_milestone_or_an_open_problem_puts_it_at_risk(office: Office) -> None:
    office.plan()
    assert standing(office) is Standing.AT_RISK  # the first step was due on 4 March
    first = office.task().milestones.order_by("due_on")[0]
    do(office, "handler", TaskVerb.REACH, milestone=first.pk)
    assert standing(office) is Standing.RUNNING
    do(office, "handler", TaskVerb.RAISE, words="两栋楼产权不清")
    assert standing(office) is Standing.AT_RISK


def test_nobody_accepts_the_work_of_the_own_unit_or_the_own_hand(office: Office) -> None:
    office.plan()
    finish(office, "1-1", "handler")
    task = office.task()
    account, unit = office.city.cast.handler.pk, office.city.unit("housing")
    by_hand = Actor(ActorKind.ACCOUNT, account, office.city.unit("city"))
    by_unit = Actor(ActorKind.ACCOUNT, account + 1, unit)
    for by in (by_hand, by_unit):
        with pytest.raises(errors.NotOnesOwn):
            tasks.accept(task=task, words="", by=by, now=office.city.now)


def test_it_is_not_done_before_its_milestones(office: Office) -> None:
    office.plan()
    with pytest.raises(errors.StepsLeft, match="中期检查"):
        do(office, "handler", TaskVerb.SUBMIT)


def test_it_waits_for_the_task_it_needs(office: Office) -> None:
    office.plan()
    with pytest.raises(errors.WaitsFor, match="1-1"):
        finish(office, "1-2", "owner")
    assert office.task("1-2").status == TaskStatus.RUNNING


def test_it_needs_the_papers_that_were_asked_for(office: Office) -> None:
    office.plan()
    finish(office, "1-1", "handler")
    do(office, "supervisor", TaskVerb.ACCEPT)
    with pytest.raises(errors.EvidenceMissing, match="验收单"):
        finish(office, "1-2", "owner")
    do(office, "owner", TaskVerb.SUBMIT, "1-2", files=[picture()])
    assert office.task("1-2").status == TaskStatus.SUBMITTED


def test_papers_of_a_milestone_count_as_well(office: Office) -> None:
    office.plan()
    finish(office, "1-1", "handler")
    do(office, "supervisor", TaskVerb.ACCEPT)
    for step in office.task("1-2").milestones.all():
        do(office, "owner", TaskVerb.REACH, "1-2", milestone=step.pk, files=[picture()])
    do(office, "owner", TaskVerb.SUBMIT, "1-2")
    assert office.task("1-2").status == TaskStatus.SUBMITTED


def test_a_refused_report_keeps_no_file(office: Office) -> None:
    from linli.files.models import Attachment

    office.plan()
    with pytest.raises(errors.WordsMissing):
        do(office, "handler", TaskVerb.REPORT, words=" ", percent=10, files=[picture()])
    assert Attachment.objects.count() == 0


def test_a_problem_is_answered_by_whoever_was_asked_within_a_limit(office: Office) -> None:
    """Tuesday 10 March plus 5 working days: the end of Tuesday the 17th."""
    office.plan()
    do(office, "handler", TaskVerb.RAISE, words="两栋楼产权不清")
    problem = Problem.objects.get()
    assert (problem.asked.code, problem.due_at.isoformat()) == ("city", "2026-03-17T16:00:00+00:00")
    with pytest.raises(errors.NotPermitted):
        do(office, "handler", TaskVerb.ANSWER, problem=problem)
    do(office, "supervisor", TaskVerb.ANSWER, words="由自然资源局出具权属证明", problem=problem)
    problem.refresh_from_db()
    assert problem.answer == "由自然资源局出具权属证明"
    with pytest.raises(Refusal):
        do(office, "supervisor", TaskVerb.ANSWER, problem=problem)


def test_one_problem_at_a_time(office: Office) -> None:
    office.plan()
    do(office, "handler", TaskVerb.RAISE)
    with pytest.raises(errors.ProblemOpen):
        do(office, "handler", TaskVerb.RAISE)


def test_assisting_units_report_but_do_not_declare_it_done(office: Office) -> None:
    office.plan()
    village = office.task("1-1").co_unit_ids[0]
    assert village == office.city.unit("village")
    viewer = office.city.viewer("owner")  # the street, above the village
    assert get_task_for(viewer, office.task("1-1").pk)
    do(office, "owner", TaskVerb.REPORT, "1-1", percent=5)
    with pytest.raises(errors.OwnersOnly):
        do(office, "owner", TaskVerb.SUBMIT, "1-1")


@pytest.mark.parametrize("percent", [-1, 101])
def test_progress_is_a_share(office: Office, percent: int) -> None:
    office.plan()
    with pytest.raises(errors.BadPercent):
        do(office, "handler", TaskVerb.REPORT, percent=percent)


def test_nothing_is_reported_on_a_draft(office: Office) -> None:
    office.read()
    with pytest.raises(errors.TaskNotFound):
        do(office, "handler", TaskVerb.REPORT, percent=1)
    with pytest.raises(errors.PlanNotRunning):
        tasks.report(task=office.task(), percent=1, words="x", by=SYSTEM, now=office.city.now)


# The plan


def test_a_plan_with_a_task_of_yesterday_is_not_adopted(office: Office) -> None:
    office.read()
    office.city.later(days=60)
    plan = Plan.objects.get()
    with pytest.raises(errors.AdoptionRefused, match="1-1"):
        plans.adopt(plan=plan, by=SYSTEM, now=office.city.now)
    plans.adopt(plan=plan, by=SYSTEM, now=office.city.now, on=date(2026, 1, 12))
    assert (plan.status, plan.adopted_on) == ("adopted", date(2026, 1, 12))


def test_a_plan_ends_when_every_task_is_accepted_or_taken_out(office: Office) -> None:
    plan = office.plan()
    with pytest.raises(errors.PlanUnfinished):
        plans.close(plan=plan, by=SYSTEM, now=office.city.now)
    finish(office, "1-1", "handler")
    do(office, "supervisor", TaskVerb.ACCEPT)
    for code in ("1-2", "2-1"):
        do(office, "supervisor", TaskVerb.WITHDRAW, code, words="并入另一项任务")
    plans.close(plan=plan, by=SYSTEM, now=office.city.now)
    assert Plan.objects.get().status == "closed"


def test_a_finished_task_keeps_its_dates_when_the_sheet_comes_again(office: Office) -> None:
    from linli.targets.tests.test_importing import changed

    office.plan()
    finish(office, "1-1", "handler")
    do(office, "supervisor", TaskVerb.ACCEPT)
    assert office.read().unchanged == 3
    result = office.read(changed(0, 完成时限="2026年5月15日"))
    assert [each.why.code for each in result.refusals] == ["targets.task_finished"]


def test_a_milestone_that_was_reached_stays_when_it_is_moved(office: Office) -> None:
    from linli.targets.tests.test_importing import changed

    office.plan()
    first = office.task().milestones.order_by("due_on")[0]
    do(office, "handler", TaskVerb.REACH, milestone=first.pk)
    office.read(changed(0, 完成时限="2026年5月15日"))
    first.refresh_from_db()
    assert (first.reached_on, first.due_on > date(2026, 3, 4)) == (date(2026, 3, 10), True)
