"""The city's own map: a drawing, where its edges are, and what everybody knows in it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields, validate

from backend.domain.catalogue.drawing import DrawingBroken, drawing_of
from backend.domain.catalogue.places import Place
from flows.load import SLUG, Problem

FILE = "map.yaml"
MOST_LANDMARKS = 30
"""More than that nobody reads through on a phone."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """Something that people know: a street, or a place such as a library. Its number is on the map and in the list."""

    id: str
    name: str
    number: int
    street: bool
    place: Place


@dataclass(frozen=True, slots=True)
class CityMap:
    """A map: `shapes` are SVG, as wide and high as `width` and `height`; north is up, and the edges are in degrees."""

    width: float
    height: float
    shapes: str
    north: float
    south: float
    west: float
    east: float
    landmarks: tuple[Landmark, ...]

    def spot(self, place: Place) -> tuple[float, float] | None:
        """Where a place is on the drawing; None where it is outside."""
        across = (place.longitude - self.west) / (self.east - self.west)
        down = (self.north - place.latitude) / (self.north - self.south)
        if not (0 <= across <= 1 and 0 <= down <= 1):
            return None
        return round(across * self.width, 1), round(down * self.height, 1)

    def landmark(self, landmark_id: str) -> Landmark | None:
        """One of the landmarks."""
        return next((each for each in self.landmarks if each.id == landmark_id), None)


class _PlaceSchema(Schema):
    latitude = fields.Float(required=True, validate=validate.Range(-90, 90))
    longitude = fields.Float(required=True, validate=validate.Range(-180, 180))


class _LandmarkSchema(Schema):
    id = fields.String(required=True, validate=SLUG)
    name = fields.String(required=True, validate=validate.Length(1, 60))
    street = fields.Boolean(load_default=False)
    place = fields.Nested(_PlaceSchema, required=True)


class MapSchema(Schema):
    """The file of the map."""

    picture = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z0-9-]{0,40}\.svg$"))
    north = fields.Float(required=True, validate=validate.Range(-90, 90))
    south = fields.Float(required=True, validate=validate.Range(-90, 90))
    west = fields.Float(required=True, validate=validate.Range(-180, 180))
    east = fields.Float(required=True, validate=validate.Range(-180, 180))
    landmarks = fields.List(fields.Nested(_LandmarkSchema), required=True, validate=validate.Length(1, MOST_LANDMARKS))


def city_map(raw: dict[str, Any], folder: Path, problems: list[Problem]) -> CityMap | None:
    """The map of a file that was read, with its drawing beside it; what is wrong is added to `problems`."""
    picture = raw["picture"]
    try:
        drawing = drawing_of((folder / picture).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(picture, f"cannot be read: {error}"))
        return None
    except DrawingBroken as error:
        problems.append(Problem(picture, str(error)))
        return None
    landmarks = tuple(
        Landmark(each["id"], each["name"], number, each["street"], Place(**each["place"]))
        for number, each in enumerate(raw["landmarks"], 1)
    )
    edges = {edge: raw[edge] for edge in ("north", "south", "west", "east")}
    found = CityMap(drawing.width, drawing.height, drawing.shapes, **edges, landmarks=landmarks)
    wrong = list(_problems(found))
    problems += wrong
    return None if wrong else found


def _problems(found: CityMap) -> Iterator[Problem]:
    if found.south >= found.north or found.west >= found.east:
        yield Problem(f"{FILE} north", "north is above south, and east is to the right of west")
        return
    counted = Counter(each.id for each in found.landmarks)
    yield from (Problem(f"{FILE} landmarks.{each}", "is there twice") for each in counted if counted[each] > 1)
    for each in found.landmarks:
        if found.spot(each.place) is None:
            yield Problem(f"{FILE} landmarks.{each.id}", "is not on the map")
