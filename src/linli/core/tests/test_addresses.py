from __future__ import annotations

import pytest
from django.urls import reverse, set_script_prefix

from linli.core.addresses import address_of


@pytest.mark.parametrize("prefix", ["/", "/city/"])
def test_an_address_is_what_django_makes_of_it(prefix: str) -> None:
    set_script_prefix(prefix)
    try:
        for number in (1, 42, 9_000_000_001):
            assert address_of("targets:task", number) == reverse("targets:task", args=[number])
    finally:
        set_script_prefix("/")
