"""Which matters are proposed as the same, how sure that is, and that indexes answer it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from random import Random

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.areas.policies.coordinates import Crs, Point
from linli.intake.policies.duplicates import Traits, likeness
from linli.intake.queries.duplicates import said_of, similar_to
from linli.intake.rules import DuplicateRule
from linli.language.policies import similarity
from linli.language.search import common_words
from linli.matters.models import MatterText
from linli.matters.testing import INSIDE, SmallCity
from linli.people.testing import value_of_rule
from linli.warnings.queries.alike import alike_to, asked_words, two_of

TOLD = (
    (
        "路灯已经一个星期不亮了，晚上黑漆漆的，老人走路容易摔跤",
        "晚上没有灯，一整排路灯都不亮，老人孩子出门看不见",
        "这里的路灯坏了一周多，夜里黑得看不清路",
    ),
    (
        "搅拌站半夜还在施工，噪声大，水泥粉尘飘到阳台上",
        "水泥搅拌站天天夜里生产，粉尘满天飞，噪声吵得睡不着",
        "搅拌站离住宅太近，粉尘和噪声让大家没法开窗",
    ),
    (
        "自来水发黄，有铁锈味，洗衣服都洗不干净",
        "家里水龙头放出来的自来水是黄的，还有铁锈",
        "最近自来水水质发黄浑浊，铁锈沉在盆底",
    ),
    (
        "电梯经常困人，维保单位拖着不修，老人下不了楼",
        "电梯又把人困在里面了，维保不来修",
        "电梯坏了半个月没人修，困人好几次",
    ),
    (
        "饭店油烟直接排到窗户，没有油烟净化器，味道呛人",
        "楼下烧烤店油烟大，排烟管对着我家窗户",
        "餐馆油烟扰民，油烟从窗户灌进来，呛得咳嗽",
    ),
    (
        "包工头拖欠工资四个月，干完活一分钱没拿到",
        "工程干完了，工资拖欠快半年，包工头不接电话",
        "拖欠农民工工资，讨要工资多次没有结果",
    ),
    (
        "下水道堵了，污水漫到路面，臭气熏天",
        "污水井堵塞，污水流得满地都是，臭得不行",
        "下水道反水，路面全是污水，又脏又臭",
    ),
    (
        "消防通道被私家车占了，救护车都进不来",
        "私家车乱停，消防通道堵死，没有人管",
        "消防通道停满私家车，出了火灾怎么办",
    ),
)
PLACES = ("翠山湖小区三号楼旁", "文昌大道与滨河路交叉口", "金桥花园北门", "松林镇中心小学门口")
OPENINGS = ("", "您好，", "我要反映：", "请相关部门管一管，")
ENDINGS = ("。", "，请尽快处理。", "，希望给个答复。", "，谢谢！")


def at(place: str, said: str, chance: Random) -> str:
    return f"{chance.choice(OPENINGS)}{place}{said}{chance.choice(ENDINGS)}"


def same_pairs(chance: Random) -> Iterator[tuple[str, str]]:
    """Reworded by another person, or copied with a few words more."""
    for told in TOLD:
        for place in PLACES:
            for one, other in combinations(told, 2):
                yield at(place, one, chance), at(place, other, chance)
            yield at(place, told[0], chance), f"转发邻居的话：{place}{told[0]}，我家也是这样"
            yield at(place, told[1], chance), at(place, told[1].split("，")[0], chance)


def other_pairs(chance: Random) -> Iterator[tuple[str, str]]:
    """The same place and politeness, another subject."""
    for one, other in combinations(TOLD, 2):
        for place in PLACES:
            yield at(place, chance.choice(one), chance), at(place, chance.choice(other), chance)


def is_proposed(pair: tuple[str, str], rule: DuplicateRule) -> bool:
    """Whether the second is proposed for the first when both are reported on the same spot."""
    one, other = (said_of("", each) for each in pair)
    here = {"lon": INSIDE[0], "lat": INSIDE[1]}
    found = likeness(Traits(words=one, **here), Traits(words=other, **here), similarity(one, other), rule, 0)
    return found is not None


def precision_and_recall(
    same: list[tuple[str, str]], other: list[tuple[str, str]], rule: DuplicateRule
) -> tuple[float, float]:
    right = sum(is_proposed(pair, rule) for pair in same)
    wrong = sum(is_proposed(pair, rule) for pair in other)
    return right / max(1, right + wrong), right / len(same)


@pytest.fixture(scope="module")
def rule() -> DuplicateRule:
    return DuplicateRule.model_validate(value_of_rule("intake-duplicates"))


def test_rewordings_and_copies_are_told_from_other_subjects_at_the_same_place(rule: DuplicateRule) -> None:
    chance = Random(7)
    precision, recall = precision_and_recall(list(same_pairs(chance)), list(other_pairs(chance)), rule)
    assert precision >= 0.95
    assert recall >= 0.8


@pytest.mark.real_data
def test_pairs_made_of_real_messages_are_told_apart(data_folder, rule: DuplicateRule) -> None:
    import re

    from linli.warnings.cli.issues import _messages

    chance = Random(11)
    sheet = [
        each
        for each in _messages(data_folder / "teddy2020" / "附件3_热点留言.xlsx", None)
        if len(each.text) > 30
    ]
    same = []
    for each in chance.sample(sheet, 300):
        parts = re.findall(r"[^。！？；，,!?;]+[。！？；，,!?;]?", each.text)
        kept = [part for part in parts if chance.random() < 0.65] or parts[:1]
        chance.shuffle(kept)
        same.append((f"{each.title} {each.text}", f"您好，{''.join(kept)}请有关部门处理。"))
    at_one_place = [each for each in sheet if "丽发新城" in each.title or "魅力之城" in each.title]
    plants = [each for each in at_one_place if "搅拌" in each.title + each.text]
    others = [
        each for each in at_one_place if not re.search("搅拌|噪|粉尘|污染|扰民", each.title + each.text)
    ]
    different = [
        (f"{one.title} {one.text}", f"{other.title} {other.text}") for one in plants for other in others
    ]
    assert len(different) >= 100
    precision, recall = precision_and_recall(same, chance.sample(different, min(300, len(different))), rule)
    assert precision >= 0.95
    assert recall >= 0.8


def test_a_name_of_a_place_alone_makes_nothing_alike(rule: DuplicateRule) -> None:
    assert not is_proposed(("金桥花园北门路灯坏了", "金桥花园北门有人卖假酒"), rule)


@pytest.mark.parametrize(
    "said", ["", "。", "🙂🙂🙂", "a", "急", "？" * 500, "好" * 100_000, "Hello, the lamp is dark"]
)
def test_odd_words_are_asked_for_without_a_fault(said: str) -> None:
    assert isinstance(two_of(asked_words(said)), str)


def test_what_everybody_says_is_asked_for_last() -> None:
    said = "您好，您好，路灯不亮"
    assert asked_words(said)[0] == "您好"
    assert asked_words(said, {"您好", "好您"}) == ["路灯", "灯不", "不亮", "您好"]


# In the city


def test_the_database_knows_what_everybody_says(city: SmallCity) -> None:
    for street in "东西南北上下内外前后左右":
        city.file(text=f"您好，{street}街出了事")
    cache.clear()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE matters_mattertext")
    common = common_words(MatterText, share=0.5)
    assert {"您好", "街出"} <= common
    assert "南街" not in common


def plans(queries: CaptureQueriesContext) -> str:
    """Return how PostgreSQL would answer queries if tables were too large to be read whole."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query in list(queries.captured_queries):
            if query["sql"].startswith("SELECT") and "matters_matter" in query["sql"]:
                cursor.execute("EXPLAIN " + query["sql"].replace("%", "%%"))
                found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["dispatcher", "district_dispatcher", "handler"])
def test_no_table_is_read_whole(city: SmallCity, who: str) -> None:
    matter = city.file(text="搅拌站夜里施工，粉尘和噪声扰民")
    with CaptureQueriesContext(connection) as queries:
        alike_to(matter, viewer=city.viewer(who), now=city.now)
    found = plans(queries)
    assert "Index" in found
    assert "Seq Scan" not in found


@pytest.mark.django_db
def test_the_same_elsewhere_is_shown_with_its_reason(city: SmallCity) -> None:
    far = Point(INSIDE[0] + 0.05, INSIDE[1] + 0.05, Crs.CGCS2000)
    matter = city.file(text="搅拌站夜里施工，粉尘和噪声扰民，老人睡不着")
    other = city.file(text="搅拌站半夜施工不停，粉尘大，噪声扰民", point=far)
    city.file(text="医保窗口排队时间太长", point=far)
    found = alike_to(matter, viewer=city.viewer("dispatcher"), now=city.now)
    assert [each.matter for each in found.elsewhere] == [other]
    assert "%" in str(found.elsewhere[0].reasons[0])


@pytest.mark.django_db
def test_nobody_is_shown_what_they_may_not_read(city: SmallCity) -> None:
    far = Point(INSIDE[0] + 0.05, INSIDE[1] + 0.05, Crs.CGCS2000)
    matter = city.file(text="搅拌站夜里施工，粉尘和噪声扰民，老人睡不着")
    city.file(text="搅拌站半夜施工不停，粉尘大，噪声扰民", point=far)
    assert alike_to(matter, viewer=city.viewer("handler"), now=city.now).elsewhere == ()


@pytest.mark.django_db
def test_same_and_elsewhere_do_not_repeat_each_other(city: SmallCity) -> None:
    matter = city.file(text="搅拌站夜里施工，粉尘和噪声扰民，老人睡不着")
    city.file(text="搅拌站半夜施工不停，粉尘大，噪声扰民")
    viewer = city.viewer("dispatcher")
    found = alike_to(matter, viewer=viewer, now=city.now)
    assert len(found.same) == 1
    assert found.elsewhere == ()
    assert len(similar_to(matter, viewer=viewer, now=city.now)) == 1


@pytest.mark.django_db
def test_many_candidates_ask_no_more_than_few(city: SmallCity) -> None:
    far = Point(INSIDE[0] + 0.05, INSIDE[1] + 0.05, Crs.CGCS2000)
    matter = city.file(text="搅拌站夜里施工，粉尘和噪声扰民，老人睡不着")
    viewer = city.viewer("dispatcher")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            alike_to(matter, viewer=viewer, now=city.now)
        return len(queries)

    city.file(text="搅拌站半夜施工不停，粉尘大，噪声扰民", point=far)
    asked()  # the rules are held from here on
    few = asked()
    for number in range(4):
        city.file(text=f"搅拌站半夜施工，粉尘和噪声，第{number}次反映", point=far)
    assert len(alike_to(matter, viewer=viewer, now=city.now).elsewhere) > 1
    assert asked() == few


@pytest.mark.django_db
def test_the_page_shows_both_and_a_stranger_neither(clock: SmallCity, browser_of) -> None:
    far = Point(INSIDE[0] + 0.05, INSIDE[1] + 0.05, Crs.CGCS2000)
    matter = clock.file(text="搅拌站夜里施工，粉尘和噪声扰民，老人睡不着")
    near = clock.file(text="搅拌站夜里施工，粉尘和噪声扰民")
    other = clock.file(text="搅拌站半夜施工不停，粉尘大，噪声扰民", point=far)
    address = f"/warnings/alike/{matter.code}/"
    page = browser_of("dispatcher").get(address).content.decode()
    assert near.code in page
    assert other.code in page
    about = browser_of("dispatcher").get(f"/work/{matter.code}/").content.decode()
    assert f'href="{address}"' in about
    assert f'hx-get="{address}near/"' in about
    block = browser_of("dispatcher").get(f"{address}near/").content.decode()
    assert near.code in block
    assert other.code not in block
    assert f'href="{address}"' in block
    assert "hx-get" not in block
    assert browser_of("stranger").get(f"{address}near/").status_code == 403
    assert browser_of("citizen").get(f"{address}near/").status_code == 302
    assert browser_of("stranger").get(address).status_code == 403
    assert browser_of("citizen").get(address).status_code == 302
