from __future__ import annotations

import pytest

from linli.inspections.testing import Trade, make_trade
from linli.matters.testing import SmallCity


@pytest.fixture
def trade(city: SmallCity, tmp_path, settings) -> Trade:
    settings.LINLI = settings.LINLI.model_copy(update={"home": tmp_path / "home"})
    return make_trade(city)
