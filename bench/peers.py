"""What a first and a second visit to comparable pages of others cost, beside ours: the same browser, the same line.

GOV.UK Frontend comes from npm (`npm pack`, so npm must be there) and is served as its guidance says: minified styles
and scripts, its fonts, compressed, to be kept by the browser. Kolibri is measured if `kolibri` is on the PATH; install
it into an environment of its own. What is not there is left out, with a sentence.
"""

import gzip
import json
import mimetypes
import os
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.pages import Page, Weight, chromium, weigh_page
from bench.program import HOST, demo, free_port, running
from bench.relay import Relay

GOVUK = "govuk-frontend@6.6.0"
PACKED = (".css", ".js", ".json", ".html", ".svg")
A_YEAR = "public, max-age=31536000, immutable"
START_PAGE = """<!doctype html>
<html lang="en" class="govuk-template"><head><meta charset="utf-8"><title>Apply for a travel card</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<link rel="icon" href="/assets/images/favicon.svg" type="image/svg+xml">
<link rel="manifest" href="/assets/manifest.json">
<link rel="stylesheet" href="/govuk-frontend.min.css"></head>
<body class="govuk-template__body"><script src="/supported.js"></script>
<a href="#main" class="govuk-skip-link" data-module="govuk-skip-link">Skip to main content</a>
<div class="govuk-width-container"><main class="govuk-main-wrapper" id="main">
<h1 class="govuk-heading-xl">Travel card</h1>
<p class="govuk-body">With this card you travel free on buses and ferries after 9.30 in the morning.</p>
<p class="govuk-body">You need:</p>
<ul class="govuk-list govuk-list--bullet"><li>your date of birth</li><li>your address in the city</li></ul>
<a href="#main" role="button" draggable="false"
 class="govuk-button govuk-button--start" data-module="govuk-button">Start</a>
</main></div><script type="module" src="/start.js"></script></body></html>
"""
SCRIPTS = {
    "/supported.js": "document.body.className += ' js-enabled govuk-frontend-supported'",
    "/start.js": "import { initAll } from '/govuk-frontend.min.js'; initAll()",
}


def weigh(home: Path) -> tuple[list[Weight], list[str]]:
    """Visit each page twice; returns what it cost, and who is left out and why."""
    weighed, left_out = [], []
    for name, path, serve, missing in PEERS:
        if missing():
            left_out.append(f"{name} is left out: {missing()}.")
            continue
        with serve(home) as port, chromium() as browser:
            relay = Relay(port)
            weighed.append(weigh_page(browser, relay, Page(name, path)))
            relay.close()
    return weighed, left_out


@contextmanager
def _ours(home: Path) -> Iterator[int]:
    with demo(home / "ours") as program:
        yield program.port


@contextmanager
def _govuk(home: Path) -> Iterator[int]:
    packed = subprocess.run(["npm", "pack", "--json", GOVUK], cwd=home, check=True, capture_output=True, text=True)
    with tarfile.open(home / json.loads(packed.stdout)[0]["filename"]) as package:
        package.extractall(home, filter="data")
    files = home / "package" / "dist" / "govuk"

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = SCRIPTS.get(self.path, START_PAGE if self.path == "/" else "").encode()
            file = files / self.path.lstrip("/")
            if not body and file.is_file():
                body = file.read_bytes()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", mimetypes.guess_type(self.path)[0] or "text/html")
            if Path(self.path).suffix in PACKED or self.path == "/":
                body = gzip.compress(body)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Cache-Control", "no-cache" if self.path == "/" else A_YEAR)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


@contextmanager
def _kolibri(home: Path) -> Iterator[int]:
    port = free_port()
    environment = {
        "KOLIBRI_HOME": str(home / "kolibri"),
        "KOLIBRI_LISTEN_ADDRESS": HOST,
        "KOLIBRI_ZEROCONF_ENABLED": "0",
    }
    kolibri = str(shutil.which("kolibri"))
    provide = ["--facility", "Hall", "--superusername", "admin", "--superuserpassword", "adminpass1"]
    provide += ["--preset", "nonformal", "--language_id", "en", "--noinput"]
    subprocess.run(
        [kolibri, "manage", "provisiondevice", *provide],
        env=os.environ | environment,
        check=True,
        capture_output=True,
    )
    start = [kolibri, "start", "--foreground", "--port", str(port), "--zip-port", str(free_port()), "--skip-update"]
    with running(start, port, environment, home / "kolibri.log", health="/") as program:
        yield program.port


def _no(program: str) -> Callable[[], str]:
    return lambda: "" if shutil.which(program) else f"`{program}` is not on the PATH"


PEERS = (
    ("Handrail: home", "/", _ours, lambda: ""),
    ("Handrail: a service's start", "/services/senior-travel-card", _ours, lambda: ""),
    ("GOV.UK Frontend: a service's start", "/", _govuk, _no("npm")),
    ("Kolibri: sign in", "/", _kolibri, _no("kolibri")),
)
