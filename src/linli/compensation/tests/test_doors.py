"""The doors: command line, rulebook, JSON Schema, statement."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pytest
from django.utils import translation
from typer.testing import CliRunner

from linli.compensation.cli import app
from linli.compensation.errors import CaseRefused, FormUnknown
from linli.compensation.policies.standards import Figures, Practice
from linli.compensation.queries import Shelf, compute, places, terms_of
from linli.compensation.reading import SCHEMA, as_plain, case_of, schema_text
from linli.compensation.rendering.forms import written
from linli.compensation.report import as_document
from linli.compensation.rules import LocalPractice, NewLimits, YearOfFigures
from linli.compensation.statement import statement_of
from linli.core.testing import CHECKOUT
from linli.rulebook.packs import Pack
from linli.rulebook.packs.rules import Declared, declared
from linli.rulebook.queries import InForce

from .cases import CAR, a_case, run, walker
from .test_worked_examples import PEDESTRIAN


def anhe() -> Shelf:
    """Return what the invented city has, read from its pack."""
    entries: dict[type, list[Any]] = {YearOfFigures: [], LocalPractice: [], NewLimits: []}
    for each in declared(Pack.at(CHECKOUT / "cities" / "anhe")):
        if isinstance(each, Declared) and each.rule in entries:
            entries[each.rule].append(InForce(each.value, 1, each.valid_from))
    return Shelf(*(tuple(sorted(found, key=lambda each: each.valid_from)) for found in entries.values()))


def test_the_figures_of_a_province_and_year_come_from_the_rulebook() -> None:
    case = case_of(
        a_case(parameters={"province": "99", "year": 2025}, victims=[walker(death=True, funeral=True)])
    )
    found = {item.code: item.amount for item in compute(case, anhe()).victims[0].items}
    assert found == {"death": 20 * 40800, "funeral": 6 * 7300}


def test_without_a_year_the_figures_known_on_the_day_of_the_reckoning_count() -> None:
    def income(on: str) -> Decimal:
        case = a_case(parameters={"province": "99"}, reckoned_on=on, victims=[walker(death=True)])
        return compute(case_of(case), anhe()).victims[0].items[0].amount / 20

    assert (income("2026-04-30"), income("2026-05-01")) == (39300, 40800)


def test_a_case_may_overrule_single_figures() -> None:
    parameters = {"province": "99", "year": 2025, "urban_disposable_income": 50000}
    case = case_of(a_case(parameters=parameters, victims=[walker(death=True, funeral=True)]))
    found = {item.code: item.amount for item in compute(case, anhe()).victims[0].items}
    assert found == {"death": 1_000_000, "funeral": 6 * 7300}


def test_an_unknown_year_names_the_known_ones() -> None:
    case = case_of(a_case(parameters={"province": "990000", "year": 1999}))
    with pytest.raises(CaseRefused) as caught:
        compute(case, anhe())
    assert caught.value.field == "parameters.year"
    assert "2025" in str(caught.value)


def test_the_usage_of_the_place_adds_further_grades_and_knows_a_scale() -> None:
    victim = walker(disability={"grades": [9, 10]}, mental="scale")
    found = {
        item.code: item.amount for item in compute(case_of(a_case(victims=[victim])), anhe()).victims[0].items
    }
    assert found == {"disability": Decimal(168000), "mental": 10000}


def test_a_city_may_enter_new_limits() -> None:
    limits = {"death_disability": 200000, "medical": 20000, "property": 3000}
    rule = NewLimits.model_validate({"liable": limits, "faultless": limits})
    shelf = Shelf(limits=(InForce(rule, 1, date(2026, 1, 1)),))
    assert compute(case_of(a_case()), shelf).limits["car"]["medical"] == 20_000_00
    assert compute(case_of(a_case(accident_on="2025-12-31")), shelf).limits["car"]["medical"] == 18_000_00


def test_it_can_be_told_which_places_have_figures() -> None:
    assert [(code, years[0]) for code, _name, years in places(anhe())] == [("990000", 2025)]


def test_terms_of_an_agreement_add_up_to_what_is_still_to_pay() -> None:
    result = run(victims=[PEDESTRIAN], advances=[{"by": "car", "amount": 20000}])
    terms = terms_of(result)
    assert [(each.payer, each.payee, each.amount) for each in terms] == [
        ("car/compulsory", "p", Decimal(198000)),
        ("car/driver", "p", Decimal(264600)),
    ]
    assert sum(each.amount for each in terms) == Decimal(482600 - 20000)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(a_case(victims=[PEDESTRIAN])), "utf-8")
    return path


@pytest.mark.django_db
def test_the_command_prints_every_item_payer_and_total(file: Path) -> None:
    answer = CliRunner().invoke(app, ["compute", str(file), "--json"])
    told = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert told["totals"]["payable"] == "482600.00"
    assert told["totals"]["insured_losses"] == "480200.00"
    assert {each["payer"]: each["owed"] for each in told["payers"]} == {
        "car/compulsory": "198000.00",
        "car/driver": "284600.00",
    }
    assert [each["code"] for each in told["victims"][0]["items"]][:2] == ["medical", "hospital_meals"]


@pytest.mark.django_db
def test_the_command_prints_a_statement_to_read(file: Path) -> None:
    answer = CliRunner().invoke(app, ["compute", str(file)])
    assert "482,600.00" in answer.stdout


@pytest.mark.django_db
def test_the_command_refuses_in_both_languages_with_the_field(file: Path) -> None:
    file.write_text(json.dumps(a_case(liability={"car": 80})), "utf-8")
    answer = CliRunner().invoke(app, ["compute", str(file), "--json"])
    refused = json.loads(answer.stdout)["refused"]
    assert answer.exit_code == 1
    assert (refused["code"], refused["field"]) == ("compensation.shares_not_whole", "liability")
    assert "100%" in refused["zh"]
    assert "100 %" in refused["en"]


@pytest.mark.django_db
def test_the_command_writes_a_statement_as_a_file(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "statement.pdf"
    assert CliRunner().invoke(app, ["statement", str(file), "--out", str(out)]).exit_code == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_the_schema_is_that_of_the_code() -> None:
    assert SCHEMA.read_text("utf-8") == schema_text(), "write it anew from reading.schema_text()"


def test_a_case_survives_being_written_and_read() -> None:
    case = case_of(a_case(victims=[PEDESTRIAN], vehicles=[{**CAR, "commercial": {"limit": "5.50"}}]))
    again = case_of(json.loads(json.dumps(as_plain(case))))
    assert again == case


SHOWN = ("240,000.00", "82,500.00", "198,000.00", "284,600.00", "482,600.00", "残疾赔偿金", "25000")


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".txt"])
def test_the_statement_shows_every_step_in_every_form(suffix: str) -> None:
    with translation.override("zh-hans"):
        case = case_of(a_case(victims=[PEDESTRIAN]))
        made = written(statement_of(compute(case, Shelf()), case), suffix)
    words = text_in(made, suffix)
    assert [each for each in SHOWN if each not in words] == []


def text_in(file: bytes, suffix: str) -> str:
    if suffix == ".txt":
        return file.decode()
    if suffix == ".docx":
        tables = docx.Document(io.BytesIO(file)).tables
        return "\n".join(cell.text for table in tables for row in table.rows for cell in row.cells)
    with pdfplumber.open(io.BytesIO(file)) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def test_a_statement_is_not_written_as_something_else() -> None:
    case = case_of(a_case())
    with pytest.raises(FormUnknown):
        written(statement_of(compute(case, Shelf()), case), ".exe")


def test_a_result_speaks_the_language_of_its_reader() -> None:
    case = case_of(a_case())
    with translation.override("zh-hans"):
        told = as_document(compute(case, Shelf()), case)
    assert told["victims"][0]["items"][0]["name"] == "医疗费"


def test_usage_survives_being_kept_as_json() -> None:
    (entry,) = anhe().practice
    assert Practice.model_validate_json(entry.value.practice.model_dump_json()) == entry.value.practice
    assert Figures().over(Figures(urban_consumption=Decimal(1))).urban_consumption == 1
