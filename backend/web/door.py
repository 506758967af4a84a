"""What every page shares: who is calling, in which language and size, forms that only our own pages can send."""

import hashlib
import hmac
import secrets
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
from babel.dates import format_date
from flask import Flask, Response, current_app, g, redirect, render_template, request
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from backend.core.text import N_
from backend.domain.identity.rules import Who
from backend.parts import Parts
from backend.web.callers import (
    BROWSER_COOKIE,
    CHOICES_COOKIE,
    FOR_COOKIE,
    SAFE,
    SESSION_COOKIE,
    YEAR,
    admit,
    caller,
    drop_cookie,
    helping,
    keep_cookie,
    me,
    own_cookie,
    parts,
    reader,
    reading,
    signed_in,
    who,
    writing,
)
from backend.web.choices import Choices, from_cookie
from backend.web.marks import PageTranslator, bare, machine_made, settled
from backend.web.packing import LEAN_JSON, coding, packed
from backend.web.problems import FormExpired
from flows.show import phone_in_words
from i18n.catalogues import Translator
from i18n.formats import Formats
from i18n.languages import EVERY, Language, negotiate
from i18n.speech import VOICES
from i18n.text import fill

# Pages find here all that they need of the door; who calls is found out in `callers`.
__all__ = (
    "CHOICES_COOKIE",
    "FOR_COOKIE",
    "SESSION_COOKIE",
    "caller",
    "drop_cookie",
    "helping",
    "keep_cookie",
    "me",
    "own_cookie",
    "parts",
    "reading",
    "signed_in",
    "who",
    "writing",
)

TOKEN_BYTES = 32
LARGEST_ID = 2**31 - 1
LONGEST_PATH = 500
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "media-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
POWERS = "camera=(), microphone=({microphone}), geolocation=(self)"
"""What of the phone a page may ask for; a lesson in which one speaks may ask for the microphone."""


def register(app: Flask, parts: Parts) -> None:
    """Prepare templates, find out who calls, and set the headers of every page."""
    app.template_folder = str(Path(__file__).parent / "templates")
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.policies |= {"ext.i18n.trimmed": True, "json.dumps_kwargs": LEAN_JSON}
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: translator().find(text),
        lambda one, many, n: translator().find_plural(one, many, n),
        newstyle=True,
    )
    app.jinja_env.filters |= {"isolated": isolated, "postal": postal}
    app.jinja_env.globals |= {"say": say, "city": _CityWords(), "phone_in_words": telephone}
    app.context_processor(_page_context)
    app.before_request(_admit)
    app.after_request(_finish)
    app.extensions["handrail.secure"] = parts.settings.secure


def is_api(path: str) -> bool:
    """Whether a path belongs to the other door."""
    return path.startswith("/api/") or path == "/healthz"


def hold_every_page_to_say_who(app: Flask) -> None:
    """Refuse to start with a page that does not state who may call it."""
    for rule in app.url_map.iter_rules():
        if not is_api(rule.rule) and not hasattr(app.view_functions[rule.endpoint], "who"):
            raise RuntimeError(f"{rule.rule} does not state who may call it")


def _admit() -> None:
    """Before a page: may this caller be here, and does a form come from one of our own pages?"""
    if is_api(request.path) or request.url_rule is None:
        return
    view = current_app.view_functions[request.endpoint or ""]
    request.max_content_length = getattr(view, "largest_body", request.max_content_length)
    allowed: Who = getattr(view, "who")  # noqa: B009  (set by `who`; the type of a view has no place for it)
    if request.method not in SAFE:
        _hold_to_own_forms()
    admit(allowed)


def choices() -> Choices:
    """Language, text size, theme and mode: as chosen here, else as kept with the account, else as the phone says."""
    if "choices" not in g:
        kept = from_cookie(request.cookies.get(CHOICES_COOKIE, ""))
        known = signed_in()
        spoken = parts().spoken
        wanted = negotiate(kept.language, known.language if known else None, request.headers.get("Accept-Language"))
        g.choices = Choices(
            language=wanted.tag if wanted.tag in spoken else spoken[0],
            text_size=kept.text_size or (known and known.text_size) or 100,
            theme=kept.theme or (known and known.theme) or "auto",
            mode=kept.mode or (known and known.mode) or "standard",
        )
    found: Choices = g.choices
    return found


def language() -> Language:
    """The reader's language."""
    return EVERY[choices().language or "en"]


def translator() -> PageTranslator:
    """Texts in the reader's language; what is in another, for want of a translation, is marked so on the page."""
    return PageTranslator(file_translator())


def file_translator() -> Translator:
    """Texts in the reader's language for what is no page and has no marks, such as a calendar's file."""
    return parts().translator(language().tag)


def formats() -> Formats:
    """Dates, money and numbers in the reader's language."""
    return parts().formats[language().tag]


def say(text: str | None, **values: Any) -> Markup:
    """A text of the city in the reader's language."""
    if not text:
        return Markup()
    found = str(escape(translator().find(text)))
    return Markup(fill(found, {key: escape(value) for key, value in values.items()}))  # noqa: S704


def isolated(text: str) -> str:
    """A text whose direction is its own (a number, a name, an address), kept whole among words from right to left."""
    return f"\u2068{text}\u2069" if language().direction == "rtl" else text


def postal(lines: Iterable[str], between: str | Markup = ", ") -> Markup:
    """A place's address: it stands as the city writes it, marked so among words of another language."""
    tag, written = parts().content.city.languages[0], escape(between).join(lines)
    return written if tag == language().tag else Markup('<bdi lang="{}">{}</bdi>').format(tag, written)


def telephone(number: str | None) -> str:
    """A phone number as people in the city write it."""
    if number is None:
        return translator().text(N_("No phone"))
    return isolated(phone_in_words(number, parts().content.city.region))


def weekday(day: date) -> str:
    """The name of the day of the week."""
    return format_date(day, "EEEE", locale=language().locale)


def here() -> str:
    """The address of this page to come back to, after a form of the frame. A form's own answer has the form's page."""
    path, onward = request.full_path.rstrip("?"), request.args.get("next", "/")
    if request.method != "GET" or len(path) > LONGEST_PATH or own_path(onward) != onward:
        path = request.path
    there = current_app.url_map.bind("").test(request.path, "GET")
    return path if there and own_path(path) == path else "/"


def asset_url(name: str) -> str:
    """The address of a style, script or picture, with its digest in it."""
    found: str = current_app.jinja_env.globals["asset"](name)  # type: ignore[operator]
    return found


def after() -> int | None:
    """Where in a list the reader is, from the address; what cannot be a row's number is passed over."""
    number = request.args.get("after", type=int)
    return number if number is not None and 0 < number <= LARGEST_ID else None


def form_id() -> uuid.UUID:
    """The id that a form carries, so that sending it twice does one thing; a new one where it has none."""
    try:
        return uuid.UUID(request.form.get("id", ""))
    except ValueError:
        return uuid.uuid4()


def query(**words: str) -> str:
    """Words for the end of an address."""
    return urlencode(words)


def json_answer(words: Any, status: int = 200) -> Response:
    """A small JSON answer to one of our own scripts."""
    response = Response(bare(orjson.dumps(words).decode()), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def browser() -> str:
    """This browser's random id, made on its first form: it ties forms to it, and practice before signing in."""
    if "browser" not in g:
        kept = own_cookie(BROWSER_COOKIE) or ""
        g.browser_is_new = not (kept.isascii() and len(kept) == len(secrets.token_urlsafe(TOKEN_BYTES)))
        g.browser = secrets.token_urlsafe(TOKEN_BYTES) if g.browser_is_new else kept
    found: str = g.browser
    return found


def known_browser() -> str | None:
    """This browser's id if it has one; a page that only reads makes none."""
    return own_cookie(BROWSER_COOKIE)


def form_token() -> str:
    """A token for this page's forms, tied to this browser; different on each page, so compression tells nothing.

    All forms of a page share it: a lesson has forty, and chance does not compress.
    """
    if "form_token" not in g:
        pad = secrets.token_bytes(TOKEN_BYTES)
        mask = bytes(one ^ other for one, other in zip(pad, _form_secret(), strict=True))
        g.form_token = urlsafe_b64encode(pad + mask).decode()
    found: str = g.form_token
    return found


def _form_secret() -> bytes:
    return hmac.digest(parts().settings.form_key, browser().encode(), hashlib.sha256)


def _hold_to_own_forms() -> None:
    """Refuse what another site sends: by the browser's own word where it gives it, and by the form's token."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise FormExpired
    token = request.headers.get("X-Form-Token") or request.form.get("form_token", "")
    try:
        raw = urlsafe_b64decode(token)
    except (BadBase64, ValueError):
        raise FormExpired from None
    pad, mask = raw[:TOKEN_BYTES], raw[TOKEN_BYTES:]
    if len(raw) != 2 * TOKEN_BYTES or not hmac.compare_digest(
        bytes(one ^ other for one, other in zip(pad, mask, strict=True)), _form_secret()
    ):
        raise FormExpired


def _csrf_field() -> Markup:
    """The token, and for whom the form was opened: it counts for nobody else, whichever page was left open."""
    field = Markup('<input type="hidden" name="form_token" value="{}">').format(form_token())
    acting = helping()
    if acting is None:
        return field
    return field + Markup('<input type="hidden" name="for" value="{}">').format(acting.public_id)


_number_in_words = lru_cache(maxsize=8)(phone_in_words)
"""For the number that stands on every page; people's own are kept nowhere."""


class _Help:
    """The city's help in the reader's language."""

    @property
    def phone(self) -> str:
        return isolated(_number_in_words(self.number, parts().content.city.region))

    @property
    def number(self) -> str:
        return parts().content.city.help.phone

    @property
    def hours(self) -> Markup:
        return say(parts().content.city.help.hours)

    @property
    def text(self) -> Markup:
        return say(parts().content.city.help.text)


class _CityWords:
    """The city in the reader's language, for templates."""

    help = _Help()

    @property
    def name(self) -> str:
        return translator().text(parts().content.city.name)


def _page_context() -> dict[str, Any]:
    if is_api(request.path):
        return {}
    return {
        "language": language(),
        "languages": parts().languages,
        "preferences": choices(),
        "here": here(),
        "account": reader(),
        "helping": helping(),
        "help_over": g.help_over,
        "formats": formats(),
        "csrf_field": _csrf_field,
        "voices": [voice.id for voice in VOICES.get(language().tag, ())],
        "current_section": None,
        "demo": parts().settings.demo,
        "machine_made": machine_made,
        "currency_symbol": formats().currency_symbol,
    }


def page(template: str, status: int = 200, *, public: bool = False, **words: Any) -> Response:
    """Return a page. Unless it is `public` (the same for everybody in a language and size) nothing may keep it."""
    response = Response(render_template(template, **words), status, mimetype="text/html")
    kept = public and own_cookie(FOR_COOKIE) is None  # a helper's pages say whom they help
    response.headers["Cache-Control"] = "private, no-cache" if kept else "no-store"
    return response


def go(path: str) -> Response:
    """Send the reader on after a form (303 See Other)."""
    response: Response = redirect(path, 303)  # type: ignore[assignment]
    response.data = b""  # Werkzeug's sentence here is in English, and no browser shows it
    response.headers["Cache-Control"] = "no-store"
    return response


def own_path(path: str | None, otherwise: str = "/") -> str:
    """A path on this site to go back to; anything else, such as another site's address, becomes `otherwise`."""
    sound = path and path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if path and sound else otherwise


def _finish(response: Response) -> Response:
    if is_api(request.path):
        return response
    if g.get("browser_is_new"):
        keep_cookie(response, BROWSER_COOKIE, g.browser)
    if g.get("help_over"):
        drop_cookie(response, FOR_COOKIE)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers.setdefault("Permissions-Policy", POWERS.format(microphone=""))
    if current_app.extensions["handrail.secure"]:
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
    if response.mimetype == "text/html":
        response.headers["Content-Language"] = language().tag
        response.vary.update(["Accept-Language", "Cookie", "Accept-Encoding"])
        response.set_data(settled(response.get_data(as_text=True), language()))
        compress(response)
    return response


def compress(response: Response) -> None:
    """Small pages for slow lines. Tokens in forms are masked, so their size gives nothing away."""
    if not response.is_streamed and (wanted := coding()):
        response.data = packed(response.data, wanted)
        response.content_encoding = wanted
