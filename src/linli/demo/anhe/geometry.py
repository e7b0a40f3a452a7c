"""A plausible city on a plane: grids that tile villages that tile townships that tile counties.

Grids are the cells of one Voronoi diagram, so neighbours share their edges to the last digit; everything
larger is a set of cells. People live closer together near the seats, so the cells there are smaller.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Voronoi, cKDTree

from linli.demo.anhe import plan

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SAMPLES = 100_000
ROUNDS = 20
KM_A_DEGREE_EAST, KM_A_DEGREE_NORTH = 90.273, 110.954
"""At 35.9 degrees north."""
DIGITS = 6
"""Of a degree: a tenth of a metre."""
SHORTEST_BORDER = 0.03
"""Kilometres. Cells that share less are not taken for neighbours."""
GHOSTS = 0.75
"""Kilometres between the cells around the city, which shape its border and are then dropped."""


@dataclass(frozen=True)
class Cells:
    """The grids: an outline each, and the village, township and county they lie in, by number."""

    outlines: tuple[shapely.Polygon, ...]
    centres: Floats
    """Kilometres from the city hall."""
    areas: Floats
    """Square kilometres."""
    village: Ints
    township: Ints
    """Of each village."""
    county: Ints
    """Of each township."""


def draw(seed: int = plan.SEED) -> Cells:
    """Return the city's grids. The same seed gives the same city."""
    rng = np.random.default_rng(seed)
    samples = _people(rng)
    county_of = _nearest_county(samples)
    centres, village, township, county = _nested(samples, county_of, rng)
    rings, neighbours = _cells(centres, rng)
    village = _joined(village, neighbours)
    township = _joined(township, _between(village, neighbours))
    county = _joined(county, _between(township, _between(village, neighbours)))
    return _placed(rings, centres, village, township, county)


def _border(angle: Floats) -> Floats:
    """Return how far the city reaches in each direction, in kilometres."""
    shape = 1 + 0.09 * np.sin(2 * angle + 0.6) + 0.07 * np.cos(3 * angle) + 0.03 * np.sin(7 * angle + 1.1)
    radius: Floats = math.sqrt(plan.SQUARE_KM / math.pi) * shape
    return radius


def _inside(points: Floats) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = np.hypot(*points.T) < _border(np.arctan2(points[:, 1], points[:, 0]))
    return inside


def _density(points: Floats) -> Floats:
    density = np.ones(len(points))
    for county, reach, height in plan.DENSE:
        away = np.hypot(*(points - plan.COUNTIES[county].seat).T)
        density += height * np.exp(-((away / reach) ** 2))
    return density


def _people(rng: np.random.Generator) -> Floats:
    """Return where people live: points in the city, closer together where it is denser."""
    found: list[Floats] = []
    highest = 1 + sum(height for _county, _reach, height in plan.DENSE)
    while sum(map(len, found)) < SAMPLES:
        points = rng.uniform(-36, 36, (SAMPLES, 2))
        kept = _inside(points) & (rng.uniform(0, highest, SAMPLES) < _density(points))
        found.append(points[kept])
    return np.concatenate(found)[:SAMPLES]


def _nearest_county(points: Floats) -> Ints:
    seats = np.array([county.seat for county in plan.COUNTIES])
    weights = np.array([county.weight for county in plan.COUNTIES])
    away = ((points[:, None, :] - seats) ** 2).sum(axis=2) - weights
    nearest: Ints = np.argmin(away, axis=1)
    return nearest


def _centres(points: Floats, count: int, rng: np.random.Generator) -> tuple[Floats, Ints]:
    """Return the middles of `count` groups of neighbouring points, and each point's group (Lloyd's
    rounds).
    """
    middles = points[rng.choice(len(points), count, replace=False)]
    for _round in range(ROUNDS):
        group = cKDTree(middles).query(points)[1]
        size = np.bincount(group, minlength=count)
        sums = np.stack([np.bincount(group, weights=axis, minlength=count) for axis in points.T], axis=1)
        middles = np.where(size[:, None] > 0, sums / np.maximum(size, 1)[:, None], middles)
    nearest: Ints = np.asarray(cKDTree(middles).query(points)[1])
    return middles, nearest


def _shares(sizes: Iterable[int], total: int, least: int) -> list[int]:
    """Divide `total` in proportion to `sizes`, at least `least` each (largest remainders)."""
    sizes = np.array(list(sizes), dtype=float)
    exact = sizes / sizes.sum() * (total - least * len(sizes))
    whole = np.floor(exact).astype(int)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - least * len(sizes) - whole.sum()]] += 1
    return [int(share) + least for share in whole]


def _nested(samples: Floats, county_of: Ints, rng: np.random.Generator) -> tuple[Floats, Ints, Ints, Ints]:
    """Divide people into townships, villages and grids. Return the grids' middles and who lies in whom."""
    townships: list[Floats] = []
    county: list[int] = []
    for number, planned in enumerate(plan.COUNTIES):
        people = samples[county_of == number]
        _middles, group = _centres(people, planned.size, rng)
        townships += [people[group == each] for each in range(planned.size)]
        county += [number] * planned.size
    villages, township = _divided(townships, plan.VILLAGES, 5, rng)
    grids, village = _divided(villages, plan.GRIDS, 2, rng)
    return np.array([people.mean(axis=0) for people in grids]), village, township, np.array(county)


def _divided(
    groups: list[Floats], total: int, least: int, rng: np.random.Generator
) -> tuple[list[Floats], Ints]:
    """Divide each group's people into smaller groups, `total` in all; say which group each came from."""
    parts: list[Floats] = []
    origin: list[int] = []
    for number, (people, count) in enumerate(
        zip(groups, _shares(map(len, groups), total, least), strict=True)
    ):
        _middles, group = _centres(people, count, rng)
        parts += [people[group == each] for each in range(count)]
        origin += [number] * count
    return parts, np.array(origin)


def _cells(centres: Floats, rng: np.random.Generator) -> tuple[list[Floats], Ints]:
    """Return each cell's corners in order, and the pairs of cells that share a border."""
    diagram = Voronoi(np.concatenate([centres, _around(rng)]))
    rings = []
    for number, centre in enumerate(centres):
        corners = diagram.vertices[diagram.regions[diagram.point_region[number]]]
        turn = np.arctan2(*(corners - centre).T[::-1])
        rings.append(corners[np.argsort(turn)])
    ends = diagram.vertices[np.array(diagram.ridge_vertices)]
    long_enough = np.hypot(*(ends[:, 0] - ends[:, 1]).T) > SHORTEST_BORDER
    pairs = diagram.ridge_points[long_enough & (diagram.ridge_points < len(centres)).all(axis=1)]
    return rings, pairs


def _around(rng: np.random.Generator) -> Floats:
    """Return cells outside the city."""
    axis = np.arange(-42, 42, GHOSTS)
    points = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    points = points + rng.uniform(-0.3, 0.3, points.shape) * GHOSTS
    outside: Floats = points[~_inside(points * 0.99)]
    return outside


def _between(group: Ints, pairs: Ints) -> Ints:
    """Return the pairs of groups that are neighbours because members of theirs are, once for each."""
    sides = group[pairs]
    across: Ints = sides[sides[:, 0] != sides[:, 1]]
    return across


def _joined(group: Ints, pairs: Ints) -> Ints:
    """Return groups that hang together: a part cut off from its group goes over to a neighbouring one."""
    group = group.copy()
    while True:
        stray = _cut_off(group, pairs)
        if not stray:
            return group
        around: dict[int, Counter[int]] = defaultdict(Counter)
        for one, other in pairs.tolist():
            for here, there in ((one, other), (other, one)):
                if here in stray and group[there] != group[here]:
                    around[here][int(group[there])] += 1
        for member in sorted(around):
            group[member] = max(around[member].items(), key=lambda item: (item[1], -item[0]))[0]


def _cut_off(group: Ints, pairs: Ints) -> set[int]:
    """Return the members that do not hang together with the largest part of their group."""
    within = pairs[group[pairs[:, 0]] == group[pairs[:, 1]]]
    links = coo_array((np.ones(len(within)), (within[:, 0], within[:, 1])), shape=(len(group),) * 2)
    part = connected_components(links, directed=False)[1]
    size = np.bincount(part)
    main: dict[int, int] = {}
    for member, where in enumerate(part):
        known = main.setdefault(int(group[member]), int(where))
        if size[where] > size[known]:
            main[int(group[member])] = int(where)
    return {member for member, where in enumerate(part) if main[int(group[member])] != where}


def _placed(rings: list[Floats], centres: Floats, village: Ints, township: Ints, county: Ints) -> Cells:
    """Scale the city to its planned size and put it on Earth, corners rounded alike in all cells."""
    flat = shapely.polygons([shapely.linearrings(ring) for ring in rings])
    scale = math.sqrt(plan.SQUARE_KM / shapely.area(flat).sum())
    outlines = [shapely.Polygon(_corners(ring * scale)) for ring in rings]
    return Cells(tuple(outlines), centres * scale, shapely.area(flat) * scale**2, village, township, county)


def _corners(ring: Floats) -> Floats:
    degrees = ring / (KM_A_DEGREE_EAST, KM_A_DEGREE_NORTH) + plan.MIDDLE
    rounded = np.round(degrees, DIGITS)
    different = (rounded != np.roll(rounded, 1, axis=0)).any(axis=1)
    corners: Floats = rounded[different]
    return corners
