from __future__ import annotations

import pytest

from linli.command.queries import board


@pytest.fixture(autouse=True)
def _nothing_is_counted_yet() -> None:
    board.forget()
