from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.conf import settings

from linli.core.actor import SYSTEM
from linli.rulebook.actions import set_rule
from linli.vault import keyring
from linli.vault.models import NUMBERS
from linli.vault.policies.fields import FieldRegistry

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LAW = "《信访工作条例》第二十二条"


def use(field: str, **changes: object) -> dict[str, object]:
    return {
        "purpose": "matter",
        "field": field,
        "why_zh": "办理和答复诉求",
        "why_en": "Handle and answer the matter",
        "bases": ["statutory_duty", "consent"],
        "law": LAW,
        "keep_days": 1825,
        **changes,
    }


@pytest.fixture
def registry(db: None) -> None:
    """A city that keeps names and numbers for matters five years, addresses one."""
    NUMBERS.forget()
    uses = [use("name"), use("phone"), use("citizen_number"), use("email"), use("address", keep_days=365)]
    set_rule(FieldRegistry.key, {"uses": uses}, valid_from=date(2020, 1, 1), by=SYSTEM, now=NOW)


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch, tmp_path: object):
    """Change settings for one test; keys of the vault go to a folder of its own."""

    def change(**values: object) -> None:
        config = settings.LINLI.model_copy(update={"home": tmp_path, **values})
        monkeypatch.setattr(settings, "LINLI", config)
        keyring._masters.cache_clear()

    change()
    yield change
    keyring._masters.cache_clear()
