"""Texts of a city: what they may do, and what is wrong with one, by file and line."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.core.testing import CHECKOUT
from linli.letters.composing import facts_of
from linli.letters.errors import FactsUnfit, TemplateBroken, TemplateName, TemplateTooClever
from linli.letters.policies import Document, LetterKind, Paragraph, Table, digest_of
from linli.letters.policies.document import FROM_FACTS, blocks_of, numbered
from linli.letters.policies.proof import make_code, read_code
from linli.letters.policies.templating import check, filled
from linli.letters.policies.wording import count_in_chinese, title_lines
from linli.letters.rules import TEMPLATES_OF
from linli.letters.samples import sample_of
from linli.rulebook.packs import Pack, check_pack

ANHE = CHECKOUT / "cities" / "anhe"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of Anhe's letters, to spoil."""
    for name in ("city.yaml", "units.csv"):
        shutil.copy(ANHE / name, tmp_path / name)
    shutil.copytree(ANHE / "letters", tmp_path / "letters")
    return tmp_path


def spoil(pack: Path, kind: str, old: str, new: str) -> list[tuple[str, int, str]]:
    """Change a text and return what the check says: file, line and code."""
    path = pack / "letters" / f"{kind}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return [(fault.file, fault.line, fault.why.code) for fault in check_pack(Pack.at(pack))]


def line_of(pack: Path, kind: str, words: str) -> int:
    lines = (pack / "letters" / f"{kind}.yaml").read_text("utf-8").splitlines()
    return next(place for place, line in enumerate(lines, start=1) if words in line)


def test_anhes_letters_are_sound() -> None:
    assert check_pack(Pack.at(ANHE)) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("{{ situation }}", "{{ situatoin }}", "letters.template_name", "body:"),
        ("{{ situation }}", "{{ situation", "letters.template_broken", "body:"),
        ("{{ situation }}", "{{ situation.__class__ }}", "letters.template_too_clever", "body:"),
        ("{{ situation }}", "{{ 'x' * 999999999 }}", "letters.template_too_clever", "body:"),
        ("@table figures", "@table numbers", "letters.table_unknown", "plain:"),
        ("title: 关于{{ subject }}", "title: 关于{{ subjcet }}", "letters.template_name", "title:"),
        ("根据{{ basis|join }}，", "", "letters.basis_not_named", "body:"),
        ("period: 2026年1月至2月\n          situation", "situation", "letters.sample_unfit", "plain:"),
        (
            "answer_within: 5 working_days",
            "answer_within: soon",
            "calendars.limit_unreadable",
            "answer_within:",
        ),
        ("issuer: 9901-governance_centre", "issuer: 9901-nowhere", "letters.sample_unit_unknown", "issuer:"),
        ("addressee: 9901-housing", "addressee: 9901-nowhere", "letters.sample_unit_unknown", "addressee:"),
    ],
)
def test_a_fault_in_a_text_is_found_with_file_and_line(
    pack: Path, old: str, new: str, code: str, at: str
) -> None:
    faults = spoil(pack, "advisory", old, new)
    assert ("letters/advisory.yaml", line_of(pack, "advisory", f" {at}"), code) in faults


def test_numbers_for_a_unit_that_is_not_there_are_a_fault(pack: Path) -> None:
    faults = spoil(pack, "numbers", "9901-hotline_centre:", "9901-hotlime_centre:")
    at = line_of(pack, "numbers", "9901-hotlime_centre")
    assert faults == [("letters/numbers.yaml", at, "letters.issuer_unknown")]


def test_two_kinds_never_share_a_character(pack: Path) -> None:
    assert [code for _, _, code in spoil(pack, "numbers", "warning: 警", "warning: 提")] == [
        "letters.character_twice"
    ]


@pytest.mark.parametrize(
    "clever",
    [
        "{{ x.y }}",
        "{{ x['y'] }}",
        "{{ x() }}",
        "{{ x + x }}",
        "{{ x ** 9 }}",
        "{{ [x, x] }}",
        "{{ x|attr('y') }}",
        "{% set y = x %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% macro y() %}{% endmacro %}",
        "{{ lipsum() }}",
        "{{ range(9) }}",
        "{{ loop.__class__ }}",
    ],
)
def test_a_text_computes_nothing(clever: str) -> None:
    with pytest.raises((TemplateTooClever, TemplateName, TemplateBroken)):
        check(clever, {"x"})


def test_names_choices_loops_and_filters_are_enough() -> None:
    text = "{% if x %}{% for each in x %}{{ loop.index }}{{ each }}{% endfor %}{% endif %}{{ n|chinese }}"
    check(text, {"x", "n"})
    assert filled(text, {"x": ("甲", "乙"), "n": 3}).replace(FROM_FACTS, "") == "1甲2乙三"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_whatever_a_fact_says_it_makes_plain_paragraphs_only(words: str) -> None:
    for block in blocks_of(filled("{{ x }}", {"x": words}), {}):
        assert isinstance(block, Paragraph)
        assert block.level == 0


@given(st.text(alphabet="关于供水管道反复爆裂的督办单和通报及其处理", min_size=1, max_size=60), st.data())
def test_a_title_is_broken_without_losing_anything(title: str, data: Any) -> None:
    cuts = sorted({0, len(title), *data.draw(st.lists(st.integers(0, len(title)), max_size=20))})
    words = [title[a:b] for a, b in pairwise(cuts)]
    lines = title_lines(title, words)
    assert "".join(lines) == title
    assert max(map(len, lines)) <= 20
    assert len(lines) == -(-len(title) // 20)


def test_a_title_is_broken_between_words_and_never_before_a_particle() -> None:
    words = ["关于", "既有", "住宅", "加装", "电梯", "矛盾", "纠纷", "排查", "化解", "的", "交办", "单"]
    assert title_lines("".join(words), words) == ("关于既有住宅加装电梯", "矛盾纠纷排查化解的交办单")


def test_a_long_number_in_a_title_stays_whole() -> None:
    words = [
        "关于",
        "编号",
        "9901212026112102006538",
        "的",
        "事项",
        "超过",
        "办理",
        "期限",
        "的",
        "催办",
        "提示函",
    ]
    assert title_lines("".join(words), words) == (
        "关于编号9901212026112102006538的",
        "事项超过办理期限的催办提示函",
    )


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (99, "九十九")]
)
def test_headings_are_counted_in_chinese(number: int, words: str) -> None:
    assert count_in_chinese(number) == words


def test_headings_are_numbered_level_by_level() -> None:
    levels = [1, 2, 2, 3, 0, 1, 2]
    blocks = numbered(Paragraph("题", level) for level in levels)
    assert [block.text for block in blocks] == [
        "一、题",
        "（一）题",
        "（二）题",
        "1.题",
        "题",
        "二、题",
        "（一）题",
    ]


@pytest.mark.parametrize("kind", list(LetterKind))
def test_a_document_survives_being_kept(kind: LetterKind) -> None:
    document = sample_of(Pack.at(ANHE), kind)
    again = Document.of_data(document.as_data())
    assert again == document
    assert digest_of(again.as_data()) == digest_of(document.as_data())


def test_every_kind_has_its_rule() -> None:
    assert {rule.key for rule in TEMPLATES_OF.values()} == {f"letters.{kind.value}" for kind in LetterKind}


def test_an_uneven_table_is_refused_in_words() -> None:
    entry: Any = TEMPLATES_OF[LetterKind.BULLETIN]
    template = next(iter(_templates(entry).values()))
    facts = {**template.sample.facts, "figures": {"head": ["甲", "乙"], "rows": [["1"]]}}
    with pytest.raises(FactsUnfit) as refused:
        facts_of(template, facts)
    assert "第1行有1格" in refused.value.in_language("zh-hans")


def _templates(rule: Any) -> Any:
    import yaml

    text = (ANHE / "letters" / "bulletin.yaml").read_text("utf-8")
    return rule.model_validate(yaml.safe_load(text)["value"]).templates


def test_columns_are_as_wide_as_they_need() -> None:
    table = Table("", ("县", "件数"), (("一个名字很长的地方", "12"), ("短", "3")))
    assert table.widths() == [18, 4]
    assert table.numeric() == [False, True]


@given(st.text(max_size=30), st.text(alphabet="0123456789abcdef", min_size=64, max_size=64))
def test_a_code_is_read_as_people_type_it(number: str, digest: str) -> None:
    code = make_code("international", number, digest)
    for typed in (
        code,
        code.lower(),
        code.replace("-", ""),
        f" {code} ",
        code.replace("0", "O").replace("1", "l"),
    ):
        assert read_code(typed) == code


@pytest.mark.parametrize("suite", ["international", "sm"])
def test_a_code_depends_on_number_and_content(suite: str) -> None:
    assert len({make_code(suite, *each) for each in (("1", "a"), ("1", "b"), ("2", "a"))}) == 3
