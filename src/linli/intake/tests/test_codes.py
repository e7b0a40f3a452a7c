"""Case codes count to 100,000 for a day, a county and a channel: a taken one is passed over; a full day is refused."""

from __future__ import annotations

from itertools import chain, repeat

import pytest

from linli.intake.errors import DayIsFull
from linli.intake.models import Submission
from linli.matters.actions import registering
from linli.matters.models import Matter
from linli.matters.testing import SmallCity


def count_from(numbers, monkeypatch):
    drawn = iter(numbers)
    monkeypatch.setattr(registering.serials, "take", lambda: next(drawn))


def test_a_taken_code_is_passed_over(city: SmallCity, monkeypatch: pytest.MonkeyPatch) -> None:
    count_from(chain([7, 7, 100_007, 8]), monkeypatch)
    first, second = city.file(), city.file()
    assert [matter.code[16:21] for matter in (first, second)] == ["00007", "00008"]


def test_a_full_day_is_refused_and_leaves_nothing(city: SmallCity, monkeypatch: pytest.MonkeyPatch) -> None:
    count_from(repeat(7), monkeypatch)
    city.file()
    with pytest.raises(DayIsFull):
        city.file()
    assert (Matter.objects.count(), Submission.objects.count()) == (1, 1)


def test_another_channel_counts_for_itself(city: SmallCity, monkeypatch: pytest.MonkeyPatch) -> None:
    from linli.matters.policies import Channel

    count_from(repeat(7), monkeypatch)
    assert city.file().code != city.file(channel=Channel.WEB).code
