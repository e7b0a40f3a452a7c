from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.entities.models import Entity
from linli.entities.policies import Kind
from linli.entities.testing import an_entity
from linli.journal.models import Entry
from linli.journal.queries import verify
from linli.letters.actions import answer, issue, review
from linli.letters.models import Letter
from linli.letters.testing import set_rules_of_letters
from linli.matters.testing import SmallCity
from linli.notices.models import Notice
from linli.people.testing import VILLAGE, value_of_rule
from linli.ratings.access import label_with, public_labels
from linli.ratings.actions.closing import expire
from linli.ratings.actions.labels import (
    appeal,
    confirm,
    drop,
    grant_appeal,
    recheck,
    refuse_appeal,
    report_rectified,
)
from linli.ratings.actions.signing import sign
from linli.ratings.errors import (
    AppealChangesNothing,
    AppealTooLate,
    DecidedByReviewer,
    LabelNotFound,
    LabelStateWrong,
    OwnRun,
    RunDecided,
)
from linli.ratings.exports import take_copy
from linli.ratings.models import Label
from linli.ratings.policies.states import LabelStatus
from linli.ratings.queries.results import areas_of, signed_run, why
from linli.ratings.testing import facts, rate, result, set_schemes

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(city: SmallCity) -> Iterator[SmallCity]:
    """The city with letters; the issuer of rating letters is the city government."""
    set_rules_of_letters(city.now)
    schemes = [{**each, "issuer": "city"} for each in value_of_rule("ratings-schemes")["schemes"]]
    set_schemes(schemes, city)
    return city


def actor(city: SmallCity, name: str, unit: str = "city") -> Actor:
    return Actor(ActorKind.ACCOUNT, city.cast.accounts[name].pk, city.cast.unit(unit).pk)


def in_effect(city: SmallCity, scheme: str = "three_zero", period: str = "2026-Q1") -> Label:
    """Rate, sign and confirm the only candidate."""
    row = rate(city, scheme, period)
    sign(row=row, by=actor(city, "supervisor"), now=city.now)
    label = Label.objects.select_related("entity", "run").get(status=LabelStatus.CANDIDATE)
    confirm(label=label, by=actor(city, "supervisor"), now=city.now)
    return label


def test_a_village_breaks_two_zeros_rectifies_and_returns_to_blue(office: SmallCity) -> None:
    village = an_entity(code=VILLAGE, name="柳树社区", kind=Kind.COMMUNITY, unit=office.cast.unit("village"))
    broken = facts(office, village, "petition.overdue", "safety.hazard")
    label = in_effect(office)
    letter = Letter.objects.get(pk=label.letter_id)
    assert (letter.kind, letter.addressee, letter.status) == ("warning", village.unit, "draft")
    assert label.code in letter.facts["measures"][1]

    colleague, head = actor(office, "leader"), actor(office, "supervisor")
    review(letter=letter, by=colleague, now=office.now)
    issue(letter=letter, by=head, now=office.now)
    answer(
        letter=letter,
        text="两项均已整改",
        by=actor(office, "grid_worker", "village"),
        now=office.later(days=2),
    )
    report_rectified(label=label, words="已整改", by=actor(office, "grid_worker", "village"), now=office.now)
    half = recheck(
        label=label, put_right=[broken[0].pk], words="仅一项到位", by=head, now=office.later(days=1)
    )
    assert half.step == 1
    assert label.status == LabelStatus.EFFECTIVE
    recheck(label=label, put_right=[broken[1].pk], words="复查合格", by=head, now=office.later(days=1))
    assert label.status == LabelStatus.RELEASED
    again = rate(office)
    assert (result(again, village).was, result(again, village).step) == (2, 0)
    explained = why(again, village)
    assert explained is not None
    assert [line.kind for line in explained.went] == ["petition.overdue", "safety.hazard"]


def orange(office: SmallCity) -> tuple[Entity, list[Any], Label]:
    firm = an_entity()
    kinds = ("finance.words", "finance.returns", "finance.alert")
    found = facts(office, firm, *kinds, on=date(2026, 2, 10))
    return firm, found, in_effect(office, "enterprise_risk", "2026-03")


def test_an_enterprise_appeals_and_wins_and_every_copy_changes(office: SmallCity) -> None:
    firm, found, label = orange(office)
    viewer = office.viewer("supervisor")
    scheme = next(each for each in _schemes() if each.code == "enterprise_risk")
    taker = Actor(ActorKind.ACCOUNT, office.cast.accounts["leader"].pk)
    copy, content = take_copy(scheme=scheme, viewer=viewer, by=taker, now=office.now)
    assert firm.code in content.decode("utf-8-sig")
    assert public_labels(["enterprise_risk"]).count() == 1
    assert label_with(firm.code, label.code.lower()) == label

    appeal(label=label, words="不是我公司的宣传", now=office.later(days=3))
    assert label.status == LabelStatus.APPEALED
    with pytest.raises(DecidedByReviewer):
        grant_appeal(label=label, wrong=[], words="x", by=actor(office, "supervisor"), now=office.now)
    leader = actor(office, "leader")
    with pytest.raises(AppealChangesNothing):
        grant_appeal(label=label, wrong=[], words="属实", by=leader, now=office.now)
    left = grant_appeal(
        label=label, wrong=[found[1].pk], words="宣传系冒用", by=leader, now=office.later(days=1)
    )
    assert left.step == 0
    assert label.status == LabelStatus.CORRECTED
    assert Letter.objects.get(pk=label.letter_id).status == "cancelled"
    copy.refresh_from_db()
    assert copy.corrected_at == office.now
    told = Notice.objects.get(event="ratings.copy_corrected")
    assert (told.recipient_kind, told.recipient_id) == ("account", taker.account)
    assert firm.code in told.text
    assert not public_labels(["enterprise_risk"]).exists()
    assert firm.code not in take_copy(scheme=scheme, viewer=viewer, by=SYSTEM, now=office.now)[1].decode()
    assert result(rate(office, "enterprise_risk", "2026-03"), firm).step == 0


def _schemes() -> Any:
    from linli.ratings.policies.scheme import Schemes

    return Schemes.model_validate(value_of_rule("ratings-schemes")).schemes


def test_an_appeal_that_is_refused_leaves_the_rating(office: SmallCity) -> None:
    _firm, _found, label = orange(office)
    appeal(label=label, words="不服", now=office.later(days=1))
    refuse_appeal(label=label, words="查证属实", by=actor(office, "leader"), now=office.later(days=1))
    assert label.status == LabelStatus.EFFECTIVE
    with pytest.raises(LabelStateWrong):
        refuse_appeal(label=label, words="再次", by=actor(office, "leader"), now=office.now)


def test_an_appeal_comes_in_time_and_with_the_code(office: SmallCity) -> None:
    firm, _found, label = orange(office)
    with pytest.raises(LabelNotFound):
        label_with(firm.code, "WRONGCODE2")
    with pytest.raises(AppealTooLate):
        appeal(label=label, words="迟了", now=office.later(days=40))


def test_a_run_is_signed_by_somebody_else_and_once(office: SmallCity) -> None:
    an_entity()
    row = rate(office)
    row.computed_by = office.cast.accounts["supervisor"].pk
    with pytest.raises(OwnRun):
        sign(row=row, by=actor(office, "supervisor"), now=office.now)
    sign(row=row, by=actor(office, "leader"), now=office.now)
    assert signed_run("three_zero") == row
    with pytest.raises(RunDecided):
        sign(row=row, by=actor(office, "leader"), now=office.now)


def test_nothing_takes_effect_without_review(office: SmallCity) -> None:
    firm = an_entity()
    facts(office, firm, "safety.fire")
    sign(row=rate(office), by=actor(office, "supervisor"), now=office.now)
    label = Label.objects.select_related("entity", "run").get()
    assert not public_labels(["three_zero"]).exists()
    drop(label=label, words="认定有误", by=actor(office, "supervisor"), now=office.now)
    assert label.status == LabelStatus.DROPPED


def test_a_rating_runs_out(office: SmallCity) -> None:
    _firm, _found, label = orange(office)
    assert expire(by=SYSTEM, now=office.now) == 0
    assert expire(by=SYSTEM, now=office.later(days=366)) == 1
    label.refresh_from_db()
    assert label.status == LabelStatus.EXPIRED


def test_very_many_ratings_end_in_a_few_statements_each_with_its_entry(
    office: SmallCity, django_assert_max_num_queries: Any
) -> None:
    bodies = [an_entity(number) for number in range(12)]
    row = rate(office)
    Label.objects.bulk_create(
        Label(
            entity=body, area_code=VILLAGE, scheme="three_zero", run=row, step=1, made_at=office.now,
            status=LabelStatus.EFFECTIVE, expires_on=date(2026, 2, 1),
        )
        for body in bodies
    )  # fmt: skip
    with django_assert_max_num_queries(7):
        assert expire(by=SYSTEM, now=office.now) == 12
    assert set(Label.objects.values_list("status", "chain_length")) == {("expired", 1)}
    assert Entry.objects.filter(event="ratings.label_closed").count() == 12
    assert verify().broken == []
    Label.objects.update(status=LabelStatus.EFFECTIVE)
    candidates, released = sign(row=rate(office, whole=True), by=SYSTEM, now=office.now)
    assert (candidates, released) == (0, 12)


def test_an_area_with_many_breaches_is_warned(office: SmallCity) -> None:
    bodies = [an_entity(number) for number in range(5)]
    facts(office, bodies[0], "case.filed")
    (line,) = areas_of(rate(office), [VILLAGE])
    assert (line.bodies, line.share, line.warned) == (5, 20.0, True)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 6))
def test_how_many_people_petition_changes_no_rating(office: SmallCity, petitions: int) -> None:
    """Two units that answer equally well are rated alike, however many people came to one of them."""
    busy, quiet = (
        Entity.objects.filter(code=code).first() or an_entity(code=code, name=code, kind=Kind.PROJECT)
        for code in ("BUSY-1", "QUIET-1")
    )
    Entity.objects.filter(code__in=("BUSY-1", "QUIET-1")).update(kind=Kind.INSTITUTION)
    for number in range(petitions):
        office.file(text=f"来访反映第{number}件事，请尽快处理", kind="street.litter")
    day = date(2026, 2, 1) + timedelta(days=petitions)
    facts(office, busy, "petition.overdue", on=day)
    facts(office, quiet, "petition.overdue", on=day)
    row = rate(office, whole=True)
    one, other = result(row, busy), result(row, quiet)
    assert (one.step, one.total, one.points) == (other.step, other.total, other.points)
