"""What comes out: every item, bucket, payer and total, with its steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from linli.compensation.policies.money import yuan


@dataclass(frozen=True, slots=True)
class Item:
    """One item of one victim's loss."""

    code: str
    name: str
    bucket: str
    cents: int
    steps: tuple[str, ...] = ()
    """How it came about, a line for each step."""
    article: str = ""

    @property
    def amount(self) -> Decimal:
        return yuan(self.cents)


@dataclass(frozen=True, slots=True)
class Payment:
    """One amount that somebody owes one victim, and why."""

    payer: str
    """`car/compulsory`, `car/commercial`, `car/seats`, `car/driver`, or a party's id."""
    why: str
    """compulsory, commercial, seats, duty (had to insure and did not), liable."""
    victim: str
    cents: int


@dataclass(frozen=True, slots=True)
class CompulsoryPart:
    """What one vehicle's compulsory insurance pays one victim out of one bucket."""

    vehicle: str
    victim: str
    bucket: str
    cents: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one party owes one victim of what the compulsory insurance left."""

    party: str
    victim: str
    per_cent: str
    excess: int
    outside: int
    """Of items that stand outside insurance."""


@dataclass(frozen=True, slots=True)
class Account:
    """What one payer owes one victim after all that was advanced."""

    payer: str
    victim: str
    owed: int
    advanced: int
    """Own advance, set against what is owed."""
    handed_on: int
    """Goes to somebody who advanced more than they owe, instead of to the victim."""

    @property
    def to_pay(self) -> int:
        return self.owed - self.advanced - self.handed_on


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money between others than payer and victim: an advance given back, a recourse."""

    payer: str
    to: str
    cents: int
    why: str
    """advance (given back by a payer), refund (by the victim), recourse."""
    victim: str = ""


@dataclass(frozen=True, slots=True)
class VictimResult:
    victim: str
    label: str
    items: tuple[Item, ...]
    buckets: dict[str, int]
    compulsory: int
    excess: int
    outside: int
    shares: tuple[Share, ...]
    own: int
    """What the victim bears."""
    payable: int
    """What all payers owe together."""

    @property
    def total(self) -> int:
        return sum(self.buckets.values())


@dataclass(frozen=True, slots=True)
class Result:
    victims: tuple[VictimResult, ...]
    compulsory: tuple[CompulsoryPart, ...]
    payments: tuple[Payment, ...]
    accounts: tuple[Account, ...]
    transfers: tuple[Transfer, ...]
    limits: dict[str, dict[str, int]]
    """Vehicle -> what its compulsory insurance has, by bucket."""
    notes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    """Party or payer -> how people call it."""
    source: str = ""
    figures: dict[str, Decimal] = field(default_factory=dict)
    """Figure or trade -> value, those that were used."""

    @property
    def total(self) -> int:
        return sum(each.total for each in self.victims)

    @property
    def payable(self) -> int:
        return sum(each.payable for each in self.victims)
