"""A model replaces the one in force only when it is not worse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from linli.language.actions import _is_asked, replace_classifier, train_classifier
from linli.language.classifier.messages import LabelledMessage
from linli.language.corrected import LEAST_OF_A_LABEL, corrected, gives_corrected
from linli.language.errors import ModelWorse
from linli.language.tests.composed import composed

TODAY = date(2026, 3, 10)


def mixed_up() -> list[LabelledMessage]:
    """Return the messages with labels that have nothing to do with what they say."""
    labels = sorted({each.label for each in composed()})
    return [replace(each, label=labels[at % len(labels)]) for at, each in enumerate(composed())]


def test_the_first_model_has_no_rival(tmp_path: Path) -> None:
    _model, _size, compared = replace_classifier(composed(), path=tmp_path / "m.npz", on=TODAY)
    assert compared.old_f1 is None


def test_a_worse_model_is_refused_and_the_old_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    train_classifier(composed(), path=path, on=TODAY)
    before = path.read_bytes()
    # What is kept aside has its true labels; what the new one learns from is mixed up.
    muddled = [
        right if _is_asked(right) else wrong for right, wrong in zip(composed(), mixed_up(), strict=True)
    ]
    with pytest.raises(ModelWorse):
        replace_classifier(muddled, path=path, on=TODAY)
    assert path.read_bytes() == before


def test_an_equal_model_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    train_classifier(mixed_up(), path=path, on=TODAY)
    _model, _size, compared = replace_classifier(composed(), path=path, on=TODAY)
    assert compared.old_f1 is not None
    assert compared.new_f1 >= compared.old_f1


def test_very_rare_labels_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.language.corrected._sources", [])
    often = [LabelledMessage("常见", "标题", f"内容{at}") for at in range(LEAST_OF_A_LABEL)]
    gives_corrected(lambda: [*often, LabelledMessage("罕见", "标题", "内容")])
    assert {each.label for each in corrected()} == {"常见"}
