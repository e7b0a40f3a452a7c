from __future__ import annotations

from collections.abc import Iterator

import pytest

from linli.areas.queries.held import forget


@pytest.fixture(autouse=True)
def _nothing_held() -> Iterator[None]:
    """What one test holds in memory of places is undone with its rows."""
    forget()
    yield
    forget()
