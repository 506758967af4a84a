"""What can be wrong with a translation that a program can see."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from i18n.entries import Entries, Entry

# The last branch is a bare percent sign: in a text that is filled, one more or less is an error when it is shown.
_PLACES: Final = re.compile(r"%%|%\(\w+\)[#0\- +]?\d*(?:\.\d+)?[a-zA-Z]|%")
# Only characters that addresses are written with: Chinese goes on right after one, without a blank.
_URL: Final = re.compile(r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#@!$&'*+,;=%]+")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")
# What templates and code call the number that chooses the form.
_COUNTED: Final = {"%(n)s", "%(n)d", "%(num)s", "%(num)d", "%(count)s", "%(count)d"}
# Where a link of Markdown leads, and addresses for letters; places to fill are counted by themselves.
_LINK: Final = re.compile(r"\]\(\s*([^()\s]+)|(?<![\w.+-])([\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)", re.ASCII)
_PHONE: Final = re.compile(r"(?<![\w])\+?\d{3,5}(?: \d{3,}){1,3}(?!\d)")
_SENTENCE_END: Final = ".,;:!?'"


def problems(entries: Entries, *, complete: bool, alone: Collection[int] = ()) -> Iterator[str]:
    """Sentences that say what is wrong with a catalogue's translations.

    Args:
        entries: the catalogue.
        alone: the plural forms that stand for one number alone; see `Plural.alone`.
        complete: whether every message must have a finished translation.
    """
    for entry in entries.values():
        name = shortened(entry.ids[0])
        if complete and not entry.translated:
            yield f"{name}: not translated"
        elif complete and entry.fuzzy:
            yield f"{name}: fuzzy; the sentence changed, so the translation needs a look"
        if entry.translated and not entry.fuzzy:
            yield from (f"{name}: {fault}" for fault in faults(entry, alone))


def shortened(text: str) -> str:
    """The beginning of a text on one line, long enough to find it by."""
    line = " ".join(text.split())
    return f"'{line}'" if len(line) <= 70 else f"'{line[:69]}…'"  # noqa: PLR2004 - what fits on a line beside a fault


def faults(entry: Entry, alone: Collection[int] = ()) -> Iterator[str]:
    """What a translation must keep of its source and does not: places, addresses, links, phone numbers, tags."""
    # Of two source texts the plural is the measure: 'One day left' rightly lacks the number.
    source = entry.ids[-1]
    singular_lacks = set(_places(source)) - set(_places(entry.ids[0]))
    for number, form in enumerate(entry.forms):
        # Only a form that stands for one thing alone may lack the number as well: Arabic has a word for 'two days'.
        optional = singular_lacks if number < len(entry.forms) - 1 else set()
        if number in alone and len(entry.ids) > 1:
            optional = optional | _COUNTED
        yield from _differences("place to fill", Counter(set(_places(source))), Counter(set(_places(form))), optional)
        yield from _differences("web address", _urls(source), _urls(form))
        yield from _differences("link", _links(source), _links(form))
        yield from _differences("phone number", Counter(_PHONE.findall(source)), Counter(_PHONE.findall(form)))
        yield from _differences("HTML tag", Counter(_TAG.findall(source)), Counter(_TAG.findall(form)))
        if form != form.strip():
            yield "the translation begins or ends with a blank or a line break"


def _places(text: str) -> list[str]:
    return _PLACES.findall(text)


def _urls(text: str) -> Counter[str]:
    return Counter(url.rstrip(_SENTENCE_END) for url in _URL.findall(text))


def _links(text: str) -> Counter[str]:
    return Counter(found[1] or found[2] for found in _LINK.finditer(text))


def _differences(
    what: str, source: Counter[str], translation: Counter[str], optional: set[str] | None = None
) -> Iterator[str]:
    for lost in source - translation:
        if lost not in (optional or set()):
            yield f"the {what} {lost} is missing in the translation"
    for added in translation - source:
        yield f"the {what} {added} is not in the source"
