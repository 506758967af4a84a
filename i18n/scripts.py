"""From one script of a language to another: Traditional Chinese from Simplified, by OpenCC.

Its dictionaries are read when the first text is converted, so a city whose translations are complete never loads them.
"""

import logging
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Final

from i18n.text import PLACES

FROM: Final[Mapping[str, tuple[str, str]]] = {"zh-Hant": ("zh-Hans", "s2twp")}
"""Language → the language it can be converted from, and the OpenCC conversion (Taiwan's words, as our locale is)."""

_MOST_KEPT: Final = 20_000
# A tag, a place or the target of a link in Markdown is no word of any script.
_NO_WORDS: Final = re.compile(rf"(<[^<>]*>|{PLACES}|\]\([^()\s]*\))")
_log = logging.getLogger(__name__)


def tag_of(language: str, *, converted: bool) -> str:
    """A language with what it was converted from, where it was: `zh-Hant-t-zh-hans` (RFC 6497)."""
    return f"{language}-t-{FROM[language][0].lower()}" if converted else language


def of_tag(tag: str) -> tuple[str, bool]:
    """The language of such a tag, and whether it was converted."""
    language, turned, _ = tag.partition("-t-")
    return language, bool(turned)


class NoConverterError(RuntimeError):
    """OpenCC cannot be loaded."""


def converter(language: str) -> Callable[[str], str]:
    """What turns a text into the language's script and leaves its places and tags alone. Raises `NoConverterError`."""
    try:
        import opencc  # noqa: PLC0415 - loading it costs time and memory that most cities need not pay
    except ImportError:
        raise NoConverterError("OpenCC is missing: pip install -r requirements/run.txt") from None
    convert: Callable[[str], str] = opencc.OpenCC(FROM[language][1]).convert
    return lambda text: "".join(part if n % 2 else convert(part) for n, part in enumerate(_NO_WORDS.split(text)))


@lru_cache(_MOST_KEPT)
def converted(text: str, language: str) -> str | None:
    """A text in the language's script; None where OpenCC cannot be loaded."""
    convert = kept_converter(language)
    return convert(text) if convert else None


@cache
def kept_converter(language: str) -> Callable[[str], str] | None:
    """The converter that all readers share, made when the first text asks for it."""
    try:
        return converter(language)
    except NoConverterError:
        _log.exception("texts for %s are not converted; readers get the language they were written in", language)
        return None
