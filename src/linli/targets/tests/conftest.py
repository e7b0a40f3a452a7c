from __future__ import annotations

import pytest

from linli.matters.testing import SmallCity
from linli.targets.tests.plans import Office


@pytest.fixture
def office(city: SmallCity, tmp_path, settings) -> Office:
    """The small city with somebody who makes plans, an empty store of files and a folder for sheets."""
    settings.LINLI = settings.LINLI.model_copy(update={"home": tmp_path / "home"})
    return Office.of(city, tmp_path)
