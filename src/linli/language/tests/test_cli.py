from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from linli.language.classifier.model import load
from linli.language.cli import app
from linli.language.tests.composed import composed, write_messages

RUN = CliRunner()


def test_evaluating_prints_one_json_document(tmp_path: Path) -> None:
    known = write_messages(tmp_path / "train.csv", composed()[::2] + composed()[1::4])
    asked = write_messages(tmp_path / "test.csv", composed()[3::4])
    result = RUN.invoke(app, ["evaluate", "--train", str(known), "--test", str(asked), "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert set(found) == {"macro_f1", "accuracy", "per_class", "messages_per_second", "model_bytes"}
    assert set(found["per_class"]) == {"供水", "道路", "学校"}
    assert set(found["per_class"]["供水"]) == {"precision", "recall", "f1", "support"}
    assert sum(each["support"] for each in found["per_class"].values()) == len(composed()[3::4])
    assert 0.5 < found["macro_f1"] <= 1
    assert found["messages_per_second"] > 0
    assert found["model_bytes"] > 1000


def test_without_json_a_table_is_printed(tmp_path: Path) -> None:
    file = str(write_messages(tmp_path / "all.csv", composed()))
    result = RUN.invoke(app, ["evaluate", "--train", file, "--test", file])
    assert result.exit_code == 0
    assert "供水" in result.stdout
    assert "macro-F1" in result.stdout


def test_training_keeps_a_model_that_loads(tmp_path: Path) -> None:
    plain = write_messages(tmp_path / "all.csv", composed())
    packed = tmp_path / "all.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    result = RUN.invoke(app, ["train", str(plain), str(packed), "--out", str(tmp_path / "m" / "model.npz")])
    assert result.exit_code == 0, result.output
    assert load(tmp_path / "m" / "model.npz").header.messages == 2 * len(composed())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "language.messages_missing"),
        (b"", "language.nothing_to_learn"),
        (b"label,title,detail\r\n", "language.nothing_to_learn"),
        (b"label,title,detail\r\n,a,b\r\n", "language.nothing_to_learn"),
        (b"title,detail\r\na,b\r\n", "language.columns_missing"),
        (b"label,title\r\na,b\r\n", "language.columns_missing"),
        ("label,title,detail\r\n供水,漏水,漏水".encode("gbk"), "language.messages_unreadable"),
        (gzip.compress(b"label,title,detail\r\n" * 99, mtime=0)[:-9], "language.messages_unreadable"),
        (b"label,title,detail\r\na,b,c\r\n", "language.labels_too_few"),
    ],
)
def test_a_file_that_teaches_nothing_is_refused(tmp_path: Path, content: bytes | None, code: str) -> None:
    file = tmp_path / "messages.csv"
    if content is not None:
        file.write_bytes(content)
    result = RUN.invoke(app, ["train", str(file), "--out", str(tmp_path / "model.npz")])
    assert result.exit_code == 1
    assert code in result.stderr
    assert not (tmp_path / "model.npz").exists()


def test_words_cut_beforehand_stand_in_for_a_missing_text(tmp_path: Path) -> None:
    from linli.language.classifier.messages import read_messages

    file = tmp_path / "messages.csv"
    file.write_text("label,title,detail,segmented\n供水,停水,,自来水 停水 三天\n", encoding="utf-8-sig")
    assert read_messages(file)[0].text == "自来水停水三天"
