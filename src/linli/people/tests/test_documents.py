from __future__ import annotations

import re

from linli.core.testing import CHECKOUT
from linli.people.testing import value_of_rule

PAGE = CHECKOUT / "docs" / "rules" / "who-sees-what.md"


def test_the_page_shows_the_roles_as_the_rule_has_them():
    found = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*?) \| (.*?) \|$", PAGE.read_text(), re.MULTILINE)
    shown = {role: (reach, re.findall(r"`([\w.]+)`", may), words) for role, reach, may, words in found}
    rules = value_of_rule("roles")["roles"]
    assert shown == {
        role: (rule["reach"], rule["permissions"], rule["sentence"]["en"]) for role, rule in rules.items()
    }
