"""The whole audit: every page in every language, mode, theme and text size, by as many processes as there are cores."""

import math
import multiprocessing
import os
import queue as queues
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

from backend.domain.identity.rules import TEXT_SIZES, THEMES
from i18n.languages import Language
from tests.audit.city import MODES, Answer, City, Look, choices, open_city
from tests.audit.drawn import drawn
from tests.audit.inspector import COUNT_ASKED, SMALL, Finding, Inspector
from tests.audit.kept import Kept, Looked
from tests.audit.pages import Sight, sights
from tests.browser import FLAGS, find

PROCESSES = 2


@dataclass(frozen=True)
class Wanted:
    """What to look at: an empty tuple means all there is. `minutes`: begin no further page after so many."""

    languages: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    pages: str = ""
    second: bool = True
    thorough: bool = False
    minutes: float = 0.0

    @property
    def everything(self) -> bool:
        return not (self.languages or self.modes or self.themes or self.sizes or self.pages)


@dataclass
class Outcome:
    """What was looked at, what was found, and how long it took. `left` pages are still to be looked at."""

    findings: list[Finding] = field(default_factory=list)
    left: int = 0
    templates: set[str] = field(default_factory=set)
    wanted: Wanted = Wanted()
    languages: tuple[str, ...] = ()
    done: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    spent: Counter[str] = field(default_factory=Counter)

    def add(self, looked: Looked) -> None:
        self.findings += looked.findings
        self.templates.add(looked.template)
        self.done += looked.done + Counter(pages=1)
        self.spent += looked.spent
        self.seconds += looked.seconds


def audit(wanted: Wanted) -> Outcome:
    """Look at everything that is wanted, going on where an earlier run stopped, and say how far it is."""
    begun = time.monotonic()
    kept = Kept(repr(replace(wanted, minutes=0.0)))
    outcome = Outcome(wanted=wanted)
    as_they_were = {name: looked.drawn for name, looked in kept.pages().items()}
    context = multiprocessing.get_context("spawn")
    queue, answers = context.Queue(), context.Queue()
    count = min(PROCESSES, os.cpu_count() or 1)
    until = begun + wanted.minutes * 60 if wanted.minutes else math.inf
    work = (wanted, queue, answers, until, as_they_were)
    processes = [context.Process(target=_work, args=work, daemon=True) for _ in range(count)]
    for each in processes:
        each.start()
    _gather(processes, queue, answers, outcome, kept)
    return outcome


def _gather(processes: Sequence[Any], queue: Any, answers: Any, outcome: Outcome, kept: Kept) -> None:
    """Hand out the pages one by one, and put together what comes back; "same" are those that are as they were."""
    before, ended, every = kept.pages(), 0, 0
    while ended < len(processes):
        kind, content = _next(processes, answers)
        if kind == "pages" and not every:
            every, outcome.languages = len(content[0]), content[1]
            outcome.left = every
            for number in (*range(every), *(None for _ in processes)):
                queue.put(number)
        elif kind == "same":
            outcome.add(before[content])
            outcome.left -= 1
        elif kind == "page":
            kept.add(content)
            outcome.add(content)
            outcome.left -= 1
            _say(every - outcome.left, every, content.name, len(content.findings))
        elif kind == "broken":
            outcome.findings.append(content)
            _say(every - outcome.left, every, content.page, 1)
        elif kind == "end":
            ended += 1


def _next(processes: Sequence[Any], answers: Any) -> Any:
    """The next answer; an error if a process has died without a word."""
    while True:
        try:
            return answers.get(timeout=5)
        except queues.Empty:
            if any(each.exitcode for each in processes):
                raise RuntimeError("a process of the audit has stopped; what it said stands above") from None


def _say(done: int, of: int, name: str, found: int) -> None:
    line = f"{done} of {of}  {name}{f': {found} findings' if found else ''}"
    sys.stderr.write(f"\r\033[K{line[:100]}" if sys.stderr.isatty() else f"{line}\n" if found or done % 20 == 0 else "")
    sys.stderr.flush()


def _work(wanted: Wanted, queue: Any, answers: Any, until: float, before: Mapping[str, str]) -> None:
    """One process: a city and a browser of its own. `before`: from what each page was drawn that is known already."""
    with open_city() as city, sync_playwright() as playwright:
        every = [each for each in sights(city) if wanted.pages in each.name]
        answers.put(("pages", ([each.name for each in every], tuple(each.tag for each in _languages(city, wanted)))))
        browser = playwright.chromium.launch(executable_path=find(), args=list(FLAGS))
        context = browser.new_context(viewport=SMALL, service_workers="block")
        context.set_default_timeout(60_000)
        context.add_init_script(COUNT_ASKED)
        inspector = Inspector(second=wanted.second, thorough=wanted.thorough)
        while time.monotonic() < until and (number := queue.get()) is not None:
            sight = every[number]
            now = drawn(sight, city)
            same = before.get(sight.name) == now
            answers.put(("same", sight.name) if same else _looked_at(sight, now, city, context, inspector, wanted))
        browser.close()
    answers.put(("end", None))


def _looked_at(
    sight: Sight, now: str, city: City, context: BrowserContext, inspector: Inspector, wanted: Wanted
) -> tuple[str, Looked | Finding]:
    """One page with what it cost. Where the audit itself breaks is a finding, and is looked at again the next time."""
    begun, done, spent = time.monotonic(), inspector.done.copy(), inspector.milliseconds.copy()
    try:
        found = tuple(look_at(sight, city, context, inspector, wanted))
    except Exception as error:  # noqa: BLE001  # one page must not end an hour's work; it is told, and looked at again
        traceback.print_exc()
        return "broken", Finding(sight.name, "not-looked-at", repr(error)[:200], "every look")
    cost = (inspector.done - done, inspector.milliseconds - spent, time.monotonic() - begun)
    return "page", Looked(sight.name, sight.template, now, found, *cost)


def _languages(city: City, wanted: Wanted) -> list[Language]:
    return [each for each in city.languages if not wanted.languages or each.tag in wanted.languages]


def look_at(
    sight: Sight, city: City, context: BrowserContext, inspector: Inspector, wanted: Wanted
) -> Iterator[Finding]:
    """Look at one page in each language and mode, and in each of these in every theme and size."""
    with closing(context.new_page()) as page:
        for language in _languages(city, wanted):
            for mode in wanted.modes or MODES:
                for answer, looks in _drawn(sight, city, language.tag, mode, wanted):
                    yield from _phones(page, sight, city, inspector, answer, looks, language, mode)


def _phones(
    page: Page,
    sight: Sight,
    city: City,
    inspector: Inspector,
    answer: Answer,
    looks: list[Look],
    language: Language,
    mode: str,
) -> Iterator[Finding]:
    """Open it once on a light phone with every look, and draw what follows the phone once more on a dark one."""
    page.emulate_media(color_scheme="light")
    page.goto(city.show(sight.path, answer))
    told = {"language": language.tag, "direction": language.direction, "mode": mode}
    yield from inspector.inspect(page, sight.name, looks, **told)
    follow = [look.on_a_dark_phone() for look in looks if look.theme == "auto"]
    if follow:
        page.emulate_media(color_scheme="dark")
        yield from inspector.again(page, sight.name, follow, **told)


def _drawn(sight: Sight, city: City, tag: str, mode: str, wanted: Wanted) -> Iterator[tuple[Answer, list[Look]]]:
    """What the program answers, with the looks in which its answer is the same but for the frame.

    So a page is opened once, and drawn again as the program would have drawn it, and not as we suppose it would.
    """
    same: dict[str, tuple[Answer, dict[Any, Look]]] = {}
    for size in wanted.sizes or TEXT_SIZES:
        for theme in wanted.themes or THEMES:
            answer = city.answer(sight.ask, sight.reader, choices(tag, mode, theme, size))
            if answer is None:
                raise RuntimeError(f"{sight.name} is no page any more")
            look = answer.look(theme, size)
            looks = same.setdefault(answer.body, (answer, {}))[1]
            looks.setdefault((look.theme, look.attributes), look)
    for answer, looks in same.values():
        yield answer, list(looks.values())
