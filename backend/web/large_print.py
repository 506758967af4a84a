"""PDFs in large print, tagged for screen readers, where WeasyPrint is installed (requirements/pdf.txt)."""

import threading
from collections import OrderedDict
from functools import lru_cache
from typing import Any, NoReturn

from flask import render_template

from backend.domain.publications.models import Version
from backend.domain.publications.told import Told
from backend.web import assets
from backend.web.door import language, parts
from backend.web.marks import settled

MOST_KEPT = 64
VARIANT = "pdf/ua-1"

_lock = threading.Lock()
_kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether this program can make PDFs: the package is there, and the system's libraries that it needs."""
    try:
        import weasyprint  # noqa: F401, PLC0415  (an optional extra, and slow to load)
    except (ImportError, OSError):
        return False
    return True


def file_of(version: Version, told: Told) -> bytes:
    """The PDF of a version in the reader's language; one is made at a time, and the newest are kept."""
    key = (version.digest, language().tag)
    with _lock:
        if key not in _kept:
            _kept[key] = _made(version, told)
            if len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
        return _kept[key]


def _made(version: Version, told: Told) -> bytes:
    offices = parts().content.offices
    return drawn("article_pdf.html", told=told, version=version, office=offices[told.office], offices=offices)


def drawn(template: str, **words: Any) -> bytes:
    """A template as a PDF, drawn anew: for what is one person's and is not kept."""
    import weasyprint  # noqa: PLC0415  (see `available`)

    html = settled(render_template(template, **words), language())
    return _draw(weasyprint, html, (assets.FOLDER / "large-print.css").read_text())


def _draw(drawing: Any, html: str, style: str) -> bytes:
    made: bytes = drawing.HTML(string=html, url_fetcher=_nothing).write_pdf(
        stylesheets=[drawing.CSS(string=style)], pdf_variant=VARIANT
    )
    return made


def _nothing(url: str, *_: Any, **__: Any) -> NoReturn:
    """A text of the city's never makes this program call anywhere."""
    raise ValueError(f"not fetched: {url[:60]}")
