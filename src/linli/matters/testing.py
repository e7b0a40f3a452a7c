"""Pytest plug-in: the small city of the cast with its rules, places and a few kinds of matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from linli.core.actor import SYSTEM
from linli.core.testing import Ground
from linli.people.testing import (
    CITY,
    HILLSIDE,
    NOW,
    RIVERSIDE,
    RULES,
    STREET,
    VILLAGE,
    Cast,
    entries_of,
    make_cast,
)

if TYPE_CHECKING:
    from linli.matters.models import Matter
    from linli.people.policies import Viewer

FIRST_DAY = date(2024, 1, 1)
GRID = VILLAGE + "001G"
INSIDE = (114.31, 35.81)
"""A point in the grid, CGCS2000."""
KINDS = (
    # code, Chinese, English, tier, evidence, checked on the spot, duty
    ("street", "街面", "Street", "ordinary", "none", False, ""),
    ("street.litter", "垃圾堆放", "Litter", "ordinary", "none", False, "street_office"),
    ("street.lamp", "路灯不亮", "Street lamp", "ordinary", "none", True, "housing_bureau"),
    ("water", "供水", "Water", "fast", "none", False, ""),
    ("water.burst", "水管爆裂", "Burst pipe", "urgent", "photo", True, "housing_bureau"),
    ("wages", "工资", "Wages", "complex", "none", False, ""),
    ("wages.unpaid", "拖欠工资", "Unpaid wages", "complex", "none", False, "housing_bureau"),
    ("question", "咨询", "Question", "consultation", "none", False, ""),
    ("question.policy", "政策咨询", "About a policy", "consultation", "none", False, "street_office"),
)


def set_rules(now: datetime = NOW) -> None:
    """Bring all of Anhe's rules into force from the first day."""
    from linli.rulebook.actions import set_rule

    for path in sorted(RULES.glob("*.yaml")):
        for entry in entries_of(path):
            begin, end = entry.get("valid_from", FIRST_DAY), entry.get("valid_until")
            set_rule(entry["key"], entry["value"], begin, end, by=SYSTEM, now=now)


def load_places(now: datetime = NOW) -> None:
    import shapely

    from linli.areas.actions import load_divisions, load_grids
    from linli.areas.actions.grids import GridRow
    from linli.areas.policies.coordinates import Crs
    from linli.areas.policies.editions import Division

    names = {CITY: "安和市", RIVERSIDE: "临河区", HILLSIDE: "山前区", STREET: "河东街道", VILLAGE: "柳树社区"}
    divisions = [Division(code, name) for code, name in names.items()]
    load_divisions(divisions, on=FIRST_DAY, source="test", by=SYSTEM, now=now)
    outline = shapely.to_wkb(shapely.box(114.30, 35.80, 114.32, 35.82))
    grids = [GridRow(GRID, "一号网格", outline)]
    load_grids(grids, crs=Crs.CGCS2000, on=FIRST_DAY, source="test", by=SYSTEM, now=now)


def load_kinds(now: datetime = NOW) -> None:
    from linli.catalogue.actions import give_duty, publish_kind
    from linli.catalogue.policies.duties import DutyDraft
    from linli.catalogue.policies.kinds import Evidence, KindDraft, Tier

    for code, zh, en, tier, evidence, verified, duty in KINDS:
        draft = KindDraft(
            code=code,
            name_zh=zh,
            name_en=en,
            tier=Tier(tier),
            evidence=Evidence(evidence),
            needs_verification=verified,
            is_leaf="." in code,
            is_public_report=True,
            valid_from=FIRST_DAY,
        )
        publish_kind(draft, by=SYSTEM, now=now)
        if duty:
            give_duty(DutyDraft(kind_code=code, unit_kind=duty, valid_from=FIRST_DAY), by=SYSTEM, now=now)


VAULT_FIELDS = {
    "uses": [
        {
            "purpose": "matter",
            "field": field,
            "why_zh": "联系诉求人并答复",
            "why_en": "To reach and answer the requester",
            "bases": ["statutory_duty"],
            "law": "Regulations on Petition Work (2022)",
            "keep_days": 1825,
        }
        for field in ("name", "phone")
    ]
}


@dataclass
class SmallCity:
    """The cast in its city, with verbs that act as one of them."""

    cast: Cast
    now: datetime

    def later(self, **ahead: float) -> datetime:
        """Let time pass and return the new instant: `city.later(hours=2)`."""
        self.now += timedelta(**ahead)
        return self.now

    def viewer(self, name: str) -> Viewer:
        return self.cast.viewer(name, self.now)

    def file(
        self,
        *,
        kind: str = "",
        text: str = "树荫路口的垃圾堆了三天没人清运",
        by: str = "intake_clerk",
        **more: Any,
    ) -> Matter:
        """Register a matter of somebody with the phone 19900001234, inside the grid."""
        from linli.areas.policies.coordinates import Crs, Point
        from linli.intake.actions.submitting import Report, submit
        from linli.matters.policies import Channel
        from linli.people.policies import Permission

        point = Point(*INSIDE, Crs.CGCS2000)
        given = {"channel": Channel.HOTLINE, "phone": "19900001234", "name": "张三", "point": point, **more}
        self._filed = getattr(self, "_filed", 0) + 1
        actor = self.viewer(by).actor_for(Permission.MATTER_REGISTER)
        report = Report(text=text, kind=kind, **given)
        receipt = submit(report, source="test", key=f"{self._filed}", by=actor, now=self.now)
        self.receipt = receipt
        assert receipt.matter is not None
        return receipt.matter

    def do(self, who: str, verb: str, matter: Matter, **fields: Any) -> Matter:
        """Use a verb as somebody of the cast, and return the matter as it is then."""
        from linli.matters.actions.perform import perform
        from linli.matters.forms import FORMS
        from linli.matters.policies import Verb

        form = FORMS[Verb(verb)](**fields)
        return perform(viewer=self.viewer(who), code=matter.code, verb=Verb(verb), form=form, now=self.now)

    def unit(self, code: str) -> int:
        return int(self.cast.unit(code).pk)


def make_city(cast: Cast) -> SmallCity:
    """Set the rules, load the places and publish the kinds of the small city."""
    from linli.rulebook.actions import set_rule

    set_rules()
    set_rule("vault.fields", VAULT_FIELDS, FIRST_DAY, by=SYSTEM, now=NOW)
    load_places()
    load_kinds()
    forget_copies()
    return SmallCity(cast, cast.now)


# The small city is laid once for each process, in a database that its tests share.

_grounds: list[Ground] = []


@pytest.fixture(scope="session")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[Ground]:
    """The database of the small city."""
    with django_db_blocker.unblock():
        made = Ground("city")
        step(made.enter)
        make_city(make_cast())
    step(made.leave)
    _grounds.append(made)
    yield made
    _grounds.remove(made)
    with django_db_blocker.unblock():
        step(made.leave)
        made.remove()


def stands_on_ground(item: pytest.Item) -> bool:
    """Whether a test asks for the small city and takes back what it writes: else the city is laid for it alone."""
    asked = set(getattr(item, "fixturenames", ()))
    marker = item.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction")) or asked & {"transactional_db", "live_server"}
    return "ground" in asked and not commits


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave the ground before a test that does not stand on it, and before its module's fixtures are made."""
    if not stands_on_ground(item):
        for ground in _grounds:
            step(ground.leave)


@pytest.fixture(autouse=True)
def _on_its_ground(request: pytest.FixtureRequest, django_db_blocker: Any) -> None:
    """Enter the ground before the test's transaction begins, with nothing in memory but the city's rules."""
    if stands_on_ground(request.node):
        from linli.rulebook import book

        step(request.getfixturevalue("ground").enter)
        forget_copies()
        book.look_again()
        with django_db_blocker.unblock():
            book.current()


def step(onto_or_off: Callable[[], bool]) -> None:
    """Enter or leave the ground; what the process remembers of the other database is dropped."""
    if onto_or_off():
        from linli.rulebook import book

        forget_copies()
        book.forget()


def forget_copies() -> None:
    """Drop what the process holds in memory of places, kinds and numbers."""
    from linli.areas.queries import held
    from linli.catalogue.queries import edition
    from linli.core.ids import SOURCES
    from linli.matters.queries import spelt

    held.forget()
    edition.forget()
    spelt.forget()
    for source in SOURCES:
        source.forget()


@pytest.fixture
def city(ground: Ground, cast: Cast) -> SmallCity:
    """A small city on a Tuesday morning, ready to take matters."""
    return SmallCity(cast, cast.now) if ground.is_entered else make_city(cast)
