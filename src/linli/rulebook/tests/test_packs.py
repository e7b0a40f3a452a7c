from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import ClassVar

import pytest
from typer.testing import CliRunner

from linli.core.actor import SYSTEM
from linli.rulebook.actions import set_rule
from linli.rulebook.cli import app
from linli.rulebook.models import Entry
from linli.rulebook.packs import ChangeKind, Pack, check_pack, diff_pack
from linli.rulebook.packs.actions import load_pack
from linli.rulebook.packs.errors import PackFaulty, PackMissing
from linli.rulebook.policies import Rule, RulePart, rule
from linli.rulebook.queries import edition_named, in_force
from linli.rulebook.rules import City

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ANHE = Path(__file__).parents[4] / "cities" / "anhe"


class Fee(RulePart):
    yuan: int
    free_for: list[str] = []


@rule
class Fees(Rule):
    key: ClassVar[str] = "trial.fees"

    fees: dict[str, Fee]


FEES = """\
key: trial.fees
valid_from: 2026-01-01
value:
  fees:
    copy:
      yuan: 2
      free_for: [pensioners]
"""
CITY = """\
name: { zh: 试城, en: Trial }
code: "990900"
zone: Asia/Shanghai
valid_from: 2024-01-01
"""


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Pack]:
    def write(files: dict[str, str | bytes] | None = None, /, **named: str) -> Pack:
        contents = {"city.yaml": CITY, "rules/fees.yaml": FEES, **(files or {})}
        contents |= {f"rules/{name}.yaml": text for name, text in named.items()}
        for name, text in contents.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return Pack.at(tmp_path)

    return write


def found(pack: Pack) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.why.code) for fault in check_pack(pack)]


def load(pack: Pack) -> list[str]:
    return [f"{change.kind.value} {change.what}" for change in load_pack(pack, by=SYSTEM, now=NOW)]


class TestCheck:
    def test_a_sound_pack_has_no_faults(self, pack: Callable[..., Pack]) -> None:
        assert found(pack()) == []

    @pytest.mark.parametrize(
        ("old", "new", "line", "code"),
        [
            ("trial.fees", "trial.feees", 1, "rulebook.key_unknown"),
            ("trial.fees", "rulebook.city", 1, "pack.key_misplaced"),
            ("key: trial.fees\n", "", 1, "pack.field_missing"),
            ("valid_from: 2026-01-01", "valid_from: tomorrow", 2, "pack.value_unfit"),
            (
                "valid_from: 2026-01-01",
                "valid_from: 2026-01-01\nvalid_to: 2026-02-01",
                3,
                "pack.field_unknown",
            ),
            (
                "valid_from: 2026-01-01",
                "valid_from: 2026-01-01\nvalid_until: 2025-12-31",
                3,
                "rulebook.dates_out_of_order",
            ),
            ("yuan: 2", "yuan: two", 6, "pack.value_unfit"),
            ("yuan: 2", "yuan: 2.5", 6, "pack.value_unfit"),
            ("yuan: 2", "yuan: 2\n      yuan: 3", 7, "pack.field_twice"),
            ("yuan: 2", "yaun: 2", 5, "pack.field_missing"),
            ("yuan: 2", "yuan: 2\n      fen: 5", 7, "pack.field_unknown"),
            ("[pensioners]", "[pensioners", 8, "pack.yaml_broken"),
            ("[pensioners]", "pensioners", 7, "pack.value_unfit"),
            ("[pensioners]", "[pensioners, 60]", 7, "pack.value_unfit"),
            ("[pensioners]", "!!python/object/apply:os.getcwd []", 7, "pack.yaml_tag"),
            ("[pensioners]", "&all [a]\n      free: *all", 7, "pack.yaml_alias"),
        ],
    )
    def test_each_fault_has_its_line(
        self, pack: Callable[..., Pack], old: str, new: str, line: int, code: str
    ) -> None:
        assert old in FEES
        assert ("rules/fees.yaml", line, code) in found(pack(fees=FEES.replace(old, new)))

    def test_all_faults_are_reported_at_once(self, pack: Callable[..., Pack]) -> None:
        broken = FEES.replace("yuan: 2", "yuan: two").replace("[pensioners]", "[1, 2]")
        assert len(found(pack(fees=broken, other="- just a list"))) == 4

    def test_the_same_rule_twice_for_one_day_names_both_places(self, pack: Callable[..., Pack]) -> None:
        (fault,) = check_pack(pack(more=FEES))
        assert (fault.file, fault.line, fault.why.code) == ("rules/more.yaml", 2, "pack.entry_twice")
        assert "rules/fees.yaml:1" in str(fault.why)

    def test_one_file_may_hold_several_dates(self, pack: Callable[..., Pack]) -> None:
        later = FEES.replace("2026-01-01", "2026-07-01").replace("yuan: 2", "yuan: many")
        assert found(pack(fees=FEES + "---\n" + later)) == [("rules/fees.yaml", 14, "pack.value_unfit")]

    @pytest.mark.parametrize(
        "name", ["rules/fees.yml", "rule/fees.yaml", "unit.csv", "rules/deep/fees.yaml.bak"]
    )
    def test_a_file_that_nothing_reads_is_a_fault(self, pack: Callable[..., Pack], name: str) -> None:
        assert (name, 1, "pack.file_unknown") in found(pack({name: FEES}))

    def test_a_readme_is_none(self, pack: Callable[..., Pack]) -> None:
        assert found(pack({"README.md": "# Trial"})) == []

    def test_a_file_in_another_encoding_is_a_fault(self, pack: Callable[..., Pack]) -> None:
        text = FEES.replace("pensioners", "老人").encode("gbk")
        assert found(pack({"rules/fees.yaml": text})) == [("rules/fees.yaml", 7, "pack.wrong_encoding")]

    def test_an_empty_file_is_a_fault(self, pack: Callable[..., Pack]) -> None:
        assert found(pack(fees="")) == [("rules/fees.yaml", 1, "pack.file_empty")]

    @pytest.mark.parametrize(
        ("old", "new", "line", "code"),
        [
            ("990900", "9909", 2, "pack.value_unfit"),
            ("Asia/Shanghai", "Asia/Urumqi", 3, "pack.other_zone"),
            (", en: Trial", "", 1, "pack.field_missing"),
        ],
    )
    def test_the_city_itself_is_checked(
        self, pack: Callable[..., Pack], old: str, new: str, line: int, code: str
    ) -> None:
        assert found(pack({"city.yaml": CITY.replace(old, new)})) == [("city.yaml", line, code)]

    def test_a_folder_without_a_city_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(PackMissing):
            Pack.at(tmp_path)

    def test_words_that_yaml_would_turn_into_something_else_stay_words(
        self, pack: Callable[..., Pack]
    ) -> None:
        words = "[no, on, 14:00, 2026-01-01, 012, 1_000, .5]"
        assert found(pack(fees=FEES.replace("[pensioners]", words))) == []


@pytest.mark.django_db
class TestLoad:
    def test_what_is_declared_comes_into_force(self, pack: Callable[..., Pack]) -> None:
        assert load(pack()) == ["added rulebook.city 2024-01-01", "added trial.fees 2026-01-01"]
        assert in_force(Fees, date(2026, 1, 1)).value.fees["copy"].yuan == 2
        assert in_force(City, date(2026, 1, 1)).value.name.zh == "试城"

    def test_loading_twice_changes_nothing(self, pack: Callable[..., Pack]) -> None:
        load(pack())
        rows = list(Entry.objects.values_list())
        assert load(pack()) == []
        assert list(Entry.objects.values_list()) == rows

    def test_a_later_date_does_not_rewrite_the_past(self, pack: Callable[..., Pack]) -> None:
        load(pack())
        judged_by = in_force(Fees, date(2026, 6, 30))
        later = FEES.replace("2026-01-01", "2026-07-01").replace("yuan: 2", "yuan: 3")
        assert load(pack(fees=FEES + "---\n" + later)) == ["added trial.fees 2026-07-01"]
        assert in_force(Fees, date(2026, 6, 30)) == judged_by
        assert in_force(Fees, date(2026, 7, 1)).value.fees["copy"].yuan == 3

    def test_a_correction_keeps_the_edition_others_were_judged_by(self, pack: Callable[..., Pack]) -> None:
        load(pack())
        judged_by = in_force(Fees, date(2026, 6, 30))
        assert load(pack(fees=FEES.replace("yuan: 2", "yuan: 4"))) == ["changed trial.fees 2026-01-01"]
        assert edition_named(Fees, judged_by.edition).value == judged_by.value

    def test_a_pack_with_a_fault_is_not_loaded_even_in_part(self, pack: Callable[..., Pack]) -> None:
        with pytest.raises(PackFaulty):
            load(pack(zebra="key: ["))
        assert not Entry.objects.exists()

    def test_the_row_says_where_it_came_from(self, pack: Callable[..., Pack]) -> None:
        load(pack())
        assert set(Entry.objects.values_list("source", flat=True)) == {"city.yaml:1", "rules/fees.yaml:1"}

    def test_diff_says_what_load_would_do_and_does_nothing(self, pack: Callable[..., Pack]) -> None:
        load(pack())
        changed = pack(fees=FEES.replace("yuan: 2", "yuan: 4"))
        (change,) = diff_pack(changed)
        assert (change.kind, change.detail) == (ChangeKind.CHANGED, "fees.copy.yuan: 2 → 4")
        assert [change] == load_pack(changed, by=SYSTEM, now=NOW)
        assert diff_pack(changed) == []

    def test_diff_shows_what_only_the_city_has_and_load_leaves_it(self, pack: Callable[..., Pack]) -> None:
        load(pack())
        set_rule("trial.fees", {"fees": {}}, date(2027, 1, 1), by=SYSTEM, now=NOW)
        (change,) = diff_pack(pack())
        assert (change.kind, change.what) == (ChangeKind.ONLY_IN_CITY, "trial.fees 2027-01-01")
        assert load(pack()) == []


@pytest.mark.django_db
class TestCommand:
    def run(self, *words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, list(words))
        return result.exit_code, result.output

    def test_check_says_file_and_line_and_code(self, pack: Callable[..., Pack]) -> None:
        root = pack(fees=FEES.replace("yuan: 2", "yuan: two")).root
        code, output = self.run("check", str(root))
        assert code == 1
        assert output.startswith("rules/fees.yaml:6: ")
        assert "[pack.value_unfit]" in output

    def test_check_answers_in_both_languages_as_json(self, pack: Callable[..., Pack]) -> None:
        code, output = self.run("check", str(pack(fees="").root), "--json")
        (fault,) = json.loads(output)["faults"]
        assert code == 1
        assert fault["line"] == 1
        assert fault["en"] == "The file is empty."
        assert fault["zh"]

    def test_load_then_diff(self, pack: Callable[..., Pack]) -> None:
        root = str(pack().root)
        code, output = self.run("load", root, "--json")
        assert (code, len(json.loads(output)["changes"])) == (0, 2)
        assert self.run("diff", root, "--json") == (0, '{"changes": []}\n')

    def test_load_of_a_faulty_pack_changes_nothing(self, pack: Callable[..., Pack]) -> None:
        code, output = self.run("load", str(pack(fees="key: [").root))
        assert (code, "rules/fees.yaml:" in output) == (1, True)
        assert not Entry.objects.exists()

    def test_a_folder_that_is_no_pack_is_refused(self, tmp_path: Path) -> None:
        assert self.run("check", str(tmp_path))[0] == 1


@pytest.mark.django_db
def test_the_tables_of_anhe_load(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    shutil.copy(ANHE / "city.yaml", tmp_path)
    for file in [*ANHE.glob("rules/calendar-*.yaml"), ANHE / "rules" / "working-hours.yaml"]:
        shutil.copy(file, tmp_path / "rules")
    pack = Pack.at(tmp_path)
    assert check_pack(pack) == []
    assert len(load(pack)) == Entry.objects.count() >= 6
    assert load(pack) == []


def test_the_rules_of_anhe_are_in_order() -> None:
    faults = check_pack(Pack.at(ANHE))
    assert [str(fault) for fault in faults if fault.file.startswith(("city.yaml", "rules/"))] == []
