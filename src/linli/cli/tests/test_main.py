from __future__ import annotations

import sys

import pytest
from django.db import ProgrammingError
from psycopg.errors import SyntaxError as WrongQuery
from psycopg.errors import UndefinedTable

from linli.cli import main


@pytest.mark.parametrize(
    ("cause", "raised"), [(UndefinedTable("x"), SystemExit), (WrongQuery("x"), ProgrammingError)]
)
def test_a_database_without_tables_is_one_sentence_and_a_wrong_query_is_not(
    cause: Exception, raised: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ProgrammingError("x") from cause

    monkeypatch.setattr(sys, "argv", ["linli", "journal", "verify"])
    monkeypatch.setattr(main, "build", lambda wanted: fail)
    with pytest.raises(raised):
        main.run()
