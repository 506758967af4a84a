"""What a page costs an old phone on a slow line, for every page there is, in the language with the longest bytes."""

import re

from flask import Flask

from backend.web.packing import packed
from tests.web.readers import Reader, Seeded
from tests.web.routes import routes

NAMED = re.compile(r'(?:src|href)="/assets/([\w-]+)\.[0-9a-f]+(\.\w+)"')
FIRST_FLIGHT = 14 * 1024
"""What a server may send before it has heard from the phone."""
WORKSHOP = 24 * 1024
"""The page of all components at once, which is for those who build and not for a phone."""
SCRIPTS = 15 * 1024
FIRST_VISIT = 60 * 1024
ALWAYS = {"app.css", "app.js", "service-worker.js", "icon.svg"}
"""Fetched by every first visit, whether or not the page names them."""


def test_every_page_fits_the_first_flight_and_a_first_visit_costs_little(
    app: Flask, seeded: Seeded, rosa: Reader, amir: Reader
) -> None:
    sizes = {name: len(asset.small) for name, asset in app.extensions["handrail.assets"].items()}
    seen = 0
    for reader in (rosa, amir):
        reader.client.set_cookie("handrail_choices", "ar..")
        for route in routes(app, seeded, "GET"):
            answer = reader.get(route.path)
            if answer.mimetype != "text/html":
                continue
            seen += 1
            page = _small(answer.data)
            limit = WORKSHOP if route.path == "/components" else FIRST_FLIGHT
            assert page <= limit, f"{route.path}: {page} bytes"
            names = {name + ending for name, ending in NAMED.findall(answer.text)} | ALWAYS
            scripts = sum(sizes[name] for name in names if name.endswith(".js"))
            assert scripts <= SCRIPTS, f"{route.path}: {scripts} bytes of scripts"
            assert page + sum(sizes[name] for name in names) <= FIRST_VISIT, route.path
    assert seen > 200


def _small(body: bytes) -> int:
    return len(packed(body, "br"))
