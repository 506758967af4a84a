"""`handrail export cpsv-ap`: the catalogue for other catalogues, from the city's folder alone."""

from pathlib import Path

import orjson

from backend.config import ROOT
from backend.domain.catalogue.city import load_content
from backend.domain.catalogue.cpsv_ap import described
from backend.domain.catalogue.linked import json_ld, turtle
from i18n.catalogues import Catalogues

FORMATS = ("jsonld", "turtle")


def printed(folder: Path, site: str, kind: str) -> str:
    """The catalogue of the city in `folder`, whose pages are at `site`. Raises `ContentBroken`."""
    content = load_content(folder)
    catalogues = Catalogues.load(ROOT / "i18n" / "locales", folder / "locales")
    nodes = described(content, {tag: catalogues.translator(tag) for tag in content.city.languages}, site)
    if kind == "turtle":
        return turtle(nodes)
    return orjson.dumps(json_ld(nodes), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
