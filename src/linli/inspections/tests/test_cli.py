from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from linli.inspections.cli import app
from linli.inspections.policies import verify_draw
from linli.inspections.tests.draws import AFTER, KNOWN_AT, NOW, PAIR, VALUE, crew, pool, request

VERIFIER = Path(verify_draw.__file__)


def run(*given: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in given])


def bare(*given: object) -> subprocess.CompletedProcess[str]:
    """Run the verifier as a stranger does: no packages, no environment, nothing of ours beside it."""
    command = [sys.executable, "-I", "-S", *(str(each) for each in given)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PYTHONIOENCODING": "utf-8"}
    )


@pytest.fixture
def wanted(tmp_path: Path) -> Path:
    targets = "\n".join(json.dumps(row) for row in pool())
    (tmp_path / "pool.jsonl").write_text(targets)
    seed = {"source": "双色球2026028期", "known_at": KNOWN_AT.isoformat()}
    asked = request(seed=seed, targets="pool.jsonl", inspectors=crew(), team=PAIR)
    (tmp_path / "request.json").write_text(json.dumps(asked))
    return tmp_path / "request.json"


@pytest.fixture
def folder(wanted: Path) -> Path:
    """A draw from request to result, published in one folder."""
    made = wanted.parent / "published"
    assert run("commit", wanted, "--out", made, "--at", NOW.isoformat()).exit_code == 0
    revealed = run("reveal", made / "commitment.json", "--value", VALUE, "--at", AFTER.isoformat())
    assert revealed.exit_code == 0, revealed.output
    return made


def change(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def replace_in(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new))


def files(folder: Path) -> tuple[Path, Path]:
    return folder / "commitment.json", folder / "result.json"


def test_a_draw_goes_from_request_to_verified_result(folder: Path) -> None:
    answer = run("verify", *files(folder), "--value", VALUE, "--json")
    assert json.loads(answer.output)["drawn"] == 26


def test_the_verifier_is_one_file_that_needs_nothing_but_python(folder: Path, tmp_path: Path) -> None:
    assert run("verifier", "--out", tmp_path / "check.py").exit_code == 0
    answer = bare(tmp_path / "check.py", *files(folder), "--value", VALUE)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "相符" in answer.stdout


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda at: replace_in(at / "targets.jsonl", "99100079", "99100080"), "targets"),
        (lambda at: (at / "inspectors.jsonl").write_text(""), "inspectors"),
        (lambda at: (at / "inspectors.jsonl").unlink(), "inspectors.jsonl"),
        (lambda at: change(at / "result.json", value="另一个数"), "seed"),
        (lambda at: change(at / "result.json", seed="00" * 32), "seed"),
        (lambda at: change(at / "commitment.json", strata=[{"grade": "A", "ratio": "0.5"}]), "digest"),
        (lambda at: (at / "result.json").write_text("[]"), "result.json"),
        (lambda at: (at / "commitment.json").write_text("{}"), "strata, targets"),
    ],
)  # fmt: skip
def test_anything_changed_is_wrong_for_both_verifiers(folder: Path, spoil: Any, said: str) -> None:
    spoil(folder)
    answer = bare(VERIFIER, *files(folder))
    assert answer.returncode == 1
    assert "不符" in answer.stdout
    assert said in answer.stdout
    ours = run("verify", *files(folder))
    assert ours.exit_code == 1
    assert said in ours.output


def test_a_redraw_is_read_from_a_file_and_kept_with_its_reason(folder: Path) -> None:
    first = json.loads((folder / "result.json").read_text())["drawn"][0]
    redraws = [{"target": first["target"], "inspector": first["team"][0], "reason": "relationship"}]
    (folder / "redraws.json").write_text(json.dumps(redraws))
    given = ("--value", VALUE, "--redraws", folder / "redraws.json", "--at", AFTER.isoformat(), "--json")
    result = json.loads(run("reveal", folder / "commitment.json", *given).output)
    assert first["team"][0] not in result["drawn"][0]["team"]
    assert bare(VERIFIER, *files(folder)).returncode == 0


def test_a_value_that_is_known_already_is_refused_and_nothing_written(wanted: Path) -> None:
    answer = run("commit", wanted, "--out", wanted.parent / "x", "--at", AFTER.isoformat(), "--json")
    assert answer.exit_code == 1
    assert "inspections.seed_known_already" in answer.output
    assert not (wanted.parent / "x").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": {}},
        {"seed": {"source": "x", "known_at": "bald"}},
        {"draw": ""},
        {"targets": "gone.jsonl"},
        {"targets": [1]},
    ],
)
def test_a_request_that_cannot_be_read_is_refused(wanted: Path, changes: dict[str, Any]) -> None:
    change(wanted, **changes)
    answer = run("commit", wanted, "--out", wanted.parent / "x")
    assert answer.exit_code == 1
    assert "[inspections." in answer.output
