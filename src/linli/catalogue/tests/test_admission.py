from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from linli.catalogue.actions import (
    admit,
    collect,
    draft_admission,
    expire_admissions,
    forget_values,
    give_opinion,
    publish_list,
    refuse,
    resume,
    send_back,
    submit,
    suspend,
)
from linli.catalogue.errors import (
    AlreadyGaveOpinion,
    ApplicationIncomplete,
    ConsentMissing,
    ForbiddenTopic,
    ItemWithoutGrounds,
    MoveNotAllowed,
    NotAdmitted,
    OpinionsMissing,
    OwnApplication,
    ReasonMissing,
    TermTooLong,
    TooMuchWork,
    UnknownItem,
    ValueDoesNotFit,
)
from linli.catalogue.models import Admission, CollectedValue, CollectionItem
from linli.catalogue.policies.admission import Application
from linli.catalogue.policies.collection import AdmissionState, DataType, Frequency, View
from linli.catalogue.queries.collection import (
    compare_lists,
    heaviest_hours,
    hours_of_grid,
    may_store,
    values_of,
)
from linli.catalogue.tests.cast import DAY, NOW, START, listed
from linli.core.actor import SYSTEM
from linli.journal.models import Entry
from linli.rulebook.actions import set_rule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rule")]
DEPARTMENT, REVIEWER, SECOND = 1, 2, 3
GRID = "990102001001001G"
END = date(2027, 3, 2)


def application(**changes: object) -> Application:
    plain: dict[str, object] = {
        "title": "灭火器普查",
        "unit_id": DEPARTMENT,
        "items": ("building.extinguishers",),
        "frequency": Frequency.MONTHLY,
        "hours_per_grid": Decimal("2.50"),
        "retention_months": 24,
        "basis": "消防法第六条",
        "purpose": "掌握楼内灭火器配备",
    }
    return Application(**{**plain, **changes})  # type: ignore[arg-type]


def drafted(**changes: object) -> Admission:
    if not CollectionItem.objects.filter(code="building.extinguishers").exists():
        listed("building.extinguishers")
    return draft_admission(application(**changes), by=SYSTEM, now=NOW)


def reviewing(**changes: object) -> Admission:
    admission = drafted(**changes)
    submit(admission, by=SYSTEM, now=NOW)
    return admission


def agreed(**changes: object) -> Admission:
    admission = reviewing(**changes)
    for unit in (REVIEWER, SECOND):
        give_opinion(admission, unit_id=unit, view=View.AGREE, words="可行", by=SYSTEM, now=NOW)
    return admission


def admitted(**changes: object) -> Admission:
    admission = agreed(**changes)
    admit(admission, valid_from=DAY, valid_to=END, by=SYSTEM, now=NOW)
    return admission


def store(value: object = 3, **changes: object) -> CollectedValue:
    plain = {"grid_code": GRID, "item_code": "building.extinguishers", "subject_code": "b-1", "value": value}
    return collect(**{**plain, **changes}, by=SYSTEM, now=NOW)  # type: ignore[arg-type]


class TestAFieldIsStoredOnlyWhileItsItemIsAdmitted:
    def test_a_described_item_is_not_yet_admitted(self) -> None:
        drafted()
        with pytest.raises(NotAdmitted):
            store()

    def test_an_admitted_one_is_stored_under_its_admission(self) -> None:
        admission = admitted()
        value = store()
        assert (value.value, value.admission_id) == (3, admission.pk)
        assert value.keep_until == date(2028, 3, 2)

    def test_no_longer_once_suspended_and_again_once_resumed(self) -> None:
        admission = admitted()
        suspend(admission, reason="核对数据", by=SYSTEM, now=NOW)
        with pytest.raises(NotAdmitted):
            store()
        resume(admission, reason="核对完毕", by=SYSTEM, now=NOW)
        assert store().value == 3

    @pytest.mark.parametrize(
        ("on", "may"),
        [(DAY - timedelta(days=1), False), (DAY, True), (END - timedelta(days=1), True), (END, False)],
    )
    def test_from_its_first_day_until_its_term_ends_even_before_the_sweep(self, on, may) -> None:
        admitted()
        assert may_store("building.extinguishers", on) is may

    def test_only_in_the_area_it_was_asked_for(self) -> None:
        admitted(area_prefix="990103")
        assert not may_store("building.extinguishers", DAY, GRID)
        assert may_store("building.extinguishers", DAY, "990103001001001G")
        with pytest.raises(NotAdmitted):
            store()

    def test_an_item_nobody_described_is_unknown(self) -> None:
        with pytest.raises(UnknownItem):
            store(item_code="building.mood")

    def test_nothing_of_a_refused_value_remains(self) -> None:
        admitted()
        before = Entry.objects.count()
        with pytest.raises(ValueDoesNotFit):
            store("many")
        assert not CollectedValue.objects.exists()
        assert Entry.objects.count() == before

    def test_asking_costs_no_query_once_copied(self, django_assert_num_queries) -> None:
        admitted()
        may_store("building.extinguishers", DAY)
        with django_assert_num_queries(0):
            assert may_store("building.extinguishers", DAY, GRID)

    def test_the_last_value_stands_and_the_one_before_is_history(self) -> None:
        admitted()
        store(3)
        store(5)
        assert [value.value for value in values_of("b-1")] == [5]
        assert CollectedValue.objects.count() == 2

    def test_a_value_is_emptied_when_its_time_is_over(self) -> None:
        admitted()
        store(3)
        assert forget_values(now=NOW) == 0
        assert forget_values(now=NOW + timedelta(days=800)) == 1
        assert forget_values(now=NOW + timedelta(days=800)) == 0


class TestForbidden:
    @pytest.mark.parametrize("name", ["住户民族", "宗教信仰", "人脸照片", "重点人员", "政治面貌", "上访次数"])
    def test_no_item_is_described_that_touches_it(self, name) -> None:
        with pytest.raises(ForbiddenTopic):
            listed("building.item", name_zh=name)
        assert not CollectionItem.objects.exists()

    def test_no_application_asks_for_it_in_other_words(self) -> None:
        with pytest.raises(ForbiddenTopic):
            drafted(purpose="顺便登记住户信教情况")

    def test_an_item_that_slipped_past_is_stopped_at_submission(self) -> None:
        admission = drafted()
        CollectionItem.objects.update(name_zh="指纹")
        from linli.catalogue.queries import forget
        from linli.catalogue.queries.edition import changed

        changed()
        with pytest.raises(ForbiddenTopic):
            submit(admission, by=SYSTEM, now=NOW)
        forget()


class TestItemsAboutPeople:
    PHONE = {
        "name_zh": "志愿者联系电话",
        "data_type": DataType.PERSONAL,
        "is_personal": True,
        "personal_field": "phone",
        "by_consent": True,
        "purpose": "组织志愿活动",
        "basis": "本人同意",
    }

    @pytest.fixture
    def registry(self) -> None:
        from linli.vault.models import NUMBERS
        from linli.vault.policies.fields import FieldRegistry

        NUMBERS.forget()
        use = {
            "purpose": "grid_collection",
            "field": "phone",
            "why_zh": "组织本人报名的活动",
            "why_en": "Reach a volunteer",
            "bases": ["consent"],
            "keep_days": 730,
        }
        set_rule(FieldRegistry.key, {"uses": [use]}, valid_from=START, by=SYSTEM, now=NOW)

    @pytest.mark.parametrize("lacking", ["purpose", "basis", "personal_field"])
    def test_it_refuses_one_without_grounds(self, lacking) -> None:
        with pytest.raises(ItemWithoutGrounds):
            listed("voluntary.phone", **{**self.PHONE, lacking: ""})

    def test_the_database_refuses_it_too(self) -> None:
        listed("voluntary.phone", **self.PHONE)
        with pytest.raises(IntegrityError, match="personal_has_grounds"), transaction.atomic():
            CollectionItem.objects.update(basis="")

    @pytest.mark.usefixtures("registry")
    def test_the_value_is_in_the_vault_and_nowhere_else(self) -> None:
        listed("voluntary.phone", **self.PHONE)
        admitted(items=("voluntary.phone",))
        kept = store("19900000001", item_code="voluntary.phone", has_consent=True)
        assert kept.value is None
        assert kept.vault_record_id
        assert not Entry.objects.filter(facts__icontains="19900000001").exists()

    @pytest.mark.usefixtures("registry")
    def test_it_refuses_without_consent(self) -> None:
        listed("voluntary.phone", **self.PHONE)
        admitted(items=("voluntary.phone",))
        with pytest.raises(ConsentMissing):
            store("19900000001", item_code="voluntary.phone")

    @pytest.mark.usefixtures("registry")
    def test_a_refusal_does_not_repeat_what_was_typed(self) -> None:
        listed("voluntary.phone", **self.PHONE)
        admitted(items=("voluntary.phone",))
        with pytest.raises(ValueDoesNotFit) as refused:
            store(19900000001, item_code="voluntary.phone", has_consent=True)
        assert "19900000001" not in str(refused.value)


class TestReview:
    @pytest.mark.parametrize(
        "lacking", [{"basis": ""}, {"purpose": " "}, {"items": ()}, {"hours_per_grid": Decimal(0)}]
    )
    def test_an_incomplete_application_is_not_submitted(self, lacking) -> None:
        with pytest.raises(ApplicationIncomplete):
            reviewing(**lacking)

    def test_a_unit_does_not_review_its_own(self) -> None:
        admission = reviewing()
        with pytest.raises(OwnApplication):
            give_opinion(admission, unit_id=DEPARTMENT, view=View.AGREE, words="好", by=SYSTEM, now=NOW)

    def test_a_unit_speaks_once(self) -> None:
        admission = reviewing()
        give_opinion(admission, unit_id=REVIEWER, view=View.AGREE, words="好", by=SYSTEM, now=NOW)
        with pytest.raises(AlreadyGaveOpinion):
            give_opinion(admission, unit_id=REVIEWER, view=View.AGREE, words="好", by=SYSTEM, now=NOW)

    def test_an_opinion_has_reasons(self) -> None:
        with pytest.raises(ReasonMissing):
            give_opinion(reviewing(), unit_id=REVIEWER, view=View.REFUSE, words=" ", by=SYSTEM, now=NOW)

    def test_too_few_opinions_admit_nothing(self) -> None:
        admission = reviewing()
        give_opinion(admission, unit_id=REVIEWER, view=View.AGREE, words="好", by=SYSTEM, now=NOW)
        with pytest.raises(OpinionsMissing):
            admit(admission, valid_from=DAY, valid_to=END, by=SYSTEM, now=NOW)

    @pytest.mark.parametrize("view", [View.REFUSE, View.REVISE])
    def test_one_that_does_not_agree_is_enough_to_stop_it(self, view) -> None:
        admission = agreed()
        give_opinion(admission, unit_id=4, view=view, words="工作量大", by=SYSTEM, now=NOW)
        with pytest.raises(OpinionsMissing):
            admit(admission, valid_from=DAY, valid_to=END, by=SYSTEM, now=NOW)

    @pytest.mark.parametrize("valid_to", [DAY, date(2028, 3, 3)])
    def test_a_term_is_neither_empty_nor_longer_than_the_city_allows(self, valid_to) -> None:
        with pytest.raises(TermTooLong):
            admit(agreed(), valid_from=DAY, valid_to=valid_to, by=SYSTEM, now=NOW)

    def test_a_draft_sent_back_is_read_afresh(self) -> None:
        admission = agreed()
        send_back(admission, reason="频次太高", by=SYSTEM, now=NOW)
        submit(admission, by=SYSTEM, now=NOW)
        with pytest.raises(OpinionsMissing):
            admit(admission, valid_from=DAY, valid_to=END, by=SYSTEM, now=NOW)

    def test_a_refused_one_is_over(self) -> None:
        admission = reviewing()
        refuse(admission, reason="无依据", by=SYSTEM, now=NOW)
        with pytest.raises(MoveNotAllowed):
            submit(admission, by=SYSTEM, now=NOW)


class TestWorkload:
    def test_the_hours_of_a_grid_add_up_over_its_areas(self) -> None:
        admitted()
        admitted(area_prefix="990102", hours_per_grid=Decimal(3))
        admitted(area_prefix="990103", hours_per_grid=Decimal(4))
        assert hours_of_grid(GRID, DAY) == Decimal("5.50")
        assert heaviest_hours("", DAY) == Decimal("6.50")
        assert heaviest_hours("990102", DAY) == Decimal("5.50")

    def test_it_refuses_what_would_overload_any_grid(self) -> None:
        admitted(area_prefix="990102", hours_per_grid=Decimal(8))
        with pytest.raises(TooMuchWork):
            admitted(hours_per_grid=Decimal("2.5"))

    def test_a_suspended_task_weighs_nothing(self) -> None:
        admission = admitted()
        suspend(admission, reason="整改", by=SYSTEM, now=NOW)
        assert hours_of_grid(GRID, DAY) == 0


class TestTheSweepAndTheList:
    def test_what_has_run_out_is_marked_once(self) -> None:
        admission = admitted()
        late = NOW + timedelta(days=400)
        assert expire_admissions(by=SYSTEM, now=late) == 1
        assert expire_admissions(by=SYSTEM, now=late) == 0
        admission.refresh_from_db()
        assert admission.state == AdmissionState.EXPIRED

    def test_versions_say_how_they_differ(self) -> None:
        admission = admitted()
        first = publish_list(by=SYSTEM, now=NOW)
        assert publish_list(by=SYSTEM, now=NOW) is None
        listed("building.hydrants", name_zh="消火栓数量")
        admitted(items=("building.hydrants",))
        suspend(admission, reason="停", by=SYSTEM, now=NOW)
        second = publish_list(by=SYSTEM, now=NOW)
        assert first is not None
        assert second is not None
        found = compare_lists(first.version, second.version)
        assert (found.added, found.removed) == (("building.hydrants",), ("building.extinguishers",))
