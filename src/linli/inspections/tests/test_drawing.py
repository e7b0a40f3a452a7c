from __future__ import annotations

import hashlib
import hmac
import json
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from linli.inspections.errors import (
    DrawRefused,
    PoolEmpty,
    SeedKnownAlready,
    SeedNotYetKnown,
    ValueMissing,
)
from linli.inspections.policies import verify_draw
from linli.inspections.policies.committing import Frozen, commit, reveal
from linli.inspections.policies.verify_draw import DrawFault, verify
from linli.inspections.tests.draws import (
    AFTER,
    KNOWN_AT,
    NOW,
    PAIR,
    VALUE,
    crew,
    drawn,
    frozen,
    pool,
    request,
)


def check(given: Frozen, result: dict[str, Any], **more: Any) -> int:
    return verify(given.commitment, result, given.targets, given.inspectors, **more)


def recommitted(given: Frozen, **changes: Any) -> Frozen:
    """Return what a cheat would make: another commitment with a digest that fits."""
    changed = {**given.commitment, **changes}
    return replace(given, commitment={**changed, "digest": verify_draw.digest_of(changed)})


def test_a_stratum_gives_its_share_of_the_pool_rounded_up() -> None:
    rows = [
        {"id": f"{grade}{n}", "grade": grade}
        for grade, many in zip("ABCD", (600, 300, 80, 20), strict=True)
        for n in range(many)
    ]
    result = drawn(frozen(rows))
    assert Counter(each["grade"] for each in result["drawn"]) == {"A": 6, "B": 9, "C": 16, "D": 20}


@given(st.integers(0, 10_000), st.integers(0, 10_000))
@settings(max_examples=50)
def test_a_share_is_never_rounded_down(size: int, part: int) -> None:
    ratio = f"{part / 10_000:.4f}"
    assert verify_draw.wanted({"ratio": ratio}, size) == ceil(Fraction(part * size, 10_000))


def test_the_order_is_that_of_the_keyed_hash_said_once_more() -> None:
    """Said in five lines by other means, from the words of the documentation."""
    given = frozen([row for row in pool(400) if row["grade"] == "C"])
    result = drawn(given)
    text = f"linli-draw/1\n{given.commitment['digest']}\n{VALUE}"
    seed = hashlib.sha256(text.encode()).digest()
    names = [json.loads(line)["id"] for line in given.targets.splitlines()]
    names.sort(key=lambda name: hmac.new(seed, f"target\n{name}".encode(), "sha256").digest())
    assert [each["target"] for each in result["drawn"]] == names[:20]


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows = pool()
    random.Random(1).shuffle(rows)
    assert drawn(frozen(rows)) == drawn(frozen())


def test_a_stranger_draws_the_same_list() -> None:
    given = frozen(inspectors=crew(), team=PAIR)
    assert (
        check(
            given, drawn(given), value=f"  {VALUE.replace('0', '０')} ", published=given.commitment["digest"]
        )
        == 26
    )


def test_one_changed_id_in_the_pool_is_seen() -> None:
    given = frozen()
    cheated = replace(given, targets=given.targets.replace(b'"99100007"', b'"99100107"'))
    with pytest.raises(DrawFault, match=r"pool_changed|pool_unsorted"):
        check(cheated, drawn(given))


def test_one_id_left_out_of_the_pool_is_seen() -> None:
    given = frozen()
    cheated = replace(given, targets=b"".join(given.targets.splitlines(keepends=True)[1:]))
    with pytest.raises(DrawFault, match="pool_changed"):
        check(cheated, drawn(given))


def test_a_changed_ratio_is_seen_even_with_a_digest_that_fits() -> None:
    given = frozen()
    result = drawn(given)
    strata = [{**given.commitment["strata"][0], "ratio": "0.02"}, *given.commitment["strata"][1:]]
    with pytest.raises(DrawFault, match="commitment_changed"):
        check(replace(given, commitment={**given.commitment, "strata": strata}), result)
    with pytest.raises(DrawFault, match="other_commitment"):
        check(recommitted(given, strata=strata), result)


def test_everything_made_anew_is_seen_by_the_digest_that_was_published() -> None:
    given = frozen()
    cheated = recommitted(given, cooling_since="2026-01-01")
    assert check(cheated, drawn(cheated)) == 26
    with pytest.raises(DrawFault, match="not_the_published"):
        check(cheated, drawn(cheated), published=given.commitment["digest"])


@pytest.mark.parametrize("name", ["value", "seed", "drawn", "digest", "redraws"])
def test_a_changed_result_is_seen(name: str) -> None:
    given = frozen()
    result = drawn(given)
    other = {"drawn": result["drawn"][1:], "redraws": [{"target": "99100000", "reason": "gone"}]}.get(
        name, "0"
    )
    with pytest.raises(DrawFault):
        check(given, {**result, name: other})


def test_another_value_than_the_public_one_is_seen() -> None:
    given = frozen()
    with pytest.raises(DrawFault, match="other_value"):
        check(given, drawn(given, "一个挑好的数"), value=VALUE)


def test_a_target_inspected_lately_is_left_out_but_counts_for_the_share() -> None:
    rows = [{**row, "last": "2026-01-15" if row["id"] < "99100040" else "2025-06-30"} for row in pool()]
    result = drawn(frozen(rows, cooling_since="2025-09-10"))
    assert min(each["target"] for each in result["drawn"]) >= "99100040"
    assert Counter(each["grade"] for each in result["drawn"])["C"] == 4


def test_a_redraw_gives_the_place_to_the_next_in_order() -> None:
    given = frozen()
    first = [each["target"] for each in drawn(given)["drawn"]]
    struck = next(name for name in first if name in {r["id"] for r in pool() if r["grade"] == "C"})
    result = drawn(given, redraws=[{"target": struck, "reason": "gone"}])
    again = [each["target"] for each in result["drawn"] if not each.get("struck")]
    assert [name for name in first if name != struck] == again[:-1]
    assert again[-1] not in first
    assert check(given, result) == len(first)


def test_nobody_can_strike_who_was_not_drawn() -> None:
    given = frozen()
    names = {each["target"] for each in drawn(given)["drawn"]}
    missed = next(row["id"] for row in pool() if row["id"] not in names)
    with pytest.raises(DrawRefused, match=missed):
        drawn(given, redraws=[{"target": missed, "reason": "gone"}])


def test_every_team_is_a_pair_of_which_nobody_keeps_the_target() -> None:
    given = frozen(inspectors=crew(), team=PAIR)
    keepers = {row["id"]: row["keeper"] for row in pool()}
    units = {row["id"]: row["unit"] for row in crew()}
    for each in drawn(given)["drawn"]:
        assert len(set(each["team"])) == 2
        assert keepers[each["target"]] not in {units[name] for name in each["team"]}
        assert all(units[away["inspector"]] == keepers[each["target"]] for away in each["kept_away"])


def test_whoever_serves_where_the_target_is_keeps_away() -> None:
    people = [{**row, "unit": "bureau", "area": "990102" if row["id"] == "J000" else ""} for row in crew()]
    result = drawn(frozen(inspectors=people, team=PAIR))
    teams = [each["team"] for each in result["drawn"] if int(each["target"]) % 4 == 2]
    assert teams
    assert all("J000" not in team for team in teams)


def test_a_joint_inspection_brings_several_departments_to_one_visit() -> None:
    team = [{"department": "market", "count": 2}, {"department": "fire", "count": 1}]
    result = drawn(frozen(inspectors=crew(), team=team))
    fire = {row["id"] for row in crew() if row["department"] == "fire"}
    assert all(len(each["team"]) == 3 and each["team"][2] in fire for each in result["drawn"])


def test_an_inspector_who_recuses_is_followed_by_the_next_and_the_reason_stays() -> None:
    given = frozen(inspectors=crew(), team=PAIR)
    first = drawn(given)["drawn"][0]
    redraw = {"target": first["target"], "inspector": first["team"][0], "reason": "relationship"}
    result = drawn(given, redraws=[redraw])
    assert first["team"][0] not in result["drawn"][0]["team"]
    assert first["team"][1] == result["drawn"][0]["team"][1]
    assert result["drawn"][1:] == drawn(given)["drawn"][1:]
    assert result["redraws"] == [redraw]
    assert check(given, result) == 26


def test_a_redraw_touches_nobody_elses_place() -> None:
    """Also where the number of visits of each inspector is limited."""
    given = frozen(inspectors=[{**row, "unit": "bureau"} for row in crew(15)], team=PAIR, most_each=6)
    before = drawn(given)["drawn"]
    line = next(each for each in before if each["grade"] == "C")
    redraws = [
        {"target": line["target"], "inspector": line["team"][1], "reason": "relationship"},
        {"target": line["target"], "reason": "gone"},
    ]
    after = drawn(given, redraws=redraws)["drawn"]
    assert [each for each in after[:-1] if each["target"] != line["target"]] == [
        each for each in before if each["target"] != line["target"]
    ]
    assert after[-1]["place"] == len(before) + 1


def test_who_was_struck_is_not_struck_again() -> None:
    target = drawn(frozen())["drawn"][0]["target"]
    with pytest.raises(DrawRefused, match=target):
        drawn(frozen(), redraws=[{"target": target, "reason": "gone"}] * 2)


def test_work_is_shared_out() -> None:
    people = [{**row, "unit": "bureau"} for row in crew(15)]
    result = drawn(frozen(inspectors=people, team=PAIR, most_each=5))
    assert max(Counter(name for each in result["drawn"] for name in each["team"]).values()) <= 5


def test_too_few_inspectors_are_said() -> None:
    with pytest.raises(DrawRefused, match="too few"):
        drawn(frozen(inspectors=crew(), team=PAIR, most_each=1))


FAULTS: list[tuple[dict[str, Any], Any, str]] = [
    ({"strata": []}, None, "strata"),
    ({"strata": [{"grade": "A", "ratio": "0.1"}] * 2}, None, "strata"),
    ({"strata": [{"grade": "A", "ratio": "1.5"}]}, None, "ratio"),
    ({"strata": [{"grade": "A", "ratio": 0.1}]}, None, "ratio"),
    ({"strata": [{"grade": "A", "take": -1}]}, None, "ratio"),
    ({"strata": [{"grade": "A", "ratio": "0.1", "take": 3}]}, None, "ratio"),
    ({"team": [{"department": "market", "count": 0}]}, None, "make-up"),
    ({"most_each": -1}, None, "make-up"),
    ({}, [*pool(4), pool(1)[0]], "99100000"),
    ({}, [{"grade": "A"}], "Row 1"),
    ({}, [{"id": "x\ny", "grade": "A"}], "Row 1"),
    ({}, [{"id": "x", "grade": "E"}], "grade E"),
]


@pytest.mark.parametrize(("changes", "rows", "said"), FAULTS)
def test_nonsense_is_never_committed(changes: dict[str, Any], rows: Any, said: str) -> None:
    with pytest.raises(DrawRefused, match=said):
        frozen(rows, **changes)


def test_an_empty_pool_is_refused() -> None:
    with pytest.raises(PoolEmpty):
        frozen([])


def test_nobody_commits_to_a_value_that_can_be_known() -> None:
    with pytest.raises(SeedKnownAlready):
        commit(request(), pool(), (), known_at=NOW, now=NOW)


def test_nobody_draws_before_the_value_is_known() -> None:
    with pytest.raises(SeedNotYetKnown):
        reveal(frozen(), VALUE, known_at=KNOWN_AT, now=KNOWN_AT - timedelta(seconds=1))
    with pytest.raises(ValueMissing):
        reveal(frozen(), " ", known_at=KNOWN_AT, now=AFTER)


def test_each_target_is_drawn_as_often_as_any_other() -> None:
    """Chi-squared over 2,000 draws of 10 from 100, without replacement: 99 degrees of freedom."""
    given = frozen(
        [{"id": f"{n:03d}", "grade": "A"} for n in range(100)], strata=[{"grade": "A", "take": 10}]
    )
    rows = verify_draw.thaw(given.targets)
    counts: Counter[str] = Counter()
    for number in range(2000):
        result = verify_draw.draw(given.commitment, rows, (), f"第{number}期")
        counts.update(each["target"] for each in result["drawn"])
    expected = 2000 * 10 / 100
    spread = sum((counts[row["id"]] - expected) ** 2 for row in rows) / expected
    # What is drawn without replacement varies less than with it, by (N - n) / (N - 1).
    spread *= 99 / 90
    assert chi2.ppf(0.001, 99) < spread < chi2.ppf(0.999, 99)
