"""Who sees which letters, and who may do what with one: whose letter it is, crossed with where.

An issued letter is seen by both sides. A draft is the issuer's own: nobody else sees what is only being thought about.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from linli.core.actor import Actor
from linli.core.choices import Choice
from linli.core.errors import Refusal
from linli.letters.errors import LetterNotFound, NotPermitted
from linli.letters.models import Letter
from linli.letters.policies import VERBS, Side, Verb
from linli.letters.stepping import check
from linli.people.access import Grant, Viewer
from linli.people.policies import Permission, Reach

NOTHING = Q(pk__in=())
EVERYTHING = ~NOTHING


def visible(viewer: Viewer, permission: Permission = Permission.LETTER_VIEW) -> QuerySet[Letter]:
    """Return the letters on which the viewer holds `permission`. No grant: nothing."""
    return Letter.objects.filter(_any(reaches(viewer, permission)))


def reaches(viewer: Viewer, permission: Permission = Permission.LETTER_VIEW) -> list[Q]:
    """Return the same in parts that overlap, each of which one index answers, for lists of the newest."""
    parts: list[Q] = []
    for grant in viewer.grants_for(permission):
        parts += [*_sent(viewer, grant), *_received(grant)]
    return parts


def sent_by(viewer: Viewer) -> list[Q]:
    """Return what the viewer's own units wrote, drafts too, in parts as `reaches`."""
    return [Q(issuer__in=_units(viewer)) & _any(reaches(viewer))]


def received_by(viewer: Viewer) -> list[Q]:
    """Return what was sent to the viewer's own units, in parts as `reaches`."""
    seen = Q(issued_at__isnull=False) & _any(reaches(viewer))
    return [came & seen for came in _came_to(_units(viewer))]


def _came_to(units: list[int]) -> tuple[Q, Q]:
    # Few letters have copies; said so, the database looks among those only.
    return Q(addressee__in=units), Q(copy_units__overlap=units) & ~Q(copy_units=[])


def _any(parts: list[Q]) -> Q:
    return reduce(or_, parts, NOTHING)


def _units(viewer: Viewer) -> list[int]:
    return sorted({unit for grant in viewer.grants_for(Permission.LETTER_VIEW) for unit in grant.unit_ids})


def _sent(viewer: Viewer, grant: Grant) -> list[Q]:
    where = Q(issuer_area__startswith=grant.area_prefix) if grant.area_prefix else EVERYTHING
    if grant.reach is Reach.AREA:
        return [where]
    own = [] if viewer.account_id is None else [Q(drafted_by=viewer.account_id)]
    ours = [Q(issuer__in=grant.unit_ids)] if grant.reach is Reach.UNIT else []
    return [whose & where for whose in (*own, *ours)]


def _received(grant: Grant) -> list[Q]:
    out = Q(issued_at__isnull=False)
    where = Q(area_code__startswith=grant.area_prefix) if grant.area_prefix else EVERYTHING
    if grant.reach is Reach.AREA:
        return [out & where]
    if grant.reach is Reach.UNIT:
        return [came & out & where for came in _came_to(list(grant.unit_ids))]
    return []


def may(viewer: Viewer, letter: Letter, permission: Permission) -> bool:
    """Say whether the viewer holds `permission` on this letter: the same answer as `visible` gives. No query."""
    return any(_covers(viewer, grant, letter) for grant in viewer.grants_for(permission))


def _covers(viewer: Viewer, grant: Grant, letter: Letter) -> bool:
    if _on_issuers_side(viewer, grant, letter):
        return True
    units = grant.unit_ids if grant.reach is Reach.UNIT else ()
    came = grant.reach is Reach.AREA or letter.addressee_id in units or bool({*letter.copy_units} & {*units})
    return letter.issued_at is not None and came and letter.area_code.startswith(grant.area_prefix)


def wrote(viewer: Viewer, letter: Letter) -> bool:
    """Say whether the viewer sees the letter from the issuer's side."""
    return any(_on_issuers_side(viewer, grant, letter) for grant in viewer.grants_for(Permission.LETTER_VIEW))


def _on_issuers_side(viewer: Viewer, grant: Grant, letter: Letter) -> bool:
    own = viewer.account_id is not None and letter.drafted_by_id == viewer.account_id
    in_unit = grant.reach is Reach.UNIT and letter.issuer_id in grant.unit_ids
    whose = grant.reach is Reach.AREA or own or in_unit
    return whose and letter.issuer_area.startswith(grant.area_prefix)


def get_letter_for(viewer: Viewer, number: int) -> Letter:
    """Raises LetterNotFound, also for one that is hidden. One query."""
    rows = Letter.objects.select_related("issuer", "addressee")
    letter = rows.filter(pk=number).first()
    if letter is None or not may(viewer, letter, Permission.LETTER_VIEW):
        raise LetterNotFound
    return letter


def issuing_units(viewer: Viewer) -> frozenset[int]:
    """Return the units in whose name the viewer may draft: those they hold the permission for, not those below."""
    grants = viewer.grants_for(Permission.LETTER_DRAFT)
    return frozenset(grant.unit_id for grant in grants if grant.unit_id is not None)


def actor_for(viewer: Viewer, letter: Letter, verb: Verb) -> Actor:
    """Return who the journal names: the person, for the unit whose step it is.

    Raises NotPermitted when no grant for that very unit gives the permission.
    """
    rule = VERBS[verb]
    unit = letter.issuer_id if rule.side is Side.ISSUER else letter.addressee_id
    for grant in viewer.grants_for(rule.permission):
        if unit is not None and grant.unit_id == unit:
            actor = viewer.actor_for(rule.permission)
            return replace(actor, unit=unit, role=grant.role.value)
    raise NotPermitted(verb=verb.label)


def choices(viewer: Viewer, letter: Letter) -> list[Choice[Verb]]:
    """Return every step that is one's own side's, with the reason where it cannot be taken now. No query."""
    found = []
    for verb in VERBS:
        try:
            by = actor_for(viewer, letter, verb)
        except Refusal:
            continue
        try:
            check(letter, verb, by)
        except Refusal as refusal:
            found.append(Choice(verb, refusal))
        else:
            found.append(Choice(verb, None))
    return found
