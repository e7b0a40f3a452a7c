from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from linli.catalogue.models import CollectionItem, Duty, Kind
from linli.catalogue.packs import collection, duties, kinds, messages
from linli.catalogue.policies.duties import COMMUNITY_KINDS
from linli.catalogue.policies.kinds import Evidence, Tier
from linli.catalogue.queries import duty_for
from linli.catalogue.queries import kinds as kinds_on
from linli.catalogue.tests.cast import ANHE, DAY, NOW
from linli.core.actor import SYSTEM
from linli.rulebook.packs import ChangeKind, Pack

PARTS = (kinds, duties, collection, messages)


def quiet(part: str, done: int, total: int) -> None:
    pass


def load(pack: Pack) -> list[object]:
    return [change for part in PARTS for change in part.load(pack, by=SYSTEM, now=NOW, progress=quiet)]


@pytest.fixture
def anhe() -> Pack:
    return Pack.at(ANHE)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The catalogue of Anhe, to spoil."""
    for name in ("catalogue", "city.yaml", "messages.yaml"):
        source = ANHE / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return tmp_path


def spoil(folder: Path, file: str, old: str, new: str) -> int:
    """Replace a piece of text that is there once, and return its line."""
    content = (folder / file).read_text()
    assert content.count(old) == 1
    (folder / file).write_text(content.replace(old, new))
    return content[: content.index(old)].count("\n") + 1


class TestAnhe:
    def test_it_has_no_faults(self, anhe) -> None:
        assert [str(fault) for part in PARTS for fault in part.check(anhe)] == []

    def test_its_breadth(self, anhe) -> None:
        leaves = [draft for draft in kinds.drafts(anhe) if draft.is_leaf]
        found = collection.categories(anhe)
        assert len(leaves) >= 200
        assert len({draft.code.split(".")[0] for draft in leaves}) >= 15
        assert {draft.tier for draft in leaves} == set(Tier)
        assert (len(found), sum(len(each.items) for each in found)) == (33, 321)

    def test_every_kind_has_a_duty_of_its_own(self, anhe) -> None:
        named = {line.kind_code for line in duties.lines(anhe)}
        tops = {draft.code.split(".")[0] for draft in kinds.drafts(anhe)}
        assert tops <= named

    def test_every_leaf_has_messages(self, anhe) -> None:
        told = Counter(message.kind_code for message in messages.composed(anhe))
        assert sum(told.values()) >= 600
        assert all(told[draft.code] >= 2 for draft in kinds.drafts(anhe) if draft.is_leaf)

    def test_committees_are_given_nothing_that_needs_force_of_law(self, anhe) -> None:
        down = {line.kind_code for line in duties.lines(anhe) if line.unit_kind in COMMUNITY_KINDS}
        leaves = {draft.code: draft for draft in kinds.drafts(anhe)}
        assert all(leaves[code].tier is not Tier.URGENT for code in down)
        assert not any(code.startswith(("building", "safety", "labour", "conduct")) for code in down)

    def test_what_is_about_people_is_by_consent_and_little(self, anhe) -> None:
        items = [draft for each in collection.categories(anhe) for draft in each.items]
        personal = [draft for draft in items if draft.is_personal]
        assert 0 < len(personal) < 10
        assert all(draft.by_consent and draft.purpose and draft.basis for draft in personal)
        assert not any(draft.is_sensitive for draft in items)

    def test_urgent_kinds_on_the_spot_are_verified_or_handed_on(self, anhe) -> None:
        burst = {draft.code: draft for draft in kinds.drafts(anhe)}["utility.water.burst"]
        assert (burst.needs_verification, burst.evidence) == (True, Evidence.BEFORE_AFTER)

    @pytest.mark.django_db
    def test_loading_twice_changes_nothing_the_second_time(self, anhe) -> None:
        assert load(anhe)
        assert load(anhe) == []
        assert [change for part in PARTS for change in part.diff(anhe)] == []

    @pytest.mark.django_db
    def test_a_matter_finds_its_unit(self, anhe, units) -> None:
        load(anhe)
        match = duty_for("rural.drinking_water", "990102001001", DAY)
        assert (match.unit_id, match.certain) == (units["990102-water"], True)
        assert duty_for("utility.heat.cold", "990102001001", DAY).certain
        match = duty_for("estate.corridor", "990102001001", DAY)
        assert match.unit_id == units["990102001001-people"]

    @pytest.mark.django_db
    def test_the_tree_hands_down_tier_and_label(self, anhe) -> None:
        load(anhe)
        found = kinds_on(DAY)["utility.gas.leak"]
        assert (found.tier, found.label) == (Tier.URGENT, "城乡建设")
        assert found.parent_code == "utility.gas"
        assert found.group == "utility"


class TestFaults:
    """Each names its line."""

    @pytest.mark.parametrize(
        ("part", "file", "old", "new", "code"),
        [
            (kinds, "catalogue/kinds.yaml", "outage: {zh: 停水", "Outage: {zh: 停水", "pack.kind_code_unfit"),
            (
                kinds,
                "catalogue/kinds.yaml",
                "en: Pothole, opens:",
                "en: Pothole, open:",
                "pack.field_unknown",
            ),
            (
                kinds,
                "catalogue/kinds.yaml",
                "limits: {resolve: 12 hours}",
                "limits: {resolve: soon}",
                "limit",
            ),
            (kinds, "catalogue/kinds.yaml", "event: E0411", "event: E0405", "pack.event_code_twice"),
            (kinds, "catalogue/kinds.yaml", "event: C0203", "event: X1", "pack.value_unfit"),
            (
                duties,
                "catalogue/duty.yaml",
                "kind: labour.conditions",
                "kind: labour.mood",
                "pack.kind_not_declared",
            ),
            (
                duties,
                "catalogue/duty.yaml",
                "{kind: education, unit_kind",
                "{kind: consumer, unit_kind",
                "pack.duty",
            ),
            (
                duties,
                "catalogue/duty.yaml",
                "{kind: health, unit_kind: health_commission}",
                "{kind: health, unit_kind: residents_committee}",
                "catalogue.community_by_leaf_only",
            ),
            (
                duties,
                "catalogue/duty.yaml",
                "{kind: labour, unit_kind: human_resources_bureau}",
                "{kind: labour}",
                "catalogue.duty_names_nobody",
            ),
            (
                collection,
                "catalogue/collection.yaml",
                "zh: 楼栋名称",
                "zh: 住户民族",
                "catalogue.forbidden_topic",
            ),
            (
                collection,
                "catalogue/collection.yaml",
                "purpose: 送餐时联系本人, ",
                "",
                "catalogue.item_without_grounds",
            ),
            (collection, "catalogue/collection.yaml", "zh: 门牌地址", "zh: {a: b}", "pack.value_unfit"),
            (messages, "messages.yaml", "  road.pothole:", "  road.hole:", "pack.kind_not_declared"),
            (messages, "messages.yaml", "  road.pothole:", "  road:", "pack.kind_not_a_leaf"),
            (
                messages,
                "messages.yaml",
                "家里停水半天了|{estate}",
                "家里停水半天了|{street}",
                "pack.placeholder",
            ),
            (messages, "messages.yaml", "整栋楼没水|我住", "整栋楼没水，我住", "pack.message_unfit"),
        ],
    )
    def test_a_fault_is_found_in_its_line(self, copy, part, file, old, new, code) -> None:
        line = spoil(copy, file, old, new)
        faults = list(part.check(Pack.at(copy)))
        assert any(code in fault.why.code for fault in faults), [str(fault) for fault in faults]
        assert (file, line) in {(fault.file, fault.line) for fault in faults}

    def test_nobody_to_coordinate_is_a_fault(self, copy) -> None:
        content = (copy / "catalogue/duty.yaml").read_text()
        kept = [line for line in content.splitlines() if 'kind: "*"' not in line]
        (copy / "catalogue/duty.yaml").write_text("\n".join(kept))
        assert "pack.no_coordinator" in {fault.why.code for fault in duties.check(Pack.at(copy))}


@pytest.mark.django_db
class TestChanges:
    def test_a_changed_duty_ends_the_line_before_on_its_own_day(self, copy) -> None:
        load(Pack.at(copy))
        old = "{kind: labour, unit_kind: human_resources_bureau}"
        new = "{kind: labour, unit_kind: justice_bureau, valid_from: 2026-06-01}"
        spoil(copy, "catalogue/duty.yaml", old, new)
        assert [change.kind for change in load(Pack.at(copy))] == [ChangeKind.CHANGED]
        rows = Duty.objects.filter(kind_code="labour").order_by("valid_from")
        assert [(row.unit_kind, str(row.valid_to)) for row in rows] == [
            ("human_resources_bureau", "2026-06-01"),
            ("justice_bureau", "None"),
        ]

    def test_new_words_of_a_kind_make_no_edition(self, copy) -> None:
        load(Pack.at(copy))
        before = Kind.objects.count()
        spoil(copy, "catalogue/kinds.yaml", "zh: 路面破损坑洼", "zh: 路面坑洼")
        assert [change.what for change in load(Pack.at(copy))] == ["road.pothole"]
        assert Kind.objects.count() == before

    def test_what_only_the_city_has_is_shown_and_left_alone(self, copy) -> None:
        load(Pack.at(copy))
        spoil(copy, "catalogue/collection.yaml", "      bulky: {", "      bulky_things: {")
        pack = Pack.at(copy)
        assert {(each.kind, each.what) for each in collection.diff(pack)} == {
            (ChangeKind.ADDED, "waste_point.bulky_things"),
            (ChangeKind.ONLY_IN_CITY, "waste_point.bulky"),
        }
        load(pack)
        assert CollectionItem.objects.filter(code="waste_point.bulky").exists()
