"""The statement: every step of a result in words and tables, so that both sides can check it by hand.

It is made of the blocks of formal documents; page, text, PDF and .docx are four renderings of the same blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.compensation.policies.case import Case
from linli.compensation.policies.compulsory import INSURED_BUCKETS
from linli.compensation.policies.money import yuan
from linli.compensation.policies.parts import BUCKETS
from linli.compensation.policies.result import Result, VictimResult
from linli.compensation.policies.standards import FIGURE_NAMES
from linli.letters.policies.document import Paragraph, Table, Words

WHY = {
    "compulsory": gettext_lazy("Compulsory insurance"),
    "duty": gettext_lazy("Had to insure and did not"),
    "commercial": gettext_lazy("Commercial insurance"),
    "seats": gettext_lazy("Insurance of passengers"),
    "liable": gettext_lazy("Own liability"),
}


@dataclass(frozen=True, slots=True)
class Statement:
    title: str
    blocks: tuple[Words, ...]


def statement_of(result: Result, case: Case) -> Statement:
    return Statement(case.title or _("Reckoning of road accident compensation"), tuple(_blocks(result, case)))


def money(cents: int) -> str:
    """Return 1,234.50."""
    return f"{yuan(cents):,.2f}"


def _blocks(result: Result, case: Case) -> Iterator[Words]:
    yield Paragraph(
        _(
            "Accident on %(on)s. Amounts are yuan, each item rounded to the cent. This is a reckoning, no decision."
        )
        % {"on": case.accident_on.isoformat()}
    )
    yield from _figures(result)
    for victim in result.victims:
        yield from _losses(victim)
    yield from _compulsory(result)
    for victim in result.victims:
        yield from _excess(victim, result)
    yield from _payers(result)
    yield from _transfers(result)
    if result.notes:
        yield Paragraph(_("Please note"), 1)
        yield from (Paragraph(note) for note in result.notes)


def _figures(result: Result) -> Iterator[Words]:
    if not result.figures:
        return
    yield Paragraph(_("Figures used"), 1)
    rows = tuple((str(FIGURE_NAMES.get(name, name)), f"{value:,f}") for name, value in result.figures.items())
    yield Table(result.source, (_("Figure used"), _("Amount in yuan")), rows)


def _losses(victim: VictimResult) -> Iterator[Words]:
    yield Paragraph(_("What %(victim)s lost") % {"victim": victim.label}, 1)
    rows = [
        (item.name, "\n".join(item.steps) or _("as proven"), str(BUCKETS[item.bucket]), money(item.cents))
        for item in victim.items
    ]
    rows.append((_("In all"), "", "", money(victim.total)))
    yield Table("", (_("Item"), _("How it comes about"), _("Belongs to"), _("Amount in yuan")), tuple(rows))


def _compulsory(result: Result) -> Iterator[Words]:
    if not result.limits:
        return
    yield Paragraph(_("What the compulsory insurance pays"), 1)
    rows = []
    for vehicle, limits in result.limits.items():
        for bucket in INSURED_BUCKETS:
            parts = [e for e in result.compulsory if (e.vehicle, e.bucket) == (vehicle, bucket)]
            rows += [
                (
                    result.labels[vehicle],
                    str(BUCKETS[bucket]),
                    money(limits[bucket]),
                    result.labels[part.victim],
                    money(_lost(result, part.victim, bucket)),
                    money(part.cents),
                )
                for part in parts
            ]
    rows.append((_("In all"), "", "", "", "", money(sum(each.cents for each in result.compulsory))))
    head = (_("Vehicle"), _("Limit for"), _("Limit"), _("Victim"), _("Lost"), _("Paid"))
    yield Table("", head, tuple(rows))


def _lost(result: Result, victim: str, bucket: str) -> int:
    return next(each.buckets[bucket] for each in result.victims if each.victim == victim)


def _excess(victim: VictimResult, result: Result) -> Iterator[Words]:
    yield Paragraph(_("What is left for %(victim)s") % {"victim": victim.label}, 1)
    yield Paragraph(
        _("%(lost)s − %(compulsory)s = %(excess)s")
        % {
            "lost": money(victim.total - victim.outside),
            "compulsory": money(victim.compulsory),
            "excess": money(victim.excess),
        }
        + (
            _("; and outside insurance %(outside)s") % {"outside": money(victim.outside)}
            if victim.outside
            else ""
        )
    )
    rows = [
        (
            result.labels[share.party],
            f"{share.per_cent}%",
            f"{money(victim.excess)} × {share.per_cent}% = {money(share.excess)}",
            f"{money(victim.outside)} × {share.per_cent}% = {money(share.outside)}"
            if victim.outside
            else "–",
        )
        for share in victim.shares
    ]
    rows.append((_("%(victim)s bears") % {"victim": victim.label}, "", money(victim.own), ""))
    yield Table("", (_("Side"), _("Share"), _("Of what is left"), _("Of what is outside")), tuple(rows))


def _payers(result: Result) -> Iterator[Words]:
    yield Paragraph(_("Who pays whom"), 1)
    rows: list[tuple[str, ...]] = [
        (
            result.labels.get(each.payer, each.payer),
            ", ".join(_reasons(result, each.payer, each.victim)),
            result.labels[each.victim],
            money(each.owed),
            money(each.advanced),
            money(each.handed_on),
            money(each.to_pay),
        )
        for each in result.accounts
    ]
    sums = [
        sum(getattr(each, name) for each in result.accounts)
        for name in ("owed", "advanced", "handed_on", "to_pay")
    ]
    rows.append((_("In all"), "", "", *map(money, sums)))
    head = (
        _("Payer"),
        _("Because of"),
        _("Payee"),
        _("Owes"),
        _("Paid in advance"),
        _("Goes to others"),
        _("Still to pay"),
    )
    yield Table("", head, tuple(rows))


def _reasons(result: Result, payer: str, victim: str) -> list[str]:
    pairs = [each for each in result.payments if (each.payer, each.victim) == (payer, victim)]
    return list(dict.fromkeys(str(WHY[each.why]) for each in pairs))


TRANSFERS = {
    "advance": gettext_lazy("%(payer)s gives %(to)s back %(amount)s that was advanced for %(victim)s."),
    "refund": gettext_lazy("%(payer)s gives %(to)s back %(amount)s: more was advanced than is owed."),
    "recourse": gettext_lazy(
        "%(to)s may take %(amount)s back from %(payer)s (traffic interpretation, article 15)."
    ),
}


def _transfers(result: Result) -> Iterator[Words]:
    if not result.transfers:
        return
    yield Paragraph(_("Between others"), 1)
    names = result.labels
    for each in result.transfers:
        yield Paragraph(
            str(TRANSFERS[each.why])
            % {
                "payer": names.get(each.payer, each.payer),
                "to": names.get(each.to, each.to),
                "amount": money(each.cents),
                "victim": names.get(each.victim, each.victim),
            }
        )
