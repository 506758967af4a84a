"""`handrail map`: the map of a service in the terminal, or as a drawing; no database is needed."""

from pathlib import Path

from backend.config import ROOT
from backend.domain.catalogue.city import load_content
from backend.domain.catalogue.service_map import map_of
from flows.flow_map import outline
from flows.flow_map_drawing import drawing
from i18n.catalogues import Catalogues
from i18n.formats import Formats
from i18n.languages import LANGUAGES


class NoMap(Exception):
    """There is no such service or language in the city; the message says which there are."""


def printed(folder: Path, service_id: str, tag: str | None, *, svg: bool) -> str:
    """The map of a service of the city in `folder`, in one of its languages. Raises `NoMap` and `ContentBroken`."""
    content = load_content(folder)
    service = content.services.get(service_id)
    if service is None:
        raise NoMap(f"there is no service '{service_id}'. There are {', '.join(sorted(content.services))}.")
    tag = tag or content.city.languages[0]
    if tag not in content.city.languages:
        raise NoMap(f"'{tag}' is not a language of this city. Those are {', '.join(content.city.languages)}.")
    language = LANGUAGES[tag]
    text = Catalogues.load(ROOT / "i18n" / "locales", folder / "locales").translator(tag).text
    stops = map_of(service, content, text, Formats(language, content.city.time_zone, content.city.currency))
    return drawing(service, stops, text, language.direction, alone=True) if svg else "\n".join(outline(stops, text))
