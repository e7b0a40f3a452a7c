from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from linli.language import queries
from linli.language.classifier.model import Classifier, save
from linli.language.queries import Suggestion, classifier_path, suggest

TEXT = "自来水停水，水管漏水"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.LINLI = SimpleNamespace(home=tmp_path)
    monkeypatch.setattr(queries, "CURRENT", queries.Current())
    monkeypatch.setattr(queries, "LOOK_AGAIN_SECONDS", 0.0)
    return tmp_path


def test_nothing_is_suggested_without_a_model() -> None:
    assert suggest(TEXT) is None


def test_a_trained_model_suggests(classifier: Classifier) -> None:
    save(classifier, classifier_path())
    found = suggest(TEXT, title="停水")
    assert isinstance(found, Suggestion)
    assert found.label == "供水"


def test_a_new_model_is_taken_up_and_a_removed_one_forgotten(classifier: Classifier) -> None:
    assert suggest(TEXT) is None
    save(classifier, classifier_path())
    assert suggest(TEXT) is not None
    classifier_path().unlink()
    assert suggest(TEXT) is None


def test_the_file_is_not_looked_at_for_every_message(
    classifier: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOK_AGAIN_SECONDS", 3600.0)
    save(classifier, classifier_path())
    assert suggest(TEXT) is not None
    classifier_path().unlink()
    assert suggest(TEXT) is not None


def test_a_damaged_model_suggests_nothing(classifier: Classifier) -> None:
    save(classifier, classifier_path())
    classifier_path().write_bytes(classifier_path().read_bytes()[:-100])
    assert suggest(TEXT) is None


def test_threads_get_the_same_answer(classifier: Classifier) -> None:
    save(classifier, classifier_path())
    found: list[Suggestion | None] = []
    threads = [threading.Thread(target=lambda: found.append(suggest(TEXT))) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert found[0] is not None
