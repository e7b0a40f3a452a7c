"""One dispute on the stage, and the steps that several stories share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from linli.core.time import city_day, city_zone
from linli.demo import people
from linli.demo.stage import Plot, Stage
from linli.disputes.access import actor_for, get_dispute_to, waiting_replies
from linli.disputes.actions.agreeing import NewAgreement, NewTerm
from linli.disputes.actions.court_inbox import Sheet, accept_reply, take_up
from linli.disputes.actions.sitting import NewSession, SessionRecord
from linli.disputes.court_link import MemoryLink
from linli.disputes.doors import DOES
from linli.disputes.models import Committee, Dispute, Mediator, Party
from linli.disputes.policies import (
    AgreementKind,
    How,
    Route,
    SessionManner,
    SessionResult,
    Task,
    TermKind,
    Tie,
    Verb,
)
from linli.people.models import Unit
from linli.people.policies import Permission

CourtSays = Literal["taken", "not_accepted", "granted", "rejected"]


@dataclass(frozen=True)
class House:
    """One centre, and who works there."""

    unit: str
    duty: str
    mediator: str
    recorder: str
    committee: str
    specialities: tuple[str, ...]


COUNTY = House(
    people.DISPUTES, "maodiao-tanglin", "tiaojie-tanglin", "jilu-tanglin", "棠林", ("04", "06", "10")
)
TRAFFIC = House(people.DISPUTES, "maodiao-tanglin", "tiaojie-tanglin", "jilu-tanglin", "棠林交", ("16",))
VILLAGE = House(
    people.COMMUNITY, "zhiban-fengliao", "tiaojie-fengliao", "tiaojie-fengliao", "枫蓼", ("01", "02")
)
COURT_OFFICER, INSURER = "fayuan-tanglin", "baoxian"


@dataclass
class Quarrel:
    """One dispute on the stage. Everything goes through the same doors as the pages."""

    stage: Stage
    house: House
    dispute: Dispute

    @property
    def now(self) -> datetime:
        return self.stage.now

    @property
    def today(self) -> date:
        return city_day(self.now)

    def do(self, who: str, verb: Verb, **more: Any) -> Any:
        viewer = self.stage.cast.viewers[who]
        row = get_dispute_to(viewer, self.dispute.number, verb)
        made = DOES[verb](dispute=row, by=actor_for(viewer, row, verb), now=self.now, **more)
        self.dispute.refresh_from_db()
        self.stage.done[f"dispute.{verb.value}"] += 1
        return made

    def duty(self, verb: Verb, **more: Any) -> Any:
        return self.do(self.house.duty, verb, **more)

    def mediator(self, verb: Verb, **more: Any) -> Any:
        return self.do(self.house.mediator, verb, **more)

    def sides(self) -> list[Party]:
        return list(self.dispute.parties.order_by("place"))

    def morning(self, days: int, hour: int = 9) -> datetime:
        return datetime.combine(self.today + timedelta(days=days), time(hour), city_zone())

    # Steps that several stories share

    def accept(self) -> None:
        """The side that came decides for mediation, all agree, the committee takes it."""
        self.duty(Verb.CHOOSE_ROUTE, route=Route.MEDIATION, party=self.sides()[0].pk)
        for party in self.sides():
            self.duty(Verb.CONSENT, party=party.pk, consents=True, how=How.ORAL)
        self.duty(Verb.ACCEPT, committee=Committee.objects.get(short_name=self.house.committee).pk)
        self._appoint(self.house.mediator, Task.LEAD)
        if self.house.recorder != self.house.mediator:
            self._appoint(self.house.recorder, Task.RECORD)

    def _appoint(self, who: str, task: Task) -> None:
        mediator = Mediator.objects.get(account__username=who, committee__short_name=self.house.committee)
        self.duty(Verb.APPOINT, mediator=mediator.pk, task=task, tie=Tie.NONE)

    def plan(self, begins_at: datetime, manner: SessionManner = SessionManner.IN_PERSON) -> int:
        place = f"{self.dispute.centre.name}调解室"
        session = NewSession(begins_at, 90, manner, place, link="")
        return int(self.mediator(Verb.PLAN_SESSION, session=session).pk)

    def hold(self, session: int, statements: str, result: SessionResult, **more: Any) -> None:
        came = [each.pk for each in self.sides()]
        kept = SessionRecord(came, True, statements, "", "", result, **more)
        self.mediator(Verb.RECORD_SESSION, session=session, kept=kept)

    def sit(self, statements: str, result: SessionResult = SessionResult.WRITTEN, **more: Any) -> Plot:
        session = self.plan(self.morning(2))
        yield self.morning(2, 11)
        self.hold(session, statements, result, **more)

    def draft(self, facts: str, kind: AgreementKind = AgreementKind.WRITTEN) -> None:
        given = NewAgreement(kind, facts, "转账或者当面给付", "逾期可以申请强制执行或者起诉")
        self.mediator(Verb.DRAFT_AGREEMENT, agreement=given)

    def promise(self, words: str, amount: str, days: int, **more: Any) -> None:
        debtor, creditor = self.sides()[1].pk, self.sides()[0].pk
        due = self.today + timedelta(days=days)
        term = NewTerm(TermKind.PAY, debtor, words, due, creditor, Decimal(amount), "银行转账", **more)
        self.mediator(Verb.ADD_TERM, term=term)

    def sign(self) -> None:
        for party in self.sides():
            self.mediator(Verb.SIGN, party=party.pk, how=How.PAPER)
        helper = Mediator.objects.get(
            account__username=self.house.mediator, committee__short_name=self.house.committee
        )
        self.mediator(Verb.SIGN, mediator=helper.pk, how=How.SCREEN)
        self.mediator(Verb.SEAL)

    def pay_all(self) -> None:
        for term in self.dispute.terms.filter(is_open=True).order_by("pk"):
            self.mediator(Verb.PERFORM, term=term.pk, words="已到账")

    def court_writes(self, outcome: CourtSays, case_number: str, words: str = "") -> None:
        """Let the court's own system leave an answer: it waits until the centre has looked at it."""
        number, digest = self.dispute.number, self.dispute.agreements.latest("pk").digest
        sheet = Sheet(dispute=number, digest=digest, outcome=outcome, case_number=case_number, words=words)
        name = f"{number}-{outcome}.json"
        link = MemoryLink(inbox={(people.COURT, name): sheet.model_dump_json().encode()})
        self.stage.done["court.answered"] += take_up(link=link, now=self.now)

    def take_over(self) -> None:
        """Let the centre write into the dispute what the court has said."""
        viewer = self.stage.cast.viewers[self.house.duty]
        for reply in waiting_replies(viewer).filter(application__agreement__dispute=self.dispute):
            accept_reply(reply=reply, by=viewer.actor_for(Permission.DISPUTE_DECIDE), now=self.now)
        self.dispute.refresh_from_db()

    def apply(self) -> None:
        court = Unit.objects.get(code=people.COURT).pk
        self.mediator(Verb.APPLY, court=court, jointly=True)
