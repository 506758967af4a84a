"""Where offices are, and how far that is."""

import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.catalogue.places import EARTH_KM, Place, by_distance, distance_km, place_of

places = st.builds(Place, st.floats(-90, 90), st.floats(-180, 180))


@dataclass(frozen=True)
class Shop:
    name: str
    place: Place | None


def test_a_known_way_is_as_long_as_the_atlas_says() -> None:
    greenwich, paris = Place(51.4779, -0.0015), Place(48.8566, 2.3522)
    assert distance_km(greenwich, paris) == pytest.approx(337, abs=1)


@given(places, places)
def test_the_way_back_is_as_long_and_none_is_longer_than_half_the_globe(one: Place, other: Place) -> None:
    there = distance_km(one, other)
    assert 0 <= there <= math.pi * EARTH_KM + 1e-6
    assert there == pytest.approx(distance_km(other, one))


@given(places)
def test_nothing_is_away_from_itself(one: Place) -> None:
    assert distance_km(one, one) == pytest.approx(0, abs=1e-6)


def test_the_nearest_comes_first_and_what_is_nowhere_known_last() -> None:
    here = Place(50.36, -2.41)
    shops = [Shop("nowhere", None), Shop("far", Place(51, -2)), Shop("near", Place(50.361, -2.41))]
    assert [each.name for each, _ in by_distance(shops, here)] == ["near", "far", "nowhere"]
    assert by_distance(shops, here)[-1][1] is None


@pytest.mark.parametrize("text", ["", "here", "50", "50,", "91,0", "0,181", "nan,1", "1e2,3", "50.1234567,1", "٥٠,١"])
def test_what_is_no_point_is_none(text: str) -> None:
    assert place_of(text) is None


def test_a_point_is_read_as_an_address_says_it() -> None:
    assert place_of("50.357,-2.41") == Place(50.357, -2.41)
