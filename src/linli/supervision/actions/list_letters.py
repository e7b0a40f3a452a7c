"""The letters of the public list: that a problem is listed, that it is solved. Drafted, never sent by themselves."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.utils import translation

from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.letters import actions
from linli.letters.actions import About
from linli.letters.errors import PersonalNumber
from linli.letters.policies import LetterKind
from linli.letters.queries import letters_about, texts_on
from linli.people.models import Unit
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import in_force
from linli.supervision.actions.writing import issuers
from linli.supervision.models import Batch, Listing
from linli.supervision.policies import LadderRule, ListingLevel, ListingRule

REPORT = "每月按时报送整改进度，进度向社会公开。"
ACCEPT = "整改完成后书面申请验收，由其他单位现场核查。"
KEEP = "落实长效管护，防止问题反弹。"


def draft_listed(listing: Listing, batch: Batch, *, now: datetime) -> None:
    """Draft the notice of listing to the owner, prefilled; none where the city has no such text."""
    assert listing.due_on is not None
    told = {
        "matter": listing.grounds,
        "level": ListingLevel(listing.watch).label,
        "batch": f"{batch.year}年第{batch.serial}批",
        "target": listing.target,
        "deadline": listing.due_on,
        "requirements": [REPORT, ACCEPT],
    }
    _draft(listing, _rule(now).listed_letter, told, now)


def draft_delisted(listing: Listing, *, found: str, now: datetime) -> None:
    """Draft the notice that it is solved. `found`: what was found at acceptance."""
    assert listing.batch is not None
    told = {
        "matter": listing.target,
        "batch": f"{listing.batch.year}年第{listing.batch.serial}批",
        "accepted": found,
        "ends_on": city_day(now),
        "requirements": [KEEP],
    }
    _draft(listing, _rule(now).delisted_letter, told, now)


def _rule(now: datetime) -> ListingRule:
    return in_force(ListingRule, city_day(now)).value


def _draft(listing: Listing, text: str, told: dict[str, Any], now: datetime) -> None:
    template, issuer = texts_on(city_day(now)).get(text), _issuer(listing, now)
    if template is None or issuer is None:
        return
    kind, _colon, name = text.partition(":")
    # What is signed and sealed is Chinese. Grounds that name a number of a person are no text for a letter.
    with translation.override("zh-hans"), suppress(PersonalNumber):
        common = {"subject": listing.title, "place": listing.place, "earlier": _earlier(listing)}
        wanted = template.model().model_fields
        facts = {
            name: str(value) if not isinstance(value, list) else value
            for name, value in (common | told).items()
        }
        actions.draft(
            kind=LetterKind(kind),
            issuer=issuer,
            addressee=listing.owner,
            template=name,
            facts={name: value for name, value in facts.items() if name in wanted},
            about=About.of(listing),
            occasion=f"listing:{listing.pk}:{listing.chain_length}",
            by=SYSTEM,
            now=now,
        )


def _issuer(listing: Listing, now: datetime) -> Unit | None:
    """Return the office that signs: the nearest that supervises there, the city's for its own level."""
    try:
        codes = in_force(LadderRule, city_day(now)).value.offices_for(listing.area_code)
    except (RuleMissing, RuleExpired):
        return None
    if listing.watch == ListingLevel.CITY:
        codes.reverse()
    known = issuers(now)
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    fitting = (units[code] for code in codes if code in units and code in known)
    return next((unit for unit in fitting if unit.pk != listing.owner_id), None)


def _earlier(listing: Listing) -> str:
    numbers = [letter.number for letter in letters_about(listing) if letter.number]
    return f"此前已发{'、'.join(reversed(numbers))}。" if numbers else "此前已多次催办。"
