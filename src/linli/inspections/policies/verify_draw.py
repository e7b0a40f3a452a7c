#!/usr/bin/env python3
"""Check a random draw of inspections: 核对随机抽查的抽取结果。

    python3 verify_draw.py commitment.json result.json [--value "公布的数值"] [--published 承诺摘要]

This one file needs nothing but Python 3.10 or newer. It is the very file with which the city draws, so whoever runs
it draws again. The pools (`targets.jsonl`, `inspectors.jsonl`) lie beside the commitment. It answers 0 when the
result is right, 1 when it is not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import heapify, heappop
from itertools import islice, pairwise
from math import ceil
from pathlib import Path
from typing import Any

FORMAT, RESULT_FORMAT = "linli-draw/1", "linli-draw-result/1"
SHARE = re.compile(r"(0(\.\d{1,9})?|1(\.0{1,9})?)")
Row = Mapping[str, Any]


class DrawFault(Exception):
    """Why a commitment, a pool or a result is not right: a code, and facts for the sentence."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


# The form in which everything is hashed


canonical = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode
"""The one way to write a JSON value: sorted names, no blanks, characters as themselves."""


def digest_of(document: Row) -> str:
    """Return the SHA-256 of a document without its own field `digest`."""
    content = {name: value for name, value in document.items() if name != "digest"}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def freeze(rows: Iterable[Row]) -> bytes:
    """Return a pool as canonical JSON lines sorted by id. Raises DrawFault for an id that is missing or twice."""
    lines: dict[str, str] = {}
    for number, row in enumerate(rows, start=1):
        name = row.get("id")
        if not isinstance(name, str) or not name or any(ord(sign) < ord(" ") for sign in name):
            raise DrawFault("id_missing", row=number)
        if name in lines:
            raise DrawFault("id_twice", id=name)
        lines[name] = canonical(row)
    return "".join(f"{lines[name]}\n" for name in sorted(lines)).encode()


def thaw(content: bytes) -> list[dict[str, Any]]:
    """Return the rows of a frozen pool. Raises DrawFault where it is not sorted or an id is there twice."""
    try:
        rows = json.loads(b"[" + b",".join(content.splitlines()) + b"]")
        names = [row["id"] for row in rows]
    except (ValueError, KeyError, TypeError):
        raise DrawFault("pool_unreadable") from None
    for before, after in pairwise(names):
        if before >= after:
            raise DrawFault("pool_unsorted", id=after)
    return list(rows)


def fingerprint(content: bytes, rows: int) -> dict[str, Any]:
    return {"rows": rows, "sha256": hashlib.sha256(content).hexdigest()}


# The seed and the order


def normal(value: str) -> str:
    """Return a public value as it is hashed: full-width signs as plain ones, one blank between parts."""
    return " ".join(unicodedata.normalize("NFKC", value).split())


def seed_of(commitment: str, value: str) -> bytes:
    """Return the seed: it hangs on the whole commitment, so no other rules or pools can be put under the value."""
    return hashlib.sha256(f"{FORMAT}\n{commitment}\n{normal(value)}".encode()).digest()


def in_order(seed: bytes, names: Iterable[str], prefix: str) -> Iterator[str]:
    """Return the names by HMAC-SHA256(seed, prefix + name), lowest first; sorted only as far as is asked.

    The two halves of the HMAC (RFC 2104) begin with the key alone: they are begun once, which is half the work.
    """
    block = seed.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(each ^ 0x36 for each in block))
    outer = hashlib.sha256(bytes(each ^ 0x5C for each in block))
    heap = []
    for name in names:
        within, around = inner.copy(), outer.copy()
        within.update((prefix + name).encode())
        around.update(within.digest())
        heap.append((around.digest(), name))
    heapify(heap)
    while heap:
        yield heappop(heap)[1]


# Who may be drawn


def wanted(stratum: Row, pool: int) -> int:
    """Return how many a stratum of `pool` rows gives: its `take`, or `ratio` of the pool, rounded up."""
    if "take" in stratum:
        return int(stratum["take"])
    return ceil(Fraction(stratum["ratio"]) * pool)


def is_cooling(target: Row, commitment: Row) -> bool:
    """Say whether the target was inspected for the same item on or after the day from which that counts."""
    since = commitment.get("cooling_since") or ""
    return bool(since) and (target.get("last") or "") >= since


def against(inspector: Row, target: Row) -> str:
    """Return the rule by which an inspector stays away from a target: `unit`, `area`, or nothing."""
    if target.get("keeper") and inspector.get("unit") == target["keeper"]:
        return "unit"
    home = inspector.get("area") or ""
    return "area" if home and (target.get("area") or "").startswith(home) else ""


# The draw itself


def pool_sizes(targets: Sequence[Row], strata: Sequence[Row]) -> dict[str, int]:
    """Return how many targets each stratum holds. Raises DrawFault for a grade without a stratum."""
    sizes = {str(each["grade"]): 0 for each in strata}
    for row in targets:
        grade = row.get("grade")
        if grade not in sizes:
            raise DrawFault("grade_unknown", id=row["id"], grade=grade)
        sizes[grade] += 1
    return sizes


class Drawing:
    """One draw while it goes on: whom each stratum gives next, and how many visits each inspector has."""

    def __init__(
        self, commitment: Row, targets: Sequence[Row], inspectors: Sequence[Row], value: str
    ) -> None:
        self.commitment = commitment
        self.seed = seed_of(str(commitment["digest"]), value)
        self.targets = {str(row["id"]): row for row in targets}
        self.inspectors = {str(row["id"]): row for row in inspectors}
        self.departments: dict[str, list[str]] = {}
        for name, row in self.inspectors.items():
            self.departments.setdefault(str(row["department"]), []).append(name)
        self.visits = dict.fromkeys(self.inspectors, 0)
        self.most = int(commitment.get("most_each") or len(targets))
        self.team: Sequence[Row] = commitment.get("team") or ()
        self.left: dict[str, Iterator[str]] = {}
        self.value = normal(value)
        self.drawn: list[dict[str, Any]] = []
        self.redraws: list[dict[str, Any]] = []
        self.struck: set[tuple[str, str]] = set()
        self._begin()

    def _begin(self) -> None:
        """Draw from each stratum as many as were promised, or as many as there are."""
        sizes = pool_sizes(list(self.targets.values()), self.commitment["strata"])
        groups: dict[str, list[str]] = {grade: [] for grade in sizes}
        for name, row in self.targets.items():
            if not is_cooling(row, self.commitment):
                groups[row["grade"]].append(name)
        for stratum in self.commitment["strata"]:
            grade = str(stratum["grade"])
            self.left[grade] = in_order(self.seed, groups[grade], "target\n")
            for name in islice(self.left[grade], wanted(stratum, sizes[grade])):
                self._take(grade, name)

    def _take(self, grade: str, target: str) -> None:
        line: dict[str, Any] = {"place": len(self.drawn) + 1, "grade": grade, "target": target}
        self.drawn.append(line)
        if self.team:
            line["team"], line["kept_away"] = [], []
            for part in self.team:
                for inspector in islice(self._next(line, part["department"]), int(part["count"])):
                    line["team"].append(inspector)
                    self.visits[inspector] += 1
            if len(line["team"]) < sum(int(part["count"]) for part in self.team):
                raise DrawFault("too_few_inspectors", target=target)

    def _next(self, line: dict[str, Any], department: str) -> Iterator[str]:
        """Go through a department in the order for this target: who is free, not kept away and not struck."""
        target, away = line["target"], {each["inspector"] for each in line["kept_away"]}
        names = self.departments.get(department, ())
        for name in in_order(self.seed, names, f"inspector\n{target}\n"):
            if name in away or name in line["team"] or (target, name) in self.struck:
                continue
            if why := against(self.inspectors[name], self.targets[target]):
                line["kept_away"].append({"inspector": name, "why": why})
            elif self.visits[name] < self.most:
                yield name

    def redraw(self, given: Row) -> str:
        """Strike a `target`, or with `inspector` one of its team; the next in order takes the place and is returned.

        Where a stratum has nobody left, nobody follows. Raises DrawFault for one that strikes nobody who stands.
        """
        target, inspector = str(given.get("target")), str(given.get("inspector") or "")
        line = next((each for each in self.drawn if each["target"] == target), None)
        if line is None or line.get("struck") or (inspector and inspector not in line.get("team", ())):
            raise DrawFault("redraw_of_nobody", target=target, inspector=inspector)
        self.redraws.append(dict(given))
        self.struck.add((target, inspector))
        if inspector:
            place = line["team"].index(inspector)
            name = next(self._next(line, str(self.inspectors[inspector]["department"])), None)
            if name is None:
                raise DrawFault("too_few_inspectors", target=target)
            line["team"][place] = name
            self.visits[name] += 1
            return name
        line["struck"] = True
        name = next(self.left[line["grade"]], None)
        if name is not None:
            self._take(line["grade"], name)
        return name or ""

    def result(self) -> dict[str, Any]:
        document: dict[str, Any] = {
            "format": RESULT_FORMAT,
            "draw": self.commitment["draw"],
            "commitment": self.commitment["digest"],
            "value": self.value,
            "seed": self.seed.hex(),
            "redraws": self.redraws,
            "drawn": self.drawn,
        }
        return {**document, "digest": digest_of(document)}


def draw(
    commitment: Row,
    targets: Sequence[Row],
    inspectors: Sequence[Row],
    value: str,
    redraws: Sequence[Row] = (),
) -> dict[str, Any]:
    """Return the result document. It hangs on nothing but what is given.

    Redraws come one after the other and touch nothing but their own place. Raises DrawFault for one that strikes
    nobody who stands.
    """
    drawing = Drawing(commitment, targets, inspectors, value)
    for each in redraws:
        drawing.redraw(each)
    return drawing.result()


# Checking


def check_commitment(commitment: Row) -> None:
    """Raise DrawFault unless the commitment is whole and has the digest that it says."""
    needed = ("draw", "strata", "targets", "seed", "committed_at", "digest")
    missing = [name for name in needed if name not in commitment]
    if commitment.get("format") != FORMAT or missing:
        raise DrawFault("not_a_commitment", missing=", ".join(missing) or "format")
    if digest_of(commitment) != commitment["digest"]:
        raise DrawFault("commitment_changed")
    check_strata(commitment["strata"])
    check_team(commitment.get("team") or ())
    most = commitment.get("most_each", 1)
    if not isinstance(most, int) or most < 1:
        raise DrawFault("team_unfit")


def check_strata(strata: Sequence[Row]) -> None:
    """Raise DrawFault unless each grade is there once, with either a ratio written as text or a number to take."""
    grades = [each.get("grade") for each in strata]
    if not grades or len(set(grades)) != len(grades):
        raise DrawFault("strata_unfit")
    for each in strata:
        ratio, take = each.get("ratio"), each.get("take")
        is_share = isinstance(ratio, str) and SHARE.fullmatch(ratio) is not None
        is_count = isinstance(take, int) and not isinstance(take, bool) and take >= 0
        if ("ratio" in each) == ("take" in each) or not (is_share or is_count):
            raise DrawFault("ratio_unfit", grade=each.get("grade"))


def check_team(team: Sequence[Row]) -> None:
    for part in team:
        count = part.get("count")
        if not isinstance(part.get("department"), str) or not isinstance(count, int) or count < 1:
            raise DrawFault("team_unfit")


def check_pool(commitment: Row, kind: str, content: bytes) -> list[dict[str, Any]]:
    """Return the rows of a pool. Raises DrawFault when it is not the one that was frozen."""
    rows = thaw(content)
    if fingerprint(content, len(rows)) != (commitment.get(kind) or fingerprint(b"", 0)):
        raise DrawFault("pool_changed", pool=kind)
    return rows


def verify(
    commitment: Row,
    result: Row,
    targets: bytes,
    inspectors: bytes = b"",
    *,
    value: str | None = None,
    published: str | None = None,
) -> int:
    """Draw again and return how many were drawn. Raises DrawFault for the first thing that is not right.

    `value`: the public value as the checker looked it up; `published`: the digest as it was published before.
    """
    check_commitment(commitment)
    if published is not None and published.strip().lower() != commitment["digest"]:
        raise DrawFault("not_the_published")
    if result.get("format") != RESULT_FORMAT or result.get("commitment") != commitment["digest"]:
        raise DrawFault("other_commitment")
    if value is not None and normal(value) != result.get("value"):
        raise DrawFault("other_value", value=result.get("value"))
    pools = check_pool(commitment, "targets", targets), check_pool(commitment, "inspectors", inspectors)
    again = draw(commitment, *pools, str(result.get("value", "")), result.get("redraws") or ())
    for name in ("seed", "drawn", "digest"):
        if again[name] != result.get(name):
            raise DrawFault("other_result", part=name)
    return sum(not line.get("struck") for line in again["drawn"])


SENTENCES = {
    "id_missing": "第 {row} 行没有编号。 Row {row} has no id.",
    "id_twice": "编号 {id} 出现两次。 The id {id} is there twice.",
    "pool_unreadable": "名录不是逐行的 JSON。 The pool is not JSON lines.",
    "pool_unsorted": "名录在 {id} 处没有按编号排序。 The pool is not sorted at {id}.",
    "pool_changed": "名录与承诺时冻结的不是同一份：{pool}。 The pool {pool} is not the one that was frozen.",
    "grade_unknown": "{id} 的等级 {grade} 没有抽取比例。 {id} has the grade {grade}, which has no ratio.",
    "redraw_of_nobody": "重抽的 {target} {inspector} 并没有被抽到。 {target} {inspector} was not drawn.",
    "too_few_inspectors": "{target}：可派的检查人员不够。 {target}: too few inspectors.",
    "not_a_commitment": "这不是承诺文件（缺 {missing}）。 This is no commitment (missing: {missing}).",
    "commitment_changed": "承诺文件与它的摘要不符，已被改动。 The commitment does not match its digest.",
    "strata_unfit": "抽取分层有误。 The strata are not right.",
    "ratio_unfit": "等级 {grade} 的抽取比例有误。 The ratio of grade {grade} is not right.",
    "team_unfit": "检查组的组成有误。 The make-up of teams is not right.",
    "not_the_published": "承诺摘要与当初公布的不同。 The digest is not the one published before.",
    "other_commitment": "结果不属于这份承诺。 The result does not belong to this commitment.",
    "other_value": "结果使用的公布数值是“{value}”，与您查到的不同。 The result used “{value}”, not yours.",
    "other_result": "重新抽取得出的结果不同：{part}。 Drawing again gives another result: {part}.",
    "unreadable": "读不了文件 {file}。 Cannot read {file}.",
}


def sentence(fault: DrawFault) -> str:
    return SENTENCES[fault.code].format(**fault.facts)


def read_document(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        raise DrawFault("unreadable", file=path.name) from None
    if not isinstance(document, dict):
        raise DrawFault("unreadable", file=path.name)
    return document


def read_pool(commitment: Row, kind: str, folder: Path) -> bytes:
    if not commitment.get(kind):
        return b""
    try:
        return (folder / f"{kind}.jsonl").read_bytes()
    except OSError:
        raise DrawFault("unreadable", file=f"{kind}.jsonl") from None


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description="核对随机抽查的抽取结果 / Check a random draw of inspections"
    )
    parser.add_argument("commitment", type=Path)
    parser.add_argument("result", type=Path)
    parser.add_argument("--value", help="您自己查到的公布数值 / the public value as you looked it up")
    parser.add_argument(
        "--published", help="抽取前公布的承诺摘要 / the digest as it was published before the draw"
    )
    options = parser.parse_args(given)
    try:
        commitment, result = read_document(options.commitment), read_document(options.result)
        pools = [read_pool(commitment, kind, options.commitment.parent) for kind in ("targets", "inspectors")]
        count = verify(commitment, result, *pools, value=options.value, published=options.published)
    except DrawFault as fault:
        sys.stdout.write(f"不符 WRONG  {sentence(fault)}\n")
        return 1
    source = commitment["seed"].get("source", "")
    sys.stdout.write(f"相符 RIGHT  {commitment['draw']}：{count}\n")
    sys.stdout.write(
        f"  承诺摘要 commitment  {commitment['digest']}\n  公布数值 value  {result['value']}  ←  {source}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
