"""Styles, scripts and pictures: read and compressed once at the start, named by content, so that phones keep them."""

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, url_for

from backend.domain.identity.rules import Who
from backend.web.packing import CODINGS, coding, packed
from flows.flow_map_drawing import LOOK

FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
TEXTS = {".css", ".js", ".svg"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, and the same packed in each coding; a picture of pixels is packed already."""

    name: str
    body: bytes
    packed: Mapping[str, bytes]
    mimetype: str

    @property
    def small(self) -> bytes:
        """As most phones get it."""
        return self.packed.get(CODINGS[0], self.body)


def sources() -> list[Path]:
    """The files, by name: those of the pages, and how the engine that draws maps wants its parts to look."""
    return sorted([*FOLDER.iterdir(), LOOK])


def _load() -> dict[str, Asset]:
    assets = {}
    for path in sources():
        body = lean(path.read_text(), path.suffix).encode() if path.suffix in TEXTS else path.read_bytes()
        name = f"{path.stem}.{hashlib.sha256(body).hexdigest()[:10]}{path.suffix}"
        mimetype = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        small = {each: packed(body, each, once=True) for each in CODINGS} if path.suffix in TEXTS else {}
        assets[path.name] = Asset(name, body, small, mimetype)
    return assets


def lean(text: str, suffix: str) -> str:
    """The text without what only readers of the source need: comments on lines of their own, blank lines, margins.

    In styles also the blanks around braces and after semicolons.
    """
    comments = {".js": r"(?m)^[ \t]*//.*$", ".css": r"(?s)/\*.*?\*/"}
    bare = re.sub(comments[suffix], "", text) if suffix in comments else text
    close = re.sub(r"\s*([{};])\s*", r"\1", bare) if suffix == ".css" else bare
    return re.sub(r"\n\s+", "\n", close).strip() + "\n"


def register(app: Flask) -> None:
    """Serve each file under its name with a digest in it, so that it never needs asking for again."""
    assets = _load()
    served = {asset.name: asset for asset in assets.values()}

    def asset_url(name: str) -> str:
        return url_for("asset", name=assets[name].name)

    def asset(name: str) -> Response:
        found = served.get(name) or abort(404)
        response = Response(found.body, mimetype=found.mimetype)
        if found.packed:
            response.vary.add("Accept-Encoding")
            if wanted := coding():
                response.data = found.packed[wanted]
                response.content_encoding = wanted
        response.headers["Cache-Control"] = FOR_EVER
        return response

    asset.who = Who.ANYONE  # type: ignore[attr-defined]
    app.add_url_rule("/assets/<name>", "asset", asset)
    app.jinja_env.globals["asset"] = asset_url
    app.extensions["handrail.assets"] = assets
