from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from linli.core.actor import SYSTEM
from linli.journal.events import Event, Happened, Recipient
from linli.notices import actions, queries
from linli.notices.errors import AddressInvalid
from linli.notices.models import Notice
from linli.notices.policies import Channel
from linli.people.access import Viewer
from linli.people.policies import Grant, Reach, Role

from .conftest import NOW, happened, line, only_notice, rules, told

pytestmark = pytest.mark.django_db

UNIT = Recipient("lead_unit", "unit", 3)
COLLEAGUE = Recipient("handler", "account", 5)
VIEWER = Viewer(5, (Grant(Role.HANDLER, frozenset(), Reach.UNIT, (3, 4), "", 3),))


def test_a_rule_turns_an_event_into_a_notice() -> None:
    rules(line(audience="lead_unit", subject_zh="工单{code}"))
    told(happened(UNIT))
    notice = only_notice()
    assert (notice.text, notice.heading, notice.recipient_id, notice.state) == (
        "990102已修好",
        "工单990102",
        3,
        "sent",
    )
    assert (notice.subject_kind, notice.subject_id, notice.position) == ("test.matter", 1, 1)


def test_an_event_without_rules_tells_nobody_and_asks_nothing(django_assert_num_queries) -> None:
    rules(line(event="other.happened"))
    told(happened(UNIT))
    with django_assert_num_queries(0):
        assert told(happened(UNIT)) == []


def test_a_city_without_rules_sends_nothing() -> None:
    assert told(happened(UNIT)) == []


def test_an_audience_that_no_rule_names_hears_nothing() -> None:
    rules(line(audience="requester"))
    assert told(happened(UNIT)) == []


def test_all_notices_of_an_event_are_one_round_trip(django_assert_max_num_queries) -> None:
    rules(line(audience="lead_unit"), line(audience="handler"))
    told(happened(UNIT, position=9))
    with django_assert_max_num_queries(2):
        told(happened(UNIT, COLLEAGUE))
    assert Notice.objects.count() == 3


def test_whoever_is_in_two_audiences_is_told_once_by_the_first_rule() -> None:
    rules(line(audience="lead_unit", text_zh="第一条"), line(audience="co_unit", text_zh="第二条"))
    told(happened(UNIT, Recipient("co_unit", "unit", 3)))
    assert only_notice().text == "第一条"


def test_the_table_refuses_to_tell_twice() -> None:
    rules(line(audience="lead_unit"))
    told(happened(UNIT))
    with pytest.raises(IntegrityError), transaction.atomic():
        told(happened(UNIT))


def test_a_notice_is_undone_with_what_it_tells() -> None:
    rules(line(audience="lead_unit"))
    with transaction.atomic():
        told(happened(UNIT))
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_words_are_in_the_city_s_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LINLI", settings.LINLI.model_copy(update={"language": "en"}))
    rules(line(audience="lead_unit"))
    told(happened(UNIT))
    assert only_notice().text == "990102 is mended"


def test_times_in_a_notice_are_the_city_s() -> None:
    rules(line(audience="lead_unit", text_zh="{at}，{why}"))
    told(happened(UNIT))
    assert only_notice().text == "2026-03-02 09:00，—"


def test_what_may_wait_for_the_day_waits(requester) -> None:
    rules(line("sms", daytime_only=True))
    night = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # eleven at night
    told(happened(requester(), at=night))
    assert only_notice().next_attempt_at == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)


def test_a_notice_remembers_which_edition_sent_it() -> None:
    rules(line(audience="lead_unit"))
    told(happened(UNIT))
    first = only_notice().edition
    rules(line(audience="lead_unit", text_zh="{code}修好了"))
    told(happened(UNIT, position=2))
    assert Notice.objects.get(position=2).edition > first


def test_an_inbox_holds_one_s_own_and_one_s_unit_s_notices() -> None:
    rules(line(audience="lead_unit"), line(audience="handler"))
    told(happened(UNIT, COLLEAGUE))
    told(happened(Recipient("lead_unit", "unit", 4), Recipient("handler", "account", 6), position=2))
    assert {notice.recipient_id for notice in queries.inbox(VIEWER)} == {3, 5}
    assert queries.unread_count(VIEWER) == 2


def test_reading_takes_a_notice_off_the_count_once() -> None:
    rules(line(audience="lead_unit"))
    told(happened(UNIT))
    number = only_notice().pk
    assert actions.mark_read([number], viewer=VIEWER, now=NOW) == 1
    assert actions.mark_read([number], viewer=VIEWER, now=NOW + timedelta(hours=1)) == 0
    assert (queries.unread_count(VIEWER), only_notice().read_at) == (0, NOW)


def test_nobody_reads_another_unit_s_notices() -> None:
    rules(line(audience="lead_unit"))
    told(happened(Recipient("lead_unit", "unit", 8)))
    assert actions.mark_read([only_notice().pk], viewer=VIEWER, now=NOW) == 0
    assert not queries.inbox(VIEWER).exists()


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (Channel.MAIL, "nobody"),
        (Channel.WEBHOOK, "ftp://unit.example"),
        (Channel.WEBHOOK, "javascript:alert(1)"),
        (Channel.SMS, "13812341234"),
        (Channel.IN_APP, "x"),
    ],
)
def test_a_unit_s_address_fits_its_channel(channel: Channel, address: str) -> None:
    with pytest.raises(AddressInvalid):
        actions.set_unit_address(3, channel, address)


def test_old_notices_are_forgotten_and_waiting_ones_are_not(requester) -> None:
    rules(line("sms"), line(audience="lead_unit"))
    told(happened(requester(), UNIT))
    assert actions.forget_old(now=NOW + timedelta(days=729)) == 0
    assert actions.forget_old(now=NOW + timedelta(days=731)) == 1
    assert only_notice().channel == "sms"


def test_an_event_that_tells_nobody_asks_the_database_nothing(django_assert_num_queries) -> None:
    class Silent(Event):
        name = "test_notices.silent"

    rules(line())
    silent = Happened(Silent(), "test.matter", 1, 1, SYSTEM, NOW)
    told(silent)
    with django_assert_num_queries(0):
        assert told(silent) == []
