"""What the tests of other systems' doors share: kinds with questions, keys, and a client."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from linli.core.actor import SYSTEM
from linli.matters.testing import FIRST_DAY, INSIDE, SmallCity
from linli.people.policies import Permission

LON, LAT = INSIDE
SIDES = {"n": ("北侧", "north"), "s": ("南侧", "south")}
PEOPLE = {"k": ("孩子", "children"), "o": ("老人", "old people")}
QUESTIONS: tuple[tuple[str, str, str, str, bool, dict[str, tuple[str, str]]], ...] = (
    ("pole", "string", "灯杆编号", "Number on the pole", True, {}),
    ("lamps", "number", "有几盏不亮", "How many are out", False, {}),
    ("since", "datetime", "什么时候开始的", "Since when", False, {}),
    ("more", "text", "其他", "Anything else", False, {}),
    ("side", "singlevaluelist", "路的哪一侧", "Side of the road", False, SIDES),
    ("danger", "multivaluelist", "影响谁", "Who is in danger", False, PEOPLE),
)


def prepare(city: SmallCity) -> SmallCity:
    """Add to the small city a kind with questions and one that is nobody's business."""
    from linli.catalogue.actions import give_duty, publish_kind
    from linli.catalogue.policies.duties import DutyDraft
    from linli.catalogue.policies.kinds import Datatype, KindDraft, Question, Tier

    asked = tuple(
        Question(code, Datatype(datatype), zh, en, required, values)
        for code, datatype, zh, en, required, values in QUESTIONS
    )
    for draft in (
        KindDraft(
            "street.dark",
            "路灯整片不亮",
            "Street is dark",
            Tier.ORDINARY,
            FIRST_DAY,
            questions=asked,
            keywords=("路灯", "黑"),
            opening_zh="整条路不亮",
            opening_en="A whole street is dark",
            closing_zh="夜间亮灯",
            closing_en="Lamps burn at night",
        ),
        KindDraft("wages.secret", "内部举报", "Tip-off", Tier.COMPLEX, FIRST_DAY, is_public_report=False),
    ):
        publish_kind(draft, by=SYSTEM, now=city.now)
    give_duty(
        DutyDraft(kind_code="street.dark", unit_kind="housing_bureau", valid_from=FIRST_DAY),
        by=SYSTEM,
        now=city.now,
    )
    city.now = timezone.now()
    return city


def make_key(city: SmallCity, who: str = "intake_clerk", *permissions: Permission) -> str:
    from linli.people.actions import issue_api_key

    now = timezone.now()
    _key, raw = issue_api_key(
        account=city.cast.accounts[who],
        label="open311",
        permissions=permissions or (Permission.MATTER_REGISTER,),
        expires_at=now + timedelta(days=1),
        by=SYSTEM,
        now=now,
    )
    return raw


class Georeport:
    """A client that speaks JSON unless told otherwise."""

    def __init__(self, key: str) -> None:
        self.client = Client(raise_request_exception=True)
        self.key = key

    def get(self, path: str, **params: Any) -> Any:
        return self.client.get(f"/open311/v2/{path}", params)

    def json(self, path: str, **params: Any) -> Any:
        answer = self.get(f"{path}.json", **params)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def post(self, *, path: str = "requests.json", headers: dict[str, str] | None = None, **form: Any) -> Any:
        given = {
            "api_key": self.key,
            "service_code": "street.lamp",
            "lat": f"{LAT}",
            "long": f"{LON}",
            "description": "路口的灯三天没亮",
            "phone": "19900001234",
            **form,
        }
        present = {name: value for name, value in given.items() if value is not None}
        return self.client.post(f"/open311/v2/{path}", present, headers=headers or {})

    def file(self, **form: Any) -> str:
        answer = self.post(**form)
        assert answer.status_code == 200, answer.content.decode()
        return str(answer.json()[0]["service_request_id"])
