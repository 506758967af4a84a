"""Where on the map something is, and how far that is from somebody."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Protocol, TypeVar

EARTH_KM = 6371.0088
"""The mean radius of the Earth (IUGG)."""
SPOKEN = re.compile(r"(-?\d{1,2}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A point, in degrees of WGS 84."""

    latitude: float
    longitude: float


class Located(Protocol):
    """Something that may be on the map."""

    @property
    def place(self) -> Place | None:
        """Where it is, if that is known."""


Thing = TypeVar("Thing", bound=Located)


def place_of(text: str) -> Place | None:
    """A point as an address says it, 'latitude,longitude'; None for whatever else is there."""
    found = SPOKEN.fullmatch(text)
    if found is None or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:  # noqa: PLR2004  (degrees of a globe)
        return None
    return Place(float(found[1]), float(found[2]))


def distance_km(one: Place, other: Place) -> float:
    """The way as the crow flies, in kilometres (haversine formula)."""
    south, north = radians(one.latitude), radians(other.latitude)
    turn = radians(other.longitude - one.longitude)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(turn / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def by_distance(things: Iterable[Thing], here: Place) -> list[tuple[Thing, float | None]]:
    """Things with their kilometres from here, the nearest first; those that are nowhere known come last."""
    measured = [(each, None if each.place is None else distance_km(here, each.place)) for each in things]
    return sorted(measured, key=lambda pair: (pair[1] is None, pair[1] or 0.0))
