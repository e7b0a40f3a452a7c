"""What is given back of a form that did not go through."""

import pytest
from django.test import RequestFactory

from linli.core.typed import typed_text


@pytest.mark.parametrize(
    ("value", "is_shown"),
    [
        ("东门", True),
        ("写到一半登录丢了", True),
        ("a leaking pipe", True),
        ("on", False),
        ("  ", False),
        ("c300f5a8917e41c28931fc3078209f9c", False),
    ],
)
def test_words_are_given_back_and_the_key_of_a_form_is_not(
    rf: RequestFactory, value: str, *, is_shown: bool
) -> None:
    assert typed_text(rf.post("/report/", {"field": value})) == ([value] if is_shown else [])
