from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from linli.catalogue.actions import end_kind
from linli.catalogue.errors import KindEndsBeforeStart, KindKeepsItsDate, UnknownKind
from linli.catalogue.models import Kind
from linli.catalogue.policies.kinds import JUDGING, Datatype, KindView, Question, Tier, line_of
from linli.catalogue.queries import forget, kind_named, kind_of_event_code, kinds
from linli.catalogue.tests.cast import DAY, NOW, START, kind, publish
from linli.core.actor import SYSTEM
from linli.journal.queries import entries_of, verify

pytestmark = pytest.mark.django_db
LATER = date(2026, 6, 1)


def test_a_code_leads_up_to_its_top_node() -> None:
    assert list(line_of("water.supply.burst")) == ["water.supply.burst", "water.supply", "water"]
    assert list(line_of("")) == []


def test_what_a_matter_is_judged_by_is_among_the_columns() -> None:
    assert set(JUDGING) <= set(kind("litter").columns())
    assert set(JUDGING) <= set(KindView.__slots__)


@pytest.mark.usefixtures("tree")
class TestTheTree:
    def test_it_names_a_kind(self) -> None:
        found = kind_named("water.supply.burst", DAY)
        assert (found.tier, found.parent_code, found.group) == (Tier.URGENT, "water.supply", "water")

    def test_it_refuses_a_code_that_is_not_there(self) -> None:
        with pytest.raises(UnknownKind):
            kind_named("fire", DAY)

    def test_it_refuses_a_day_before_the_first_edition(self) -> None:
        with pytest.raises(UnknownKind):
            kind_named("litter", START - timedelta(days=1))

    def test_only_leaves_are_for_matters(self) -> None:
        leaves = [found.code for found in kinds(DAY).leaves]
        assert leaves == ["litter", "water.supply.bill", "water.supply.burst"]

    def test_it_names_what_lies_right_below(self) -> None:
        assert [found.code for found in kinds(DAY).children_of("water.supply")] == [
            "water.supply.bill",
            "water.supply.burst",
        ]
        assert [found.code for found in kinds(DAY).children_of()] == ["litter", "water"]

    def test_it_asks_nothing_the_second_time(self, django_assert_num_queries) -> None:
        kinds(DAY)
        with django_assert_num_queries(0):
            kind_named("litter", DAY)


def test_a_name_is_in_the_readers_language() -> None:
    publish("litter", name_zh="垃圾", name_en="Litter")
    with translation.override("en"):
        assert kind_named("litter", DAY).name == "Litter"
    with translation.override("zh-hans"):
        assert kind_named("litter", DAY).name == "垃圾"


def test_a_kind_is_found_by_the_code_of_a_city_event() -> None:
    publish("litter", event_code="E0101")
    assert kind_of_event_code("E0101", DAY).code == "litter"
    with pytest.raises(UnknownKind):
        kind_of_event_code("E0102", DAY)


def test_questions_come_back_as_they_were_written() -> None:
    asked = Question("depth", Datatype.SINGLE, "多深", "How deep", True, {"knee": ("到膝盖", "To the knee")})
    publish("flood", questions=(asked,))
    assert kind_named("flood", DAY).questions == (asked,)


class TestChanges:
    def test_the_same_again_changes_nothing(self) -> None:
        row = publish("litter")
        assert publish("litter").pk == row.pk
        assert entries_of(row).count() == 1

    def test_a_later_date_makes_a_new_edition_and_keeps_the_old(self) -> None:
        publish("litter")
        publish("litter", tier=Tier.FAST, valid_from=LATER)
        assert kind_named("litter", DAY).tier == Tier.ORDINARY
        assert kind_named("litter", LATER - timedelta(days=1)).tier == Tier.ORDINARY
        assert kind_named("litter", LATER).tier == Tier.FAST

    def test_a_later_date_with_nothing_changed_makes_no_edition(self) -> None:
        publish("litter")
        publish("litter", valid_from=LATER)
        assert Kind.objects.filter(code="litter").count() == 1

    @pytest.mark.parametrize("change", [{"tier": Tier.FAST}, {"limits": {"resolve": "4 working_hours"}}])
    def test_it_refuses_to_judge_otherwise_from_the_same_date(self, change) -> None:
        publish("litter")
        with pytest.raises(KindKeepsItsDate):
            publish("litter", **change)

    def test_wording_is_mended_in_place(self) -> None:
        first = kind_named(publish("litter").code, DAY)
        row = publish("litter", name_zh="垃圾堆放", keywords=("垃圾",))
        assert row.pk == first.id
        assert kind_named("litter", DAY).keywords == ("垃圾",)
        assert [entry.event for entry in entries_of(row)] == [
            "catalogue.kind_published",
            "catalogue.kind_reworded",
        ]

    def test_new_words_under_a_later_date_are_mended_in_place_too(self) -> None:
        publish("litter")
        publish("litter", name_zh="垃圾堆放", valid_from=LATER)
        assert Kind.objects.filter(code="litter").count() == 1
        assert kind_named("litter", DAY).name_zh == "垃圾堆放"

    def test_an_ended_kind_is_gone_from_its_last_day_on(self) -> None:
        publish("litter")
        end_kind("litter", valid_to=LATER, by=SYSTEM, now=NOW)
        assert kind_named("litter", LATER - timedelta(days=1))
        with pytest.raises(UnknownKind):
            kind_named("litter", LATER)

    def test_it_refuses_an_end_before_the_beginning(self) -> None:
        publish("litter")
        with pytest.raises(KindEndsBeforeStart):
            end_kind("litter", valid_to=START - timedelta(days=1), by=SYSTEM, now=NOW)

    def test_all_of_it_is_in_chains_that_verify(self) -> None:
        publish("litter")
        publish("litter", tier=Tier.FAST, valid_from=LATER)
        assert verify().broken == []


class TestCopies:
    def test_what_is_rolled_back_was_never_there(self) -> None:
        publish("litter")
        with transaction.atomic():
            publish("fire")
            assert kind_named("fire", DAY)
            transaction.set_rollback(True)
        assert "fire" not in kinds(DAY)

    def test_a_copy_sees_another_processs_edition(self, monkeypatch) -> None:
        from linli.catalogue.models import CatalogueEdition
        from linli.catalogue.queries import edition
        from linli.core.unsettled import Unsettled

        monkeypatch.setattr(edition, "_unsettled", Unsettled(forget))
        forget()
        before = set(kinds(DAY))
        Kind.objects.bulk_create([_row("elsewhere")])
        assert set(kinds(DAY)) == before
        CatalogueEdition.objects.update_or_create(id=1)
        monkeypatch.setattr(edition, "FRESH_SECONDS", -1)
        assert "elsewhere" in kinds(DAY)
        forget()


def _row(code: str) -> Kind:
    return Kind(code=code, valid_from=START, **kind(code).columns())


def test_the_database_refuses_two_open_editions() -> None:
    _row("litter").save()
    with pytest.raises(IntegrityError, match="catalogue_kind_one_open_edition"), transaction.atomic():
        Kind(code="litter", valid_from=LATER, **kind("litter").columns()).save()
