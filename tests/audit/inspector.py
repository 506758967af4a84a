"""Looks at one page after another in Chromium, 320 px wide: what it is, every look, the keyboard, the two engines."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from backend.domain.identity.rules import TEXT_SIZES
from tests.audit import engines
from tests.audit.city import Look

SMALL = {"width": 320, "height": 640}
TARGET = {"standard": 48, "elder": 60}
TEXT = {"standard": 18, "elder": 22}
MOST_STOPS = 400
STAYS = 6
"""A date field has inner parts between which Tab moves; more presses in one place are a trap."""
NAMED_ROLES = frozenset(
    {
        *("button", "link", "textbox", "searchbox", "checkbox", "radio", "combobox", "listbox", "slider", "spinbutton"),
        *("switch", "tab", "menuitem", "option", "img", "image", "table", "grid", "figure", "meter", "progressbar"),
        *("dialog", "radiogroup", "DisclosureTriangle"),
    }
)
"""Roles, as Chromium calls them, that say nothing without a name."""


@dataclass(frozen=True)
class Finding:
    """What is wrong on one page: which rule, where, and in which language, mode, theme and size it was seen."""

    page: str
    rule: str
    where: str
    seen: str


COUNT_ASKED = """
window.unanswered = 0;
const ASKED = [[window, ['fetch']], [Response.prototype, ['blob', 'json', 'text']],
  [CacheStorage.prototype, ['keys', 'match', 'open']], [Cache.prototype, ['keys', 'match', 'matchAll']]];
for (const [of, names] of ASKED) for (const name of names) {
  const ask = of[name];
  of[name] = function (...what) {
    unanswered++;
    return ask.apply(this, what).finally(() => { unanswered--; });
  };
}
"""
"""Runs before a page's own scripts: counts what they wait for, from the server or the phone, for `probes.settled`."""


@cache
def probes() -> str:
    return (Path(__file__).parent / "probes.js").read_text(encoding="utf-8")


class Inspector:
    """Remembers what it has seen: an engine is not run again over a page built as one before, with other words."""

    def __init__(self, *, second: bool, thorough: bool = False) -> None:
        self._second = second
        self._thorough = thorough
        self._first: dict[str, Look] = {}
        self._builds: set[str] = set()
        self._seen: dict[Any, list[tuple[str, str]]] = {}
        self._stops: dict[str, tuple[list[int], list[tuple[str, str]]]] = {}
        self._told: set[tuple[str, ...]] = set()
        self._open: list[int] = []
        self.done: Counter[str] = Counter()
        self.milliseconds: Counter[str] = Counter()

    def inspect(
        self, page: Page, name: str, looks: Sequence[Look], *, language: str, direction: str, mode: str = "standard"
    ) -> list[Finding]:
        """All that is wrong with the page that is open, in each of these looks; it was drawn in the first of them."""
        page.evaluate(probes())
        page.evaluate("probes.unfold()")
        page.evaluate("probes.settled()")
        first = f"{language} {mode} {looks[0].name}"
        build = page.evaluate("probes.built()")
        found = [
            Finding(name, *each, first)
            for each in page.evaluate("([tag, way]) => probes.once(tag, way)", [language, direction])
        ]
        if (told := (name, language, mode, build)) not in self._told:
            self._told.add(told)
            found += [Finding(name, *each, first) for each in self._timed("names", self._names, page)]
        self._open, wrong = self._timed("keyboard", self._keyboard, page, build)
        found += [Finding(name, *each, first) for each in wrong]
        found += self._looks(page, name, looks, language, mode)
        self.done["combinations"] += len(looks)
        return found

    def again(
        self, page: Page, name: str, looks: Sequence[Look], *, language: str, direction: str, mode: str = "standard"
    ) -> list[Finding]:
        """The looks alone, of a page that was inspected and is still open. `direction` is told for symmetry's sake."""
        self.done["combinations"] += len(looks)
        return self._looks(page, name, looks, language, mode)

    def _timed(self, what: str, do: Any, *arguments: Any) -> Any:
        begun = time.perf_counter()
        answer = do(*arguments)
        self.milliseconds[what] += round(1000 * (time.perf_counter() - begun))
        return answer

    def _names(self, page: Page) -> list[tuple[str, str]]:
        """Controls that Chromium tells a screen reader of, and that have no name."""
        session = page.context.new_cdp_session(page)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        session.detach()
        self.done["trees"] += 1
        return [
            ("name-missing", f"a {role} without a name")
            for node in nodes
            if not node.get("ignored")
            and (role := node.get("role", {}).get("value", "")) in NAMED_ROLES
            and not str(node.get("name", {}).get("value", "")).strip()
        ]

    def _keyboard(self, page: Page, build: str) -> tuple[list[int], list[tuple[str, str]]]:
        """The stops of the Tab key in their order, and what is wrong with them. Pressed once for each build."""
        if build not in self._stops:
            self._stops[build] = self._press_tab(page)
            self.done["keyboards"] += 1
        stops, wrong = self._stops[build]
        return stops, wrong

    def _press_tab(self, page: Page) -> tuple[list[int], list[tuple[str, str]]]:
        stops: list[int] = []
        wrong: list[tuple[str, str]] = []
        page.evaluate("probes.beginning()")
        stays = 0
        while len(stops) < MOST_STOPS:
            page.keyboard.press("Tab")
            at, wrong_here = page.evaluate("probes.arrived", stops[-1] if stops else -1)
            if at == -1 or (stops and at == stops[0] and len(stops) > 1):
                break
            stays = stays + 1 if stops and at == stops[-1] else 0
            if at in stops[:-1] or stays > STAYS:
                wrong.append(("keyboard-trap", f"Tab does not come away from {page.evaluate('probes.named', at)}"))
                break
            if stays == 0:
                stops.append(at)
                wrong += [tuple(each) for each in wrong_here]
        wrong += self._order(stops)
        page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
        wrong += [tuple(each) for each in page.evaluate("probes.missed", stops)]
        return stops, wrong

    def _order(self, stops: list[int]) -> list[tuple[str, str]]:
        back = [at for before, at in pairwise(stops) if at < before]
        return [("tab-order", f"{len(back)} stops come in another order than in the document")] if back else []

    def _looks(self, page: Page, name: str, looks: Sequence[Look], language: str, mode: str) -> list[Finding]:
        ask = "([looks, stops, target, text]) => probes.looks(looks, stops, target, text)"
        sent = [asdict(each) for each in looks]
        answers = self._timed("layout", page.evaluate, ask, [sent, self._open, TARGET[mode], TEXT[mode]])
        found = []
        for look, asked, (build, wrong) in zip(looks, sent, answers, strict=True):
            every = [tuple(each) for each in wrong] + self._engines(page, name, build, look, asked)
            found += [Finding(name, *each, f"{language} {mode} {look.name}") for each in every]
        return found

    def _engines(self, page: Page, name: str, build: str, look: Look, asked: dict[str, Any]) -> list[tuple[str, str]]:
        """What the engines and the rings of the focus say of this look, where no page built alike has had it.

        A theme changes colours and a size changes places, so each theme is looked at in the smallest size, where
        contrast must be highest, and the largest size in one theme. Two themes that draw the same colours are one.
        `thorough` looks at every pair.
        """
        first = self._first.setdefault(name, look)
        if (
            not self._thorough
            and look.size != first.size
            and (look.theme != first.theme or look.size != max(TEXT_SIZES))
        ):
            return []
        colours = page.evaluate("(look) => { probes.draw(look); return probes.colours(); }", asked)
        key = (build, look.size, colours, look.theme if self._thorough else "")
        if key not in self._seen:
            found = page.evaluate("([look, stops]) => probes.rings(look, stops)", [asked, self._open])
            whole = build not in self._builds
            self._builds.add(build)
            found += self._timed("axe", self._axe, page, None if whole else engines.OF_THE_LOOK)
            if whole and self._second:
                found += self._timed("second engine", self._second_engine, page)
            self._seen[key] = [tuple(each) for each in found]
        return self._seen[key]

    def _axe(self, page: Page, rules: Sequence[str] | None) -> list[tuple[str, str]]:
        if not page.evaluate("Boolean(window.axe)"):
            self._load(page, engines.AXE_ADDRESS)
        self.done["axe"] += 1
        return engines.run(page, engines.AXE, [engines.TAGS, rules])

    def _second_engine(self, page: Page) -> list[tuple[str, str]]:
        if not page.evaluate("Boolean(window.ace)"):
            self._load(page, engines.SECOND_ADDRESS)
        self.done["second engine"] += 1
        return engines.run(page, engines.SECOND, list(engines.SET_ASIDE))

    def _load(self, page: Page, address: str) -> None:
        """Load an engine, and leave the page built as it was."""
        page.add_script_tag(url=address).evaluate("(script) => script.remove()")
