from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from linli.areas.actions.editions import check_order, end, insert, one_at_a_time, open_edition, within_any
from linli.areas.errors import UnknownArea
from linli.areas.events import DivisionsLoaded
from linli.areas.models import Area, AreaSuccession, Edition, EditionKind, Grid
from linli.areas.policies.codes import DIVISION, level_of, parent_code, significant_prefix
from linli.areas.policies.editions import (
    Difference,
    Division,
    Succession,
    compare,
    faults,
    inferred_successions,
    spoken_for,
)
from linli.core.actor import Actor


@dataclass(frozen=True, slots=True)
class LoadedDivisions:
    """What a list changed. `edition` is None when it changed nothing."""

    difference: Difference[Division]
    successions: tuple[Succession, ...]
    edition: int | None


def load_divisions(
    divisions: Iterable[Division],
    *,
    on: date,
    source: str,
    by: Actor,
    now: datetime,
    successions: Iterable[Succession] = (),
    within: Sequence[str] | None = None,
    note: str = "",
) -> LoadedDivisions:
    """Make a division list the one in force from a day on. Loading it twice changes nothing.

    What is held and not in the list ends on that day, as far as the list speaks for it: under its highest
    areas from the city down, or under the codes `within`. A changed name or class ends the old row and
    begins another. The grids of a village that ends, end with it. `successions` are stated by the loader;
    others are inferred from names. A constant number of statements for each 5,000 rows. Raises BadCode,
    DoubleCode, ParentMissing, EditionOutOfOrder, UnknownArea (a succession names an area never held);
    nothing is written then.
    """
    coming = list(divisions)
    with one_at_a_time():
        difference = difference_of(coming, on=on, within=within)
        heirs = _successions(difference, successions, {each.code for each in coming}, on)
        fresh = [heir for heir in heirs if not _is_known(heir, on)]
        if difference.is_empty and not fresh:
            return LoadedDivisions(difference, (), None)
        event = DivisionsLoaded(
            source=source,
            begins_on=on,
            new=len(difference.new),
            changed=len(difference.changed),
            vanished=len(difference.vanished),
            succeeded=len(fresh),
        )
        edition = open_edition(EditionKind.DIVISIONS, event, source=source, on=on, by=by, now=now, note=note)
        _write(difference, fresh, on=on, edition=edition)
        return LoadedDivisions(difference, tuple(fresh), edition.pk)


def difference_of(
    divisions: Sequence[Division], *, on: date, within: Sequence[str] | None = None
) -> Difference[Division]:
    """Return what `load_divisions` would change, and raise what it would raise. A constant number of
    queries.
    """
    coming = {division.code: division for division in divisions}
    known = [code for code in coming if DIVISION.fullmatch(code)]
    scope = spoken_for(known) if within is None else tuple(significant_prefix(code) for code in within)
    outside = Area.objects.filter(valid_to=None).exclude(within_any("code", scope))
    for _position, refusal in faults(divisions, set(outside.values_list("code", flat=True)).__contains__):
        raise refusal
    others = [code for code in coming if not code.startswith(scope)]
    rows = Area.objects.filter(within_any("code", scope) | Q(code__in=others))
    columns = ("code", "name", "urban_rural_class")
    held = {row[0]: Division(*row) for row in rows.filter(valid_to=None).values_list(*columns)}
    difference = compare(held, coming)
    if not difference.is_empty:
        check_order(rows, on)
    return difference


def _successions(
    difference: Difference[Division], stated: Iterable[Succession], coming: Container[str], on: date
) -> list[Succession]:
    """Return the stated successions, and inferred ones for what vanished without one. Raises UnknownArea."""
    heirs = list(stated)
    for code in (heir.new_code for heir in heirs):
        if code not in coming and not Area.objects.filter(code=code, valid_to=None).exists():
            raise UnknownArea(area=code)
    for code in (heir.old_code for heir in heirs):
        if not Area.objects.filter(code=code).exists():
            raise UnknownArea(area=code)
    spoken_of = {heir.old_code for heir in heirs}
    never_held = set(Area.objects.filter(valid_to=None, valid_from=on).values_list("code", flat=True))
    gone = [division for division in difference.vanished if division.code not in never_held]
    guesses = inferred_successions(gone, difference.new)
    return [*heirs, *(guess for guess in guesses if guess.old_code not in spoken_of)]


def _is_known(heir: Succession, on: date) -> bool:
    return AreaSuccession.objects.filter(
        old_code=heir.old_code, new_code=heir.new_code, begins_on=on
    ).exists()


def _write(
    difference: Difference[Division], heirs: Iterable[Succession], *, on: date, edition: Edition
) -> None:
    fresh = [*difference.new, *(after for _before, after in difference.changed)]
    gone = [*difference.vanished, *(before for before, _after in difference.changed)]
    end(Area.objects.filter(valid_to=None, code__in=[each.code for each in gone]), on)
    vanished = [each.code for each in difference.vanished]
    end(Grid.objects.filter(valid_to=None, area_code__in=vanished), on)
    _forget_guesses(difference.new, on)
    insert(Area, (_row(division, on, edition) for division in fresh))
    AreaSuccession.objects.bulk_create(
        AreaSuccession(
            old_code=heir.old_code,
            new_code=heir.new_code,
            begins_on=on,
            is_inferred=heir.is_inferred,
            edition=edition,
        )
        for heir in heirs
    )


def _forget_guesses(new: Iterable[Division], on: date) -> None:
    """Drop what was inferred on this very day about areas that a corrected list has after all."""
    back = [division.code for division in new]
    AreaSuccession.objects.filter(begins_on=on, is_inferred=True, old_code__in=back).delete()


def _row(division: Division, on: date, edition: Edition) -> Area:
    above = parent_code(division.code)
    return Area(
        code=division.code,
        level=level_of(division.code),
        name=division.name,
        parent_code=above or "",
        urban_rural_class=division.urban_rural_class,
        valid_from=on,
        edition=edition,
    )
