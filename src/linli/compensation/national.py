"""The law of the whole country, as the package brings it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from linli.compensation.policies.standards import National

FILE = Path(__file__).parent / "national.yaml"


@cache
def national() -> National:
    return National.model_validate(yaml.safe_load(FILE.read_text("utf-8")))
