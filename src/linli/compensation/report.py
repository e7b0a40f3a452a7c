"""A result as one JSON document. Amounts are text with two places, so that no reader rounds them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from linli.compensation.policies.case import Case
from linli.compensation.policies.compulsory import INSURED_BUCKETS
from linli.compensation.policies.money import cents, yuan
from linli.compensation.policies.result import Result, VictimResult


def as_document(result: Result, case: Case) -> dict[str, Any]:
    """Return every item, bucket, payer and total with the steps."""
    return {
        "title": case.title,
        "accident_on": case.accident_on.isoformat(),
        "figures": result.source,
        "victims": [_victim(each) for each in result.victims],
        "compulsory": _compulsory(result),
        "payers": _payers(result),
        "payments": [
            {
                "payer": each.payer,
                "name": result.labels.get(each.payer, each.payer),
                "why": each.why,
                "victim": each.victim,
                "amount": told(each.cents),
            }
            for each in result.payments
        ],
        "accounts": [
            {
                "payer": each.payer,
                "name": result.labels.get(each.payer, each.payer),
                "victim": each.victim,
                "owed": told(each.owed),
                "advanced": told(each.advanced),
                "handed_on": told(each.handed_on),
                "to_pay": told(each.to_pay),
            }
            for each in result.accounts
        ],
        "transfers": [
            {
                "from": each.payer,
                "to": each.to,
                "amount": told(each.cents),
                "why": each.why,
                "victim": each.victim,
            }
            for each in result.transfers
        ],
        "totals": _totals(result, case),
        "notes": list(result.notes),
    }


def told(amount: int) -> str:
    return f"{yuan(amount):.2f}"


def _victim(each: VictimResult) -> dict[str, Any]:
    return {
        "id": each.victim,
        "label": each.label,
        "items": [
            {
                "code": item.code,
                "name": item.name,
                "bucket": item.bucket,
                "amount": told(item.cents),
                "steps": list(item.steps),
                "article": item.article,
            }
            for item in each.items
        ],
        "buckets": {name: told(amount) for name, amount in each.buckets.items()},
        "total": told(each.total),
        "insured_total": told(each.total - each.outside),
        "compulsory": told(each.compulsory),
        "excess": told(each.excess),
        "outside": told(each.outside),
        "shares": [
            {
                "party": share.party,
                "per_cent": share.per_cent,
                "of_excess": told(share.excess),
                "of_outside": told(share.outside),
            }
            for share in each.shares
        ],
        "payable": told(each.payable),
        "own": told(each.own),
    }


def _compulsory(result: Result) -> list[dict[str, Any]]:
    return [
        {
            "vehicle": vehicle,
            "limits": {bucket: told(amount) for bucket, amount in limits.items()},
            "paid": {bucket: told(_sum(result, vehicle, bucket)) for bucket in INSURED_BUCKETS},
            "to": [
                {"victim": each.victim, "bucket": each.bucket, "amount": told(each.cents)}
                for each in result.compulsory
                if each.vehicle == vehicle
            ],
            "total": told(sum(_sum(result, vehicle, bucket) for bucket in INSURED_BUCKETS)),
        }
        for vehicle, limits in result.limits.items()
    ]


def _sum(result: Result, vehicle: str, bucket: str) -> int:
    return sum(each.cents for each in result.compulsory if (each.vehicle, each.bucket) == (vehicle, bucket))


def _payers(result: Result) -> list[dict[str, str]]:
    payers = dict.fromkeys(each.payer for each in result.accounts)
    return [
        {
            "payer": payer,
            "name": result.labels.get(payer, payer),
            "owed": told(sum(each.owed for each in _of(result, payer))),
            "advanced": told(sum(each.advanced for each in _of(result, payer))),
            "handed_on": told(sum(each.handed_on for each in _of(result, payer))),
            "to_pay": told(sum(each.to_pay for each in _of(result, payer))),
        }
        for payer in payers
    ]


def _of(result: Result, payer: str) -> Iterable[Any]:
    return (each for each in result.accounts if each.payer == payer)


def _totals(result: Result, case: Case) -> dict[str, str]:
    by_why = {why: sum(each.cents for each in result.payments if each.why == why) for why in REASONS}
    return {
        "losses": told(result.total),
        "insured_losses": told(result.total - sum(each.outside for each in result.victims)),
        "outside": told(sum(each.outside for each in result.victims)),
        "compulsory": told(by_why["compulsory"] + by_why["duty"]),
        "excess": told(sum(each.excess for each in result.victims)),
        "commercial": told(by_why["commercial"]),
        "seats": told(by_why["seats"]),
        "personal": told(by_why["liable"]),
        "payable": told(result.payable),
        "own": told(sum(each.own for each in result.victims)),
        "advanced": told(sum(cents(each.amount) for each in case.advances)),
        "set_off": told(sum(each.advanced for each in result.accounts)),
        "handed_on": told(sum(each.handed_on for each in result.accounts)),
        "refunded": told(sum(each.cents for each in result.transfers if each.why == "refund")),
        "to_pay": told(sum(each.to_pay for each in result.accounts)),
    }


REASONS = ("compulsory", "duty", "commercial", "seats", "liable")
