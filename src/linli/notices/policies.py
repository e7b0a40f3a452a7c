"""Which events send what to whom, and how sending is repeated. All of it is the city's to set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cached_property
from string import Formatter
from typing import Any, ClassVar, Self, get_args, get_type_hints
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, model_validator

from linli.core.errors import Sentence
from linli.journal.events import EVENTS, Event
from linli.notices.errors import PlaceholderUnknown, TemplateBroken
from linli.rulebook.policies import Rule, rule

LONGEST_SUBJECT = 100
NOTHING = "—"
GAP = re.compile(r"\{\w+\}")
SENDER = re.compile(r"^(?:【[^】]*】|\[[^\]]*\])\s*")
END_OF_SENTENCE = re.compile(r"[。；]|[.;](?:\s|$)")


class Channel(TextChoices):
    """The way a notice takes."""

    IN_APP = "in_app", _("In the system")
    SMS = "sms", _("Text message")
    MAIL = "mail", _("E-mail")
    WEBHOOK = "webhook", _("Another system")


class State(TextChoices):
    """How far a notice has come."""

    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Given up after several attempts")
    DROPPED = "dropped", _("Not sent: no address, or the channel is off")


AUDIENCES = {
    "above": _("the unit above"),
    "addressee": _("the unit addressed"),
    "asked_unit": _("the unit asked"),
    "asker": _("whoever asked"),
    "body": _("the body concerned"),
    "called_unit": _("units called"),
    "centre": _("the centre"),
    "city_leader": _("city leaders"),
    "co_unit": _("units that assist"),
    "community": _("the community"),
    "contact": _("the contact of the unit"),
    "contact_unit": _("the unit to ask"),
    "convener": _("whoever convenes"),
    "court": _("the court"),
    "follower": _("those who follow the area"),
    "handler": _("whoever handles it"),
    "helper": _("the unit that helps"),
    "inspector": _("inspectors"),
    "invited": _("whoever is invited"),
    "invited_unit": _("units invited"),
    "issuer": _("the unit that issued it"),
    "lead_unit": _("the unit in charge"),
    "level_one": _("first level of leaders"),
    "level_two": _("second level of leaders"),
    "level_three": _("third level of leaders"),
    "mediator": _("the mediator"),
    "member": _("members"),
    "office": _("the office"),
    "other_unit": _("the other unit"),
    "owner": _("whoever is in charge"),
    "owner_unit": _("the unit that owes it"),
    "ranked_unit": _("units that are ranked"),
    "receiver": _("whoever receives it"),
    "requester": _("the requester"),
    "responsible": _("whoever answers for it"),
    "sender": _("whoever sent it"),
    "side": _("the sides of a dispute"),
    "station": _("the station"),
    "street": _("the street or town"),
    "supervising_office": _("the supervising office"),
    "taker": _("whoever exported it"),
    "unit": _("the unit"),
}
"""To whom notices go. An app names others as it likes; they go by their name then."""


def audience_name(audience: str) -> str:
    return str(AUDIENCES.get(audience, audience))


class NoticeRule(BaseModel):
    """One line of the city's table: this event tells this audience through this channel in these words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    event: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$")
    audience: str = Field(pattern=r"^[a-z_]{1,30}$")
    channel: Channel
    subject_zh: str = Field(default="", max_length=LONGEST_SUBJECT)
    subject_en: str = Field(default="", max_length=LONGEST_SUBJECT)
    text_zh: str = Field(min_length=1, max_length=500)
    text_en: str = Field(min_length=1, max_length=1000)
    at_once: bool = False
    """Somebody waits for it: it is not held back to be joined with others."""
    daytime_only: bool = False
    """Wait for the hours in which the city may disturb people."""

    @property
    def heading(self) -> str:
        """Return what the notice is about, in the reader's language: its subject or first sentence, gaps left open."""
        is_english = (get_language() or "").startswith("en")
        subject, text = (self.subject_en, self.text_en) if is_english else (self.subject_zh, self.text_zh)
        return GAP.sub("…", subject or END_OF_SENTENCE.split(SENDER.sub("", text))[0])

    @property
    def audience_name(self) -> str:
        return audience_name(self.audience)

    @model_validator(mode="after")
    def _can_be_filled(self) -> Self:
        known = _placeholders_of(self.event)
        for template in (self.subject_zh, self.subject_en, self.text_zh, self.text_en):
            for name in self._placeholders(template):
                if known is not None and name not in known:
                    facts = {"event": self.event, "name": name, "known": ", ".join(sorted(known))}
                    raise ValueError(PlaceholderUnknown(**facts))
        return self

    def _placeholders(self, template: str) -> Iterator[str]:
        """Yield the names in a template. Attributes, indexes and formats are refused: only {name} is a placeholder."""
        try:
            parts = list(Formatter().parse(template))
        except ValueError as error:
            raise ValueError(TemplateBroken(event=self.event, near=template[:20])) from error
        for _text, name, layout, conversion in parts:
            if name is None:
                continue
            if not name.isidentifier() or layout or conversion:
                raise ValueError(TemplateBroken(event=self.event, near=name))
            yield name


def _placeholders_of(event: str) -> set[str] | None:
    """Return what an event tells; None while its app is not loaded."""
    declared = EVENTS.get(event)
    return {field.name for field in fields(declared)} if declared else None


@rule
class NoticeRules(Rule):
    """Which events send what to whom."""

    key: ClassVar[str] = "notices.rules"

    rules: tuple[NoticeRule, ...]

    @model_validator(mode="after")
    def _tells_each_once(self) -> Self:
        seen = {(each.event, each.audience, each.channel) for each in self.rules}
        if len(seen) != len(self.rules):
            raise ValueError("two rules name the same event, audience and channel")
        return self

    @cached_property
    def by_event(self) -> dict[str, tuple[NoticeRule, ...]]:
        result: dict[str, tuple[NoticeRule, ...]] = {}
        for each in self.rules:
            result[each.event] = (*result.get(each.event, ()), each)
        return result


@rule
class DeliveryRule(Rule):
    """When notices are sent, how often sending is repeated, how long the delivery log stays."""

    key: ClassVar[str] = "notices.delivery"

    daytime_from: time = time(8)
    daytime_until: time = time(21)
    retry_after_minutes: tuple[int, ...] = Field(default=(1, 5, 30, 120, 720), max_length=20)
    """After each failed attempt, the minutes until the next; none left: given up."""
    join_minutes: int = Field(default=0, ge=0, le=60)
    """Text messages and mails to one person within so many minutes go as one; 0: each by itself."""
    keep_days: int = Field(default=730, ge=184)

    @model_validator(mode="after")
    def _has_a_day(self) -> Self:
        if self.daytime_from >= self.daytime_until:
            raise ValueError("the day ends before it begins")
        return self

    def daytime(self, now: datetime, zone: ZoneInfo) -> datetime:
        """Return the first instant from `now` on at which people may be disturbed."""
        local = now.astimezone(zone)
        if self.daytime_from <= local.time() < self.daytime_until:
            return now
        day = local.date() if local.time() < self.daytime_from else local.date() + timedelta(days=1)
        return datetime.combine(day, self.daytime_from, zone)

    def retry_at(self, attempts: int, now: datetime) -> datetime | None:
        """Return when to try again after `attempts` failures, None to give up."""
        if attempts > len(self.retry_after_minutes):
            return None
        return now + timedelta(minutes=self.retry_after_minutes[attempts - 1])


class Told:
    """An event's facts in the words of a notice: local times, labels instead of codes."""

    def __init__(self, event: Event, zone: ZoneInfo) -> None:
        self._event = event
        self._zone = zone

    def __getitem__(self, name: str) -> str:
        return shown(getattr(self._event, name, None), self._zone)


def shown(value: Any, zone: ZoneInfo) -> str:
    """Return a plain value as people read it; nothing becomes a dash."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    return str(value)


def filled(template: str, told: Told | SampleTold) -> str:
    return template.format_map(told)


class SampleTold:
    """Invented facts of an event, to see how a notice will look."""

    def __init__(self, event: str, now: datetime, zone: ZoneInfo) -> None:
        declared = EVENTS.get(event)
        self._hints = get_type_hints(declared) if declared else {}
        self._now, self._zone = now, zone

    def __getitem__(self, name: str) -> str:
        return shown(_sample(name, self._hints.get(name, str), self._now), self._zone)


def _sample(name: str, hint: Any, now: datetime) -> Any:
    kinds = [each for each in (get_args(hint) or (hint,)) if isinstance(each, type)]
    if any(issubclass(each, datetime) for each in kinds):
        return now + timedelta(days=3)
    if any(issubclass(each, date) for each in kinds):
        return (now + timedelta(days=3)).date()
    chosen = next((each for each in kinds if issubclass(each, Enum)), None)
    if chosen is not None:
        return next(iter(chosen))
    if any(issubclass(each, int) for each in kinds):
        return SAMPLE_NUMBER
    if "code" in name or name in ("matter", "into", "joined"):
        return SAMPLE_CODE
    return SAMPLE_WORDS.get(name, f"〈{name}〉")


SAMPLE_NUMBER = 3
SAMPLE_CODE = "9901022026031002005791"
SAMPLE_WORDS: Mapping[str, Sentence] = {
    "address": pgettext_lazy("invented", "1 Example Road"),
    "appraisal": pgettext_lazy("invented", "Appraisal of the year"),
    "bulletin": pgettext_lazy("invented", "Bulletin of October"),
    "committee": pgettext_lazy("invented", "Example mediation committee"),
    "duty_name": pgettext_lazy("invented", "Visit a household"),
    "entity": pgettext_lazy("invented", "Example Restaurant"),
    "milestone": pgettext_lazy("invented", "Pipes laid"),
    "name_of_area": pgettext_lazy("invented", "Example community"),
    "period": pgettext_lazy("invented", "October 2026"),
    "plan": pgettext_lazy("invented", "Plan of the year"),
    "register_name": pgettext_lazy("invented", "Example register"),
    "service": pgettext_lazy("invented", "Claim a pension"),
    "station": pgettext_lazy("invented", "Example station"),
    "subject": pgettext_lazy("invented", "Parking in the old town"),
    "target_name": pgettext_lazy("invented", "Renew the water pipes"),
    "title": pgettext_lazy("invented", "The street lamp is out"),
}
SINGLE_SMS, PART_OF_SMS = 70, 67
"""Characters of a text message with Chinese words, and of each part of a longer one."""


def parts_of_sms(text: str) -> int:
    """Return how many messages a gateway charges for."""
    return 1 if len(text) <= SINGLE_SMS else -(-len(text) // PART_OF_SMS)


SIGNATURE = re.compile(r"【[^】]{1,20}】|\[[^\]]{1,20}\] ?")


def joined(texts: Sequence[str]) -> str:
    """Return several messages to one person as one: each once, a line for each, the city's signature only ahead."""
    different = list(dict.fromkeys(texts))
    signature = SIGNATURE.match(different[0])
    if signature is None or len(different) == 1:
        return "\n".join(different)
    return signature.group() + "\n".join(text.removeprefix(signature.group()) for text in different)
