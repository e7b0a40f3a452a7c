"""What is like a matter: perhaps the same event close by, and the same class elsewhere. Proposals, with reasons."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from linli.core.time import city_day
from linli.intake.policies.duplicates import Because
from linli.intake.queries.duplicates import Proposal, similar_to, traits_of
from linli.language.policies import lexemes, shingles, similarity
from linli.language.search import TokenQuery, common_words
from linli.matters.access import visible
from linli.matters.models import Matter, MatterText
from linli.people.access import Viewer
from linli.rulebook.queries import in_force
from linli.warnings.rules import AlikeRule

ASKED_WORDS = 4
"""Words of a matter of which two must be in what is looked at: one index answers that."""
COMMON = 0.02
"""Words in so large a share of all matters say little: that somebody greets, and that it began."""
MOST_CANDIDATES = 120
COMPARED = (
    *("id", "code", "title", "text", "status", "kind_code", "suggested_label"),
    *("area_code", "grid_code", "lon", "lat", "registered_at"),
)
"""All that is read of a candidate: what is missing here would be asked for row by row."""


@dataclass(frozen=True)
class OfTheClass:
    """A matter elsewhere about the same sort of thing."""

    matter: Matter
    likeness: float
    reasons: tuple[Because, ...]


@dataclass(frozen=True)
class Alike:
    same: tuple[Proposal, ...]
    """Likeliest first; open and close by."""
    elsewhere: tuple[OfTheClass, ...]
    """Likeliest first; open or not, in another village or grid."""


def alike_to(matter: Matter, *, viewer: Viewer, now: datetime) -> Alike:
    """Return what is like a matter, among those the viewer may read. Three queries, each by an index."""
    same = tuple(similar_to(matter, viewer=viewer, now=now))
    known = {matter.pk, *(each.matter.pk for each in same)}
    return Alike(
        same, tuple(each for each in elsewhere(matter, viewer=viewer, now=now) if each.matter.pk not in known)
    )


def elsewhere(matter: Matter, *, viewer: Viewer, now: datetime) -> list[OfTheClass]:
    """Return matters of other places that speak of the same, likeliest first. One query."""
    rule = in_force(AlikeRule, city_day(now)).value
    traits = traits_of(matter)
    said = shingles(traits.words)
    found = []
    for other in candidates(matter, viewer=viewer, since=now - timedelta(days=rule.elsewhere_days)):
        theirs = traits_of(other)
        words = similarity(said, theirs.words)
        if words >= rule.least_words and not _is_here(matter, other):
            found.append(OfTheClass(other, words, _reasons(matter, other, words)))
    found.sort(key=lambda each: (-each.likeness, -each.matter.pk))
    return found[: rule.most_shown]


def candidates(matter: Matter, *, viewer: Viewer, since: datetime, **which: object) -> QuerySet[Matter]:
    """Return the latest matters that share two of the matter's own words, `which` narrowing to some of them."""
    common = common_words(MatterText, share=COMMON)
    query = two_of(asked_words(traits_of(matter).words, common))
    rows = visible(viewer).exclude(pk=matter.pk).filter(registered_at__gte=since, **which)
    rows = rows.filter(words__vector=TokenQuery(query)) if query else rows.none()
    return rows.only(*COMPARED).order_by("-registered_at", "-id")[:MOST_CANDIDATES]


def asked_words(text: str, common: Collection[str] = ()) -> list[str]:
    """Return the pairs of characters that a text repeats or begins with: what it is about. Common ones come last."""
    pairs = [token for token in lexemes(text) if len(token) == 2 and "\u4e00" <= token[0] <= "\u9fff"]
    return sorted(pairs, key=lambda pair: (pair in common, -text.count(pair)))[:ASKED_WORDS]


def two_of(words: list[str]) -> str:
    """Return the tsquery for texts that hold any two of the words."""
    return " | ".join(f"('{one}' & '{other}')" for one, other in combinations(words, 2))


def _is_here(one: Matter, other: Matter) -> bool:
    return bool(one.grid_code) and one.grid_code == other.grid_code


def _reasons(one: Matter, other: Matter, words: float) -> tuple[Because, ...]:
    reasons = [Because(_("%(percent)s %% of the words are alike"), {"percent": round(words * 100)})]
    if one.kind_code and one.kind_code == other.kind_code:
        reasons.append(Because(_("of the same kind"), {}))
    if one.area_code[:9] == other.area_code[:9]:
        reasons.append(Because(_("in the same township or subdistrict"), {}))
    return tuple(reasons)
