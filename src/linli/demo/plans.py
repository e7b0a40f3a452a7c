"""What units made of the city's plan so far: steps reached in time or late, problems, acceptance, some of it twice."""

from __future__ import annotations

import heapq
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from django.db import transaction

from linli.calendars.queries import working_calendar
from linli.core.actor import Actor, ActorKind
from linli.core.time import city_zone
from linli.demo.pictures import picture
from linli.matters.actions.attaching import Upload
from linli.targets.actions import tasks as verbs
from linli.targets.errors import WaitsFor
from linli.targets.models import Milestone, Plan, Problem, Task
from linli.targets.policies import PlanStatus

LATE, SENT_BACK, IN_TROUBLE, STUCK = 0.16, 0.12, 0.12, 0.03
"""How often a task is late, is sent back once, meets a problem, is not finished at all."""
REPORTED = ("按方案推进，已完成摸底和分工。", "各责任科室已对接，台账已建立。", "现场工作已展开，进展顺利。")
REACHED = ("节点工作已完成，材料已归集。", "已按要求完成，并报分管负责人审核。")
FINISHED = ("任务全部完成，佐证材料已上传。", "已完成并自查，请组织验收。")
ACCEPTED = ("查阅台账并实地抽查两处，属实。", "查看材料，抽访群众，同意验收。")
NOT_YET = ("佐证材料缺少现场照片，请补充。", "抽查发现一处未落实，请整改后再报。")
PROBLEMS = ("部分点位产权不清，需要协调。", "资金拨付尚未到位，请予协调。", "两个部门口径不一，请予明确。")
ANSWERS = ("已召开协调会，明确由牵头单位统一口径。", "已协调到位，请继续推进。")

Deed = Callable[[datetime], None]


@dataclass
class _Story:
    """Deeds in the order of their days."""

    chance: Random
    until: date
    steps: int = 0
    _queue: list[tuple[date, int, Deed]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def at(self, day: date, deed: Deed) -> None:
        if day < self.until:
            heapq.heappush(self._queue, (day, next(self._order), deed))

    def tell(self) -> None:
        while self._queue:
            day, _order, deed = heapq.heappop(self._queue)
            hour = time(9 + self.chance.randrange(8), self.chance.randrange(60))
            deed(datetime.combine(day, hour, city_zone()))
            self.steps += 1


@transaction.atomic
def play_plan(plan: Plan, *, until: date, seed: int) -> int:
    """Play a plan in force from its adoption until the eve of `until`; return how many deeds that were.

    The same plan, day and seed give the same deeds. A plan of which something was reported before is left alone.
    """
    untouched = not plan.tasks.exclude(status="planned").exists()
    if plan.status != PlanStatus.ADOPTED or plan.adopted_on is None or not untouched:
        return 0
    story = _Story(Random(seed), until)  # noqa: S311  (a play, not a secret)
    for task in plan.tasks.order_by("position"):
        _plan_of_task(story, task)
    story.tell()
    return story.steps


def _plan_of_task(story: _Story, task: Task) -> None:
    """Lay down on which days a task's people do what."""
    chance, calendar = story.chance, working_calendar()
    late = chance.random() < LATE
    delay = chance.randrange(3, 25) if late else -chance.randrange(0, 4)
    stuck = chance.random() < STUCK
    number, unit = task.pk, Actor(ActorKind.ACCOUNT, unit=task.owner_id, role="handler")
    story.at(_worked(task.starts_on + timedelta(days=chance.randrange(1, 9))), _report(story, number, unit))
    last = task.starts_on
    for step in task.milestones.order_by("due_on", "pk"):
        last = max(last, _worked(step.due_on + timedelta(days=max(delay, -2))))
        story.at(last, _reach(story, number, step.pk, unit))
    if chance.random() < IN_TROUBLE:
        middle = task.starts_on + (task.due_on - task.starts_on) / 2
        story.at(_worked(middle), _trouble(story, number, unit))
    finish = max(last, calendar.working_day_on_or_before(task.due_on + timedelta(days=delay)))
    if not stuck:
        story.at(finish, _finish(story, number, unit, twice=chance.random() < SENT_BACK))


def _worked(day: date) -> date:
    return working_calendar().working_day_on_or_before(day)


def _task(number: int) -> Task:
    return Task.objects.select_related("plan").get(pk=number)


def _report(story: _Story, number: int, unit: Actor) -> Deed:
    percent, words = 10 * story.chance.randrange(1, 5), story.chance.choice(REPORTED)
    return lambda at: verbs.report(task=_task(number), percent=percent, words=words, by=unit, now=at)


def _reach(story: _Story, number: int, step: int, unit: Actor) -> Deed:
    words = story.chance.choice(REACHED)

    def deed(at: datetime) -> None:
        if Milestone.objects.filter(pk=step, reached_on=None).exists():
            verbs.reach(task=_task(number), milestone=step, words=words, by=unit, now=at)

    return deed


def _trouble(story: _Story, number: int, unit: Actor) -> Deed:
    words, reply, days = (
        story.chance.choice(PROBLEMS),
        story.chance.choice(ANSWERS),
        story.chance.randrange(2, 12),
    )

    def deed(at: datetime) -> None:
        task = _task(number)
        if task.status not in ("planned", "running"):
            return
        problem = verbs.raise_problem(task=task, words=words, by=unit, now=at)
        story.at(_after(at, days), lambda then: _answer(problem, reply, then))

    return deed


def _answer(problem: Problem, words: str, at: datetime) -> None:
    task = _task(problem.task_id)
    by = Actor(ActorKind.ACCOUNT, unit=problem.asked_id, role="supervisor")
    verbs.answer(task=task, problem=problem, words=words, by=by, now=at)


def _finish(story: _Story, number: int, unit: Actor, *, twice: bool) -> Deed:
    words, days = story.chance.choice(FINISHED), story.chance.randrange(1, 6)

    def deed(at: datetime) -> None:
        task = _task(number)
        papers = [Upload(io.BytesIO(picture("paper", number % 40)), "佐证材料.jpg")] if task.evidence else []
        try:
            verbs.submit(task=task, words=words, by=unit, now=at, files=papers)
        except WaitsFor:
            story.at(_after(at, 7), deed)
            return
        story.at(_after(at, days), _judge(story, number, unit, twice=twice))

    return deed


def _judge(story: _Story, number: int, unit: Actor, *, twice: bool) -> Deed:
    words = story.chance.choice(NOT_YET if twice else ACCEPTED)

    def deed(at: datetime) -> None:
        task = _task(number)
        # The committee's own tasks are accepted by the governance centre: never by the unit that did them.
        units = [
            task.plan.issuer_id,
            task.measure.lead_id,
            *Task.objects.order_by("pk").values_list("owner_id", flat=True),
        ]
        judge = next(each for each in units if each not in (task.owner_id, *task.co_unit_ids))
        by = Actor(ActorKind.ACCOUNT, unit=judge, role="supervisor")
        if twice:
            verbs.send_back(task=task, words=words, by=by, now=at)
            story.at(_after(at, 6), _finish(story, number, unit, twice=False))
        else:
            verbs.accept(task=task, words=words, by=by, now=at)

    return deed


def _after(at: datetime, days: int) -> date:
    return working_calendar().working_days_after(at.date(), days)
