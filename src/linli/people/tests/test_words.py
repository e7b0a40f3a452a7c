from __future__ import annotations

import re

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from linli.core.testing import CHECKOUT

APP = CHECKOUT / "src" / "linli" / "people"
KEYWORDS = {"_": None, "gettext": None}
FACT = re.compile(r"%\((\w+)\)s|\{\{ (\w+) \}\}")


def said():
    """Every sentence that somebody may see."""
    for file in sorted(APP.rglob("*.py")):
        if not {"tests", "migrations"} & set(file.parts):
            with file.open("rb") as stream:
                yield from (message for _line, message, *_ in extract("python", stream, keywords=KEYWORDS))
    for file in sorted(APP.rglob("*.html")):
        text = file.read_text()
        yield from re.findall(r'{% translate "([^"]+)"', text)
        for block in re.findall(r"{% blocktranslate trimmed %}(.*?){% endblocktranslate %}", text, re.DOTALL):
            yield re.sub(r"{{ (\w+) }}", r"%(\1)s", " ".join(block.split()))


@pytest.fixture(scope="module")
def chinese():
    with (APP / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as stream:
        return {message.id: message.string for message in read_po(stream) if message.id}


def test_every_sentence_is_in_chinese_and_no_other(chinese):
    assert set(said()) == set(chinese)
    assert all(chinese.values())


def test_a_sentence_names_the_same_facts_in_both_languages(chinese):
    for english, words in chinese.items():
        assert sorted(FACT.findall(english)) == sorted(FACT.findall(words)), english
