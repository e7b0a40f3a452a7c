"""What was paid before: set against the payer's own debt, handed back by the others, or given back by the victim."""

from __future__ import annotations

from collections import defaultdict

from linli.compensation.policies.case import Case
from linli.compensation.policies.money import cents
from linli.compensation.policies.result import Account, Payment, Transfer
from linli.compensation.policies.settling import advance_payers


class Books:
    """Who owes which victim how much, as advances come in. Nobody's debt ever falls below zero."""

    def __init__(self, payments: list[Payment]) -> None:
        self.owed: dict[tuple[str, str], int] = defaultdict(int)
        for each in payments:
            self.owed[each.victim, each.payer] += each.cents
        self.advanced: dict[tuple[str, str], int] = defaultdict(int)
        self.handed_on: dict[tuple[str, str], int] = defaultdict(int)

    def left(self, victim: str, payer: str) -> int:
        key = victim, payer
        return self.owed.get(key, 0) - self.advanced[key] - self.handed_on[key]

    def payers(self, victim: str, near: str) -> list[str]:
        """Return who still owes this victim, the nearest to the side that advanced first."""
        side = near.partition("/")[0]
        owing = [payer for to, payer in self.owed if to == victim and self.left(victim, payer)]
        return sorted(owing, key=lambda payer: (payer.partition("/")[0] != side, _order(payer), payer))

    def accounts(self) -> tuple[Account, ...]:
        return tuple(
            Account(payer, victim, owed, self.advanced[victim, payer], self.handed_on[victim, payer])
            for (victim, payer), owed in sorted(self.owed.items())
            if owed
        )


def _order(payer: str) -> int:
    """Commercial policies give an advance back before the compulsory insurance, persons last."""
    kind = payer.partition("/")[2]
    return 0 if kind.startswith("commercial") else 1 if kind in ("compulsory", "seats") else 2


def set_off(case: Case, payments: list[Payment]) -> tuple[tuple[Account, ...], list[Transfer]]:
    """Return what each payer still owes, and what goes back to those who advanced more than they owe.

    First every advance is set against its payer's own debt, then what is left over is handed on by the other
    payers; so it does not matter in which order advances are told. What nobody owes any more the victim gives back.
    """
    books = Books(payments)
    over: dict[tuple[str, str], int] = defaultdict(int)
    known = [
        (each, advance_payers(case, each.by, f"advances[{n}].by")) for n, each in enumerate(case.advances)
    ]
    for advance, debtors in sorted(known, key=lambda pair: (-pair[0].by.count("/"), pair[0].by)):
        victim = advance.to or case.victims[0].id
        left = cents(advance.amount)
        for payer in debtors:
            part = min(left, books.left(victim, payer))
            books.advanced[victim, payer] += part
            left -= part
        over[victim, debtors[0]] += left
    transfers = []
    for (victim, who), amount in sorted(over.items()):
        transfers += _hand_on(books, victim, who, amount)
    return books.accounts(), transfers


def _hand_on(books: Books, victim: str, who: str, amount: int) -> list[Transfer]:
    made = []
    for payer in books.payers(victim, who):
        part = min(amount, books.left(victim, payer))
        if part:
            books.handed_on[victim, payer] += part
            amount -= part
            made.append(Transfer(payer, who, part, "advance", victim))
    if amount:
        made.append(Transfer(victim, who, amount, "refund", victim))
    return made
