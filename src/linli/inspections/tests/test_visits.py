from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from PIL import Image

from linli.core.time import city_day
from linli.files.queries import attachments_of
from linli.inspections.actions import visits as actions
from linli.inspections.actions.visits import Found
from linli.inspections.errors import (
    AnswersMissing,
    DayUnfit,
    NotNow,
    ProblemUnknown,
    ProblemUnsaid,
    ResultContradicts,
    ResultMissing,
    WordsMissing,
)
from linli.inspections.models import Visit
from linli.inspections.policies.states import Means, ProblemStatus, VisitStatus
from linli.inspections.queries import public
from linli.inspections.testing import Trade, questions
from linli.matters.actions.attaching import Upload
from linli.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(trade: Trade) -> Visit:
    found = trade.drawn().visits.order_by("place").first()
    assert found is not None
    return found


def hand_in(trade: Trade, visit: Visit, **changes: object) -> None:
    given = {
        "means": Means.ON_SITE,
        "visited_on": city_day(trade.now),
        "answers": dict.fromkeys(questions(), "yes"),
        "found": {},
        "code": "no_problem",
        "words": "",
    }
    actions.record_visit(visit=visit, **{**given, **changes}, by=trade.inspector_of(visit), now=trade.now)


def picture() -> Upload:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(stream, "JPEG")
    stream.seek(0)
    return Upload(stream, "厨房.jpg")


def no(*codes: str) -> dict[str, str]:
    return {**dict.fromkeys(questions(), "yes"), **dict.fromkeys(codes, "no")}


def test_a_problem_is_followed_up_to_the_end_and_published(trade: Trade, visit: Visit) -> None:
    hand_in(
        trade, visit, code="corrected", answers=no("exits_free"), found={"exits_free": Found("通道堆放纸箱")}
    )
    problem = visit.problems.get()
    actions.publish(visit=visit, by=trade.by(), now=trade.now)
    by = trade.inspector_of(visit)
    actions.report_problem(visit=visit, problem=problem.pk, words="已经清空", by=by, now=trade.now)
    trade.city.later(days=3)
    actions.recheck(
        visit=visit, problem=problem.pk, is_put_right=True, words="通道畅通", by=by, now=trade.now
    )
    (result,) = public.results()
    assert [point.is_put_right for point in result.points] == [True]
    assert result.result.startswith("发现问题")


def test_not_put_right_gets_a_new_day(trade: Trade, visit: Visit) -> None:
    trade.visited(visit, "exits_free")
    given = {
        "visit": visit,
        "problem": visit.problems.get().pk,
        "by": trade.inspector_of(visit),
        "now": trade.now,
    }
    with pytest.raises(DayUnfit):
        actions.recheck(is_put_right=False, words="还堆着", **given)
    with pytest.raises(WordsMissing):
        actions.recheck(is_put_right=True, words=" ", **given)
    due_on = city_day(trade.now) + timedelta(days=5)
    actions.recheck(is_put_right=False, words="还堆着", due_on=due_on, **given)
    problem = visit.problems.get()
    assert (problem.status, problem.due_on, problem.failed_checks) == (ProblemStatus.OPEN, due_on, 1)


def test_a_closed_problem_is_not_checked_again(trade: Trade, visit: Visit) -> None:
    trade.visited(visit, "exits_free")
    given = {
        "visit": visit,
        "problem": visit.problems.get().pk,
        "by": trade.inspector_of(visit),
        "now": trade.now,
    }
    actions.recheck(is_put_right=True, words="好", **given)
    with pytest.raises(ProblemUnknown):
        actions.recheck(is_put_right=True, words="好", **given)
    with pytest.raises(ProblemUnknown):
        actions.report_problem(words="好", **given)


def test_publication_is_due_in_twenty_working_days(trade: Trade, visit: Visit) -> None:
    hand_in(trade, visit)
    assert visit.publish_by is not None
    assert city_day(visit.publish_by) == date(2026, 4, 14), (
        "from midnight after the 20th, with a holiday between"
    )


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"code": ""}, ResultMissing),
        ({"code": "corrected"}, ResultContradicts),
        ({"answers": {}}, AnswersMissing),
        ({"answers": no("exits_free")}, ResultContradicts),
        ({"answers": no("exits_free"), "code": "corrected"}, ProblemUnsaid),
        ({"visited_on": date(2026, 1, 1)}, DayUnfit),
        ({"visited_on": date(2027, 1, 1)}, DayUnfit),
    ],
)
def test_a_visit_that_does_not_fit_together_is_refused_and_nothing_kept(
    trade: Trade, visit: Visit, changes: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        hand_in(trade, visit, **changes)
    visit.refresh_from_db()
    assert (visit.status, visit.problems.count()) == (VisitStatus.DRAWN, 0)


def test_where_nobody_was_met_no_question_is_asked(trade: Trade, visit: Visit) -> None:
    hand_in(trade, visit, code="unreachable", answers={})
    assert (visit.status, visit.answers) == (VisitStatus.VISITED, {})


def test_a_visit_is_handed_in_and_published_once(trade: Trade, visit: Visit) -> None:
    with pytest.raises(NotNow):
        actions.publish(visit=visit, by=trade.by(), now=trade.now)
    hand_in(trade, visit)
    with pytest.raises(NotNow):
        hand_in(trade, visit)
    actions.publish(visit=visit, by=trade.by(), now=trade.now)
    with pytest.raises(NotNow):
        actions.publish(visit=visit, by=trade.by(), now=trade.now)


def test_a_draft_is_kept_for_each_inspector(trade: Trade, visit: Visit) -> None:
    actions.keep_draft(visit=visit, draft={"words": "一半"}, by=trade.inspector_of(visit))
    visit.refresh_from_db()
    assert visit.draft == {f"{visit.accounts[0]}": {"words": "一半"}}
    hand_in(trade, visit)
    visit.refresh_from_db()
    assert visit.draft == {}
    with pytest.raises(NotNow):
        actions.keep_draft(visit=visit, draft={}, by=trade.inspector_of(visit))


def test_photos_are_kept_with_the_visit(trade: Trade, visit: Visit) -> None:
    actions.add_photos(visit=visit, files=[picture()], by=trade.inspector_of(visit), now=trade.now)
    hand_in(trade, visit, files=[picture()])
    assert attachments_of(actions.SUBJECT, visit.pk).count() == 2


def test_what_is_public_holds_no_words_and_no_inspector(trade: Trade, visit: Visit) -> None:
    words = "举报人王某，电话19900001234"
    hand_in(
        trade,
        visit,
        words=words,
        code="corrected",
        answers=no("exits_free"),
        found={"exits_free": Found(words)},
    )
    actions.publish(visit=visit, by=trade.by(), now=trade.now)
    said = repr(public.results())
    assert "王某" not in said
    assert "19900001234" not in said
    assert not any(code in said for code in visit.team)


def test_small_figures_are_left_out_and_cannot_be_worked_out(trade: Trade, visit: Visit) -> None:
    for each in visit.draw.visits.all():
        trade.visited(each, *(["exits_free"] if each.stratum == "D" else []))
        actions.publish(visit=each, by=trade.by(), now=trade.now)
    (row,) = public.statistics(2026, city_day(trade.now))
    assert (row.drawn, row.visited) == (14, 14)
    assert [cell.visited for cell in row.cells] == [None, None, None, 8]
    assert row.cells[3].rate == 1
    assert row.all_grades.visited is None


def test_who_inspected_is_reminded_once_when_the_result_should_be_public(trade: Trade, visit: Visit) -> None:
    hand_in(trade, visit)
    visit.refresh_from_db()
    assert visit.publish_by is not None
    assert actions.remind_of_publishing(now=visit.publish_by - timedelta(seconds=1)) == 0
    assert actions.remind_of_publishing(now=visit.publish_by) == 1
    told = Notice.objects.filter(event="inspections.publishing_missed")
    assert {each.recipient_id for each in told if each.recipient_kind == "account"} == set(visit.accounts)
    assert actions.remind_of_publishing(now=visit.publish_by) == 0
    visit.refresh_from_db()
    actions.publish(visit=visit, by=trade.by(), now=visit.publish_by)


def test_nobody_is_reminded_of_a_result_that_is_public(trade: Trade, visit: Visit) -> None:
    hand_in(trade, visit)
    visit.refresh_from_db()
    actions.publish(visit=visit, by=trade.by(), now=trade.now)
    assert visit.publish_by is not None
    assert actions.remind_of_publishing(now=visit.publish_by) == 0
