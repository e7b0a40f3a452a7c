"""Every sentence is there in Chinese; every setting is described; links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

from source import CHECKOUT, kept_files, shown

from linli.cli import settings, words

LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s#]+)[^)]*\)")
MACHINE = re.compile(
    r"/work/(?:main|wt|shared)|/tmp/brief|127\.0\.0\.1:\d+/simple|registry\.npmjs|pypi\.org/simple"
)
NOT_TEXT = {".png", ".jpg", ".woff", ".woff2", ".mo", ".gz", ".parquet", ".ico", ".npz", ".joblib"}


def test_every_sentence_is_translated() -> None:
    assert [str(fault) for fault in words.faults()] == []


def test_every_setting_is_described() -> None:
    assert settings.PAGE.read_text("utf-8") == settings.page(), "run: linli settings --write"


def test_relative_links_in_documents_lead_somewhere() -> None:
    broken = [
        f"{shown(page)}: {target}"
        for page in kept_files()
        if page.suffix == ".md"
        for target in LINK.findall(page.read_text("utf-8"))
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists()
    ]
    assert broken == []


def test_no_file_names_the_machine_it_was_written_on() -> None:
    here = Path(__file__)
    found = [
        shown(path)
        for path in kept_files()
        if path != here
        and path.suffix not in NOT_TEXT
        and MACHINE.search(path.read_text("utf-8", errors="ignore"))
    ]
    assert found == []


def test_every_file_ends_with_one_line_end() -> None:
    texts = [path for path in kept_files() if path.suffix in {".py", ".md", ".html", ".yaml", ".toml", ".po"}]
    ragged = [
        shown(path) for path in texts if (text := path.read_text("utf-8")) and not re.search(r"\S\n\Z", text)
    ]
    assert ragged == []


def test_the_documents_are_there() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "LICENSE", "publiccode.yaml"):
        assert (CHECKOUT / name).is_file(), name


def test_every_dependency_has_its_reason() -> None:
    reasons = (CHECKOUT / "docs" / "decisions" / "0002-dependencies.md").read_text("utf-8")
    lines = [
        line.strip()
        for file in (CHECKOUT / "requirements").glob("*.in")
        for line in file.read_text("utf-8").splitlines()
        if line.strip() and not line.startswith(("-", "#"))
    ]
    wanted = {re.split(r"[\[=<>~;! ]", line)[0] for line in lines}
    assert sorted(name for name in wanted if f"| {name} |" not in reasons) == []
    given = set(re.findall(r"^\| ([\w-]+) \|", reasons, re.MULTILINE)) - {"package"}
    assert sorted(given - wanted) == [], "no longer used"
