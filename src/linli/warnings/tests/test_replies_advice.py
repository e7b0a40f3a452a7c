"""What a clerk is told of a reply before it goes out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from linli.matters.testing import SmallCity
from linli.people.testing import value_of_rule
from linli.warnings.queries.answered import examples_for, replies_of_units
from linli.warnings.replies.advice import ONLY_DOES, SPEAKS_FOR, points_of
from linli.warnings.replies.clauses import Does
from linli.warnings.rules import ReplyAdviceRule

QUESTION = "翠山湖小区旁边的搅拌站夜里生产，噪声和粉尘扰民，有没有手续？"
GOOD = (
    "您好！经现场核查，翠山湖小区旁的搅拌站没有办理环评手续，夜里生产噪声超标、粉尘扰民属实。"
    "根据《大气污染防治法》第六十九条，我们已责令搅拌站停止夜里生产。下一步将在3月底前督促其完成整改。"
)
EMPTY = "网友：您好！您的留言已收悉，感谢您的关心和支持！"


@pytest.fixture(scope="module")
def rule() -> ReplyAdviceRule:
    return ReplyAdviceRule.model_validate(value_of_rule("warnings-reply-advice"))


def test_a_good_reply_has_all_with_its_own_sentences(rule: ReplyAdviceRule) -> None:
    points = points_of(QUESTION, GOOD, rule)
    assert [each.is_fine for each in points] == [True] * 4
    assert "大气污染防治法" in points[1].evidence
    assert "3月底前" in points[2].evidence


def test_an_empty_formula_is_called_one(rule: ReplyAdviceRule) -> None:
    (point,) = points_of(QUESTION, EMPTY, rule)
    assert not point.is_fine
    assert str(point.tip)


def test_what_is_done_needs_no_next_step(rule: ReplyAdviceRule) -> None:
    points = points_of("路灯不亮", "经查，路灯线路老化，昨天已修复，路灯现在都亮了。", rule)
    assert points[2].is_fine


def test_it_says_why_grounds_seem_to_be_there_or_not(rule: ReplyAdviceRule) -> None:
    handed_on = "您反映的搅拌站噪声、粉尘扰民问题已转交区生态环境局和街道办事处调查核处，处理结果将及时反馈。"
    assert SPEAKS_FOR[0][1] in points_of(QUESTION, GOOD, rule)[1].reasons
    found = points_of(QUESTION, handed_on, rule)[1]
    assert not found.is_fine
    assert ONLY_DOES[Does.HANDS_ON] in found.reasons


def test_a_very_long_sentence_is_pointed_out(rule: ReplyAdviceRule) -> None:
    assert not points_of(QUESTION, GOOD + "我们" * 80 + "。", rule)[3].is_fine


@pytest.mark.parametrize(
    "reply",
    [
        "",
        " ",
        "好",
        "🙂",
        "。。。",
        "已收到" * 30_000,
        "Thank you.",
        "關於貴社區攪拌站一案，已責令停工。",
        "好好好",
    ],
)
def test_odd_replies_get_a_defined_answer(reply: str, rule: ReplyAdviceRule) -> None:
    for point in points_of(QUESTION, reply, rule):
        assert str(point.question)


# In the city


@pytest.fixture
def browser(city: SmallCity, client: Client) -> Callable[[str], Client]:
    def entered(who: str) -> Client:
        client.force_login(city.cast.accounts[who])
        return client

    return entered


def ready_for_reply(city: SmallCity, text: str = QUESTION):
    matter = city.file(text=text)
    city.do("dispatcher", "accept", matter, kind="street.litter")
    city.do("owner", "acknowledge", matter)
    city.do("owner", "contact", matter, reached=True, words="已联系")
    city.do("owner", "start", matter)
    return city.do("owner", "complete", matter, result="已责令停工")


@pytest.mark.django_db
def test_the_reply_step_offers_to_look_it_over(city: SmallCity, browser) -> None:
    matter = ready_for_reply(city)
    page = browser("owner").get(reverse("matters:matter", args=[matter.code])).content.decode()
    assert f"/warnings/replies/{matter.code}/" in page


@pytest.mark.django_db
def test_looking_it_over_keeps_nothing_and_stops_nothing(city: SmallCity, browser) -> None:
    matter = ready_for_reply(city)
    answer = browser("owner").post(f"/warnings/replies/{matter.code}/", {"text": GOOD})
    assert answer.status_code == 200
    assert "大气污染防治法" in answer.content.decode()
    matter.refresh_from_db()
    assert matter.replied_at is None


@pytest.mark.django_db
def test_who_may_not_reply_gets_no_advice(city: SmallCity, browser) -> None:
    matter = ready_for_reply(city)
    assert browser("other_clerk").post(f"/warnings/replies/{matter.code}/", {"text": GOOD}).status_code == 404
    assert browser("leader").post(f"/warnings/replies/{matter.code}/", {"text": GOOD}).status_code == 403


@pytest.mark.django_db
def test_how_similar_ones_were_answered_hides_numbers_and_foreign_matters(city: SmallCity) -> None:
    old = ready_for_reply(city, "翠山湖小区门口搅拌站夜里生产，噪声粉尘扰民")
    city.do("owner", "reply", old, text=GOOD + "联系电话13912345678。")
    city.do(
        "follow_up_clerk",
        "follow_up",
        old,
        reached=True,
        contacted="yes",
        resolved="yes",
        satisfied="satisfied",
    )
    matter = ready_for_reply(city)
    (example,) = examples_for(matter, viewer=city.viewer("owner"), now=city.now)
    assert example.matter == old
    assert "13912345678" not in example.reply
    assert examples_for(matter, viewer=city.viewer("handler"), now=city.now) == []


@pytest.mark.django_db
def test_units_with_few_replies_show_no_shares(city: SmallCity, browser) -> None:
    matter = ready_for_reply(city)
    city.do("owner", "reply", matter, text=GOOD)
    (line,) = replies_of_units(city.viewer("dispatcher"), now=city.now)
    assert (line.replies, line.complete, line.on_time) == (1, None, None)
    assert replies_of_units(city.viewer("handler"), now=city.now) == []
