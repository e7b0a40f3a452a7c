"""Reads of entities. Those with a viewer pass the visibility filter; those without are for rules and higher apps."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from linli.entities.access import visible_entities
from linli.entities.errors import EntityNotFound
from linli.entities.models import Change, Contact, Entity
from linli.entities.policies import Kind, State
from linli.entities.policies.words import query_of
from linli.language.search import TokenQuery
from linli.people.access import Viewer

LATIN = re.compile(r"[A-Za-z0-9-]+")
SHORTEST_CODE = 4


def entity_coded(code: str) -> Entity:
    """Raises EntityNotFound."""
    found = Entity.objects.select_related("unit").filter(code=code).first()
    if found is None:
        raise EntityNotFound
    return found


def entities_in(
    area_code: str = "", *, kinds: Collection[Kind] = (), trades: Iterable[str] = (), active: bool = True
) -> QuerySet[Entity]:
    """Return the entities of an area and all below it, by number. `trades`: beginnings such as C or C26."""
    rows = Entity.objects.order_by("pk")
    if area_code.rstrip("0"):
        rows = rows.filter(area_code__startswith=area_code.rstrip("0"))
    if kinds:
        rows = rows.filter(kind__in=[Kind(each).value for each in kinds])
    begins = Q()
    for each in trades:
        begins |= Q(trade__startswith=each)
    rows = rows.filter(begins)
    return rows.exclude(state=State.GONE) if active else rows


def search(
    viewer: Viewer, words: str = "", *, kind: str = "", trade: str = "", area_code: str = ""
) -> QuerySet[Entity]:
    """Return what the viewer sees and `words` name: part of a Chinese name, the beginning of pinyin or of a code."""
    rows = visible_entities(viewer)
    if kind:
        rows = rows.filter(kind=kind)
    if trade:
        rows = rows.filter(trade__startswith=trade.upper())
    if area_code.rstrip("0"):
        rows = rows.filter(area_code__startswith=area_code.rstrip("0"))
    return rows.filter(named(words)).order_by("pk") if words.strip() else rows.order_by("pk")


def named(words: str) -> Q:
    text = "".join(words.split())
    if LATIN.fullmatch(text):
        lower = text.lower()
        return Q(pinyin__startswith=lower) | Q(initials__startswith=lower) | Q(code__startswith=text.upper())
    query = query_of(text)
    return (
        Q(vector=TokenQuery(query)) & Q(name__contains=text)
        if query and len(text) > 1
        else Q(name__contains=text)
    )


def history_of(code: str) -> list[Change]:
    """Return what signed editions did to an entity, the newest first. One query."""
    rows = Change.objects.filter(code=code, edition__status="signed").select_related("edition")
    return list(rows.order_by("-edition__decided_at", "-pk"))


def contacts_of(entity: Entity) -> list[Contact]:
    return list(entity.contacts.select_related("unit").order_by("pk"))
