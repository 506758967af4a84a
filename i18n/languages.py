"""The languages a reader can choose, and how one is chosen for a request."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the product.

    Attributes:
        tag: BCP 47 tag as used in HTML `lang` and in the API, for example `zh-Hans`.
        folder: name of its folder in a `locales` folder, for example `zh_Hans`.
        own_name: the language's name in itself, for the language menu.
        direction: the HTML `dir` of its text.
        locale: Babel's locale identifier; it decides dates, money and plurals.
    """

    tag: str
    folder: str
    own_name: str
    direction: Literal["ltr", "rtl"]
    locale: str


LANGUAGES: Final[dict[str, Language]] = {
    language.tag: language
    for language in (
        Language("en", "en", "English", "ltr", "en_GB"),
        Language("zh-Hans", "zh_Hans", "简体中文", "ltr", "zh_Hans_CN"),
        Language("zh-Hant", "zh_Hant", "繁體中文", "ltr", "zh_Hant_TW"),
        Language("es", "es", "Español", "ltr", "es_ES"),
        Language("ar", "ar", "العربية", "rtl", "ar"),
    )
}
SOURCE: Final = LANGUAGES["en"]

PSEUDO: Final[dict[str, Language]] = {
    "en-XA": Language("en-XA", "en_XA", "[Éñĝļîšĥ]", "ltr", "en_GB"),
    "ar-XB": Language("ar-XB", "ar_XB", "\u200f\u202eEnglish\u202c\u200f", "rtl", "en_GB"),
}
"""For tests and for looking: see `i18n.pseudo`. Spoken only in a demo, to whoever asks by name, and on no menu."""

EVERY: Final = LANGUAGES | PSEUDO

# Real headers stay far below these; the limits keep a hostile one from costing time.
_LONGEST_HEADER: Final = 1_000
_MOST_RANGES: Final = 30
_LONGEST_TAG: Final = 35

# Browsers name a region more often than a script: these regions and languages write Traditional Chinese.
_CHINESE: Final = frozenset({"zh", "cmn", "yue"})
_TRADITIONAL: Final = frozenset({"hant", "tw", "hk", "mo", "yue"})

# RFC 9110 §12.4.2: a weight is 0 to 1 with at most three decimals.
_RANGE: Final = re.compile(
    r"[ \t]*([A-Za-z0-9_*-]+)[ \t]*(?:;[ \t]*[qQ][ \t]*=[ \t]*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)[ \t]*)?"
)


def negotiate(choice: str | None, account: str | None, accept_language: str | None) -> Language:
    """The language for one request: what was just chosen, else the account's, else the browser's, else English.

    Args:
        choice: a tag the reader picked on this device (a cookie or a query value).
        account: the tag kept with the reader's account.
        accept_language: the `Accept-Language` header (RFC 9110 §12.5.4), with q-values.

    All three come from outside, so none is trusted: what cannot be read is passed over and nothing is raised.
    """
    for tag in (choice, account):
        if language := closest(tag):
            return language
    for tag in _preferred(accept_language or ""):
        if tag == "*":
            return SOURCE
        if language := closest(tag):
            return language
    return SOURCE


def closest(tag: str | None) -> Language | None:
    """The language we speak for a BCP 47 tag, or None: `zh-CN` is `zh-Hans`, `zh-HK` is `zh-Hant`, `es-MX` is `es`."""
    if not tag or len(tag) > _LONGEST_TAG:
        return None
    parts = tag.strip().replace("_", "-").lower().split("-")
    if parts[0] in _CHINESE:
        return LANGUAGES[_chinese(parts)]
    by_tag = {language.tag.lower(): language for language in EVERY.values()}
    for length in range(len(parts), 0, -1):
        if language := by_tag.get("-".join(parts[:length])):
            return language
    return None


def _chinese(parts: list[str]) -> str:
    """The Chinese tag for lower-case subtags; a script that is named outweighs the region."""
    if "hans" in parts:
        return "zh-Hans"
    return "zh-Hans" if _TRADITIONAL.isdisjoint(parts) else "zh-Hant"


def _preferred(header: str) -> Iterator[str]:
    """The header's language ranges, most wanted first; those refused with `q=0` are left out."""
    if len(header) > _LONGEST_HEADER:
        return
    ranges = (_RANGE.fullmatch(part) for part in header.split(",")[:_MOST_RANGES])
    weighted = [(float(found[2] or 1), found[1]) for found in ranges if found]
    # The sort is stable: equal weights keep the order in which the browser named them.
    for weight, tag in sorted(weighted, key=lambda pair: -pair[0]):
        if weight > 0:
            yield tag
