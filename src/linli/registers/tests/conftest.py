from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from linli.core.actor import SYSTEM
from linli.matters.testing import FIRST_DAY, VAULT_FIELDS, SmallCity
from linli.registers.queries.declared import register_named
from linli.rulebook.actions import set_rule
from linli.rulebook.queries import InForce

GATES: dict[str, Any] = {
    "name": {"zh": "校门岗台账", "en": "School gates"},
    "purpose": {"zh": "知道哪里有岗", "en": "To know the posts"},
    "about": "place",
    "keepers": [{"role": "handler", "level": "township"}, {"role": "grid_lead", "level": "village"}],
    "title": "school",
    "identified_by": "number",
    "place": "area",
    "sort_by": ["posts", "checked"],
    "review": {"months": 6, "remind_before": 14},
    "fields": [
        {"code": "school", "name": {"zh": "学校", "en": "School"}, "type": "text", "required": True, "public": True},
        {"code": "number", "name": {"zh": "编号", "en": "Number"}, "type": "text", "required": True, "longest": 20},
        {"code": "area", "name": {"zh": "区域", "en": "Area"}, "type": "area", "required": True, "in_list": True},
        {"code": "posts", "name": {"zh": "岗位", "en": "Posts"}, "type": "number", "least": 1, "most": 20,
         "in_list": True, "public": True, "measure": {"zh": "个", "en": " posts"}},
        {"code": "stage", "name": {"zh": "学段", "en": "Stage"}, "type": "choice", "in_list": True,
         "choices": [{"value": "primary", "name": {"zh": "小学", "en": "Primary"}},
                     {"value": "middle", "name": {"zh": "初中", "en": "Middle"}}]},
        {"code": "checked", "name": {"zh": "检查日期", "en": "Checked"}, "type": "date"},
        {"code": "firm", "name": {"zh": "物业", "en": "Firm"}, "type": "entity"},
        {"code": "budget", "name": {"zh": "经费", "en": "Money"}, "type": "money"},
        {"code": "unit", "name": {"zh": "责任单位", "en": "Unit"}, "type": "unit"},
        {"code": "gate", "name": {"zh": "校门", "en": "Gate"}, "type": "point", "public": True},
        {"code": "ask", "name": {"zh": "联系人", "en": "Ask"}, "type": "contact"},
        {"code": "phone", "name": {"zh": "电话", "en": "Phone"}, "type": "phone"},
        {"code": "photo", "name": {"zh": "照片", "en": "Photos"}, "type": "photo"},
    ],
}  # fmt: skip
CONTACT = {
    "purpose": "register_contact",
    "why_zh": "有事找谁",
    "why_en": "Whom to ask",
    "bases": ["consent"],
    "keep_days": 1825,
}


def field(of: str, **changes: Any) -> dict[str, Any]:
    """Return a field of the gates, changed."""
    found = next(each for each in GATES["fields"] if each["code"] == of)
    return {**found, **changes}


def declaration(**changes: Any) -> dict[str, Any]:
    return {**GATES, **changes}


@pytest.fixture
def gates(city: SmallCity, settings: Any, tmp_path: Any) -> InForce[Any]:
    """A register of school gates in the small city."""
    settings.LINLI = settings.LINLI.model_copy(update={"home": tmp_path})
    uses = [*VAULT_FIELDS["uses"], *({**CONTACT, "field": name} for name in ("name", "phone"))]
    set_rule("vault.fields", {"uses": uses}, FIRST_DAY, by=SYSTEM, now=city.now)
    set_rule("registers.gates", GATES, FIRST_DAY, by=SYSTEM, now=city.now)
    return register_named("gates", date(2026, 3, 10))
