from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

import pytest
from django.db.models import TextChoices
from pydantic import ValidationError

from linli.notices.policies import DeliveryRule, NoticeRule, NoticeRules, shown

ZONE = ZoneInfo("Asia/Shanghai")
RULE = DeliveryRule()


def line(**changes: object) -> dict[str, object]:
    return {
        "event": "somewhere.happened",
        "audience": "requester",
        "channel": "sms",
        "text_zh": "{code}",
        "text_en": "{code}",
        **changes,
    }


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-03-02 07:59", "2026-03-02 08:00"),
        ("2026-03-02 08:00", "2026-03-02 08:00"),
        ("2026-03-02 20:59", "2026-03-02 20:59"),
        ("2026-03-02 21:00", "2026-03-03 08:00"),
        ("2026-03-02 23:30", "2026-03-03 08:00"),
        ("2026-02-28 22:00", "2026-03-01 08:00"),
    ],
)
def test_nobody_is_disturbed_at_night(now: str, first: str) -> None:
    assert RULE.daytime(local(now).astimezone(UTC), ZONE) == local(first)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 30), (4, 120), (5, 720), (6, None)])
def test_each_repetition_waits_longer_until_none_is_left(attempts: int, minutes: int | None) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    again = RULE.retry_at(attempts, now)
    assert (again and (again - now).total_seconds() / 60) == minutes


@pytest.mark.parametrize(
    "text", ["{code.__class__}", "{code[0]}", "{}", "{0}", "{code!r}", "{code:>99}", "{code", "}"]
)
def test_a_template_reaches_into_nothing(text: str) -> None:
    with pytest.raises(ValidationError):
        NoticeRule.model_validate(line(text_zh=text))


def test_a_template_may_name_only_what_the_event_tells() -> None:
    with pytest.raises(ValidationError, match="phone"):
        NoticeRule.model_validate(line(event="test_notices.pipe_mended", text_zh="{phone}"))


def test_the_same_event_audience_and_channel_stand_once() -> None:
    with pytest.raises(ValidationError):
        NoticeRules.model_validate({"rules": [line(), line(text_zh="又一条")]})


def test_a_day_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValidationError):
        DeliveryRule.model_validate({"daytime_from": "21:00", "daytime_until": "08:00"})


class Colour(Enum):
    RED = "red"


class Shade(TextChoices):
    RED = "red", "红"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "—"),
        ("", "—"),
        (0, "0"),
        (datetime(2026, 3, 2, 1, 0, tzinfo=UTC), "2026-03-02 09:00"),
        (date(2026, 3, 2), "2026-03-02"),
        (Colour.RED, "red"),
        (Shade.RED, "红"),
    ],
)
def test_facts_are_shown_as_people_read_them(value: object, words: str) -> None:
    assert shown(value, ZONE) == words
