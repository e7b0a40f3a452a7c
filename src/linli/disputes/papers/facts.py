"""What the forms are filled from: a dispute with everything that belongs to it, its sides' data in plain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from linli.core.time import city_day, city_zone
from linli.disputes.models import (
    Agreement,
    Application,
    Dispute,
    Investigation,
    Party,
    Referral,
    Representative,
    Session,
    Term,
    Visit,
)
from linli.disputes.policies import PartyKind, SessionStatus, Source, Task, side_name
from linli.disputes.queries.dossier import agreement_of
from linli.disputes.rules import Categories
from linli.letters.policies.wording import day_in_chinese
from linli.people.access import SYSTEM_VIEWER
from linli.people.models import Account
from linli.people.policies import Viewer
from linli.rulebook.queries import in_force
from linli.vault.errors import NotKept
from linli.vault.policies.fields import PersonalField
from linli.vault.policies.plain import national
from linli.vault.queries import reveal, reveal_many

FIELDS = (
    PersonalField.NAME,
    PersonalField.PHONE,
    PersonalField.ADDRESS,
    PersonalField.CITIZEN_NUMBER,
)
PURPOSE = "forms of the mediation file"
Plain = Mapping[int, Mapping[PersonalField, str]]
SOURCES = {
    Source.PARTY: "当事人申请",
    Source.OFFER: "调解委员会主动调解",
    Source.COURT: "人民法院委托或者建议",
    Source.POLICE: "公安机关移送或者建议",
    Source.PETITION: "信访部门移交",
    Source.GRID: "网格上报",
    Source.MATTER: "群众诉求转来",
}
"""Forms are Chinese, whatever language the pages have."""


@dataclass(frozen=True)
class Person:
    """Somebody as a form names them."""

    name: str
    phone: str
    address: str
    citizen_number: str

    @property
    def sex(self) -> str:
        """As the citizen number says it, else empty: the form leaves a line to write on."""
        return ("女", "男")[int(self.citizen_number[16]) % 2] if self.citizen_number else ""

    def age_on(self, day: date) -> str:
        if not self.citizen_number:
            return ""
        born = date.fromisoformat(
            f"{self.citizen_number[6:10]}-{self.citizen_number[10:12]}-{self.citizen_number[12:14]}"
        )
        return str(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


@dataclass(frozen=True)
class Side:
    party: Party
    person: Person
    representatives: tuple[tuple[Representative, Person], ...]

    @property
    def side(self) -> str:
        return side_name(self.party.side)

    @property
    def name(self) -> str:
        return self.party.organisation if self.party.kind == PartyKind.ORGANISATION else self.person.name


@dataclass
class FormFacts:
    """All that forms ask for, read when it is first asked for and once."""

    dispute: Dispute
    plain: Plain
    now: datetime

    @property
    def today(self) -> date:
        return city_day(self.now)

    @cached_property
    def sides(self) -> list[Side]:
        rows = self.dispute.parties.order_by("place").prefetch_related("representatives")
        return [
            Side(
                each,
                self.person(each.record_id),
                tuple((one, self.person(one.record_id)) for one in each.representatives.all()),
            )
            for each in rows
        ]

    def person(self, record: int) -> Person:
        kept = self.plain.get(record, {})
        phone = national(kept.get(PersonalField.PHONE, ""))
        name, address = kept.get(PersonalField.NAME, ""), kept.get(PersonalField.ADDRESS, "")
        return Person(name, phone, address, kept.get(PersonalField.CITIZEN_NUMBER, ""))

    def side_of(self, party: int | None) -> str:
        found = next((each for each in self.sides if each.party.pk == party), None)
        return f"{found.side}（{found.name}）" if found else ""

    @property
    def committee(self) -> str:
        return self.dispute.committee.name if self.dispute.committee else self.dispute.centre.name

    @cached_property
    def joint_committees(self) -> list[str]:
        """Those that mediate together with the one that keeps the file."""
        rows = self.dispute.joint_committees.filter(joins=True).order_by("pk")
        return list(rows.values_list("committee__name", flat=True))

    @cached_property
    def category(self) -> str:
        found = in_force(Categories, self.today).value.by_code.get(self.dispute.category)
        return found.name.zh if found else self.dispute.category

    @cached_property
    def _helpers(self) -> list[tuple[str, str]]:
        rows = self.dispute.appointments.filter(until_at=None).select_related("mediator").order_by("pk")
        names = dict(
            Account.objects.filter(pk__in=[each.mediator.account_id for each in rows]).values_list(
                "pk", "display_name"
            )
        )
        return [(each.task, names.get(each.mediator.account_id, "")) for each in rows]

    @property
    def mediators(self) -> str:
        return "、".join(name for task, name in self._helpers if task != Task.RECORD)

    @property
    def recorder(self) -> str:
        return "、".join(name for task, name in self._helpers if task == Task.RECORD)

    @cached_property
    def agreement(self) -> Agreement | None:
        """The one in force, else the draft."""
        drafts = self.dispute.agreements.exclude(status="replaced")
        return agreement_of(self.dispute) or drafts.first()

    @cached_property
    def terms(self) -> list[Term]:
        rows = self.agreement.terms.order_by("position", "instalment") if self.agreement else ()
        return list(rows)

    @cached_property
    def sessions(self) -> list[Session]:
        rows = self.dispute.sessions.filter(status=SessionStatus.HELD).order_by("begins_at")
        return list(rows.prefetch_related("attendances"))

    @cached_property
    def investigations(self) -> list[Investigation]:
        return list(self.dispute.investigations.order_by("at"))

    @cached_property
    def visits(self) -> list[Visit]:
        return list(self.dispute.visits.order_by("at"))

    @cached_property
    def referrals(self) -> list[Referral]:
        return list(self.dispute.referrals.select_related("to_unit").order_by("pk"))

    @cached_property
    def applications(self) -> list[Application]:
        if self.agreement is None:
            return []
        return list(self.agreement.applications.select_related("court").order_by("pk"))


def day(on: date | datetime | None) -> str:
    """Return 2026年3月10日, or a line to write on."""
    if on is None:
        return ""
    return day_in_chinese(city_day(on) if isinstance(on, datetime) else on)


def hour(at: datetime) -> str:
    local = at.astimezone(city_zone())
    return f"{day_in_chinese(local.date())}{local.hour}时{local.minute:02}分"


def facts_for(dispute: Dispute, viewer: Viewer, now: datetime) -> FormFacts:
    """Return the facts, the sides' data in plain; each field read is logged. The caller has checked who asks."""
    records = list(dispute.parties.values_list("record", flat=True))
    others = dispute.parties.filter(representatives__isnull=False)
    records += others.values_list("representatives__record", flat=True)
    return FormFacts(dispute, _plain(records, viewer, now), now)


def _plain(records: Iterable[int], viewer: Viewer, now: datetime) -> Plain:
    numbers = sorted(set(records))
    found: dict[int, dict[PersonalField, str]] = {number: {} for number in numbers}
    for field in FIELDS:
        for number, value in _values(numbers, field, viewer, now).items():
            found[number][field] = value
    return found


def _values(records: list[int], field: PersonalField, viewer: Viewer, now: datetime) -> Mapping[int, str]:
    if viewer == SYSTEM_VIEWER:
        return reveal_many(records, field, by=viewer.actor, purpose=PURPOSE, now=now)
    values = {}
    for number in records:
        try:
            values[number] = reveal(number, field, viewer=viewer, purpose=PURPOSE, now=now, is_handler=True)
        except NotKept:
            continue
    return values
