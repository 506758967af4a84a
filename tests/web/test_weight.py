"""What a page costs an old phone on a slow line, for every page there is, in the language with the longest bytes.

Counted is all that it may ever load: scripts that come only when something is opened count like the others.
"""

import re

from flask import Flask

from backend.web import assets
from backend.web.packing import packed
from tests.web.readers import Reader, Seeded
from tests.web.routes import routes

NAMED = re.compile(r'="/assets/([\w-]+)\.[0-9a-f]+(\.\w+)"')
"""Whatever a page may load, at once or when something is opened: a script imports only what its page names."""
LOADS = re.compile(r"\bimport\(([^)]*)\)")
STATIC_IMPORT = re.compile(r"""^\s*(?:import\b[^(]*["']|export\b.*\bfrom\b)""", re.MULTILINE)
FIRST_FLIGHT = 14 * 1024
"""What a server may send before it has heard from the phone."""
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
            assert page <= FIRST_FLIGHT, f"{route.path}: {page} bytes"
            names = {name + ending for name, ending in NAMED.findall(answer.text)} | ALWAYS
            scripts = sum(sizes[name] for name in names if name.endswith(".js"))
            assert scripts <= SCRIPTS, f"{route.path}: {scripts} bytes of scripts"
            assert page + sum(sizes[name] for name in names) <= FIRST_VISIT, route.path
    assert seen > 200


def test_a_script_loads_others_only_by_the_names_that_stand_on_its_page() -> None:
    scripts = {path.name: path.read_text() for path in assets.FOLDER.glob("*.js")}
    loading = {name: LOADS.findall(text) for name, text in scripts.items()}
    assert loading["lesson.js"] == ["fold.dataset.script"]
    by_name = {name: found for name, found in loading.items() if any(each[:1] in "'\"`" for each in found)}
    assert by_name == {}, "else the page's weight, counted above, would miss them"
    assert not [name for name, text in scripts.items() if STATIC_IMPORT.search(text)]


def _small(body: bytes) -> int:
    return len(packed(body, "br"))
