"""The board, one warning from proposal to lifting, its letter, and who may do what."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.journal.models import Entry
from linli.letters import actions as letters
from linli.letters.errors import ToOneself
from linli.letters.models import Letter
from linli.letters.testing import set_rules_of_letters
from linli.matters.testing import SmallCity
from linli.warnings.actions import early
from linli.warnings.actions.backtesting import backtest
from linli.warnings.actions.looking import look
from linli.warnings.errors import LetterThere, NotAcknowledged, NotNow, OthersAnswer, ReasonMissing
from linli.warnings.models import EarlyWarning
from linli.warnings.policies.states import Status
from linli.warnings.queries.early import records
from linli.warnings.testing import matters_in, monday_before

pytestmark = pytest.mark.django_db


@pytest.fixture
def warning(city: SmallCity) -> EarlyWarning:
    """A burst of water in the street of the small city, proposed this morning."""
    for back in range(12, 1, -1):
        matters_in(monday_before(city.now, back), 1 + back % 2)
    matters_in(monday_before(city.now, 1), 12, lead_unit_id=city.unit("housing"))
    look(by=SYSTEM, now=city.now)
    return EarlyWarning.objects.get(family="series")


def as_of(city: SmallCity, who: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(city.cast.accounts[who])
    return client


def actor(city: SmallCity, role: str = "supervisor", who: str = "supervisor", unit: str = "city") -> Actor:
    return Actor(ActorKind.ACCOUNT, city.cast.accounts[who].pk, city.unit(unit), role)


@pytest.fixture(autouse=True)
def _clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    city = request.getfixturevalue("city")
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)


def confirmed(city: SmallCity, row: EarlyWarning, unit: str = "housing") -> EarlyWarning:
    early.acknowledge(row=row, by=actor(city), now=city.now)
    early.confirm(row=row, unit=city.cast.unit(unit), words="现场属实", by=actor(city), now=city.now)
    return EarlyWarning.objects.select_related("unit").get(pk=row.pk)


def test_the_board_shows_the_reason_and_the_colour_in_words(city: SmallCity, warning: EarlyWarning) -> None:
    page = as_of(city, "supervisor").get("/warnings/").content.decode()
    assert "Red" in page
    assert "12 matters about “Burst pipe” came from" in page
    assert 'role="img"' in page


def test_who_judges_goes_from_note_to_confirmation_on_the_page(
    city: SmallCity, warning: EarlyWarning
) -> None:
    client, address = as_of(city, "supervisor"), f"/warnings/{warning.pk}/"
    assert client.post(f"{address}do/acknowledge/").status_code == 302
    page = client.get(address).content.decode()
    assert "安和市住房和城乡建设局" in page  # the unit that leads most of the matters is proposed
    given = {"confirm-unit": "安和市住房和城乡建设局", "confirm-words": "现场属实"}
    assert client.post(f"{address}do/confirm/", given).status_code == 302
    warning.refresh_from_db()
    assert (warning.status, warning.unit_id) == (Status.CONFIRMED, city.unit("housing"))
    assert "Confirmed. A unit answers for it." in client.get(address).content.decode()


def test_nothing_is_confirmed_that_nobody_took_note_of(city: SmallCity, warning: EarlyWarning) -> None:
    with pytest.raises(NotAcknowledged):
        early.confirm(row=warning, unit=city.cast.unit("street"), words="x", by=actor(city), now=city.now)


def test_only_the_named_role_takes_note(city: SmallCity, warning: EarlyWarning) -> None:
    with pytest.raises(OthersAnswer):
        early.acknowledge(row=warning, by=actor(city, "dispatcher"), now=city.now)


def test_a_false_alarm_needs_a_reason_and_counts(city: SmallCity, warning: EarlyWarning) -> None:
    with pytest.raises(ReasonMissing):
        early.dismiss(row=warning, words=" ", by=actor(city), now=city.now)
    early.dismiss(row=warning, words="一次停水演练", by=actor(city), now=city.now)
    found = {each.detector: each for each in records()}
    assert (found["ears_c2"].false, found["ears_c2"].false_rate) == (1, 1.0)
    assert "100%" in as_of(city, "supervisor").get("/warnings/?ended").content.decode()


def test_what_was_dismissed_in_haste_is_looked_at_again(city: SmallCity, warning: EarlyWarning) -> None:
    early.dismiss(row=warning, words="看错了", by=actor(city), now=city.now)
    early.reopen(row=warning, words="又来三件", by=actor(city), now=city.now)
    assert (warning.status, records()[-1].false) == (Status.RAISED, 0)


def test_a_letter_goes_to_the_unit_and_its_answer_is_seen(city: SmallCity, warning: EarlyWarning) -> None:
    set_rules_of_letters()
    row = confirmed(city, warning)
    who = {"by": actor(city), "now": city.now}
    letter = early.write_letter(
        row=row, issuer=city.cast.unit("city"), suggestions="查明原因\n两日内修复", **who
    )
    assert (letter.kind, letter.addressee_id) == ("advisory", city.unit("housing"))
    with pytest.raises(LetterThere):
        early.write_letter(row=row, issuer=city.cast.unit("city"), suggestions="x", **who)
    other = actor(city, who="leader")
    letters.review(letter=letter, by=other, now=city.now)
    letters.issue(letter=letter, by=actor(city), now=city.now)
    row.refresh_from_db()
    assert row.status == Status.NOTIFIED
    letter = Letter.objects.get(pk=letter.pk)
    letters.answer(
        letter=letter, text="已修复", by=actor(city, "handler", "handler", "housing"), now=city.later(days=1)
    )
    row.refresh_from_db()
    assert row.status == Status.HANDLING
    page = as_of(city, "supervisor").get("/warnings/progress/").content.decode()
    assert letter.number in page


def test_the_letter_tells_no_small_count_and_no_person(city: SmallCity, warning: EarlyWarning) -> None:
    set_rules_of_letters()
    row = confirmed(city, warning)
    letter = early.write_letter(
        row=row, issuer=city.cast.unit("city"), suggestions="查明原因", by=actor(city), now=city.now
    )
    rows = letter.facts["figures"]["rows"]
    assert rows[-1][1] == "12"
    assert {cell for _week, cell in rows[:-1]} == {"少于5"}


def test_nobody_writes_to_themselves(city: SmallCity, warning: EarlyWarning) -> None:
    set_rules_of_letters()
    row = confirmed(city, warning, "city")
    with pytest.raises(ToOneself):
        early.write_letter(
            row=row, issuer=city.cast.unit("city"), suggestions="x", by=actor(city), now=city.now
        )
    assert EarlyWarning.objects.get(pk=row.pk).status == Status.CONFIRMED


def test_a_lifted_warning_takes_no_more_steps(city: SmallCity, warning: EarlyWarning) -> None:
    row = confirmed(city, warning)
    early.lift(row=row, words="已修复，无新增", by=actor(city), now=city.now)
    with pytest.raises(NotNow):
        early.begin_handling(row=row, words="x", by=actor(city), now=city.now)


def test_the_matters_behind_are_those_one_may_read(city: SmallCity, warning: EarlyWarning) -> None:
    page = as_of(city, "supervisor").get(f"/warnings/{warning.pk}/").content.decode()
    assert "as far as you may read them: 12" in page
    assert as_of(city, "other_clerk").get(f"/warnings/{warning.pk}/").status_code == 404  # another district's
    assert as_of(city, "intake_clerk").get(f"/warnings/{warning.pk}/").status_code == 403


def test_the_responsible_unit_reads_its_warning_and_no_small_counts(
    city: SmallCity, warning: EarlyWarning
) -> None:
    address = f"/warnings/{warning.pk}/"
    client = as_of(city, "handler")
    assert client.get(address).status_code == 404
    confirmed(city, warning)
    page = client.get(address).content.decode()
    assert "fewer than 5" in page
    assert not re.search(r"<td>[1-4]</td>", page)
    assert "do/dismiss" not in page
    assert client.post(f"{address}do/dismiss/", {"dismiss-words": "x"}).status_code == 403


def test_a_step_that_is_refused_keeps_what_was_typed(city: SmallCity, warning: EarlyWarning) -> None:
    client = as_of(city, "supervisor")
    client.post(f"/warnings/{warning.pk}/do/acknowledge/")
    given = {"confirm-unit": "没有这个单位", "confirm-words": "写了很久"}
    answer = client.post(f"/warnings/{warning.pk}/do/confirm/", given)
    assert answer.status_code in (400, 409, 422)
    assert "写了很久" in answer.content.decode()


def test_the_look_back_shows_alarms_and_those_for_nothing(city: SmallCity, warning: EarlyWarning) -> None:
    backtest(now=city.now)
    page = as_of(city, "supervisor").get("/warnings/backtest/").content.decode()
    assert "as the city set it" in page
    assert "Burst pipe" in page
    assert "Burst pipe" not in as_of(city, "other_clerk").get("/warnings/backtest/").content.decode()


def test_the_board_needs_as_many_queries_for_many_as_for_one(
    city: SmallCity, warning: EarlyWarning, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        row = EarlyWarning.objects.get(pk=warning.pk)
        row.pk, row.area_code, row._state.adding = None, f"99010200{number + 2}000", True
        row.save()
    client = as_of(city, "supervisor")
    client.get("/warnings/")
    with django_assert_max_num_queries(16):
        assert client.get("/warnings/").status_code == 200


def test_each_step_is_in_the_journal_with_who_took_it(city: SmallCity, warning: EarlyWarning) -> None:
    confirmed(city, warning)
    entries = Entry.objects.filter(subject_kind="warnings.earlywarning", subject_id=warning.pk).order_by("pk")
    assert [each.event for each in entries] == ["warning.raised", "warning.acknowledged", "warning.confirmed"]
    assert entries[1].by_role == "supervisor"


def test_nobody_confirming_it_ends_a_proposal_after_its_days(city: SmallCity, warning: EarlyWarning) -> None:
    EarlyWarning.objects.filter(pk=warning.pk).update(expires_at=city.now + timedelta(hours=1))
    look(by=SYSTEM, now=city.later(hours=2))
    assert EarlyWarning.objects.get(pk=warning.pk).status == Status.EXPIRED
