"""Maps: what a clerk writes, and what is wrong with it."""

from pathlib import Path

import pytest

from linli.core.testing import CHECKOUT
from linli.intake.errors import MapUnfit
from linli.intake.maps import read_map

EXAMPLES = sorted((CHECKOUT / "docs" / "examples" / "import-maps").glob("*.yaml"))
GOOD = """
source: ledger
contact: drop
fields:
  text: {columns: [内容]}
  channel: {value: hotline}
  reported_at: {columns: [时间], zone: Asia/Shanghai}
"""


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_can_be_used(path: Path) -> None:
    assert read_map(path).fields.text.columns


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("source: ledger", "source: 台账", "source"),
        ("contact: drop", "contact: keep", "phone"),
        ("contact: drop", "", "contact"),
        (", zone: Asia/Shanghai", "", "zone"),
        ("Asia/Shanghai", "Asia/Anhe", "Asia/Anhe"),
        ("value: hotline", "value: telegraph", "telegraph"),
        ("{value: hotline}", "{columns: [渠道]}", "channel.values"),
        ("{columns: [内容]}", "{columns: [内容], value: x}", "m.yaml:5"),
        ("text:", "txt:", "txt"),
        ("source: ledger", "source: [", "yaml"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, old: str, new: str, code: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(MapUnfit) as caught:
        read_map(path)
    assert code in caught.value.facts["faults"]
    assert "m.yaml:" in caught.value.facts["faults"]
