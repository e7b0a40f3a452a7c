"""A car, an e-bike and an insurer at one table: what tests of the claim desk begin with."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from linli.disputes.actions.claims import AgreedAmount
from linli.disputes.actions.parties import NewParty
from linli.disputes.models import Dispute, Reckoning
from linli.disputes.policies import AccidentRole, How, PartyKind
from linli.disputes.testing import Desk
from linli.people.testing import VILLAGE

RIDER, DRIVER = "19900005551", "19900005552"
ANSWERS: dict[str, Any] = {
    "accident": {
        "accident_on": "2026-03-01",
        "figures": "990000:2025",
        "side_a": "motor",
        "side_b": "non_motor",
        "side_c": "",
    },
    "people": [
        {
            "injured": {
                "where": "B:driver",
                "outcome": "well",
                "medical": "48600",
                "hospital_days": "20",
                "carers": "1",
                "pay_kind": "daily",
            },
            "lasting": {},
        }
    ],
    "insured": {
        "degree_A": "main",
        "compulsory_A": "yes",
        "answers_A": "driver",
        "commercial_A": "",
        "degree_B": "secondary",
    },
    "paid": {},
}


def answers(**changes: Any) -> str:
    return json.dumps({**ANSWERS, **changes}, ensure_ascii=False)


def collision(desk: Desk, **more: Any) -> Dispute:
    """Return a road dispute in mediation: rider 甲, driver 乙, insurer 丙, each with its part."""
    parties = (
        NewParty(1, "孙骑", RIDER, "柳树社区2号楼", "110101199003071030", area_code=VILLAGE),
        NewParty(2, "周驾", DRIVER, "柳树社区9号楼", "110101199407171054", area_code=VILLAGE),
        NewParty(
            3,
            "吴理赔",
            "19900005553",
            "滨河路1号",
            kind=PartyKind.ORGANISATION,
            organisation="安和财险公司",
            registration_code="91990100MA00000006",
        ),
    )
    given = {
        "title": "轿车与电动自行车相撞赔偿",
        "brief": "轿车左转撞上直行电动车。",
        "category": "16",
        **more,
    }
    dispute = desk.sat(parties=parties, **given)
    roles = ((1, AccidentRole.CLAIMANT, "B"), (2, AccidentRole.DRIVER, "A"), (3, AccidentRole.INSURER, "A"))
    for place, role, vehicle in roles:
        desk.do(
            "mediator", "set_part", dispute, party=desk.side(dispute, place).pk, role=role, vehicle=vehicle
        )
    return dispute


def reckoned(desk: Desk, *, advance: str = "", **changes: Any) -> tuple[Dispute, Reckoning]:
    dispute = collision(desk)
    paid = {}
    if advance:
        side = {"payer": desk.side(dispute, 2).pk, "payee": desk.side(dispute, 1).pk}
        desk.do("mediator", "advance", dispute, amount=Decimal(advance), words="住院押金", **side)
        paid = {"by_1": "A", "to_1": "P1", "amount_1": advance}
    return dispute, desk.do("mediator", "reckon", dispute, answers=answers(paid=paid, **changes))


def agreed(desk: Desk, dispute: Dispute, row: Reckoning, **changes: Any) -> Any:
    """Make the lines of a reckoning terms, each to be paid today."""
    amounts = []
    for line in row.terms:
        debtor = 3 if line["payer"].endswith("/compulsory") else 2
        amounts.append(
            AgreedAmount(
                desk.side(dispute, debtor).pk, desk.side(dispute, 1).pk, Decimal(line["amount"]), desk.today
            )
        )
    given = {"amounts": amounts, "facts": "认定驾驶人主责，骑车人次责。", **changes}
    return desk.do("mediator", "agree_amounts", dispute, **given)


def in_force(desk: Desk, **more: Any) -> Dispute:
    dispute, row = reckoned(desk, **more)
    agreed(desk, dispute, row)
    for party in dispute.parties.order_by("place"):
        desk.do("mediator", "sign", dispute, party=party.pk, how=How.PAPER)
    desk.do("mediator", "sign", dispute, mediator=desk.mediators["mediator"].pk, how=How.SCREEN)
    desk.do("mediator", "seal", dispute)
    return dispute
