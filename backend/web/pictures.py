"""A picture of a simulated screen in a PDF: told as one picture, in the words that the screen itself is drawn with.

WeasyPrint tags an `<img>` as a figure and nothing else. So a clear image with the words lies over each phone while the
PDF is made, and at the end its words go to the phone: what the phone is made of stays real text, for whoever copies it.
"""

import re
from html import escape
from html.parser import HTMLParser
from typing import Any, Final

from i18n.languages import Language

PICTURE: Final = re.compile(
    r'<figure class="handout-picture" role="none">\s*(<div class="phone"[^>]*>)(.*?)</figure>', re.DOTALL
)
MARK: Final = "handrail-picture:"
CLEAR: Final = (
    "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIxIiBoZWlnaHQ9IjEiLz4="
)
"""An image with nothing in it: <svg xmlns=… width="1" height="1"/>."""
UNCLOSED: Final = frozenset({"br", "wbr", "img", "input"})
ENDS: Final = tuple(".!?:…。！？：؟")
PAUSES: Final = {"zh": ("，", "。", ""), "ar": ("،", ".", " ")}
"""A comma, a full stop, and what stands after them, where they are not those of English."""
POINTS: Final = 72 / 96
"""Of a PDF, to a pixel of CSS."""


def with_words(html: str, language: Language) -> str:
    """A page in which each picture of a screen carries its words, for `as_figures`."""

    def marked(found: re.Match[str]) -> str:
        phone, inside = found.groups()
        image = f'<img class="handout-words" alt="{escape(MARK + heard(inside, language))}" src="{CLEAR}">'
        return f'<figure class="handout-picture">{phone}{image}{inside}</figure>'

    return PICTURE.sub(marked, html)


def heard(html: str, language: Language) -> str:
    """What a screen reader says of a part of a page: each thing on it with a stop behind it, its lines with commas."""
    listener = _Listener()
    listener.feed(html)
    listener.close()
    comma, stop, space = PAUSES.get(language.tag.partition("-")[0], (",", ".", " "))
    things = [[_tidy(part) for part in thing.split("\t")] for thing in "".join(listener.heard).split("\n")]
    return space.join(_joined([part for part in thing if part], comma + space, stop) for thing in things if any(thing))


def as_figures(_document: Any, pdf: Any) -> None:
    """Make each phone in a PDF that is about to be written a figure, with the words of the image that lies over it.

    Where a figure lies is told in points from below (ISO 32000-1, 14.8.5.4.3); WeasyPrint tells pixels from above.
    """
    for figure in [each for each in pdf.objects if isinstance(each, dict) and each.get("S") == "/Figure"]:
        left, top, right, bottom = figure["A"]["BBox"]
        height = _named(pdf, figure["Pg"])["MediaBox"][3]
        figure["A"]["BBox"][:] = left * POINTS, height - bottom * POINTS, right * POINTS, height - top * POINTS
        if "Alt" in figure and figure["Alt"].string.startswith(MARK):
            phone = _named(pdf, figure["P"])
            phone.update(S="/Figure", Alt=figure.pop("Alt"), A=figure.pop("A"))
            phone["Alt"].string = phone["Alt"].string.removeprefix(MARK)
            figure["S"] = "/NonStruct"


def _tidy(part: str) -> str:
    return " ".join(part.split()).replace("： ", "：")


def _joined(parts: list[str], comma: str, stop: str) -> str:
    said = comma.join(parts)
    return said if said.endswith(ENDS) else said + stop


class _Listener(HTMLParser):
    """Hears a part of a page. Blocks are things of their own, and a span with a class is a line of one.

    What only the ear is told, such as 'In the thick frame:', belongs to what comes after it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self._open: list[tuple[str, bool]] = []
        """Of each element that is open: what ends it, and whether it is silent."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNCLOSED:
            return
        told = dict(attrs)
        end = "\n" if tag != "span" else "\t" if told.get("class") not in {None, "visually-hidden"} else " "
        self.heard.append(" " if self._after_an_aside() else end)
        self.handle_data((told.get("aria-label") or "") if told.get("role") == "img" else "")
        self._open.append((end, told.get("aria-hidden") == "true" or told.get("role") == "img"))

    def handle_endtag(self, tag: str) -> None:
        if tag not in UNCLOSED and self._open:
            self.heard.append(self._open.pop()[0])

    def handle_data(self, data: str) -> None:
        if data and not any(silent for _, silent in self._open):
            self.heard.append(" ".join(data.split("\n")))

    def _after_an_aside(self) -> bool:
        return "".join(self.heard[-4:]).rstrip(" ").endswith((":", "："))


def _named(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
