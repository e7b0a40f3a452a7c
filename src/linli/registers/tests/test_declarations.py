"""What a city may declare, and what is refused with file, line and reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError
from typer.testing import CliRunner

from linli.core.testing import CHECKOUT
from linli.registers.cli import app
from linli.registers.policies import boundary
from linli.registers.policies.carrying import Difference, carried, differences
from linli.registers.policies.fields import OUTSIDE, FieldType
from linli.registers.policies.values import MODELS, READERS
from linli.registers.queries.declared import kind_of
from linli.registers.tests.conftest import GATES, declaration, field

PACK = sorted((CHECKOUT / "cities" / "anhe" / "registers").glob("*.yaml"))


MARKED = {"value": "a", "name": {"zh": "黑名单", "en": "x"}}


def declared(value: dict[str, Any]):
    return kind_of("gates").model_validate(value)


def refusal_of(value: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        declared(value)
    cause = caught.value.errors()[0]["ctx"]["error"]
    assert cause.args[0].in_language("zh-hans") != cause.args[0].in_language("en")
    return str(cause.args[0].code)


def with_field(**spec: Any) -> dict[str, Any]:
    more = {"name": {"zh": "栏目", "en": "Something"}, "type": "text", **spec}
    return declaration(fields=[*GATES["fields"], {"code": "more", **more}])


def test_every_type_of_field_is_read_and_modelled() -> None:
    assert set(READERS) == set(MODELS) == set(FieldType) - OUTSIDE


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (with_field(type="fingerprint"), "registers.type_unknown"),
        (with_field(code="face_id"), "registers.never_kept"),
        (with_field(name={"zh": "宗教信仰", "en": "x"}), "registers.never_kept"),
        (with_field(name={"zh": "上访次数", "en": "x"}, type="number"), "registers.never_kept"),
        (with_field(name={"zh": "重点人员", "en": "x"}), "registers.never_kept"),
        (with_field(name={"zh": "x", "en": "Movement trajectory"}), "registers.never_kept"),
        (with_field(name={"zh": "身份证号", "en": "x"}), "registers.sealed_only"),
        (with_field(name={"zh": "居民信用等级", "en": "x"}), "registers.rates_people"),
        (with_field(name={"zh": "志愿者积分", "en": "x"}, type="number"), "registers.rates_people"),
        (with_field(type="choice", choices=[MARKED]), "registers.never_kept"),
        (with_field(type="choice"), "registers.field_unfit"),
        (with_field(least=3), "registers.field_unfit"),
        (with_field(type="number", least=3, most=1), "registers.range_empty"),
        (with_field(type="point"), "registers.field_unfit"),
        (with_field(code="school"), "registers.field_twice"),
        (declaration(about="person"), "registers.about_people"),
        (declaration(title="nothing"), "registers.field_not_declared"),
        (declaration(title="posts"), "registers.field_unfit"),
        (declaration(name={"zh": "重点人群台账", "en": "x"}), "registers.never_kept"),
        (
            declaration(name={"zh": "居民台账", "en": "x"}, fields=[*GATES["fields"], field("posts", code="level")]),
            "registers.rates_people",
        ),
        (declaration(fields=[*GATES["fields"][:-2], field("phone", public=True)]), "registers.not_publishable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_declaration_that_may_not_be_is_refused_in_words(value: dict[str, Any], code: str) -> None:
    assert refusal_of(value) == code


def test_what_only_sounds_alike_may_be_declared() -> None:
    for words in (
        "校门表面",
        "民族路",
        "surface",
        "interface",
        "风险点位",
        "level",
        "网格员人数",
        "轨道交通",
    ):
        assert boundary.why_not(words) is None, words


@pytest.mark.parametrize("path", PACK, ids=lambda path: path.stem)
def test_what_anhe_declares_is_sound(path: Path) -> None:
    heading = yaml.safe_load(path.read_text("utf-8"))
    value = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)["value"]
    found = kind_of(heading["key"].partition(".")[2]).model_validate(value)
    name = found.code.replace("_", "-")
    assert path.stem in (name, f"{name}-{heading['valid_from'].year}"), "a later edition bears its year"


def test_anhe_declares_every_ledger_that_was_asked_for() -> None:
    assert len({yaml.safe_load(path.read_text("utf-8"))["key"] for path in PACK}) == 10


# Editions


def test_a_new_edition_says_what_it_changes_and_carries_values_over() -> None:
    old = declared(GATES)
    fields = [each for each in GATES["fields"] if each["code"] not in ("posts", "budget", "stage")]
    fields += [
        field("posts", code="guards", was="posts", least=2),
        field("stage", required=True),
        {"code": "lamp", "name": {"zh": "路灯", "en": "Lamp"}, "type": "text"},
    ]
    new = declared(declaration(fields=fields, sort_by=["guards", "checked"]))
    found = {(each.what, each.field) for each in differences(old, new)}
    assert found == {
        (Difference.RENAMED, "guards"),
        (Difference.TIGHTER, "guards"),
        (Difference.NOW_REQUIRED, "stage"),
        (Difference.ADDED, "lamp"),
        (Difference.TAKEN_OUT, "budget"),
    }
    values = {"school": "一小", "posts": "3", "budget": "1.00", "stage": "primary"}
    assert carried(values, old, new) == {"school": "一小", "guards": "3", "stage": "primary"}


def test_a_value_of_another_type_is_not_guessed() -> None:
    old = declared(GATES)
    fields = [each for each in GATES["fields"] if each["code"] != "stage"]
    new = declared(declaration(fields=[*fields, field("stage", type="date", choices=[])]))
    assert carried({"stage": "primary"}, old, new) == {}


# linli registers check


def test_the_command_names_each_fault_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "gates.yaml"
    fields = [*GATES["fields"], {"code": "more", "name": {"zh": "人脸", "en": "x"}, "type": "colour"}]
    document = {"key": "registers.gates", "valid_from": "2024-01-01", "value": declaration(fields=fields)}
    path.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    answer = CliRunner().invoke(app, ["check", str(path), "--json"])
    (fault,) = json.loads(answer.stdout)["faults"]
    line = path.read_text("utf-8").splitlines()[fault["line"] - 1]
    assert (answer.exit_code, fault["code"]) == (1, "registers.type_unknown")
    assert "colour" in line


def test_the_command_refuses_what_is_neither(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("x")
    answer = CliRunner().invoke(app, ["check", str(path)])
    assert answer.exit_code == 1
    assert "registers.declaration_unreadable" in answer.stderr


def test_the_command_refuses_a_rule_that_is_no_register(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    value = "{steps: [], remind_before: [0], answer_within: 3 working_days}"
    path.write_text(f"key: targets.schedule\nvalid_from: 2024-01-01\nvalue: {value}\n")
    answer = CliRunner().invoke(app, ["check", str(path), "--json"])
    assert [each["code"] for each in json.loads(answer.stdout)["faults"]] == ["registers.not_a_declaration"]
