"""From the sheet to the base, from facts to ratings, letters, appeals and releases. Each plot ends elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from linli.core.actor import SYSTEM, Actor
from linli.core.time import city_day
from linli.demo.base import facts as found
from linli.demo.base.bodies import write_sheet
from linli.demo.quarter.scene import CITY_CENTRE, COMMUNITY, Scene
from linli.demo.stage import Plot
from linli.entities.actions import refreshing
from linli.entities.actions.serving import Office, answer, ask, name_contacts
from linli.entities.models import Entity
from linli.entities.policies import Post
from linli.entities.queries.entities import entity_coded
from linli.letters import actions as letters
from linli.letters.models import Letter
from linli.ratings.actions import labels as doing
from linli.ratings.actions.gathering import gather
from linli.ratings.actions.recording import NewFact, record_facts
from linli.ratings.actions.running import run
from linli.ratings.actions.signing import sign
from linli.ratings.models import Label
from linli.ratings.policies.periods import Period, period_at
from linli.ratings.policies.states import LabelStatus

RUNNER, REVIEWER, DECIDER = "caiding", "duban", "lingdao"
SETTLES_IN = 10
"""Days after the beginning at which the period that ended last is rated."""
COMPOUNDS_NAMED, CONFIRMED_LATE = 3, 8
NOT_LOOKED_AT = 12
"""Candidates of Three-Zero that are left for whoever tries the demo."""
PUT_RIGHT = "逾期事项已办结并回访，楼道消防通道已清理，物业每日巡查。"
FOUND = "现场查看：事项已办结，通道畅通，整改属实。"


@dataclass
class Base:
    """What the plots share."""

    scene: Scene
    enterprises: int

    @cached_property
    def chance(self) -> Random:
        return self.scene.chance("base")

    @property
    def settled_on(self) -> date:
        return city_day(self.scene.stage.begin) + timedelta(days=SETTLES_IN)

    def ended(self, length: str, back: int = 1) -> Period:
        """Return the period of this length that ended last before the first ratings, or one before it."""
        day = self.settled_on
        for _ in range(back):
            day = period_at(day, length).first_on - timedelta(days=1)
        return period_at(day, length)

    def by(self, username: str) -> Actor:
        return self.scene.by(username, self.scene.unit(CITY_CENTRE))

    def record(self, facts: Iterable[NewFact], source: str) -> None:
        record_facts(facts=list(facts), source=source, by=self.by(RUNNER), now=self.scene.now)

    def rate(self, scheme: str, period: Period) -> None:
        """Let one reckon and another sign, as the rule asks."""
        now = self.scene.now
        row = run(scheme=scheme, period=period, by=self.by(RUNNER), now=now)
        sign(row=row, by=self.by(REVIEWER), now=now)
        self.scene.stage.done[f"ratings.{scheme}"] += 1

    def candidates(self, scheme: str) -> list[Label]:
        rows = Label.objects.filter(scheme=scheme, status=LabelStatus.CANDIDATE)
        return list(rows.select_related("entity__unit", "run").order_by("-step", "pk"))

    def confirm(self, label: Label) -> Letter | None:
        doing.confirm(label=label, by=self.by(REVIEWER), now=self.scene.now)
        return Letter.objects.get(pk=label.letter_id) if label.letter_id else None


def begin(scene: Scene, enterprises: int) -> None:
    """Let the plots begin as the stage does."""
    base = Base(scene, enterprises)
    stage, day = scene.stage, base.settled_on
    stage.add(stage.begin + timedelta(hours=1), _the_base(base))
    stage.add(scene.morning(day, minutes=20), _three_zero(base))
    stage.add(scene.morning(day, minutes=50), _risk(base))
    stage.add(scene.morning(day, minutes=80), _grades_and_compounds(base))
    stage.add(scene.morning(city_day(stage.end) - timedelta(days=6), minutes=40), _a_sheet_that_waits(base))
    stage.add(stage.end - timedelta(minutes=15), _the_running_quarter(base))


def _the_base(base: Base) -> Plot:
    """A sheet of everything is read by one, signed off by another; then one enterprise gets its five."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "安和市基础台账.csv"
        write_sheet(path, base.enterprises)
        _take(base, path, "", signed=True)
    yield base.scene.later(1, minutes=70)
    firm = Entity.objects.filter(kind="enterprise", state="active").order_by("pk")[0]
    office = base.scene.unit
    offices = {
        Post.STEWARD: Office(office("9901-market_regulator"), "企业服务科", "0999-3100001"),
        Post.ENVIRONMENT: Office(office("9901-ecology"), "环境监管科", "0999-3100002"),
        Post.LEGAL: Office(office("9901-human_resources"), "政策法规科", "0999-3100004"),
    }
    name_contacts(entity=firm, offices=offices, by=base.by(RUNNER), now=base.scene.now)
    words = "办理扩建环评需要哪些材料，能否一次告知？"
    first = ask(entity=firm, post=Post.ENVIRONMENT, words=words, by=base.by(RUNNER), now=base.scene.now)
    yield base.scene.later(2, minutes=30)
    reply = "需填报登记表一份，网上即办；清单已发送，企业服务科可帮办。"
    answer(ask=first, words=reply, by=base.scene.of(first.unit_id), now=base.scene.now)
    words = "年报更正后多久在公示系统显示？"
    yield base.scene.morning(city_day(base.scene.stage.end) - timedelta(days=1), minutes=15)
    ask(entity=firm, post=Post.STEWARD, words=words, by=base.by(RUNNER), now=base.scene.now)


def _take(base: Base, path: Path, period: str, *, signed: bool) -> None:
    place, now = base.scene.unit(CITY_CENTRE).area_code, base.scene.now
    edition = refreshing.propose(path, area_code=place, by=base.by(RUNNER), now=now, period=period)
    if signed:
        refreshing.sign(edition=edition, by=base.by(REVIEWER), now=now)
    base.scene.stage.done["base.rows"] += edition.rows


def _a_sheet_that_waits(base: Base) -> Plot:
    """A small refresh that a colleague may still sign off."""
    firms = Entity.objects.filter(kind="enterprise", state="active").order_by("-pk")[:8]
    lines = ["统一社会信用代码,类别,名称,所在区划,地址,行业代码,状态"]
    for number, firm in enumerate(firms):
        name, state = (firm.name, "注销") if number < 3 else (firm.name.replace("安和", "安和新"), "在营")
        lines.append(f"{firm.code},企业,{name},{firm.area_code},{firm.address},{firm.trade},{state}")
    lines.append(f"{firms[0].code[:-1]}#,企业,安和抄错代码商贸有限公司,{firms[0].area_code},,F51,在营")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "市场主体变更登记.csv"
        path.write_text("\n".join(lines), "utf-8")
        _take(base, path, period_at(city_day(base.scene.now), "quarter").text, signed=False)
    yield from ()


# Three-Zero


def _three_zero(base: Base) -> Plot:
    """Two quarters are rated; most of what is not blue is confirmed, and a few plots go on from there."""
    before, period = base.ended("quarter", 2), base.ended("quarter")
    own = entity_coded(base.scene.unit(COMMUNITY).area_code)
    base.record(found.of_earlier(base.chance, before), "市综治中心季度归集")
    base.rate("three_zero", before)
    yield base.scene.later(1)
    base.record(found.of_quarter(base.chance, period, own), "各单位季度报送")
    base.rate("three_zero", period)
    yield base.scene.later(1, minutes=45)
    _look_at(base, base.candidates("three_zero"), own)


def _look_at(base: Base, waiting: list[Label], own: Entity) -> None:
    """Confirm, drop or leave what waits for review, and let some of it go on."""
    scene, spared = base.scene, sorted(each.pk for each in waiting if each.step == 1)
    left = set(spared[1:NOT_LOOKED_AT])
    for number, label in enumerate(waiting):
        if label.entity_id == own.pk:
            scene.stage.add(scene.later(0, minutes=200), _blue_again(base, label, base.confirm(label)))
        elif label.pk == spared[0]:
            _appealed_late(base, label)
        elif label.pk in left:
            continue
        elif number % 11 == 10:
            doing.drop(label=label, words="核查：责任主体认定有误。", by=base.by(REVIEWER), now=scene.now)
        else:
            letter = base.confirm(label)
            if letter is not None and number % 3 == 0:
                scene.stage.add(scene.later(0, minutes=150), _sent(base, letter))


def _blue_again(base: Base, label: Label, letter: Letter | None) -> Plot:
    """The letter goes out, the community puts both things right, somebody looks: released."""
    assert letter is not None
    yield from _sent(base, letter)
    yield base.scene.later(4)
    assert letter.addressee_id is not None
    head = base.scene.of(letter.addressee_id, head=True)
    letter.refresh_from_db()
    letters.answer(letter=letter, text=PUT_RIGHT, by=head, now=base.scene.now)
    label.refresh_from_db()
    doing.report_rectified(label=label, words=PUT_RIGHT, by=head, now=base.scene.now)
    yield base.scene.later(2, minutes=75)
    label = Label.objects.select_related("entity", "run").get(pk=label.pk)
    facts = doing.counting(label)
    doing.recheck(label=label, put_right=facts, words=FOUND, by=base.by(REVIEWER), now=base.scene.now)
    letter.refresh_from_db()
    letters.verify(letter=letter, by=base.by(RUNNER), now=base.scene.now)
    letters.close(letter=letter, by=base.by(RUNNER), now=base.scene.now)
    base.scene.stage.done["ratings.released"] += 1


def _sent(base: Base, letter: Letter) -> Plot:
    """One reviews the letter, another issues it, the unit receives it."""
    letters.review(letter=letter, by=base.by(RUNNER), now=base.scene.now)
    yield base.scene.later(0, minutes=240)
    letters.issue(letter=letter, by=base.by(REVIEWER), now=base.scene.now)
    yield base.scene.later(1)
    letter.refresh_from_db()
    if letter.addressee_id is not None:
        letters.deliver(letter=letter, by=base.scene.of(letter.addressee_id), now=base.scene.now)


def _appealed_late(base: Base, label: Label) -> None:
    """Let it be confirmed and appealed against close to the end: the demo's leader finds something to decide."""
    day = city_day(base.scene.stage.end) - timedelta(days=CONFIRMED_LATE)
    base.scene.stage.add(base.scene.morning(day, minutes=35), _an_open_appeal(base, label.pk))


def _an_open_appeal(base: Base, number: int) -> Plot:
    label = Label.objects.select_related("entity__unit", "run").get(pk=number)
    base.confirm(label)
    yield base.scene.later(2, minutes=100)
    label.refresh_from_db()
    words = "该项已在时限内办结，登记的日期有误，附回执编号，请核对。"
    doing.appeal(label=label, words=words, now=base.scene.now)


def _the_running_quarter(base: Base) -> Plot:
    """What the platform's own records say is gathered, and the running quarter reckoned; nobody signed it yet."""
    gather(by=SYSTEM, now=base.scene.now)
    today = city_day(base.scene.now)
    run(scheme="three_zero", period=period_at(today, "quarter"), by=base.by(RUNNER), now=base.scene.now)
    yield from ()


# Risk, grades, compounds


def _risk(base: Base) -> Plot:
    """Warned enterprises: one appeals and wins, one appeals and waits, the rest is confirmed or left to look at."""
    period = base.ended("month")
    base.record(found.of_risk(base.chance, period), "金融风险线索核查")
    base.rate("enterprise_risk", period)
    yield base.scene.later(1, minutes=15)
    graver = [each for each in base.candidates("enterprise_risk") if each.step >= 2]
    for number, label in enumerate(graver):
        if number == 2:
            _appealed_late(base, label)
            continue
        letter = base.confirm(label)
        if number == 0 and letter is not None:
            base.scene.stage.add(base.scene.later(0, minutes=120), _sent(base, letter))
        elif number == 1:
            base.scene.stage.add(base.scene.later(2), _an_appeal_won(base, label))


def _an_appeal_won(base: Base, label: Label) -> Plot:
    label.refresh_from_db()
    words = "公众号上的“保本收益”宣传是他人冒用我公司名称发布，已报警，附受案回执编号。"
    doing.appeal(label=label, words=words, now=base.scene.now)
    yield base.scene.later(5, minutes=50)
    label = Label.objects.select_related("entity", "run").get(pk=label.pk)
    facts = doing.counting(label, "finance.returns")
    reasons = "核实宣传系冒用，该项依据撤销。"
    doing.grant_appeal(label=label, wrong=facts, words=reasons, by=base.by(DECIDER), now=base.scene.now)
    base.scene.stage.done["ratings.appeal_won"] += 1


def _grades_and_compounds(base: Base) -> Plot:
    """Two months of grades and of compounds, so that pages show what moved."""
    for back in (2, 1):
        period = base.ended("month", back)
        base.record(found.of_credit(base.chance, period), "市场监管部门月度归集")
        base.rate("credit_grade", period)
        base.record(found.of_compounds(base.chance, period), "街道月度检查和居民测评")
        base.rate("compound", period)
        for label in base.candidates("compound")[:COMPOUNDS_NAMED]:
            base.confirm(label)
        yield base.scene.later(0, minutes=20)
