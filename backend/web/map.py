"""The city's map as pages draw it: shapes, numbers, and the list that says the same in words."""

from typing import Any

from markupsafe import Markup

from backend.domain.catalogue.places import Place
from backend.web.door import parts, say
from flows.types import AnswerWrong
from flows.types.place import coordinates


def map_form(point: str = "") -> dict[str, Any] | None:
    """The map with its landmarks, and where on it a point is ('latitude,longitude'); None where the city has no map."""
    drawn = parts().content.map
    if drawn is None:
        return None
    landmarks = []
    for each in drawn.landmarks:
        across, down = drawn.spot(each.place) or (0.0, 0.0)
        words = {"id": each.id, "number": each.number, "text": say(each.name), "street": each.street}
        landmarks.append(words | {"x": across, "y": down})
    return {
        "width": drawn.width,
        "height": drawn.height,
        # Taken apart and put together anew when the folder was read, see backend.domain.catalogue.drawing.
        "shapes": Markup(drawn.shapes),  # noqa: S704
        "edges": {edge: getattr(drawn, edge) for edge in ("north", "south", "west", "east")},
        "landmarks": landmarks,
        "mark": _mark(point),
    }


def _mark(point: str) -> tuple[float, float] | None:
    drawn = parts().content.map
    try:
        return drawn.spot(Place(*coordinates(point))) if drawn and point else None
    except AnswerWrong:
        return None


def landmark_name(landmark_id: str) -> str:
    """What people call it; one that is no longer on the map keeps its id."""
    return str(say(parts().content.landmarks.get(landmark_id, landmark_id)))
