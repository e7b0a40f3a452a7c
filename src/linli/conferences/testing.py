"""The desk of disputes with those who convene, chair and sit in conferences: for tests and for measuring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from linli.disputes.testing import Desk

if TYPE_CHECKING:
    from linli.conferences.models import Conference, Seat, Villager
    from linli.core.actor import Actor
    from linli.disputes.models import Dispute

PEOPLE: tuple[tuple[str, str, str], ...] = (
    ("village_head", "unit_head", "village"),
    ("village_helper", "handler", "village"),
    ("street_duty", "centre_duty", "street"),
    ("street_head", "unit_head", "street"),
    ("officer", "handler", "station"),
    ("county_duty", "centre_duty", "riverside"),
    ("county_head", "unit_head", "riverside"),
    ("builder", "handler", "housing"),
    ("judge", "court_officer", "court"),
    ("city_duty", "centre_duty", "city"),
    ("city_head", "unit_head", "city"),
)
"""Who -> role and unit."""


@dataclass
class Table:
    """A village, its township, county and city, and a quarrel that mediation did not settle."""

    desk: Desk
    villagers: list[Villager] = field(default_factory=list)

    @property
    def now(self) -> Any:
        return self.desk.now

    def later(self, **ahead: float) -> None:
        self.desk.city.later(**ahead)

    def actor(self, who: str) -> Actor:
        return self.desk.viewer(who).actor

    def do(self, who: str, verb: str, conference: Conference, **more: Any) -> Any:
        """Take a step as somebody, through the same doors as the pages; the conference is as it is then."""
        from linli.conferences import access
        from linli.conferences.doors import DOES
        from linli.conferences.policies import Verb

        viewer = self.desk.viewer(who)
        row = access.get_conference_to(viewer, conference.pk, Verb(verb))
        by = access.actor_for(viewer, row, Verb(verb))
        made = DOES[Verb(verb)](conference=row, by=by, now=self.now, **more)
        conference.refresh_from_db()
        return made

    def ask(self, dispute: Dispute, kind: str = "review", unit: str = "village", **more: Any) -> Conference:
        from linli.conferences.actions.asking import ask
        from linli.conferences.policies import Kind

        given: dict[str, Any] = {
            "question": "甲乙双方的院墙怎样处理才公平？",
            "why": "调解一次未成，双方对地界各有主张。",
            "sides_agree": True,
            **more,
        }
        to = self.desk.units[unit]
        return ask(dispute=dispute, kind=Kind(kind), unit=to, by=self.actor("duty"), now=self.now, **given)

    def convened(self, dispute: Dispute, kind: str = "review", unit: str = "village") -> Conference:
        made = self.ask(dispute, kind, unit)
        head = {"village": "village_head", "street": "street_head", "riverside": "county_head"}
        starts = self.now + timedelta(days=4)
        who = head.get(unit, "city_head")
        self.do(who, "approve", made, starts_at=starts, place="村委会会议室")
        return made

    def invite(self, conference: Conference, keeper: str = "duty", **seat: Any) -> Seat:
        from linli.conferences.actions.seating import NewSeat

        who = seat.pop("who", None)
        if who:
            seat["account"] = self.desk.accounts[who]
        if not seat.get("post"):
            seat.setdefault("why", "了解情况")
        return self.do(keeper, "invite", conference, seat=NewSeat(**seat))  # type: ignore[no-any-return]

    def seated(self, dispute: Dispute) -> Conference:
        """Return a convened review with a chair and three villagers."""
        made = self.convened(dispute)
        self.invite(made, who="village_head", is_chair=True)
        for each in self.villagers[:3]:
            self.invite(made, villager=each.pk)
        return made

    def hold(self, conference: Conference, keeper: str = "duty", **more: Any) -> None:
        if conference.starts_at and self.now < conference.starts_at:
            self.desk.city.now = conference.starts_at
        seats = list(conference.seats.filter(released_at=None).values_list("pk", flat=True))
        given = {
            "came": seats,
            "proposal": "院墙维持现状，由甲方补偿乙方。",
            "heard": "甲方：愿意。\n乙方：未到会。",
        }
        self.do(keeper, "hold", conference, **{**given, **more})

    def state_all(self, conference: Conference, keeper: str = "duty", against: Sequence[int] = ()) -> None:
        from linli.conferences.policies import Position

        for seat in conference.seats.filter(came=True, released_at=None):
            stand = Position.AGAINST if seat.pk in against else Position.FOR
            words = "补偿数额没有依据。" if seat.pk in against else ""
            self.do(keeper, "state", conference, seat=seat.pk, stand=stand, words=words)

    def decided(self, dispute: Dispute, outcome: str = "raised", **more: Any) -> Conference:
        """Return a review that was decided."""
        from linli.conferences.policies import Outcome

        made = self.seated(dispute)
        self.hold(made)
        self.state_all(made)
        given = {"outcome": Outcome(outcome), "reason": "地界没有凭证，村里无法查清。", **more}
        self.do("village_head", "decide", made, **given)
        return made


def make_table(desk: Desk) -> Table:
    """Bring those who convene and sit in conferences into the small city."""
    from linli.conferences.actions.villagers import enrol
    from linli.core.actor import SYSTEM
    from linli.people.actions import load_units
    from linli.people.models import Account, Assignment, Unit
    from linli.people.policies import UnitRow
    from linli.people.testing import STREET

    station = UnitRow("station", "河东派出所", "police_station", "street", STREET)
    load_units([station], by=SYSTEM, now=desk.now)
    desk.units["station"] = Unit.objects.get(code="station")
    since = (desk.now - timedelta(days=30)).date()
    for username, role, unit in PEOPLE:
        account = Account(username=f"{username}.table", display_name=username)
        account.set_unusable_password()
        account.save()
        Assignment.objects.create(account=account, role=role, unit=desk.units[unit], valid_from=since)
        desk.accounts[username] = account
    table = Table(desk)
    for place, name in enumerate(("孙三", "李四", "周五"), 1):
        made = enrol(
            unit=desk.units["village"],
            name=name,
            phone=f"1990000700{place}",
            known_for="退休教师，懂村规民约",
            elected_on=date(2025, 1, 1),
            until_on=date(2027, 12, 31),
            by=SYSTEM,
            now=desk.now,
        )
        table.villagers.append(made)
    return table
