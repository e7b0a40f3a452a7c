"""Chains that are looked at after a soak."""

from __future__ import annotations

import pytest

from linli.bench.chains import broken_after
from linli.journal.models import Entry
from linli.matters.testing import SmallCity

pytestmark = pytest.mark.django_db


def test_only_chains_that_began_since_are_looked_at(city: SmallCity) -> None:
    copied = city.file(text="照抄的一件")
    last = Entry.objects.latest("pk").pk
    copied.__class__.objects.filter(pk=copied.pk).update(chain_head=b"x" * 32)
    fresh = city.file(text="新来的一件")
    assert broken_after(last) == 0
    fresh.__class__.objects.filter(pk=fresh.pk).update(chain_head=b"y" * 32)
    assert broken_after(last) == 1
