"""A small trade of restaurants with inspectors of three departments, for tests of this app and of the house."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.people.testing import CITY, STREET, VILLAGE

if TYPE_CHECKING:
    from linli.inspections.models import Draw, Exemption, Plan, PlanLine, Visit
    from linli.matters.testing import SmallCity
    from linli.people.models import Account, Unit
    from linli.people.policies import Viewer

VALUE = "2026028 03 08 11 19 24 30 + 09"
UNITS = (
    ("market", "安和市市场监督管理局", "market_regulator", "city", CITY),
    ("fire", "安和市消防救援支队", "fire_rescue", "city", CITY),
    ("ecology", "安和市生态环境局", "ecology_bureau", "city", CITY),
)
POSTS = (
    ("planner", "unit_head", "market"),
    *((f"market{number}", "inspector", "market") for number in range(1, 7)),
    *((f"{unit}{number}", "inspector", unit) for unit in ("fire", "ecology") for number in (1, 2, 3)),
)
GRADES = "ABCCD"


@dataclass
class Trade:
    """The small city with restaurants and inspectors: `trade.drawn()` is a draw whose result is known."""

    city: SmallCity
    accounts: dict[str, Account] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)

    def viewer(self, name: str) -> Viewer:
        from linli.people.access import viewer_of

        return viewer_of(self.accounts[name], self.city.now)

    def by(self, name: str = "planner", unit: str = "market") -> Actor:
        return Actor(ActorKind.ACCOUNT, self.accounts[name].pk, self.units[unit].pk)

    @property
    def now(self) -> datetime:
        return self.city.now

    def plan(self, *, filed: bool = True) -> Plan:
        from linli.inspections.actions import plans

        plan = plans.begin(year=self.now.year, issuer=self.units["market"], by=self.by(), now=self.now)
        plans.put_in(plan=plan, task="catering", first_month=1, last_month=12, by=self.by(), now=self.now)
        if filed:
            plans.file(plan=plan, by=self.by(), now=self.now)
        return plan

    def line(self) -> PlanLine:
        return self.plan().lines.get()

    def committed(self) -> Draw:
        from linli.inspections.actions.draws import commit

        return commit(line=self.line(), by=self.by(), now=self.now)

    def drawn(self) -> Draw:
        from linli.inspections.actions.draws import reveal

        draw = self.committed()
        self.city.now = draw.known_at + timedelta(hours=12)
        reveal(draw=draw, value=VALUE, by=self.by(), now=self.now)
        return draw

    def visited(self, visit: Visit, *problems: str) -> Visit:
        """Hand in a visit, with a problem at each of these questions."""
        from linli.core.time import city_day
        from linli.inspections.actions.visits import Found, record_visit
        from linli.inspections.policies.states import Means

        record_visit(
            visit=visit,
            means=Means.ON_SITE,
            visited_on=city_day(self.now),
            answers={code: "no" if code in problems else "yes" for code in questions()},
            found={code: Found("没有做到") for code in problems},
            code="corrected" if problems else "no_problem",
            words="现场检查",
            by=self.inspector_of(visit),
            now=self.now,
        )
        return visit

    def inspector_of(self, visit: Visit) -> Actor:
        return Actor(ActorKind.ACCOUNT, visit.accounts[0], self.units["market"].pk)

    def name_of(self, inspector: str) -> str:
        """Return the user name of an inspector of the pool."""
        from linli.inspections.models import Inspector

        return Inspector.objects.get(code=inspector).account.username

    def exemption(self, item: str = "SJ-1", number: int = 1) -> Exemption:
        from linli.entities.models import Entity
        from linli.inspections.actions.exemptions import open_one
        from linli.inspections.policies.states import Condition

        return open_one(
            item=item,
            authority=self.units["market"],
            body=Entity.objects.order_by("pk")[number - 1],
            facts="营业执照放在抽屉里",
            conditions=list(Condition),
            concrete=range(9),
            by=self.by("market1"),
            now=self.now,
        )


def questions() -> list[str]:
    """Return the codes of what is asked in a restaurant."""
    from linli.inspections.rules import ItemList
    from linli.people.testing import value_of_rule

    items = ItemList.model_validate(value_of_rule("inspections-items"))
    return [each.code for each in items.questions_of(items.task["catering"])]


def make_trade(city: SmallCity, bodies: int = 40) -> Trade:
    """Add units, people, restaurants and grades to the small city."""
    from linli.entities.testing import an_entity
    from linli.inspections.actions.pools import join, load_grades
    from linli.people.actions import load_units
    from linli.people.models import Account, Assignment, Unit
    from linli.people.policies import UnitRow

    load_units([UnitRow(*row) for row in UNITS], by=SYSTEM, now=city.now)
    trade = Trade(city, units={row.code: row for row in Unit.objects.all()})
    since = (city.now - timedelta(days=30)).date()
    for name, role, unit in POSTS:
        account = Account.objects.create(username=name, display_name=name)
        Assignment.objects.create(account=account, role=role, unit=trade.units[unit], valid_from=since)
        trade.accounts[name] = account
        if role == "inspector":
            join(account=account, code=f"J-{name}", unit=trade.units[unit], by=SYSTEM, now=city.now)
    grades = []
    for number in range(1, bodies + 1):
        area = VILLAGE if number % 2 else STREET
        body = an_entity(number, name=f"安和第{number}餐馆", trade="H62", area_code=area)
        grades.append((body.code, GRADES[number % len(GRADES)]))
    load_grades(grades, published_on=date(2026, 3, 1))
    return trade
