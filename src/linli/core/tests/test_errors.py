from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class TooLate(Refusal):
    """It is over."""

    code = "test.too_late"
    kind = Kind.CONFLICT
    sentence = _("This cannot be done.")


class Counted(Refusal):
    """Facts fill the sentence."""

    code = "test.counted"
    sentence = "%(count)s of %(limit)s"


def test_a_refusal_says_its_sentence_with_its_facts() -> None:
    assert str(Counted(count=3, limit=2)) == "3 of 2"
    assert Counted(count=3, limit=2).facts == {"count": 3, "limit": 2}


def test_a_refusal_speaks_the_language_it_is_asked_in() -> None:
    assert TooLate().in_language("en") == "This cannot be done."
    assert TooLate().in_language("zh-hans") == "此事无法办理。"


def test_asking_in_a_language_does_not_change_the_readers() -> None:
    with translation.override("en"):
        TooLate().in_language("zh-hans")
        assert translation.get_language() == "en"


def test_a_refusal_is_invalid_unless_it_says_otherwise() -> None:
    assert Counted.kind is Kind.INVALID
    assert TooLate.kind is Kind.CONFLICT
