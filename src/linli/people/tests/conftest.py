from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def cheap_passwords(settings):
    settings.PASSWORD_HASHERS = ["linli.people.testing.CheapArgon2"]
