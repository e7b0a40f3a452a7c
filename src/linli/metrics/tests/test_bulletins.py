"""Bulletins: from frozen months to a letter, and what those it ranks say to it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pdfplumber
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.core.errors import Refusal
from linli.letters import actions as letters
from linli.letters.policies import Document
from linli.letters.rendering.pdf import pdf_of
from linli.letters.rendering.word import docx_of
from linli.letters.testing import set_rules_of_letters
from linli.matters.testing import FIRST_DAY, SmallCity
from linli.matters.tests.test_actions import YES, replied
from linli.metrics.actions import (
    answer_remark,
    draft_bulletin,
    freeze,
    publish_bulletin,
    remark,
)
from linli.metrics.errors import (
    BulletinNotJudged,
    BulletinNotOut,
    BulletinNotYours,
    BulletinThere,
    MonthNotFrozen,
    NobodyRanked,
    NotRanked,
    OwnBulletin,
    RemarkOpen,
    RemarkTooLate,
    RemarkUnknown,
)
from linli.metrics.models import Bulletin, FrozenCell, FrozenMonth
from linli.metrics.policies.bulletins import Cycle, Period, RemarkKind, Standing, When, places_of, which
from linli.metrics.rules import BulletinRules
from linli.notices.models import Notice
from linli.people.testing import RIVERSIDE, value_of_rule
from linli.rulebook.actions import set_rule

MARCH = date(2026, 3, 1)
Browsers = Callable[..., Client]


# Rules


@pytest.mark.parametrize(
    ("cycle", "first", "last", "words"),
    [
        (Cycle.WEEKLY, date(2026, 3, 9), date(2026, 3, 15), "2026年3月9日至3月15日"),
        (Cycle.MONTHLY, date(2026, 3, 1), date(2026, 3, 31), "2026年3月"),
        (Cycle.QUARTERLY, date(2026, 1, 1), date(2026, 3, 31), "2026年第一季度"),
    ],
)
def test_periods_have_their_days_and_words(cycle: Cycle, first: date, last: date, words: str) -> None:
    period = Period.around(cycle, date(2026, 3, 10))
    assert (period.first, period.last, period.words) == (first, last, words)
    assert period.before.last == first - timedelta(days=1)


def test_equal_figures_share_a_place_and_nothing_due_has_none() -> None:
    values = {"a": Decimal("0.9"), "b": Decimal("0.8"), "c": Decimal("0.9"), "d": None}
    assert places_of(values, more_is_better=True) == {"a": 1, "c": 1, "b": 3}
    assert places_of(values, more_is_better=False) == {"b": 1, "a": 2, "c": 2}


@pytest.mark.parametrize(
    ("when", "now", "before", "target", "better", "holds"),
    [
        (When.RISE, "0.9", "0.8", None, True, True),
        (When.RISE, "0.9", None, None, True, False),
        (When.FALL, "0.7", "0.8", None, True, True),
        (When.SAME, "0.8", "0.8", None, True, True),
        (When.ON_TARGET, "0.95", None, "0.95", True, True),
        (When.OFF_TARGET, "0.94", None, "0.95", True, True),
        (When.ON_TARGET, "0.04", None, "0.05", False, True),
        (When.OFF_TARGET, "0.06", None, "0.05", False, True),
        (When.OFF_TARGET, None, None, "0.95", True, False),
        (When.ALWAYS, None, None, None, True, False),
    ],
)
def test_a_sentence_stands_when_its_condition_holds(
    when: When, now: Any, before: Any, target: Any, better: bool, holds: bool
) -> None:
    values = [None if each is None else Decimal(each) for each in (now, before, target)]
    assert bool(which({"one": Standing(*values, more_is_better=better)}, when)) == holds


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.none() | st.decimals(0, 1, places=2)))
def test_first_and_last_are_said_of_nobody_who_stands_alone(values: dict[str, Decimal | None]) -> None:
    places = places_of(values, more_is_better=True)
    most = max(places.values(), default=0)
    ranked = {key: Standing(value, place=places.get(key), places=most) for key, value in values.items()}
    first, last = which(ranked, When.FIRST), which(ranked, When.LAST)
    assert set(first).isdisjoint(last)
    assert all(values[one] > values[other] for one in first for other in last)  # type: ignore[operator]


def test_nobody_is_ranked_by_how_many_complain() -> None:
    value = value_of_rule("metrics-bulletins")
    value["bulletins"]["monthly"]["rank_by"] = "opened"
    with pytest.raises(ValidationError) as raised:
        BulletinRules.model_validate(value)
    assert BulletinNotJudged.__name__ in repr(raised.value.errors()[0]["ctx"]["error"].args[0])


@pytest.mark.parametrize(
    "change",
    [
        {"columns": ["nothing"]},
        {"columns": ["open"]},
        {"ranked": "kind"},
        {"targets": {}},
        {"requirements": [{"of": "on_time_rate", "when": "rise", "text": "好"}]},
        {"progress": [{"of": "opened", "text": "{{ requester }}"}]},
        {"progress": [{"of": "opened", "text": "{{ value.real }}"}]},
        {"good": [{"of": "opened", "when": "first", "ranked": True, "text": "第一"}]},
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(change: dict[str, Any]) -> None:
    value = value_of_rule("metrics-bulletins")
    value["bulletins"]["monthly"] |= change
    with pytest.raises(ValidationError):
        BulletinRules.model_validate(value)


# The whole way


KEPT = {"opened": 5, "results_due": 5, "results_in_time": 5, "results_in_time_strictly": 5}


@pytest.fixture
def press(clock: SmallCity) -> SmallCity:
    """The small city with a bulletin of its own, and five matters of the county in a frozen March."""
    set_bulletins(clock)
    clock.later(days=40)
    freeze(month=MARCH, by=SYSTEM, now=clock.now)
    FrozenCell.objects.all().delete()
    month = FrozenMonth.objects.get()
    FrozenCell.objects.create(frozen=month, slice="whole", key="", sums=KEPT)
    FrozenCell.objects.create(frozen=month, slice="county", key=RIVERSIDE[:6], sums=KEPT)
    return clock


@pytest.fixture
def lived(clock: SmallCity) -> SmallCity:
    """The same, with matters that were really reported, handled and closed."""
    set_bulletins(clock)
    for number in range(5):
        clock.do("follow_up_clerk", "follow_up", replied(clock, text=f"第{number}处垃圾"), **YES)
    clock.later(days=40)
    freeze(month=MARCH, by=SYSTEM, now=clock.now)
    return clock


def set_bulletins(city: SmallCity) -> None:
    set_rules_of_letters()
    value = value_of_rule("metrics-bulletins")
    for each in value["bulletins"].values():
        each["issuer"] = "city"
    set_rule("metrics.bulletins", value, FIRST_DAY, by=SYSTEM, now=city.now)


def drafted(press: SmallCity, name: str = "monthly", on: date = MARCH) -> Bulletin:
    return draft_bulletin(name=name, on=on, by=actor(press, "supervisor"), now=press.now)


def actor(press: SmallCity, name: str, unit: str = "city") -> Actor:
    return Actor(ActorKind.ACCOUNT, press.cast.accounts[name].pk, press.unit(unit))


def issued(press: SmallCity) -> Bulletin:
    bulletin = drafted(press)
    assert bulletin.letter is not None
    leader = actor(press, "leader")
    letters.review(letter=bulletin.letter, by=leader, now=press.now)
    letters.issue(letter=bulletin.letter, by=leader, now=press.now)
    return Bulletin.objects.get(pk=bulletin.pk)


pytestmark = pytest.mark.django_db


def test_a_bulletin_says_frozen_figures_with_their_definitions(lived: SmallCity) -> None:
    bulletin = drafted(lived)
    assert bulletin.letter is not None
    document = Document.of_data(bulletin.letter.content)
    kinds = [block.type for block in document.blocks]
    assert (kinds.count("table"), kinds.count("chart")) == (1, 2)
    table = next(block for block in document.blocks if block.type == "table")
    assert table.head[1] == "县（市、区）"  # type: ignore[union-attr]
    assert table.rows[0][:3] == ("1", "临河区", "5")  # type: ignore[union-attr]
    words = "\n".join(block.text for block in document.blocks if block.type == "paragraph")  # type: ignore[union-attr]
    assert "全市共受理诉求5件" in words
    assert "÷" in words
    assert "5个工作日" in words
    assert bulletin.voices == [lived.unit("riverside")]
    assert lived.unit("riverside") in bulletin.letter.copy_units


def test_the_same_document_makes_page_pdf_and_word(press: SmallCity, browser_of: Browsers) -> None:
    bulletin = issued(press)
    assert bulletin.letter is not None
    document = Document.of_data(bulletin.letter.content)
    assert pdf_of(document)[:4] == b"%PDF"
    with zipfile.ZipFile(io.BytesIO(docx_of(document))) as word:
        assert sum(name.endswith(".png") for name in word.namelist()) >= 1
        assert "临河区" in word.read("word/document.xml").decode()
    page = browser_of("leader", language="zh-hans").get(f"/figures/bulletins/{bulletin.pk}/").content.decode()
    assert page.count("<svg xmlns") == 2
    assert "刚才重新计算：完全一致。" in page


def test_small_cells_are_kept_back_and_nobody_is_ranked_by_them(press: SmallCity) -> None:
    FrozenCell.objects.filter(slice="county").update(
        sums={"results_due": 3, "results_in_time": 3, "opened": 3}
    )
    with pytest.raises(NobodyRanked):
        drafted(press)


def test_a_bulletin_waits_for_its_months_and_comes_once(press: SmallCity) -> None:
    with pytest.raises(MonthNotFrozen):
        drafted(press, "quarterly")
    bulletin = drafted(press)
    with pytest.raises(BulletinThere):
        drafted(press)
    assert bulletin.letter is not None
    letters.cancel(letter=bulletin.letter, note="重拟", by=actor(press, "supervisor"), now=press.now)
    assert drafted(press).turn == 2


def test_a_week_is_counted_and_kept(lived: SmallCity) -> None:
    bulletin = drafted(lived, "weekly", date(2026, 3, 17))
    assert (bulletin.first, bulletin.last) == (date(2026, 3, 16), date(2026, 3, 22))
    assert bulletin.sums["whole"]["results_due"] == 5


def test_ranked_units_remark_and_somebody_else_answers(press: SmallCity) -> None:
    bulletin = issued(press)
    county = press.cast.unit("riverside")
    sent = Notice.objects.filter(event="metrics.bulletin_issued")
    assert sent.exists()
    speak = actor(press, "owner", "riverside")
    objection = remark(
        bulletin=bulletin,
        unit=county,
        kind=RemarkKind.OBJECTION,
        words="有一件不属于本区",
        by=speak,
        now=press.now,
    )
    again = Bulletin.objects.get(pk=bulletin.pk)
    with pytest.raises(RemarkOpen):
        remark(bulletin=again, unit=county, kind=RemarkKind.OBJECTION, words="同上", by=speak, now=press.now)
    other = press.cast.unit("hillside")
    elsewhere = actor(press, "other_clerk", "hillside")
    with pytest.raises(NotRanked):
        remark(bulletin=again, unit=other, kind=RemarkKind.COMMENT, words="说明", by=elsewhere, now=press.now)
    with pytest.raises(OwnBulletin):
        answer_remark(remark=objection, words="维持", by=actor(press, "supervisor"), now=press.now)
    with pytest.raises(BulletinNotYours):
        answer_remark(remark=objection, words="维持", by=speak, now=press.now)
    objection.refresh_from_db()
    objection.bulletin.refresh_from_db()
    leader = actor(press, "leader")
    answer_remark(remark=objection, words="经复核成立", is_upheld=True, by=leader, now=press.now)
    objection.refresh_from_db()
    assert objection.is_upheld is True
    with pytest.raises(RemarkUnknown):
        answer_remark(remark=objection, words="再答", by=leader, now=press.now)


def test_remarks_end_with_their_time(press: SmallCity) -> None:
    bulletin = issued(press)
    press.later(days=20)
    speak = actor(press, "owner", "riverside")
    county = press.cast.unit("riverside")
    with pytest.raises(RemarkTooLate):
        remark(bulletin=bulletin, unit=county, kind=RemarkKind.COMMENT, words="说明", by=speak, now=press.now)


def test_pages_draft_show_and_take_remarks(press: SmallCity, browser_of: Browsers) -> None:
    writer = browser_of("supervisor", language="zh-hans")
    made = writer.post("/figures/bulletins/", {"name": "monthly", "on": "2026-03-01"})
    assert made.status_code == 302
    again = writer.post("/figures/bulletins/", {"name": "monthly", "on": "2026-03-01"})
    assert "这一期已有通报" in again.content.decode()
    bulletin = Bulletin.objects.get()
    assert bulletin.letter is not None
    leader = actor(press, "leader")
    letters.review(letter=bulletin.letter, by=leader, now=press.now)
    letters.issue(letter=bulletin.letter, by=leader, now=press.now)
    assert browser_of("stranger").get(f"/figures/bulletins/{bulletin.pk}/").status_code in (403, 404)
    assert browser_of("other_clerk").get(f"/figures/bulletins/{bulletin.pk}/").status_code in (403, 404)
    refused = writer.post(
        f"/figures/bulletins/{bulletin.pk}/remark/",
        {"unit": press.unit("riverside"), "kind": "comment", "words": "x"},
    )
    assert refused.status_code == 403


def test_refusals_of_bulletins_have_sentences_in_both_languages() -> None:
    for kind in (BulletinThere, RemarkOpen, OwnBulletin):
        made: Refusal = kind()
        assert made.in_language("zh-hans") != made.in_language("en")


# Before the public


def test_residents_read_a_published_bulletin_with_what_ranked_units_say(
    press: SmallCity, client: Client
) -> None:
    bulletin = issued(press)
    address = f"/open/bulletins/{bulletin.pk}/"
    assert client.get(address).status_code == 404
    publish_bulletin(bulletin=bulletin, by=actor(press, "leader"), now=press.now)
    remark(
        bulletin=Bulletin.objects.get(pk=bulletin.pk),
        unit=press.cast.unit("riverside"),
        kind=RemarkKind.OBJECTION,
        words="有一件不属于本区，请电13800138000核对",
        by=actor(press, "owner", "riverside"),
        now=press.now,
    )
    assert bulletin.letter is not None
    assert bulletin.letter.title in client.get("/open/bulletins/?cycle=monthly").content.decode()
    assert address not in client.get("/open/bulletins/?cycle=quarterly").content.decode()
    page = client.get(address).content.decode()
    assert "全市共受理诉求5件" in page
    assert "有一件不属于本区" in page
    assert "13800138000" not in page
    assert words_of_pdf(client.get(f"{address}bulletin.pdf").content).count("有一件不属于本区") == 1
    assert client.get(f"{address}bulletin.docx").content[:2] == b"PK"
    assert client.get(f"{address}bulletin.exe").status_code == 404


def test_it_goes_before_the_public_once_issued_and_can_be_taken_back(
    press: SmallCity, browser_of: Browsers, client: Client
) -> None:
    bulletin = drafted(press)
    leader = actor(press, "leader")
    with pytest.raises(BulletinNotOut):
        publish_bulletin(bulletin=bulletin, by=leader, now=press.now)
    assert bulletin.letter is not None
    letters.review(letter=bulletin.letter, by=leader, now=press.now)
    letters.issue(letter=bulletin.letter, by=leader, now=press.now)
    address, public = f"/figures/bulletins/{bulletin.pk}", f"/open/bulletins/{bulletin.pk}/"
    assert browser_of("leader").post(f"{address}/publish/").status_code == 403  # reads it, and issues nothing
    issuer = browser_of("supervisor", language="zh-hans")
    assert issuer.post(f"{address}/publish/").status_code == 302
    assert "已经公开" in issuer.post(f"{address}/publish/").content.decode()
    assert client.get(public).status_code == 200
    assert issuer.post(f"{address}/take-back/", {"why": ""}).status_code == 422
    assert issuer.post(f"{address}/take-back/", {"why": "有一处写了姓名"}).status_code == 302
    assert client.get(public).status_code == 404
    assert issuer.post(f"{address}/take-back/", {"why": "再撤一次"}).status_code == 409


def test_a_cancelled_bulletin_is_gone_from_the_public(press: SmallCity, client: Client) -> None:
    bulletin = issued(press)
    publish_bulletin(bulletin=bulletin, by=actor(press, "leader"), now=press.now)
    assert bulletin.letter is not None
    letters.cancel(letter=bulletin.letter, note="数据有误", by=actor(press, "leader"), now=press.now)
    assert client.get(f"/open/bulletins/{bulletin.pk}/").status_code == 404
    assert client.get(f"/open/bulletins/{bulletin.pk}/bulletin.pdf").status_code == 404


# What the PDF says, read back from the file

FIGURED = {
    "riverside": (100, 99, 90),
    "housing": (80, 76, 78),
    "hillside": (60, 50, 55),
    "street": (40, 38, 38),
    "village": (3, 1, 3),
}
"""Unit -> opened and due, in time in March, in time in February."""


@pytest.fixture
def ranking(press: SmallCity) -> Bulletin:
    """A published bulletin that ranks five units, one of which had three cases."""
    value = value_of_rule("metrics-bulletins")
    monthly = value["bulletins"]["monthly"]
    monthly |= {"issuer": "city", "ranked": "unit", "columns": ["opened", "on_time_rate"]}
    monthly["targets"] = {"on_time_rate": "0.90", "response_rate": "0.95", "satisfaction_rate": "0.90"}
    set_rule("metrics.bulletins", value, FIRST_DAY + timedelta(days=1), by=SYSTEM, now=press.now)
    freeze(month=date(2026, 2, 1), by=SYSTEM, now=press.now)
    FrozenCell.objects.all().delete()
    for place, month in ((1, MARCH), (2, date(2026, 2, 1))):
        rows = {str(press.unit(unit)): (each[0], each[place]) for unit, each in FIGURED.items()}
        rows[""] = tuple(sum(column) for column in zip(*rows.values(), strict=True))
        frozen = FrozenMonth.objects.get(month=month)
        for key, (due, in_time) in rows.items():
            sums = {"opened": due, "results_due": due, "results_in_time": in_time}
            kind = "unit" if key else "whole"
            FrozenCell.objects.create(frozen=frozen, slice=kind, key=key, sums=sums)
    bulletin = issued(press)
    publish_bulletin(bulletin=bulletin, by=actor(press, "leader"), now=press.now)
    return Bulletin.objects.get(pk=bulletin.pk)


def words_of_pdf(made: bytes) -> str:
    """Return what stands in a PDF, without the spaces and ends of lines."""
    with pdfplumber.open(io.BytesIO(made)) as document:
        return "".join("".join(page.extract_text().split()) for page in document.pages)


def rows_of_pdf(made: bytes) -> list[list[str]]:
    """Return the rows of all tables in a PDF."""
    with pdfplumber.open(io.BytesIO(made)) as document:
        tables = [table for page in document.pages for table in page.extract_tables()]
    return [["".join((cell or "").split()) for cell in row] for table in tables for row in table]


def test_the_pdf_says_figures_conditions_definitions_and_comments(
    press: SmallCity, ranking: Bulletin, client: Client
) -> None:
    comment = remark(
        bulletin=ranking,
        unit=press.cast.unit("hillside"),
        kind=RemarkKind.COMMENT,
        words="三月修路，两个村办得慢",
        by=actor(press, "other_clerk", "hillside"),
        now=press.now,
    )
    comment.bulletin.refresh_from_db()
    answer_remark(remark=comment, words="情况属实", by=actor(press, "leader"), now=press.now)
    made = client.get(f"/open/bulletins/{ranking.pk}/bulletin.pdf").content
    assert rows_of_pdf(made) == [
        ["名次", "单位", "新收", "按时办结率", "较上期"],
        ["1", "临河区人民政府", "100", "99.0%", "+9.0"],
        ["2", "安和市住房和城乡建设局", "80", "95.0%", "-2.5"],
        ["3", "山前区人民政府", "60", "83.3%", "-8.3"],
        ["—", "临河区河东街道办事处", "<5", "<5", "—"],  # the next smallest would give away the one below
        ["—", "河东街道柳树社区居委会", "<5", "<5", "—"],  # three cases
        ["", "全市", "283", "93.3%", "0.0"],
    ]
    words = words_of_pdf(made)
    for told in (
        "2026年3月，全市共受理诉求283件",  # the whole
        "按时办结率93.3%，与上期持平",  # the whole neither rose nor fell
        "临河区人民政府按时办结率99.0%，位列第一",
        "临河区人民政府按时办结率比上期提高",
        "山前区人民政府按时办结率83.3%，位列末位",
        "住房和城乡建设局、山前区人民政府按时办结率比上期下降",
        "按时办结率：",  # what it means
        "÷",
        "三月修路，两个村办得慢",
        "情况属实",
    ):
        assert told in words, (told, words)
