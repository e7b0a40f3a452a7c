"""Stories of disputes, told by the pages of those who have to do with them. Who they are is invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from linli.disputes.models import Agreement
from linli.disputes.testing import Desk, make_desk
from linli.matters.testing import SmallCity

from .conftest import CHROMIUM
from .telling import Teller, fill

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
]
FIRST, SECOND = "19900007771", "19900007772"
FATHER, SON = "110101199003071030", "110101199407171054"


@pytest.fixture
def desk(clock: SmallCity, own_store: None) -> Desk:
    return make_desk(clock)


@pytest.fixture
def tell(desk: Desk, window_of: Callable[..., Any], live_server: Any) -> Teller:
    return Teller(desk, window_of, live_server.url)


def people(first: str, second: str, **more: str) -> dict[str, str]:
    names = {"name_1": first, "phone_1": FIRST, "citizen_number_1": FATHER}
    return names | {"name_2": second, "phone_2": SECOND, "citizen_number_2": SON, **more}


def agreed_to_mediate(tell: Teller, *sides: str) -> None:
    """The first side chooses mediation among all lawful ways, every side agrees, the committee takes it."""
    tell.do("duty", "choose_route", party=sides[0], route="mediation")
    for each in sides:
        tell.do("duty", "consent", party=each, consents="yes", how="口头")
    tell.do("duty", "accept", committee="柳树")
    tell.do("duty", "appoint", mediator="mediator", task="主持", tie="没有关系")


def sit(tell: Teller, came: list[str], said: str, **more: Any) -> None:
    """Plan a session for tomorrow morning, hold it, and keep its record."""
    begins = tell.desk.now.astimezone() + timedelta(days=1)
    tell.do(
        "mediator",
        "plan_session",
        begins_at=f"{begins:%Y-%m-%d}T09:00",
        place="柳树社区调解室",
        **_invited(more),
    )
    tell.desk.city.later(days=1, hours=2)
    tell.do("mediator", "record_session", came=came, rights_told=True, statements=said, **more)


def _invited(more: dict[str, Any]) -> dict[str, Any]:
    return {"invited": more.pop("invited")} if "invited" in more else {}


def all_sign(tell: Teller, *sides: str) -> Agreement:
    for each in (*sides, "mediator"):
        tell.do("mediator", "sign", signer=each, how="书面")
    tell.do("mediator", "seal", sure=True)
    return tell.desk.agreement(tell.dispute)


def test_an_insurer_and_a_father_with_a_tricycle_settle_in_four_days(tell: Teller) -> None:
    """Three years of letters about a scratched car; the family has little. In four days they agree on small parts."""
    came = tell.desk.today
    tell.register(
        "duty",
        title="保险公司向三轮车主追偿",
        brief="三年前三轮车刮擦轿车，保险公司赔付车主后追偿，家中困难一直没有付清。",
        category="损害赔偿",
        **people("冯经理", "蒋老汉", organisation_1="安和财险公司"),
    )
    agreed_to_mediate(tell, "甲方", "乙方")
    tell.desk.city.later(days=1)
    asked = {"asked": "蒋老汉", "place": "蒋家", "words": "问：家里收入怎样？\n答：一人种地，老伴长年吃药。"}
    tell.do("mediator", "investigate", is_read_back=True, **asked)
    sit(tell, ["甲方", "乙方"], "甲方：可以少收一些。\n乙方：愿意还，一次拿不出。", result="达成书面")
    tell.do("mediator", "propose", party="甲方", words="减半，分十二个月付清", amount="9600")
    tell.do("mediator", "answer_proposal", party="乙方", agrees="yes")
    tell.do("mediator", "draft_agreement", kind="人民调解协议书", facts="轿车修理费19200元，保险公司已赔付。")
    tell.desk.city.later(days=1)
    due = f"{tell.desk.today + timedelta(days=20)}"
    term = {
        "debtor": "乙方",
        "creditor": "甲方",
        "words": "偿付追偿款",
        "amount": "9600",
        "instalments": "12",
    }
    tell.do("mediator", "add_term", kind="付款", due_on=due, **term)
    agreement = all_sign(tell, "甲方", "乙方")
    assert (agreement.effective_on - came).days + 1 == 4
    own = tell.side("蒋老汉", SECOND)
    assert own.get_by_text("800.00").count() == 12
    assert "冯经理" not in own.content()


def test_two_brothers_are_reconciled_at_the_village(tell: Teller) -> None:
    """Relatives, a lawyer and villagers come along, as both wish; a handshake is written down, and they are visited."""
    tell.register(
        "duty",
        title="兄弟二人老宅院墙纠纷",
        brief="分家时院墙没有说清，弟弟翻建时两家吵了起来，半年没有来往。",
        category="邻里",
        **people("郑大", "郑二"),
    )
    agreed_to_mediate(tell, "甲方", "乙方")
    invited = "村法律顾问、人大代表、两位老邻居，双方同意"
    sit(
        tell,
        ["甲方", "乙方"],
        "甲方：墙是父亲砌的。\n乙方：愿意让三十公分。",
        invited=invited,
        result="达成口头",
    )
    tell.do("mediator", "draft_agreement", kind="口头", facts="院墙以父亲所砌为准，翻建让出三十公分。")
    due = f"{tell.desk.today + timedelta(days=7)}"
    tell.do("mediator", "add_term", kind="做某事", debtor="乙方", words="翻建时让出三十公分", due_on=due)
    tell.do("mediator", "agree_orally", sure=True)
    tell.desk.city.later(days=3)
    tell.do("mediator", "perform", words="两家一起量过，已经让出")
    tell.do(
        "mediator", "follow_up", party="甲方", reason="看看两家", words="两家一起吃了饭", is_satisfied="是"
    )
    tell.do("duty", "archive", sure=True)
    outcome = "两兄弟在老邻居见证下和好，院墙让出三十公分。"
    tell.do("duty", "publish", outcome=outcome, all_agree=True)
    public = tell.window("anybody")
    public.goto("/settled/")
    assert outcome in public.content()
    assert "郑" not in public.content()


def test_five_households_and_the_widened_road(tell: Teller) -> None:
    """The lane shall be a metre and a half wider. Three evenings at one table; the last household agrees as well."""
    tell.register(
        "duty",
        title="巷道拓宽五户院墙后退",
        brief="巷道要拓宽一米半，五户不愿后退院墙，消防车进不来。",
        category="土地",
        **people("何主任", "吕一", organisation_1="柳树社区居民委员会"),
    )
    for number, name in enumerate(("施二", "张三", "孔四", "曹五"), start=3):
        tell.do(
            "duty",
            "add_party",
            side="乙方",
            kind="个人",
            name=name,
            phone=f"1990000999{number}",
            capacity="能独立",
        )
    names = ["甲方", "吕", "施", "张", "孔", "曹"]
    agreed_to_mediate(tell, *names)
    sit(tell, names[:4], "三户：怕影响采光。", result="继续")
    sit(tell, names, "四户：愿意后退，要有补偿。\n曹家：还要商量。", result="继续")
    tell.do("mediator", "propose", words="每户后退一米半，社区补偿每户3000元并重砌院墙", amount="3000")
    for each in names[:5]:
        tell.do("mediator", "answer_proposal", party=each, agrees="yes")
    assert tell.dispute.proposals.get().answer == "open"
    sit(tell, names, "曹家：大家都让，我也让。", result="达成书面")
    tell.do("mediator", "answer_proposal", party="曹", agrees="yes")
    assert tell.dispute.proposals.get().answer == "yes"
    tell.do(
        "mediator", "draft_agreement", kind="人民调解协议书", facts="巷道拓宽一米半，五户后退院墙，社区补偿。"
    )
    due = f"{tell.desk.today + timedelta(days=30)}"
    for each in names[1:]:
        term = {"debtor": "甲方", "creditor": each, "words": "支付院墙补偿", "amount": "3000"}
        tell.do("mediator", "add_term", kind="付款", due_on=due, **term)
    agreement = all_sign(tell, *names)
    assert agreement.terms.count() == 5
    assert agreement.signatures.count() == 7


def test_a_collision_from_the_determination_to_payment_the_same_day(tell: Teller, tmp_path: Path) -> None:
    """The driver advances the hospital, three sides sit down, the court confirms, the money comes that day."""
    tell.register(
        "duty",
        title="轿车与电动自行车相撞赔偿",
        brief="交警认定轿车驾驶人主要责任，骑车人次要责任，骑车人住院二十天。",
        category="道路交通",
        source="公安",
        address_1="柳树社区2号楼",
        **people("孙骑", "周驾"),
    )
    insurer = {"organisation": "安和财险公司", "name": "吴理赔", "registration_code": "91990100MA00000006"}
    tell.do("duty", "add_party", side="丙方", kind="单位", phone="19900007773", **insurer)
    sides = ("甲方", "乙方", "丙方")
    agreed_to_mediate(tell, *sides)
    for side, role, vehicle in zip(sides, ("受害人", "驾驶人", "保险公司"), ("B", "A", "A"), strict=True):
        tell.do("mediator", "set_part", party=side, role=role, vehicle=vehicle)
    tell.do("mediator", "advance", payer="乙方", payee="甲方", amount="20000", words="住院押金，收据一张")
    _reckon(tell)
    sit(tell, list(sides), "甲方：按法律算。\n乙方：已垫付两万。\n丙方：材料齐，当天付。", result="达成书面")
    tell.do("mediator", "agree_amounts", facts="认定书认定轿车主要责任，电动自行车次要责任。")
    all_sign(tell, *sides)
    tell.do("mediator", "apply", court="临河区", jointly=True)
    tell.do("court_officer", "court_takes", case_number="（2026）临司确1号")
    tell.do("court_officer", "grant", case_number="（2026）临司确1号")
    proof = tmp_path / "proof.png"
    Image.new("RGB", (40, 20), "white").save(proof)
    payments = tell.dispute.terms.filter(is_open=True).count()
    for _each in range(payments):
        tell.do("mediator", "promise_payment")
    tell.desk.city.later(hours=2)
    for _each in range(payments):
        tell.do("mediator", "perform", words="转账到账", proof=str(proof))
    page = tell.see("mediator", "claim/")
    assert page.get_by_role("link", name="证明材料").count() == payments
    assert not page.locator(".light-late").count()
    assert all(each.was_in_time for each in tell.dispute.promises.all())
    own = tell.side("孙骑", FIRST)
    own.get_by_role("link", name="查看每一步").click()
    own.wait_for_url("**/statement/")
    assert "48,600.00" in own.content()


def _reckon(tell: Teller) -> None:
    """Go through the calculator step by step and join its result."""
    page = tell.see("mediator", "claim/")
    page.get_by_role("button", name="开始核算").click()
    step = page.locator("form").filter(has=page.locator("[name=step]"))
    steps = (
        {"accident_on": "2026-03-01", "figures": "2025", "side_a": "机动车", "side_b": "非机动车"},
        {"where": "驾驶（骑）B", "medical": "48600", "hospital_days": "20", "off_days": "120", "pay": "200"},
        {"degree_A": "主要", "compulsory_A": "已投保", "degree_B": "次要"},
        {},
    )
    for typed in steps:
        fill(step, **typed)
    page.get_by_role("button", name="附到纠纷").click()
    page.wait_for_url("**/claim/")
    assert page.get_by_text("48,600.00").count()


def test_a_quarrel_about_pay_fails_and_is_handed_on(tell: Teller) -> None:
    """No agreement is possible: it ends only after the other ways were told, and arbitration takes it over."""
    tell.register(
        "duty",
        title="解除劳动合同补偿纠纷",
        brief="单位口头通知不用再来，双方对补偿说法不一。",
        category="劳动",
        **people("金师傅", "魏经理", organisation_2="安和建材公司"),
    )
    agreed_to_mediate(tell, "甲方", "乙方")
    begins = tell.desk.today + timedelta(days=1)
    tell.do("mediator", "plan_session", begins_at=f"{begins}T09:00", place="柳树社区调解室")
    tell.desk.city.later(days=1, hours=2)
    record = {"came": ["甲方", "乙方"], "rights_told": True, "statements": "甲方：要补偿。\n乙方：一分不给。"}
    record |= {"result": "调解不成", "why_failed": "补偿数额差距太大"}
    assert "第二十六条" in tell.refused("mediator", "record_session", **record)
    tell.do("mediator", "record_session", routes_told=True, **record)
    tell.do("duty", "choose_route", party="甲方", route="arbitration")
    tell.do("duty", "refer", route="仲裁", to_body="临河区劳动人事争议仲裁委员会", words="申请人选择仲裁")
    assert tell.dispute.status == "referred"
    page = tell.see("duty")
    page.get_by_role("button", name="对方已接收").click()
    assert tell.dispute.referrals.get().is_accepted
    assert "仲裁" in tell.side("金师傅", FIRST).content()


def test_one_agreement_is_confirmed(tell: Teller) -> None:
    tell.picks_up(tell.desk.applied())
    tell.do("court_officer", "court_takes", case_number="（2026）临司确2号")
    page = tell.do("court_officer", "grant", case_number="（2026）临司确2号", words="符合法律规定")
    assert page.url.endswith("/disputes/")
    assert page.goto(f"/disputes/{tell.number}/").status == 404
    assert tell.see("mediator").get_by_text("法院已确认").count()


def test_one_is_rejected_and_the_sides_sit_down_again(tell: Teller) -> None:
    tell.picks_up(tell.desk.applied())
    tell.do("court_officer", "court_takes", case_number="（2026）临司确3号")
    tell.do("court_officer", "reject", case_number="（2026）临司确3号", words="协议内容不明确，无法确认")
    assert "协议内容不明确" in tell.see("mediator").content()
    tell.do("mediator", "resume", words="按法院意见写清楚", all_agree=True)
    assert tell.dispute.status == "mediating"


def test_one_comes_a_day_too_late(tell: Teller) -> None:
    tell.picks_up(tell.desk.signed(days=60))
    tell.desk.city.later(days=31)
    said = tell.refused("mediator", "apply", court="临河区", jointly=True)
    assert "2026-04-10" in said
    assert "第三十三条" in said
    assert tell.dispute.confirmation == ""
