"""Styles, scripts and pictures: read and compressed once at the start, named by content, so that phones keep them."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, request, url_for

from backend.domain.identity.rules import Who

FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
TEXTS = {".css", ".js", ".svg"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file with its compressed form."""

    name: str
    body: bytes
    small: bytes | None
    mimetype: str


def _load() -> dict[str, Asset]:
    assets = {}
    for path in sorted(FOLDER.iterdir()):
        body = lean(path.read_text(), path.suffix).encode() if path.suffix in TEXTS else path.read_bytes()
        name = f"{path.stem}.{hashlib.sha256(body).hexdigest()[:10]}{path.suffix}"
        mimetype = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        small = gzip.compress(body, 9, mtime=0) if path.suffix in TEXTS else None
        assets[path.name] = Asset(name, body, small, mimetype)
    return assets


def lean(text: str, suffix: str) -> str:
    """The text without what only readers of the source need: comments on lines of their own, blank lines, margins."""
    comments = {".js": r"(?m)^[ \t]*//.*$", ".css": r"(?s)/\*.*?\*/"}
    bare = re.sub(comments[suffix], "", text) if suffix in comments else text
    return re.sub(r"\n\s+", "\n", bare).strip() + "\n"


def register(app: Flask) -> None:
    """Serve each file under its name with a digest in it, so that it never needs asking for again."""
    assets = _load()
    served = {asset.name: asset for asset in assets.values()}

    def asset_url(name: str) -> str:
        return url_for("asset", name=assets[name].name)

    def asset(name: str) -> Response:
        found = served.get(name) or abort(404)
        response = Response(found.body, mimetype=found.mimetype)
        if found.small is not None:
            response.vary.add("Accept-Encoding")
            if "gzip" in request.headers.get("Accept-Encoding", ""):
                response.data = found.small
                response.content_encoding = "gzip"
        response.headers["Cache-Control"] = FOR_EVER
        return response

    asset.who = Who.ANYONE  # type: ignore[attr-defined]
    app.add_url_rule("/assets/<name>", "asset", asset)
    app.jinja_env.globals["asset"] = asset_url
    app.extensions["handrail.assets"] = assets
