"""Fills a home with very many disputes, by set, and says what to ask of them.

`python -m linli.bench.disputes_filling <disputes> <samples> <seed>` in the home's settings prints `Asked` as JSON.
A few texts, accounts and vault records are made through the city's own doors; disputes, sides, sessions, agreements
and terms are inserted by set, and the database checks their constraints. Their journals stay empty.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from linli.bench.asking import Asked, Question, count_queries, log_in

MEDIATORS, RECORDS, POOL = 300, 200, 400
DUTY = "bench.duty"
SUBJECTS = (
    "院墙",
    "楼道堆物",
    "漏水",
    "借款",
    "工钱",
    "土地边界",
    "车位",
    "装修噪音",
    "宠物",
    "赡养",
    "物业费",
)
PLACES = ("柳树社区", "三里村", "河东街道", "安泰小区", "石桥村", "北关社区")
FILL = (
    """
    INSERT INTO disputes_dispute (number, file_number, centre_id, committee_id, account_ids, area_code, category,
        tier, source, title, brief, search, status, registered_at, accepted_at, due_at, changed_at, ended_at,
        chain_length, chain_head)
    SELECT 'JF2026' || lpad(serial::text, 8, '0') || '0', '（2026）测' || serial || '号', team.centre, team.committee,
        ARRAY[team.account], team.area, lpad((1 + serial %% 18)::text, 2, '0'), 'minor', 'party', pool.title,
        pool.brief, pool.search::tsvector, state.status, made.at, made.at,
        CASE WHEN state.status = 'mediating' THEN %(now)s + (serial %% 40 - 5) * interval '1 day' END,
        made.at, CASE WHEN state.status = 'archived' THEN made.at END, 0, ''
    FROM generate_series(%(first)s, %(last)s) AS serial
    JOIN bench_team AS team ON team.n = (serial * 7919) %% %(teams)s
    JOIN bench_pool AS pool ON pool.n = serial %% %(pool)s
    CROSS JOIN LATERAL
        (SELECT %(now)s - (serial %% 900) * interval '1 day' - serial * interval '1 second' AS at) AS made
    CROSS JOIN LATERAL (SELECT CASE WHEN serial %% 10 < 6 THEN 'archived' WHEN serial %% 10 < 9 THEN 'performing'
        ELSE 'mediating' END AS status) AS state
    """,
    """
    INSERT INTO disputes_party (dispute_id, place, side, kind, record_id, capacity, consent, consent_how, answered_at)
    SELECT dispute.id, side, side, 'person', records.id, 'full', 'given', 'paper', dispute.registered_at
    FROM disputes_dispute AS dispute CROSS JOIN generate_series(1, 2) AS side
    JOIN bench_record AS records ON records.n = (dispute.id * 2 + side) %% %(records)s
    WHERE dispute.file_number LIKE '（2026）测%%'
    """,
    """
    INSERT INTO disputes_session (dispute_id, lead_account, begins_at, ends_at, manner, place, status, result,
        recorded_at, statements)
    SELECT dispute.id, account_ids[1], at, at + interval '1 hour', 'in_person', '调解室',
        CASE WHEN is_over THEN 'held' ELSE 'planned' END, CASE WHEN is_over THEN 'goes_on' ELSE '' END,
        CASE WHEN is_over THEN at END, CASE WHEN is_over THEN '各方陈述' ELSE '' END
    FROM disputes_dispute AS dispute
    CROSS JOIN LATERAL (SELECT CASE WHEN status = 'mediating' THEN %(now)s + (id %% 20) * interval '1 day'
        ELSE registered_at + interval '3 days' END AS at) AS moment
    CROSS JOIN LATERAL (SELECT status <> 'mediating' AS is_over) AS past
    WHERE dispute.file_number LIKE '（2026）测%%'
    """,
    """
    INSERT INTO disputes_agreement (dispute_id, kind, status, number, facts, content, digest, drafted_at, sealed_at,
        effective_on, confirm_until)
    SELECT id, 'written', 'in_force', '测协' || id, '争议事实', '{}', repeat('a', 64), registered_at, registered_at,
        registered_at::date, registered_at::date + 30
    FROM disputes_dispute WHERE status <> 'mediating' AND file_number LIKE '（2026）测%%'
    """,
    """
    INSERT INTO disputes_term (agreement_id, dispute_id, lead_account, centre_id, position, instalment, instalments,
        kind, debtor_id, creditor_id, words, amount, due_on, received, is_open, performed_on)
    SELECT agreement.id, dispute.id, dispute.account_ids[1], dispute.centre_id, part, 1, 1, 'pay', owes.id,
        gets.id, '支付补偿款', 1000 * part, day.due, 0, dispute.status = 'performing',
        CASE WHEN dispute.status <> 'performing' THEN day.due END
    FROM disputes_agreement AS agreement JOIN disputes_dispute AS dispute ON dispute.id = agreement.dispute_id
    JOIN disputes_party AS owes ON owes.dispute_id = dispute.id AND owes.place = 1
    JOIN disputes_party AS gets ON gets.dispute_id = dispute.id AND gets.place = 2
    CROSS JOIN generate_series(1, 2) AS part
    CROSS JOIN LATERAL (SELECT %(now)s::date + ((dispute.id + part * 17) %% 300 - 40)::int AS due) AS day
    WHERE agreement.number LIKE '测协%%'
    """,
)
TABLES = ("dispute", "party", "session", "agreement", "term")


def fill(count: int, *, seed: int, now: datetime) -> None:
    """Have `count` disputes; a home that has as many stays as it is. Exits where it has some and too few."""
    from django.db import connection, transaction

    from linli.disputes.models import Dispute

    there = Dispute.objects.count()
    if there >= count:
        return
    if there:
        sys.exit(f"the home holds {there} disputes: measure these, or begin with an empty home")
    lots = random.Random(seed)  # noqa: S311  (a choice, not a secret)
    with transaction.atomic(), connection.cursor() as cursor:
        numbers: dict[str, Any] = {
            "now": now,
            "first": 1,
            "last": count,
            "pool": POOL,
            "records": RECORDS,
        }
        numbers["teams"] = _teams(cursor, now)
        _pool(cursor, lots)
        _records(cursor, now)
        for statement in FILL:
            cursor.execute(statement, numbers)
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("ANALYZE disputes_" + table)


def _teams(cursor: Any, now: datetime) -> int:
    """Write accounts, committees and mediators of the city's centres; return how many mediators there are."""
    from linli.disputes.actions.deciding import enrol, found_committee
    from linli.disputes.policies import CommitteeKind
    from linli.people.models import Account, Assignment, Unit

    kinds = ("dispute_centre", "governance_centre", "justice_office")
    centres = list(Unit.objects.filter(kind__in=kinds).order_by("path")[:30])
    day = now.date()
    committees = [
        found_committee(
            unit=centre,
            name=f"{centre.name}人民调解委员会",
            short_name=f"测{place}",
            kind=CommitteeKind.TOWNSHIP,
            seats=5,
            women=2,
            since_on=day.replace(month=1, day=1),
            until_on=day.replace(month=12, day=31),
            now=now,
        )
        for place, centre in enumerate(centres)
    ]
    cursor.execute(
        "CREATE TEMP TABLE bench_team (n int PRIMARY KEY, centre bigint, committee bigint, account bigint, area text)"
    )
    duty = Account.objects.create(username=DUTY, display_name=DUTY, password="!")  # noqa: S106 — no log-in by it
    Assignment.objects.create(account=duty, role="centre_duty", unit=centres[0], valid_from=day)
    for number in range(MEDIATORS):
        committee = committees[number % len(committees)]
        account = Account.objects.create(username=f"bench.m{number}", display_name="调解员", password="!")  # noqa: S106
        Assignment.objects.create(account=account, role="mediator", unit=committee.unit, valid_from=day)
        enrol(account=account, committee=committee, specialities=["02"], since_on=day)
        row = [number, committee.unit_id, committee.pk, account.pk, committee.unit.area_code]
        cursor.execute("INSERT INTO bench_team VALUES (%s, %s, %s, %s, %s)", row)
    return MEDIATORS


def _pool(cursor: Any, lots: random.Random) -> None:
    from linli.matters.search import vector_of

    cursor.execute("CREATE TEMP TABLE bench_pool (n int PRIMARY KEY, title text, brief text, search text)")
    for number in range(POOL):
        subject, place = lots.choice(SUBJECTS), lots.choice(PLACES)
        title, brief = (
            f"{place}{subject}纠纷",
            f"{place}两户居民因{subject}发生争执，要求调解。编号{number}。",
        )
        cursor.execute(
            "INSERT INTO bench_pool VALUES (%s, %s, %s, %s)",
            [number, title, brief, vector_of(f"{title} {brief}")],
        )


def _records(cursor: Any, now: datetime) -> None:
    from linli.core.actor import SYSTEM
    from linli.vault.actions import keep
    from linli.vault.policies.fields import Basis, PersonalField

    cursor.execute("CREATE TEMP TABLE bench_record (n int PRIMARY KEY, id bigint)")
    for number in range(RECORDS):
        fields = {PersonalField.NAME: "测试", PersonalField.PHONE: f"199{number:08d}"}
        row = keep(fields, basis=Basis.STATUTORY_DUTY, purpose="dispute", by=SYSTEM, now=now)
        cursor.execute("INSERT INTO bench_record VALUES (%s, %s)", [number, row.pk])


def questions(samples: int, *, seed: int) -> Iterator[Question]:
    """Yield `samples` different requests for each page."""
    from urllib.parse import urlencode

    from linli.disputes.models import Dispute
    from linli.disputes.queries.lists import NEWEST_FIRST

    lots = random.Random(seed)  # noqa: S311  (a choice, not a secret)
    centre = Dispute.objects.filter(centre__in=_centres_of(DUTY)).order_by(*NEWEST_FIRST)
    rows = list(centre.values_list("number", "changed_at", "pk")[: samples * 40])
    duty = log_in(DUTY)
    mediators = [log_in(f"bench.m{lots.randrange(MEDIATORS)}") for _each in range(min(samples, 20))]
    for place in range(samples):
        number, at, pk = lots.choice(rows)
        mediator = mediators[place % len(mediators)]
        states = ("", "?status=performing", "?status=archived", "?category=02")
        yield Question("list_centre", "/disputes/" + states[place % 4], duty)
        yield Question("list_mediator", "/disputes/" + states[place % 4], mediator)
        yield Question("list_next_page", "/disputes/?" + urlencode({"after": f"{at.isoformat()}~{pk}"}), duty)
        yield Question("search", "/disputes/?" + urlencode({"words": lots.choice(SUBJECTS)}), duty)
        yield Question("search_number", f"/disputes/?words={number}", duty)
        yield Question("calendar", "/disputes/mine/", mediator)
        yield Question("performance_due", "/disputes/due/", mediator)
        yield Question("performance_due_centre", "/disputes/due/", duty)
        yield Question("dispute", f"/disputes/{number}/", duty)


def _centres_of(username: str) -> list[int]:
    from linli.people.models import Assignment

    rows = Assignment.objects.filter(account__username=username, unit__isnull=False)
    return [number for number in rows.values_list("unit", flat=True) if number is not None]


def ask(samples: int, *, seed: int) -> Asked:
    asked = list(questions(samples, seed=seed))
    pages = len({each.page for each in asked})
    return Asked(asked, count_queries(asked[: pages * 6]))


def _main(count: int, samples: int, seed: int) -> None:
    import django

    django.setup()
    from django.utils import timezone

    fill(count, seed=seed, now=timezone.now())
    sys.stdout.write(json.dumps(asdict(ask(samples, seed=seed))))


if __name__ == "__main__":
    _main(*map(int, sys.argv[1:4]))
