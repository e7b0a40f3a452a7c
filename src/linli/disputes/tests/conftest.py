from __future__ import annotations

import pytest

from linli.disputes.testing import Desk, make_desk
from linli.matters.testing import SmallCity


@pytest.fixture
def desk(city: SmallCity, tmp_path, settings) -> Desk:
    """The small city with centres, a committee, its mediators, a court, and an empty store of files."""
    settings.LINLI = settings.LINLI.model_copy(update={"home": tmp_path / "home"})
    return make_desk(city)
