"""PDFs in large print, tagged for screen readers, where WeasyPrint is installed (requirements/pdf.txt)."""

import re
import threading
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from typing import Any

from flask import Response, render_template

from backend.web import assets
from backend.web.door import language
from backend.web.marks import settled
from backend.web.pictures import as_figures, with_words

MOST_KEPT = 64
VARIANT = "pdf/ua-1"
STYLE = "large-print.css"
ICON = re.compile(r'<svg class="(icon[^"]*)".*?</svg>', re.DOTALL)

_lock = threading.Lock()
_kept: OrderedDict[str, bytes] = OrderedDict()


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether this program can make PDFs: the package is there, and the system's libraries that it needs."""
    try:
        import weasyprint  # noqa: F401, PLC0415  (an optional extra, and slow to load)
    except (ImportError, OSError):
        return False
    return True


def answer(template: str, name: str, *styles: str, **words: Any) -> Response:
    """A template as a PDF that is the same for everybody in a language; one is made at a time, and the newest are kept.

    `styles` are read after large-print.css.
    """
    html = _html(template, **words)
    key = sha256(html.encode()).hexdigest()
    with _lock:
        if key not in _kept:
            _kept[key] = _draw(html, styles)
            if len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
        response = Response(_kept[key], mimetype="application/pdf")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Language"] = language().tag
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def drawn(template: str, **words: Any) -> bytes:
    """A template as a PDF, drawn anew: for what is one person's and is not kept."""
    return _draw(_html(template, **words))


def _html(template: str, **words: Any) -> str:
    return settled(render_template(template, **words), language())


def _draw(html: str, styles: Sequence[str] = ()) -> bytes:
    drawing: Any = import_module("weasyprint")  # an optional extra, and slow to load
    # A text of the city's never makes this program call anywhere: only what is in it is read.
    fetcher = drawing.urls.URLFetcher(allowed_protocols=("data",))
    sheets = [drawing.CSS(string=(assets.FOLDER / each).read_text()) for each in (STYLE, *styles)]
    text = drawing.HTML(string=ICON.sub(_as_background, with_words(html, language())), url_fetcher=fetcher)
    made: bytes = text.write_pdf(stylesheets=sheets, pdf_variant=VARIANT, finisher=as_figures)
    return made


def _as_background(icon: re.Match[str]) -> str:
    """An icon says nothing that does not stand beside it in words. A background is passed over when a file is read out.

    A picture in the text would be told of, and PDF/UA asks for words to each.
    """
    svg = icon[0].replace("currentColor", "#000").replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    packed = b64encode(svg.encode()).decode()
    return f'<i class="{icon[1]}" style="background-image: url(data:image/svg+xml;base64,{packed})"></i>'
