"""One matter of the demo and the hands that move it: every step goes through the same doors as a click."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from linli.areas.policies.coordinates import Point
from linli.catalogue.policies.kinds import Evidence, KindView
from linli.catalogue.queries import duty_for, kind_named
from linli.core.actor import REQUESTER
from linli.demo.album import Album
from linli.demo.messages import Message
from linli.demo.office import Shift
from linli.demo.phrases import reason_for, words_for
from linli.demo.scripts import Script
from linli.demo.stage import Stage
from linli.intake.actions.requesting import act
from linli.intake.actions.submitting import Report, submit
from linli.matters.actions.perform import perform
from linli.matters.forms import FORMS
from linli.matters.models import Matter
from linli.matters.policies import Channel, Status, Verb
from linli.people.policies import Permission

REGISTRARS = {
    Channel.HOTLINE: "rexian",
    Channel.SHEET: "rexian",
    Channel.LETTER: "zhiban-tanglin",
    Channel.STATION: "zhiban-tanglin",
    Channel.POINT: "zhiban-tanglin",
    Channel.BOX: "zhiban-tanglin",
}
"""Who types it in. Other channels: the requester, and on the grid its worker."""
MOMENT = timedelta(minutes=3)


@dataclass
class Story:
    """A message, where it is about, and what becomes of it."""

    stage: Stage
    script: Script
    message: Message
    point: Point
    area: str
    """The village or community the point lies in."""
    source: str
    album: Album
    chance: Random
    other: Story | None = None
    """Another matter, with which this one may be joined."""
    affected: int | None = None
    """How many people it concerns, where somebody said so."""
    matter: Matter = field(init=False)
    pin: str = field(init=False, default="")

    @property
    def is_registered(self) -> bool:
        return hasattr(self, "matter")

    @property
    def status(self) -> Status:
        return Status(self.matter.status)

    def at(self, *statuses: Status) -> bool:
        return self.status in statuses

    def stopped(self) -> bool:
        """Whether the script leaves the matter where it is now."""
        return self.status is self.script.stops_in

    @property
    def kind(self) -> KindView:
        return kind_named(self.message.kind_code)

    # Time

    def within(self, due: datetime | None, shift: Shift | None = None) -> datetime:
        """Return when somebody acts who has until `due`, by the script's pace and their hours."""
        now, (least, most) = self.stage.now, self.script.pace.shares
        rest = max((due or now) - now, timedelta(hours=1))
        at = now + rest * self.chance.uniform(least, most)
        return self.stage.office.next_open(max(at, now + MOMENT), shift or self.shift, self.chance)

    def soon(self, minutes: float, shift: Shift = Shift.LONG) -> datetime:
        """Return an instant some `minutes` ahead on average."""
        at = self.stage.now + timedelta(minutes=max(1.0, self.chance.expovariate(1 / minutes)))
        return self.stage.office.next_open(at, shift, self.chance)

    def at_once(self) -> datetime:
        """Return an instant some minutes ahead, in the hours that the tier's limits are counted in."""
        at = self.stage.now + timedelta(minutes=self.chance.uniform(3, 20))
        counts_always = self.matter.tier in ("urgent", "fast")
        return self.stage.office.next_open(at, Shift.ROUND if counts_always else Shift.OFFICE, self.chance)

    @property
    def shift(self) -> Shift:
        return {"urgent": Shift.ROUND, "fast": Shift.LONG}.get(self.matter.tier, Shift.OFFICE)

    # Doors

    def report(self) -> None:
        """Send the message in by its channel."""
        registrar = self._registrar()
        by = REQUESTER
        if registrar:
            by = self.stage.cast.viewers[registrar].actor_for(Permission.MATTER_REGISTER)
        given, message = self.script, self.message
        report = Report(
            channel=given.channel,
            text=message.text,
            title=message.title,
            point=self.point,
            place="".join(message.places.get(name, "") for name in ("village", "road", "estate")),
            name="" if given.is_anonymous else message.caller,
            phone="" if given.is_anonymous else message.phone,
            people_affected=self.affected,
            is_anonymous=given.is_anonymous,
            is_confidential=message.kind_code.startswith(("safety.tipoff", "labour")),
        )
        receipt = submit(report, source=self.source, key=str(message.number), by=by, now=self.stage.now)
        assert receipt.matter is not None
        self.matter, self.pin = receipt.matter, receipt.pin
        self.stage.done["submit"] += 1
        if (
            given.channel in (Channel.WEB, Channel.GRID, Channel.CHAT)
            and self.kind.evidence is not Evidence.NONE
        ):
            self.album.attach(self.matter, "photo", by=by, now=self.stage.now, choice=message.number)

    def _registrar(self) -> str:
        if self.script.channel is Channel.GRID:
            return self.worker or "zhiban-tanglin"
        return REGISTRARS.get(self.script.channel, "")

    @property
    def worker(self) -> str:
        """The grid worker of the place; empty where the demo has none."""
        return self.stage.cast.workers.get(self.area, "")

    def do(self, who: str, verb: Verb, **fields: Any) -> None:
        """Let somebody of the cast use a verb now."""
        viewer = self.stage.cast.viewers[who]
        form = FORMS[verb](**fields)
        self.matter = perform(viewer=viewer, code=self.matter.code, verb=verb, form=form, now=self.stage.now)
        self.stage.done[verb.value] += 1

    def ask(self, verb: Verb, **fields: Any) -> None:
        """Let the requester use a verb now, with the number on the receipt."""
        form = FORMS[verb](**fields)
        self.matter = act(code=self.matter.code, proof=self.pin, verb=verb, form=form, now=self.stage.now)
        self.stage.done[verb.value] += 1

    def look_again(self) -> None:
        """Read the matter as it is: others may have moved it meanwhile."""
        self.matter.refresh_from_db()

    def words(self, verb: Verb) -> str:
        return words_for(verb, self.message.number)

    def reason(self, verb: Verb) -> dict[str, str]:
        """Return a reason for the verb with the words that belong to it."""
        number = self.message.number
        return {"reason": reason_for(verb, number), "words": words_for(verb, number)}

    def show_evidence(self, who: str) -> None:
        """Attach what the kind asks for before the matter is reported done."""
        by = self.stage.cast.viewers[who].actor_for(Permission.MATTER_HANDLE)
        purposes = {
            Evidence.NONE: (),
            Evidence.PHOTO: ("after",),
            Evidence.BEFORE_AFTER: ("before", "after"),
            Evidence.DOCUMENT: ("evidence",),
        }[self.kind.evidence]
        for purpose in purposes:
            self.album.attach(self.matter, purpose, by=by, now=self.stage.now, choice=self.message.number)

    # People

    @property
    def handler(self) -> str:
        assert self.matter.lead_unit_id is not None
        return self.stage.cast.handlers[self.matter.lead_unit_id]

    @property
    def head(self) -> str:
        assert self.matter.lead_unit_id is not None
        return self.stage.cast.heads[self.matter.lead_unit_id]

    @property
    def dispatcher(self) -> str:
        """The county's own for half of its matters, else the city's."""
        is_countys = self.area.startswith("990102") and self.message.number % 2
        return "paidan-tanglin" if is_countys else "paidan"

    def responsible_unit(self) -> int:
        """Return the unit that answers for it, certain or not."""
        match = duty_for(self.message.kind_code, self.matter.area_code)
        assert match is not None
        return match.unit_id

    def another_unit(self) -> int:
        """Return a unit with a handler of its own that has nothing to do with the matter yet."""
        taken = {self.matter.lead_unit_id, self.responsible_unit()}
        return self.chance.choice([unit for unit in self.stage.cast.exact_units() if unit not in taken])
