"""The rule pages say what the code does."""

from django.utils import translation

from linli.core.testing import CHECKOUT
from linli.matters.policies.table import life_table

RULES = CHECKOUT / "docs" / "rules"


def test_the_life_of_a_matter_is_told_as_it_is() -> None:
    with translation.override("en"):
        table = life_table()
    page = (RULES / "life-of-a-matter.md").read_text("utf-8")
    assert table in page, f"put this table into the page:\n{table}"
