"""Plays the demo: composes the messages, gives each its place, time and course, and lets the city work."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from django.db import transaction

from linli.areas.policies.coordinates import Point
from linli.calendars.queries import working_calendar
from linli.catalogue.policies.kinds import Tier
from linli.catalogue.policies.messages import Composed
from linli.catalogue.queries import duty_for, kind_named, kinds
from linli.core.time import city_zone
from linli.demo.album import Album, make_album
from linli.demo.cast import Cast
from linli.demo.messages import Message, messages
from linli.demo.office import Office
from linli.demo.places import Atlas, read_atlas
from linli.demo.plots import life
from linli.demo.scripts import SHOWN_ONCE, Detour, Door, Script, SentBack, scripts
from linli.demo.stage import Stage
from linli.demo.story import Story
from linli.intake.models import Submission
from linli.matters.policies import Channel, Status
from linli.notices.actions import deliver
from linli.notices.policies import Channel as NoticeChannel
from linli.notices.senders import InMemory, use

SOURCE = "demo"
PICTURES = 12
BUSY_HOURS = ((0, 1), (6, 2), (8, 9), (10, 10), (12, 6), (14, 9), (17, 8), (20, 6), (22, 2), (24, 0))
"""From this hour on so many reports come in, as a weight."""
WEEKEND = 0.6
EARLY_DAYS = 30.0
"""Matters that show something to its end begin at least so long before it, where there is time."""
LEAD_DAYS: dict[Status, float] = {
    Status.REGISTERED: 0.2,
    Status.ACCEPTED: 0.3,
    Status.DISPATCHED: 0.6,
    Status.ACKNOWLEDGED: 2,
    Status.RETURNED: 2,
    Status.IN_PROGRESS: 4,
    Status.EXTENSION_PENDING: 6,
    Status.COMPLETED: 6,
    Status.VERIFIED: 7,
    Status.SUSPENDED: 8,
    Status.REWORK: 9,
    Status.REPLIED: 9,
    Status.RATED: 11,
    Status.DEFERRED: 15,
    Status.REOPENED: 18,
}
"""How long before the end a matter begins that is to be left in a state."""
LOOK_AHEAD = 80
"""Among so many messages one is looked for that fits a course."""
TRIES = 50
SATURDAY = 5
NOT_LONG = frozenset({Tier.FAST, Tier.ORDINARY})
ON_THE_STREET = ("sanitation", "road", "street", "greening")

Advance = Callable[[datetime], None]


class Others(Protocol):
    """Adds what is no matter to the stage."""

    def __call__(self, stage: Stage, *, seed: int) -> None: ...


@dataclass(frozen=True)
class Played:
    """What came of it."""

    matters: int
    steps: int
    by_verb: dict[str, int]
    refused: list[str]


def runs() -> int:
    """Return how often the demo was played in this database."""
    return Submission.objects.filter(source__startswith=SOURCE).values("source").distinct().count()


def play(
    composed: Sequence[Composed],
    *,
    count: int,
    days: int,
    seed: int,
    cast: Cast,
    now: datetime,
    advance: Advance = lambda now: None,
    others: Others | None = None,
) -> Played:
    """Play `count` matters over the `days` before `now`, all of them or none. Same arguments, same story.

    A later run goes on with other matters. Messages to residents go to a sender that sends nothing.
    """
    run = runs()
    seed += run
    with transaction.atomic():
        stage = Stage(now - timedelta(days=days), now, cast, Office(working_calendar()))
        director = Director(stage, seed, f"{SOURCE}:{run}", read_atlas(), make_album(each=PICTURES, now=now))
        for at, story in director.stories(composed, count):
            stage.add(at, life(story))
        if others is not None:
            others(stage, seed=seed)
        stage.play(advance=advance)
    _deliver_nowhere(now)
    return Played(stage.done["submit"], stage.done.total(), dict(stage.done), stage.refused)


def _deliver_nowhere(now: datetime) -> None:
    """Nobody is behind the demo's telephone numbers: take what waits, and let the log say it went out."""
    for channel in (NoticeChannel.SMS, NoticeChannel.MAIL):
        use(channel, InMemory())
        try:
            while deliver(channel, now=now):
                pass
        finally:
            use(channel, None)


class Director:
    """Casts each message for a course, with its place and its beginning."""

    def __init__(self, stage: Stage, seed: int, source: str, atlas: Atlas, album: Album) -> None:
        self._stage, self._seed, self._source, self._atlas, self._album = stage, seed, source, atlas, album
        self._chance = Random(seed)  # noqa: S311  (a story, not a secret)
        self._told: list[tuple[datetime, Story]] = []

    def stories(self, composed: Sequence[Composed], count: int) -> Iterator[tuple[datetime, Story]]:
        """Yield each story with the instant at which it begins."""
        known = [each for each in composed if each.kind_code in kinds()]
        more = count + LOOK_AHEAD
        waiting = deque(messages(known, seed=self._seed, count=more, places=self._atlas.words()))
        for number, script in enumerate(scripts(count, self._seed)):
            message = self._fitting(waiting, script)
            pair = self._begun(message, script, is_early=number < len(SHOWN_ONCE))
            self._told.append(pair)
            yield pair

    def _fitting(self, waiting: deque[Message], script: Script) -> Message:
        """Take the first message that can go this way; the first of all where none can."""
        found = next((each for each in waiting if self._fits(each, script)), waiting[0])
        waiting.remove(found)
        return found

    def _fits(self, message: Message, script: Script) -> bool:
        kind = kind_named(message.kind_code)
        if script.stops_in is Status.ACCEPTED:  # where the duty is certain, a rule sends it on at once
            duty = duty_for(kind.code, self._where(message, script)[0])
            return duty is not None and not duty.certain
        if script.door is Door.ON_SPOT:
            return kind.group in ON_THE_STREET
        is_short = script.stops_in in (None, Status.REGISTERED, Status.DISPATCHED)
        has_detour = bool({*script.detours} - {Detour.NOTE, Detour.INFORMATION})
        return (is_short and not has_detour) or kind.tier in NOT_LONG

    def _where(self, message: Message, script: Script) -> tuple[str, Point]:
        if script.channel is Channel.GRID and self._stage.cast.workers:
            areas = sorted(self._stage.cast.workers)
            return self._atlas.place_of(message, areas[message.number % len(areas)])
        return self._atlas.place_of(message)

    def _begun(self, message: Message, script: Script, *, is_early: bool) -> tuple[datetime, Story]:
        at, other = self._begin(script, is_early=is_early), self._first(message)
        area, point = self._where(message, script)
        if other is None and script.door is Door.MERGE and self._told:
            other = self._told[-1]
        if other is not None and script.stops_in is None:
            at = min(other[0] + timedelta(minutes=self._chance.uniform(2, 20)), self._stage.end)
            area, point = other[1].area, other[1].point
            if script.door is Door.ACCEPT and script.sent_back is SentBack.NO:
                script = replace(script, door=Door.MERGE)
        chance = Random(f"{self._seed}-{message.number}")  # noqa: S311
        first = other[1] if other else None
        made = (self._stage, script, message, point, area, self._source, self._album, chance, first)
        return at, Story(*made)

    def _first(self, message: Message) -> tuple[datetime, Story] | None:
        """Return the story of the same event that was told before."""
        if message.duplicate_of is None:
            return None
        return next((each for each in self._told if each[1].message.number == message.duplicate_of), None)

    def _begin(self, script: Script, *, is_early: bool) -> datetime:
        """Return an instant at an hour at which people report."""
        stage, chance = self._stage, self._chance
        whole = stage.end - stage.begin
        if script.stops_in is not None:
            lead = timedelta(days=LEAD_DAYS[script.stops_in])
            return stage.end - min(whole, lead * chance.uniform(0.6, 1.3))
        latest = whole - min(timedelta(days=EARLY_DAYS), whole / 2) if is_early else whole
        for _try in range(TRIES):
            at = stage.begin + latest * chance.random()
            local = at.astimezone(city_zone())
            weight = next(weight for hour, weight in reversed(BUSY_HOURS) if local.hour >= hour)
            if chance.random() * 10 < weight * (WEEKEND if local.weekday() >= SATURDAY else 1):
                break
        return at
