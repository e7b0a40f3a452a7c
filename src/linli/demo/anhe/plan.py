"""What Anhe is to look like, in numbers: about as large as a small prefecture-level city of northern
China.
"""

from __future__ import annotations

from dataclasses import dataclass

SEED = 990100
PROVINCE_CODE, PROVINCE = "990000000000", "云川省"
CITY_CODE, CITY = "990100000000", "安和市"
BEGINS_ON = "2024-01-01"

MIDDLE = (114.3, 35.9)
"""Longitude and latitude of the city hall."""
SQUARE_KM = 2182.0
VILLAGES = 1032
COMMUNITIES = 203
GRIDS = 4122


@dataclass(frozen=True, slots=True)
class County:
    code: str
    """The 6 digits that mean something."""
    name: str
    short: str
    """How its offices call it."""
    seat: tuple[float, float]
    """Kilometres east and north of the city hall."""
    weight: float
    """Square kilometres by which it draws its borders outwards."""
    subdistricts: int
    towns: int
    townships: int

    @property
    def size(self) -> int:
        return self.subdistricts + self.towns + self.townships


COUNTIES = (
    County("990102", "棠林区", "棠林区", (-2.0, 0.0), 40.0, 8, 2, 0),
    County("990103", "澄湖区", "澄湖区", (6.5, 6.0), 40.0, 6, 3, 0),
    County("990121", "泽陵县", "泽陵县", (-15.0, -13.0), 120.0, 1, 6, 2),
    County("990122", "汀兰县", "汀兰县", (15.0, -14.0), 110.0, 1, 5, 3),
    County("990123", "苇原县", "苇原县", (-8.0, 19.0), 120.0, 1, 5, 2),
    County("990171", "安和高新技术产业开发区", "高新区", (7.0, -4.5), 0.0, 2, 2, 0),
)
DENSE = ((0, 4.0, 12.0), (1, 3.2, 9.0), (2, 1.7, 7.0), (3, 1.7, 7.0), (4, 1.7, 7.0), (5, 2.0, 6.0))
"""Where people live close together: county, over how many kilometres around its seat, how many times as
dense.
"""
