"""A place in the city: in words, by what is close to it, and perhaps as a point on the map."""

import re
from collections.abc import Mapping

from flows.service import Question
from flows.text import N_
from flows.types.base import AnswerWrong, Context, Fields, Wrong, clean, one, wrong_type

PARTS = ("landmark", "text", "point")
LONGEST_WORDS = 300
LONGEST_ID = 60
LONGEST_POINT = 40
POINT = re.compile(r"(-?\d{1,2}(?:\.\d{1,7})?),\s?(-?\d{1,3}(?:\.\d{1,7})?)", re.ASCII)
EXAMPLE = '{"text": "The lamp by the gate", "landmark": "library"}'


class Place:
    """What is close (`landmark`, an id of the city's map), where exactly (`text`), and `point`.

    A landmark or words are enough; a point alone is not, because nobody can say it on the telephone. The point is
    'latitude,longitude' in degrees of WGS 84, to about a metre.
    """

    limits = frozenset({"max_length"})

    def read(self, question: Question, fields: Fields) -> object:
        """Return the parts as a mapping, or None when all are empty."""
        parts = {part: one(fields, part) for part in PARTS}
        return parts if any(parts.values()) else None

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return {text, landmark, point}: `text` perhaps empty, the others there only if they were given."""
        if not isinstance(value, Mapping) or not set(value) <= set(PARTS):
            raise wrong_type(EXAMPLE)
        text = clean(value.get("text") or "", question.limits.get("max_length", LONGEST_WORDS), "text")
        place = {"text": text}
        landmark = clean(value.get("landmark") or "", LONGEST_ID, "landmark")
        if landmark and context.landmarks is not None and landmark not in context.landmarks:
            message = N_("Please choose one of the places in the list, or write where it is.")
            raise AnswerWrong(Wrong("not-a-landmark", message, {}, "landmark"))
        if landmark:
            place["landmark"] = landmark
        if not text and not landmark:
            message = N_(
                "Please choose what is close to it, or write where it is. For example: the lamp by the library."
            )
            raise AnswerWrong(Wrong("place-missing", message, {}, "landmark"))
        point = _point(value.get("point") or "")
        return place | ({"point": point} if point else {})


def _point(value: object) -> str:
    text = clean(value, LONGEST_POINT, "point")
    if not text:
        return ""
    latitude, longitude = coordinates(text)
    return f"{latitude:.5f},{longitude:.5f}"


def coordinates(text: str) -> tuple[float, float]:
    """The degrees of a point, 'latitude,longitude'; raises `AnswerWrong` for anything else."""
    found = POINT.fullmatch(text)
    latitude, longitude = (float(found[1]), float(found[2])) if found else (91.0, 0.0)
    if abs(latitude) > 90 or abs(longitude) > 180:  # noqa: PLR2004  (degrees of a globe)
        message = N_("The mark on the map cannot be read. Please set it again, or take it away.")
        raise AnswerWrong(Wrong("not-a-point", message, {}, "point"))
    return round(latitude, 5) + 0.0, round(longitude, 5) + 0.0  # there is no place at minus nothing
