"""The demo shows everything a city may meet, through its own doors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings

from linli.assessments.models import Assessment
from linli.assessments.policies.states import Status as AssessmentStatus
from linli.catalogue.packs.messages import composed
from linli.core.actor import SYSTEM
from linli.demo import cast, playing
from linli.demo.actions import Wish, log_in_lines, open_city, pack_folder, play_demo
from linli.demo.log_ins import password, password_file
from linli.demo.people import COMMUNITY
from linli.demo.playing import Played, play
from linli.demo.quarter.rising import BURST
from linli.demo.scripts import LEFT_OPEN, SHOWN_ONCE
from linli.disputes.access import waiting_joinings, waiting_replies
from linli.entities.models import Edition, Entity
from linli.files.models import Attachment
from linli.inspections.models import Draw, Exemption, Inspector, Problem, Redraw, Visit
from linli.inspections.policies.states import DrawStatus, ExemptionStatus, VisitStatus
from linli.journal.models import Entry
from linli.journal.queries import verify
from linli.letters.queries import letters_about
from linli.matters.models import Clock, FollowUp, Matter
from linli.matters.policies import OPEN, Channel, Satisfied, Status, Step, Verb
from linli.notices.models import Notice
from linli.people.access import viewer_of
from linli.people.models import Assignment
from linli.people.policies import INCOMPATIBLE, NEVER_GIVEN, Role
from linli.people.queries import account_named
from linli.publications.models import Comment, Complaint, Project
from linli.publications.policies.states import CommentStatus, ComplaintStatus
from linli.ratings.models import Label, Run
from linli.ratings.policies.states import LabelStatus
from linli.registers.models import Record
from linli.registers.queries.declared import declared
from linli.rulebook.packs import Pack
from linli.rulebook.packs.actions import load_pack
from linli.supervision.queries import approved
from linli.targets.models import Appraisal, Objection
from linli.warnings.models import CauseAction, Look

NOW = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
"""A Thursday, four in the afternoon in the city."""
SMALL = len(SHOWN_ONCE) + len(LEFT_OPEN) + 15
CHEAP = ["linli.people.testing.CheapArgon2"]


@pytest.fixture(scope="module")
def homes(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home of the test's own, so that neither files nor the password of a real one are touched."""
    from django.conf import settings

    home = tmp_path_factory.mktemp("home")
    with override_settings(LINLI=settings.LINLI.model_copy(update={"home": home}), PASSWORD_HASHERS=CHEAP):
        yield


@pytest.fixture(scope="module")
def anhe(homes: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Anhe's pack, loaded once for all tests of this module and taken away after the last."""
    from linli.matters.actions.registering import numbers, serials

    numbers.forget()
    serials.forget()
    with django_db_blocker.unblock(), transaction.atomic():
        load_pack(Pack.at(pack_folder()), by=SYSTEM, now=NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def played(anhe: None, django_db_blocker: Any, monkeypatch_module: pytest.MonkeyPatch) -> Played:
    monkeypatch_module.setattr("linli.demo.teaching.teach", lambda *texts, **more: None)
    with django_db_blocker.unblock():
        result = play_demo(Wish(matters=SMALL, days=60, seed=4, plan=False, enterprises=300), now=NOW)
    assert result is not None
    return result


@pytest.fixture(scope="module")
def monkeypatch_module() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(autouse=True)
def _open(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.mark.django_db
def test_before_it_was_played_nobody_can_log_in() -> None:
    """Comes first: it is also what lets pytest make the database that the fixtures above fill."""
    assert cast.log_ins() == []
    assert playing.runs() == 0


def test_no_door_refuses_anything(played: Played) -> None:
    assert played.refused == []
    assert played.matters == SMALL + BURST


def test_a_warning_goes_its_whole_way(played: Played) -> None:
    """Raised, noted, confirmed, written about, answered; and what was done about its cause has a measured effect."""
    action = CauseAction.objects.select_related("warning").get()
    assert action.warning is not None
    assert (action.warning.status, action.warning.acknowledged_as) == ("handling", "supervisor")
    assert letters_about(action.warning).get().answered_at is not None
    assert action.effect is not None
    assert action.steps.filter(done_on=None).count() == 0
    assert Look.objects.latest("week_on").figures


def test_every_state_occurs(played: Played) -> None:
    facts = Entry.objects.filter(subject_kind="matters.matter").values_list("facts", flat=True)
    reached = {state for each in facts for state in (each["old"], each["new"])}
    assert reached == set(Status.values)


def test_every_verb_is_used(played: Played) -> None:
    assert set(Verb.values) <= played.by_verb.keys()


def test_every_open_state_is_there_at_the_end(played: Played) -> None:
    left = set(Matter.objects.values_list("status", flat=True))
    assert OPEN - left <= {Status.ACCEPTED}  # a minute's work for the city's rules


def test_every_channel_step_and_rating_occurs(played: Played) -> None:
    assert set(Matter.objects.values_list("channel", flat=True)) == set(Channel.values)
    assert set(Clock.objects.values_list("step", flat=True)) == set(Step.values)
    assert set(FollowUp.objects.filter(was_reached=True).values_list("satisfied", flat=True)) == set(
        Satisfied.values
    )


def test_some_are_late_and_most_are_not(played: Played) -> None:
    stopped = list(Clock.objects.exclude(stopped_at=None).values_list("due_at", "stopped_at"))
    late = sum(stopped_at > due_at for due_at, stopped_at in stopped)
    assert 0 < late < len(stopped) / 3


def test_kinds_that_ask_for_evidence_have_it(played: Played) -> None:
    purposes = Counter(Attachment.objects.values_list("purpose", flat=True))
    assert min(purposes[each] for each in ("photo", "before", "after", "evidence")) > 0


def test_the_journal_verifies_and_its_order_is_the_order_of_time(played: Played) -> None:
    result = verify()
    assert (result.broken, result.entries > SMALL) == ([], True)
    times = list(
        Entry.objects.filter(subject_kind="matters.matter").order_by("pk").values_list("at", flat=True)
    )
    assert times == sorted(times)
    assert times[-1] <= NOW


def test_offices_are_closed_at_night(played: Played) -> None:
    """Only crews on duty acknowledge ordinary matters outside the hours: none."""
    from linli.core.time import city_zone

    rows = Entry.objects.filter(event="matter.acknowledged", subject_kind="matters.matter")
    ordinary = dict(Matter.objects.filter(tier="ordinary").values_list("pk", "code"))
    hours = {
        at.astimezone(city_zone()).hour for pk, at in rows.values_list("subject_id", "at") if pk in ordinary
    }
    assert hours <= {8, 9, 10, 11, 12, 14, 15, 16, 17}


def test_nothing_waits_to_be_sent_to_invented_numbers(played: Played) -> None:
    assert not Notice.objects.filter(channel="sms", next_attempt_at__lte=NOW).exists()


def test_a_second_time_adds_nothing_and_more_adds_more(played: Played) -> None:
    before = Entry.objects.count()
    assert play_demo(Wish(matters=5), now=NOW) is None
    assert open_city(now=NOW) == log_in_lines()
    assert Entry.objects.count() == before
    with transaction.atomic():
        more = play_demo(Wish(matters=5, days=3, more=True, plan=False), now=NOW)
        assert more is not None
        assert (more.matters, more.refused) == (5, [])
        transaction.set_rollback(True)


def test_everybody_logs_in_with_the_password_of_this_home(played: Played) -> None:
    assert password_file().stat().st_mode & 0o777 == 0o600
    people = cast.log_ins()
    assert len(people) > 25
    assert all(account_named(username).check_password(password()) for username, _name in people)
    assert password() in log_in_lines()[-1]


def test_every_role_that_handles_matters_is_there_and_no_pair_is_incompatible(played: Played) -> None:
    held: dict[int, set[Role]] = {}
    for account, role in Assignment.objects.values_list("account_id", "role"):
        held.setdefault(account, set()).add(Role(role))
    assert not [roles for roles in held.values() for pair in INCOMPATIBLE if pair <= roles]
    played_by = set().union(*held.values())
    assert {Role.INTAKE_CLERK, Role.DISPATCHER, Role.HANDLER, Role.UNIT_HEAD, Role.GRID_WORKER} <= played_by
    assert {Role.VERIFIER, Role.FOLLOW_UP_CLERK, Role.SUPERVISOR, Role.CITY_LEADER} <= played_by
    assert not played_by & NEVER_GIVEN


def test_every_ledger_shows_every_state(played: Played) -> None:
    """A newcomer finds each page filled: nothing of a draw, an assessment or a project stays to be imagined."""

    def of(model: Any, column: str = "status") -> set[str]:
        return set(model.objects.values_list(column, flat=True))

    assert of(Draw) == set(DrawStatus.values)
    assert of(Redraw, "reason") >= {"relationship", "unable", "gone"}
    assert of(Visit) == set(VisitStatus.values)
    assert of(Problem) >= {"open", "closed"}
    assert of(Exemption) == set(ExemptionStatus.values) - {"forgotten"}
    assert of(Assessment) == set(AssessmentStatus.values)
    road = Assessment.objects.get(title="滨河路拓宽工程")
    assert list(road.gradings.order_by("number").values_list("grade", flat=True)) == ["medium", "low"]
    assert of(Project) >= {"listed", "solving", "delivered", "certified", "closed"}
    assert Project.objects.filter(update_due_on__lt=NOW.date()).count() == 1
    assert of(Comment) == set(CommentStatus.values)
    assert of(Complaint) == set(ComplaintStatus.values)
    assert of(Record, "register") == {each.value.code for each in declared(NOW.date())}
    assert Record.objects.filter(review_due_at__lt=NOW, ended_on=None).exists()


def test_whoever_a_ledger_concerns_is_told(played: Played) -> None:
    told = set(Notice.objects.values_list("event", flat=True))
    assert told >= {
        "inspections.draw_revealed",
        "inspections.redraw_made",
        "registers.reviews_requested",
        "publications.update_requested",
        "publications.handler_set",
        "assessments.assessment_filed",
        "assessments.assessment_decided",
    }


def test_the_demo_imports_nothing_that_only_tests_may() -> None:
    """The testing modules set the home of the tests; a server that opened the demo would use it."""
    folder = Path(cast.__file__).parent
    lines = [
        line
        for file in folder.rglob("*.py")
        if "tests" not in file.parts
        for line in file.read_text().splitlines()
    ]
    assert [line for line in lines if re.match(r"\s*(from|import) linli\S*\.testing", line)] == []


def test_ratings_stand_in_every_state_that_a_city_meets(played: Played) -> None:
    states = set(Label.objects.values_list("status", flat=True))
    assert set(LabelStatus) - states <= {LabelStatus.EXPIRED, LabelStatus.REPLACED}
    assert Run.objects.filter(status="computed").exists(), "one is left to be signed"
    assert 5 in Edition.objects.filter(status="signed").values_list("refused", flat=True)
    assert (
        Entity.objects.filter(kind="village").count() + Entity.objects.filter(kind="community").count()
        == 1032
    )


def story(played_at: datetime, seed: int) -> list[tuple[Any, ...]]:
    """Play in a transaction that is undone and return what the journal says, without numbers and codes."""
    texts = composed(Pack.at(pack_folder()))
    with transaction.atomic():
        first = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
        staff = cast.make_cast(since=played_at, now=played_at)
        play(texts, count=12, days=20, seed=seed, cast=staff, now=played_at)
        rows = Entry.objects.filter(pk__gt=first, subject_kind="matters.matter").order_by("pk")
        told = [
            (row.event, row.at, row.by_role, row.note, row.facts["new"], row.facts.get("area"))
            for row in rows
        ]
        transaction.set_rollback(True)
    return told


def test_the_same_seed_and_end_tell_the_same_story(played: Played) -> None:
    assert story(NOW, 7) == story(NOW, 7)
    assert story(NOW, 7) != story(NOW, 8)


def test_what_is_played_can_be_counted(played: Played) -> None:
    assert playing.runs() == 1


def test_something_waits_for_whoever_decides(played: Played) -> None:
    """No inbox of the demo is empty: a court's answer, a committee that is asked, a batch, an objection."""
    centre = viewer_of(account_named("maodiao-tanglin"), NOW)
    assert waiting_replies(centre).get().outcome == "granted"
    assert waiting_joinings(centre).get().dispute.centre.code == COMMUNITY
    leader = viewer_of(account_named("lingdao"), NOW)
    assert len(approved(leader)) == 2
    assert sorted(Objection.objects.values_list("status", flat=True)) == ["open", "rejected", "upheld"]


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("maodiao-tanglin", "/disputes/inbox/"),
        ("zhiban-fengliao", "/disputes/conferences/villagers/"),
        ("lingdao", "/supervision/lists/batch/"),
        ("shichang-fuze", "/inspections/pool/"),
        ("shichang-fuze", "/targets/appraisals/"),
        ("jiedao-qingjia", "/targets/mine/"),
    ],
)
def test_whoever_keeps_a_page_finds_something_on_it(
    played: Played, who: str, path: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client.force_login(account_named(who))
    answer = client.get(path)
    assert answer.status_code == HTTPStatus.OK
    assert b"card empty" not in answer.content


def test_units_are_appraised_until_the_last_quarter_s_end(played: Played) -> None:
    made = Appraisal.objects.get()
    assert (made.name, made.status) == ("2026年前三季度市域社会治理考核", "published")
    assert (made.first_on.isoformat(), made.last_on.isoformat()) == ("2026-01-01", "2026-09-30")
    assert made.object_until is not None


def test_whoever_is_away_stands_in_the_pool_but_is_not_drawn(played: Played) -> None:
    assert Inspector.objects.get(is_active=False).code == "SJ016"
    assert Inspector.objects.exclude(keeps_away="").count() == 2


def test_hard_disputes_climb_and_different_opinions_stay(played: Played) -> None:
    from linli.conferences.models import Conference, Seat
    from linli.conferences.policies import Kind
    from linli.redress.models import Suggestion

    assert set(Conference.objects.values_list("kind", flat=True)) == set(Kind.values)
    assert set(Conference.objects.values_list("status", flat=True)) >= {"convened", "decided", "closed"}
    assert Seat.objects.filter(stand="against", conference__kind__in=["joint", "panel"]).count() == 2
    pushes = Suggestion.objects.filter(matter__startswith="push").values_list("status", flat=True)
    assert sorted(pushes) == ["accepted", "answered", "sent"]
