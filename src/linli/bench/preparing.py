"""A city to measure: the invented city Anhe, and a program that may register matters there."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from linli.bench.serving import linli
from linli.catalogue.packs.messages import composed
from linli.rulebook.packs import Pack

PACK = Path(__file__).parents[3] / "cities" / "anhe"
PROGRAM = "bench"
AREA = "990100000000"
"""The whole city."""


def _lessons(home: Path) -> Path:
    """Write the composed messages as the classifier wants them, labelled with the group of their kind."""
    path = home / "lessons.csv"
    with path.open("w", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(("label", "title", "detail"))
        for each in composed(Pack.at(PACK)):
            sheet.writerow((each.kind_code.split(".")[0], each.title, each.text))
    return path


def prepare_city(home: Path) -> str:
    """Set up the tables and the city in `home` and return a new API key. Doing it again changes nothing else."""
    linli(home, "migrate", "--quiet")
    linli(home, "city", "load", str(PACK))
    if not (home / "models").exists():
        linli(home, "language", "train", str(_lessons(home)))
    accounts = json.loads(linli(home, "people", "list", "--json"))
    if PROGRAM not in {each["username"] for each in accounts["accounts"]}:
        linli(home, "people", "add-account", PROGRAM, "Measurement", "--without-password")
        linli(home, "people", "grant", PROGRAM, "intake_clerk", "--area", AREA)
    may = [word for name in ("matter.register", "matter.view") for word in ("--permission", name)]
    issued = linli(home, "people", "issue-key", PROGRAM, "measurement", *may, "--days", "1", "--json")
    return str(json.loads(issued)["key"])
