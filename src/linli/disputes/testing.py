"""The small city with centres, a committee, mediators and a court: for tests and for measuring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from linli.core.actor import SYSTEM, Actor
from linli.matters.testing import FIRST_DAY, SmallCity
from linli.people.testing import RIVERSIDE, VILLAGE, value_of_rule

if TYPE_CHECKING:
    from linli.disputes.models import Agreement, Committee, Dispute, Mediator, Party, Session, Term
    from linli.disputes.policies import Verb
    from linli.people.models import Account, Unit
    from linli.people.policies import Viewer

STAFF: tuple[tuple[str, str, str], ...] = (
    ("duty", "centre_duty", "village"),
    ("other_duty", "centre_duty", "street"),
    ("mediator", "mediator", "village"),
    ("second_mediator", "mediator", "village"),
    ("recorder", "recorder", "village"),
    ("court_officer", "court_officer", "court"),
    ("other_court_officer", "court_officer", "other_court"),
)
COURTS = (("court", "临河区人民法院", RIVERSIDE), ("other_court", "山前区人民法院", "990103000000"))
ELDER, YOUNGER = "19900001111", "19900002222"


@dataclass
class Desk:
    """Two brothers, a wall between their yards, and everybody who may help."""

    city: SmallCity
    units: dict[str, Unit]
    accounts: dict[str, Account] = field(default_factory=dict)
    mediators: dict[str, Mediator] = field(default_factory=dict)
    committee: Committee = None  # type: ignore[assignment]

    @property
    def now(self) -> datetime:
        return self.city.now

    @property
    def today(self) -> date:
        from linli.core.time import city_day

        return city_day(self.now)

    def viewer(self, who: str) -> Viewer:
        from linli.people.access import viewer_of

        return viewer_of(self.accounts[who], self.now) if who in self.accounts else self.city.viewer(who)

    def by(self, who: str, dispute: Dispute, verb: Verb) -> Actor:
        from linli.disputes.access import actor_for

        return actor_for(self.viewer(who), dispute, verb)

    def do(self, who: str, verb: str, dispute: Dispute, **more: Any) -> Any:
        """Use a verb as somebody, through the same doors as the pages; the dispute is as it is then."""
        from linli.disputes.access import get_dispute_to
        from linli.disputes.doors import DOES
        from linli.disputes.policies import Verb

        row = get_dispute_to(self.viewer(who), dispute.number, Verb(verb))
        made = DOES[Verb(verb)](dispute=row, by=self.by(who, row, Verb(verb)), now=self.now, **more)
        dispute.refresh_from_db()
        return made

    # The steps of a mediation

    def register(self, **more: Any) -> Dispute:
        from linli.disputes.actions.parties import NewParty
        from linli.disputes.actions.registering import NewDispute, register

        parties = more.pop("parties", None) or (
            NewParty(1, "王大山", ELDER, "柳树社区3号楼", "110101199003071030", area_code=VILLAGE),
            NewParty(2, "王小山", YOUNGER, "柳树社区5号楼", "110101199407171054", area_code=VILLAGE),
        )
        given = {
            "title": "兄弟院墙纠纷",
            "brief": "兄弟二人为老宅院墙越界发生争执，已半年不相往来。",
            "category": "02",
            **more,
        }
        new_one = NewDispute(parties=parties, **given)
        actor = self.viewer("duty").actor
        return register(new_one, centre=self.units["village"], by=actor, now=self.now)

    def side(self, dispute: Dispute, place: int) -> Party:
        return dispute.parties.get(place=place)

    def chosen(self, **more: Any) -> Dispute:
        from linli.disputes.policies import Route

        dispute = self.register(**more)
        self.do("duty", "choose_route", dispute, route=Route.MEDIATION, party=self.side(dispute, 1).pk)
        return dispute

    def agreed_to_mediate(self, **more: Any) -> Dispute:
        from linli.disputes.policies import How

        dispute = self.chosen(**more)
        for party in dispute.parties.order_by("place"):
            self.do("duty", "consent", dispute, party=party.pk, consents=True, how=How.PAPER)
        return dispute

    def accepted(self, **more: Any) -> Dispute:
        from linli.disputes.policies import Task, Tie

        dispute = self.agreed_to_mediate(**more)
        self.do("duty", "accept", dispute, committee=self.committee.pk)
        tasks = {"mediator": Task.LEAD, "recorder": Task.RECORD}
        for who, task in tasks.items():
            self.do("duty", "appoint", dispute, mediator=self.mediators[who].pk, task=task, tie=Tie.NONE)
        return dispute

    def planned(self, dispute: Dispute, **more: Any) -> Session:
        from linli.disputes.actions.sitting import NewSession
        from linli.disputes.policies import SessionManner

        given: dict[str, Any] = {
            "begins_at": self.now + timedelta(days=1),
            "minutes": 90,
            "manner": SessionManner.IN_PERSON,
            "place": "柳树社区调解室",
            **more,
        }
        return self.do("recorder", "plan_session", dispute, session=NewSession(**given))  # type: ignore[no-any-return]

    def sat(self, **more: Any) -> Dispute:
        """Return a dispute after its first session, which goes on."""
        dispute = self.accepted(**more)
        session = self.planned(dispute)
        self.city.later(days=1, hours=2)
        self.do("recorder", "record_session", dispute, session=session.pk, kept=self.record_of(dispute))
        return dispute

    def record_of(self, dispute: Dispute, **more: Any) -> Any:
        from linli.disputes.actions.sitting import SessionRecord
        from linli.disputes.policies import SessionResult

        given: dict[str, Any] = {
            "came": list(dispute.parties.values_list("pk", flat=True)),
            "rights_told": True,
            "statements": "甲方：院墙是父亲在世时砌的。\n乙方：墙越过地界半米。",
            "facts": "经丈量，院墙越界0.45米。",
            "proposals": "由甲方补偿乙方，院墙维持现状。",
            "result": SessionResult.GOES_ON,
            **more,
        }
        return SessionRecord(**given)

    def drafted(self, *, kind: str = "written", days: int = 20, **more: Any) -> Dispute:
        from linli.disputes.actions.agreeing import NewAgreement
        from linli.disputes.policies import AgreementKind

        dispute = self.sat(**more)
        new_one = NewAgreement(
            AgreementKind(kind),
            "院墙越界0.45米，双方对地界各有主张。",
            "一次付清，当面交接",
            "逾期可依法起诉",
        )
        self.do("mediator", "draft_agreement", dispute, agreement=new_one)
        self.add_term(dispute, due_on=self.today + timedelta(days=days))
        return dispute

    def add_term(self, dispute: Dispute, **more: Any) -> list[Term]:
        from linli.disputes.actions.agreeing import NewTerm
        from linli.disputes.policies import TermKind

        given: dict[str, Any] = {
            "kind": TermKind.PAY,
            "debtor": self.side(dispute, 1).pk,
            "creditor": self.side(dispute, 2).pk,
            "words": "甲方补偿乙方院墙占地费用",
            "amount": Decimal("3000.00"),
            "due_on": self.today + timedelta(days=20),
            "how": "现金当面给付",
            **more,
        }
        return self.do("mediator", "add_term", dispute, term=NewTerm(**given))  # type: ignore[no-any-return]

    def signed(self, **more: Any) -> Dispute:
        """Return a dispute whose agreement is signed, sealed and in force."""
        from linli.disputes.policies import How

        dispute = self.drafted(**more)
        for party in dispute.parties.order_by("place"):
            self.do("mediator", "sign", dispute, party=party.pk, how=How.PAPER)
        self.do("mediator", "sign", dispute, mediator=self.mediators["mediator"].pk, how=How.SCREEN)
        self.do("mediator", "seal", dispute)
        return dispute

    def performed(self, **more: Any) -> Dispute:
        dispute = self.signed(**more)
        for term in dispute.terms.filter(is_open=True):
            self.do("mediator", "perform", dispute, term=term.pk, words="当面点清")
        return dispute

    def followed_up(self, **more: Any) -> Dispute:
        dispute = self.performed(**more)
        visit = {"reason": "履行后回访", "words": "钱已收到，兄弟已说话", "is_satisfied": True}
        self.do("recorder", "follow_up", dispute, party=self.side(dispute, 2).pk, **visit)
        return dispute

    def applied(self, **more: Any) -> Dispute:
        dispute = self.signed(**more)
        self.do("mediator", "apply", dispute, court=self.units["court"].pk, jointly=True)
        return dispute

    def agreement(self, dispute: Dispute) -> Agreement:
        from linli.disputes.actions.agreeing import current

        return current(dispute)


def make_desk(city: SmallCity) -> Desk:
    """Set the rules and bring centres, courts and people into the small city."""
    from linli.people.actions import load_units
    from linli.people.models import Unit
    from linli.people.policies import UnitRow
    from linli.rulebook.actions import set_rule

    set_rule("vault.fields", value_of_rule("vault-fields"), FIRST_DAY, by=SYSTEM, now=city.now)
    load_units(
        [UnitRow(code, name, "court", "city", area) for code, name, area in COURTS], by=SYSTEM, now=city.now
    )
    units: Mapping[str, Unit] = {each.code: each for each in Unit.objects.all()}
    desk = Desk(city, dict(units))
    _people(desk)
    return desk


def _people(desk: Desk) -> None:
    from linli.disputes.actions.deciding import enrol, found_committee
    from linli.disputes.policies import CommitteeKind
    from linli.people.models import Account, Assignment

    since = (desk.now - timedelta(days=30)).date()
    for username, role, unit in STAFF:
        account = Account(username=f"{username}.desk", display_name=username)
        account.set_unusable_password()
        account.save()
        Assignment.objects.create(account=account, role=role, unit=desk.units[unit], valid_from=since)
        desk.accounts[username] = account
    desk.committee = found_committee(
        unit=desk.units["village"],
        name="柳树社区人民调解委员会",
        short_name="柳树",
        kind=CommitteeKind.VILLAGE,
        seats=5,
        women=2,
        since_on=date(2025, 1, 1),
        until_on=date(2027, 12, 31),
        now=desk.now,
    )
    for who in ("mediator", "second_mediator", "recorder"):
        desk.mediators[who] = enrol(
            account=desk.accounts[who], committee=desk.committee, specialities=["02"], since_on=since
        )
