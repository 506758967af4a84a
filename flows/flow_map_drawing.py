"""The map of a service as a drawing (SVG): a line with stops, like that of a tram.

A branch leaves the line to the side and comes back to it; what ends the way has a bar below it. Colours come from the
page, by class; a drawing that stands alone brings its own for light and dark.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

from flows.flow_map import DECIDES, END, START, Stop, every
from flows.service import Service
from flows.text import N_

REM = 18
"""Units of the drawing for one rem, so that it grows with the reader's letters."""
WIDTH = 34 * REM
FIRST_TRACK = 30
BETWEEN_TRACKS = 46
BESIDE = 32
"""From a track to the words beside it."""
LINE = 25
SMALLEST = 54
"""Height of a stop: a finger finds it."""
RADIUS = 18
CURVE = 34
MARGIN = 14
NARROW, WIDE = 0.56, 1.02
"""Of the height of a letter, how wide it is, on the safe side: Latin or Arabic, and Chinese."""

TITLE = N_("Map: %(title)s")
ABOUT = N_(
    "The stops are the questions, in order: %(count)s. A way to the side is taken only if what is written on it is so. "
    "A bar ends the way. The same stands below in words."
)
IF = N_("Only if %(condition)s")

LOOK = Path(__file__).with_suffix(".css")
"""What a page that shows the map has among its styles."""
STYLE = f"""<style>
:root {{ --ink: #211c16; --soft: #4a4138; --accent: #0b4a57; --raised: #fff; --tint: #e4eff0; --bad: #851717;
--bad-tint: #fbe9e6; }}
@media (prefers-color-scheme: dark) {{ :root {{ --ink: #f5efe6; --soft: #d6ccbe; --accent: #93d5df; --raised: #231f1a;
--tint: #17343a; --bad: #ffb9ae; --bad-tint: #3c1d19; }} }}
svg {{ background: var(--raised); font: 18px system-ui, sans-serif; }}
{LOOK.read_text(encoding="utf-8").partition("*/")[2].strip()}
</style>"""


def drawing(
    service: Service, found: Sequence[Stop], text: Callable[..., str], direction: str = "ltr", *, alone: bool = False
) -> str:
    """Return the map as SVG. `alone` for a file of its own; in a page each stop leads to `#stop-<id>`, its words."""
    pen = _Pen(text, mirrored=direction == "rtl", links=not alone)
    pen.whole(found)
    height = round(pen.y + MARGIN)
    count = sum(1 for _ in every(found))
    title, about = text(TITLE, title=text(service.title)), text(ABOUT, count=count)
    inside = "".join([*pen.frames, *pen.tracks, *pen.drawn])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow-map" role="group" direction="{direction}" '
        f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH / REM:g}rem" height="{height / REM:.2f}rem" '
        f'aria-labelledby="flow-map-title flow-map-about"><title id="flow-map-title">{escape(title)}</title>'
        f'<desc id="flow-map-about">{escape(about)}</desc>{STYLE if alone else ""}{inside}</svg>'
    )


@dataclass
class _Pen:
    """Draws from the top down; `y` is how far it has come. What lies below is in a list of its own."""

    text: Callable[..., str]
    mirrored: bool
    links: bool
    y: float = MARGIN
    frames: list[str] = field(default_factory=list)
    tracks: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)

    def whole(self, found: Sequence[Stop]) -> None:
        """The line from its start to its end."""
        self._terminal(self.text(START))
        first = self.y - SMALLEST / 2
        self.level(found, 0)
        self._terminal(self.text(END))
        self._track([(self._at(0), first), (self._at(0), self.y - SMALLEST / 2)])

    def level(self, found: Sequence[Stop], level: int) -> None:
        """Stops in order; those that come under the same condition share a way to the side."""
        for condition, run in groupby(found, key=lambda stop: stop.condition):
            if condition:
                self._branch(condition, list(run), level)
            else:
                for stop in run:
                    self._stop(stop, level)

    def _branch(self, condition: str, run: Sequence[Stop], level: int) -> None:
        main, side = self._at(level), self._at(level + 1)
        top = self.y
        self._words([self.text(IF, condition=condition)], side + 14, self.y + 20, "fm-soft")
        self.y = max(self.y + 8, top + CURVE)
        for stop in run:
            self._stop(stop, level + 1)
        bottom = self.y - CURVE / 2
        self._curve(main, top, side, top + CURVE)
        if run[-1].question.is_exit:
            bar = self.y - 4
            self._track([(side, top + CURVE), (side, bar)], "fm-side")
            self._track([(side - 16, bar), (side + 16, bar)], "fm-bar")
            self.y += 10
        else:
            self._track([(side, top + CURVE), (side, bottom)], "fm-side")
            self._curve(side, bottom, main, bottom + CURVE)
            self.y = bottom + CURVE + 4

    def _stop(self, stop: Stop, level: int) -> None:
        track, top = self._at(level), self.y
        self.drawn.append(f'<a href="#stop-{stop.question.id}">' if self.links else "<g>")
        hit = len(self.drawn)
        notes = [stop.repeats] if stop.repeats else []
        notes += [self.text(DECIDES, marks=", ".join(stop.decides))] if stop.decides else []
        self.y += 26
        self._words([stop.title], track + BESIDE, self.y, "fm-words")
        if notes:
            self._words(notes, track + BESIDE, self.y, "fm-soft")
        self.y = max(self.y - 4, top + SMALLEST)
        left = self._across(track - RADIUS, WIDTH - MARGIN - track + RADIUS)
        box = f'width="{WIDTH - MARGIN - track + RADIUS}" height="{self.y - top - 2:g}"'
        self.drawn.insert(hit, f'<rect class="fm-hit" x="{left:g}" y="{top + 1:g}" {box}/>')
        self._mark(stop, track, top + SMALLEST / 2 - 7)
        self.drawn.append("</a>" if self.links else "</g>")
        if stop.inside:
            self._group(stop, level)

    def _group(self, stop: Stop, level: int) -> None:
        """What is asked for each entry, in a frame, with a way back up at its far side."""
        top = self.y
        self.level(stop.inside, level)
        box = f'width="{WIDTH - 12}" height="{self.y - top:g}" rx="10"'
        self.frames.append(f'<rect class="fm-frame" x="{self._across(6, WIDTH - 12):g}" y="{top - 2:g}" {box}/>')
        far = WIDTH - 20
        self._track([(far - 14, self.y - 12), (far, self.y - 12), (far, top + 10), (far - 14, top + 10)], "fm-again")
        self._track([(far - 6, top + 3), (far - 14, top + 10), (far - 6, top + 17)], "fm-again")
        self.y += 8

    def _mark(self, stop: Stop, track: float, middle: float) -> None:
        across, kind = self._x(track), "fm-exit" if stop.question.is_exit else ""
        if stop.question.tells:
            box = f'width="{2 * RADIUS}" height="{2 * RADIUS}" rx="5"'
            shape = f'<rect class="fm-stop {kind}" x="{across - RADIUS:g}" y="{middle - RADIUS:g}" {box}/>'
        else:
            shape = f'<circle class="fm-stop" cx="{across:g}" cy="{middle:g}" r="{RADIUS}"/>'
        self.drawn.append(f'{shape}<text class="fm-mark" x="{across:g}" y="{middle + 6:g}">{stop.mark}</text>')

    def _terminal(self, words: str) -> None:
        middle = self.y + SMALLEST / 2
        self.drawn.append(f'<circle class="fm-track fm-stop" cx="{self._x(self._at(0)):g}" cy="{middle:g}" r="8"/>')
        self.y = middle + 6
        self._words([words], self._at(0) + BESIDE, self.y, "fm-words fm-end")
        self.y = middle + SMALLEST / 2

    def _words(self, said: Sequence[str], x: float, y: float, kind: str) -> None:
        """Texts in lines that fit; `y` is where the first stands, and then below the last."""
        room = WIDTH - x - 2 * MARGIN - 10
        for line in (line for each in said for line in lines_of(each, room)):
            self.drawn.append(f'<text class="{kind}" x="{self._x(x):g}" y="{y:g}">{escape(line)}</text>')
            y += LINE
        self.y = y

    def _track(self, points: Sequence[tuple[float, float]], kind: str = "") -> None:
        path = " ".join(f"{'L' if place else 'M'}{self._x(x):g} {y:g}" for place, (x, y) in enumerate(points))
        self.tracks.append(f'<path class={quoteattr(f"fm-track {kind}".strip())} d="{path}"/>')

    def _curve(self, x: float, y: float, to_x: float, to_y: float) -> None:
        x, to_x, middle = self._x(x), self._x(to_x), (y + to_y) / 2
        path = f"M{x:g} {y:g} C{x:g} {middle:g} {to_x:g} {middle:g} {to_x:g} {to_y:g}"
        self.tracks.append(f'<path class="fm-track fm-side" d="{path}"/>')

    def _at(self, level: int) -> float:
        return FIRST_TRACK + BETWEEN_TRACKS * level

    def _x(self, x: float) -> float:
        """Turned round where one reads from the right."""
        return WIDTH - x if self.mirrored else x

    def _across(self, left: float, width: float) -> float:
        """Where a box begins."""
        return WIDTH - left - width if self.mirrored else left


def lines_of(said: str, room: float) -> list[str]:
    """A text in lines of at most this width, broken between words, and between any two letters in Chinese."""
    lines, here = [""], 0.0
    for piece in _pieces(said):
        width = sum(WIDE if east_asian_width(letter) in "WF" else NARROW for letter in piece) * REM
        if here + width > room and lines[-1]:
            lines.append("")
            here = 0.0
        lines[-1] += piece if lines[-1] else piece.lstrip()
        here += width
    return [line.rstrip() for line in lines]


def _pieces(said: str) -> Iterator[str]:
    """What stays together on a line: a word with the space behind it; a Chinese letter with the marks behind it."""
    piece = ""
    for letter in said:
        wide = east_asian_width(letter) in "WF" and letter.isalnum()
        if piece and (wide or piece[-1].isspace()):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece
