from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from linli.language.classifier.model import Classifier, save
from linli.language.classifier.training import train
from linli.language.tests.composed import composed


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return train(composed(), on=date(2026, 3, 6))


@pytest.fixture
def model_file(classifier: Classifier, tmp_path: Path) -> Path:
    path = tmp_path / "classifier.npz"
    save(classifier, path)
    return path
