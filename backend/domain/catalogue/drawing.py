"""A drawing from the city's folder: a few plain shapes of SVG, taken apart and put together anew.

It stands in pages beside what people type, so nothing gets through that could run, load, link or style: of all that SVG
has, only the elements and attributes named here. Their colours come from the pages, by class, so that a drawing is as
readable in the dark theme and on paper.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

LARGEST = 60_000
MOST_SHAPES = 500
NAMESPACE = "{http://www.w3.org/2000/svg}"
SHAPES: Mapping[str, frozenset[str]] = {
    "g": frozenset(),
    "path": frozenset({"d"}),
    "rect": frozenset({"x", "y", "width", "height", "rx"}),
    "circle": frozenset({"cx", "cy", "r"}),
    "ellipse": frozenset({"cx", "cy", "rx", "ry"}),
    "line": frozenset({"x1", "y1", "x2", "y2"}),
    "polyline": frozenset({"points"}),
    "polygon": frozenset({"points"}),
}
CLASSES = frozenset({"land", "water", "hill", "park", "road", "lane", "rail", "house", "wave", "pier"})
NUMBERS = re.compile(r"[-+0-9.,\seE]*")
PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9.,\s+-]*")


class DrawingBroken(ValueError):
    """The file is no drawing of this kind; says why."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes as SVG without its outer element, and how large they are drawn."""

    width: float
    height: float
    shapes: str


def drawing_of(text: str) -> Drawing:
    """Return the drawing in an SVG file; raises `DrawingBroken`."""
    if len(text) > LARGEST:
        raise DrawingBroken(f"is larger than {LARGEST} letters")
    if "<!" in text.replace("<!--", ""):
        raise DrawingBroken("has a document type; leave it out")
    try:
        root = ET.fromstring(text)  # noqa: S314  (no document type, so nothing expands and nothing is loaded)
    except ET.ParseError as error:
        raise DrawingBroken(f"is not XML: {error}") from error
    box = root.get("viewBox", "").split()
    if root.tag != f"{NAMESPACE}svg" or len(box) != 4 or box[:2] != ["0", "0"]:  # noqa: PLR2004
        raise DrawingBroken('begins with <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 width height">')
    if sum(1 for _ in root.iter()) > MOST_SHAPES:
        raise DrawingBroken(f"has more than {MOST_SHAPES} shapes")
    try:
        width, height = float(box[2]), float(box[3])
    except ValueError:
        raise DrawingBroken("its viewBox has four numbers") from None
    return Drawing(width, height, "".join(_drawn(each) for each in root))


def _drawn(element: ET.Element) -> str:
    name = str(element.tag).removeprefix(NAMESPACE)
    if name not in SHAPES:
        raise DrawingBroken(f"has <{name}>; known are {', '.join(SHAPES)}")
    attributes = "".join(f" {key}={quoteattr(_sound(name, key, value))}" for key, value in element.attrib.items())
    inside = "".join(_drawn(each) for each in element)
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"


def _sound(name: str, key: str, value: str) -> str:
    if key == "class":
        if value not in CLASSES:
            raise DrawingBroken(f"has the class '{value}'; known are {', '.join(sorted(CLASSES))}")
        return value
    if key not in SHAPES[name] or not (PATH if key == "d" else NUMBERS).fullmatch(value):
        raise DrawingBroken(f"<{name}> has {key}='{value[:40]}'")
    return value
