"""Every step of every lesson, and its handout, in every language, at the normal text size and at 200 %.

A lesson is one document that shows one step at a time. Here all of its steps stand open at once, with each hint, each
page of a practice and each of its ends, so that one look of axe sees them all. What was seen is kept like the pages of
the whole audit (`tests.audit.kept`), and a lesson that is as it was is not looked at again.
"""

import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from tests.audit import engines
from tests.audit.city import City, choices, open_city
from tests.audit.drawn import drawn
from tests.audit.inspector import SMALL, TARGET, TEXT, Finding
from tests.audit.kept import Kept, Looked
from tests.audit.pages import Sight, opening
from tests.browser import FLAGS, find
from tests.journeys.probes import AT_EVERY_SIZE, SIZES

PROCESSES = 2
OPEN = """
() => {
  document.querySelectorAll('details').forEach((one) => { one.open = true; });
  document.querySelectorAll('#lesson, #lesson [hidden]').forEach((one) => { one.hidden = false; });
  return document.querySelectorAll('.lesson-step').length;
}
"""
SIZE = "(size) => { document.documentElement.dataset.textSize = size; }"


@dataclass
class Seen:
    """What the looks at lessons came to. `left` documents are still to be looked at."""

    findings: list[Finding] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    left: int = 0

    def __str__(self) -> str:
        rest = f"; {self.left} documents are still to be looked at" if self.left else ""
        return (
            f"{self.done['steps']:,} steps (in each language) of {self.done['documents']} lessons and handouts; "
            f"{self.done['axe']:,} looks of axe: {len(self.findings):,} findings{rest}"
        )


def documents(city: City) -> list[Sight]:
    """Each lesson and its handout; this one is read in every language."""
    lessons = sorted(city.parts.content.lessons.values(), key=lambda each: each.id)
    return [
        Sight(path.partition("?")[0], "nobody", path, opening(path), template)
        for each in lessons
        for path, template in (
            (f"/lessons/{each.id}?step={each.steps[0].id}", "lesson.html"),
            (f"/lessons/{each.id}/print", "lesson_print.html"),
        )
    ]


def kept() -> Kept:
    return Kept(Path(__file__).read_text(encoding="utf-8"), part="lessons")


def audit() -> Seen:
    """Look at all that is not as it was, by as many processes as there are cores."""
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        for done in [pool.submit(_every, of, PROCESSES) for of in range(PROCESSES)]:
            done.result()
    return seen()


def seen() -> Seen:
    """What was seen so far of the documents as they are now."""
    with open_city() as city:
        known, every = kept().every(), documents(city)
        current = [
            known[each.name] for each in every if each.name in known and known[each.name].drawn == drawn(each, city)
        ]
    findings = [finding for each in current for finding in each.findings]
    return Seen(findings, sum((each.done for each in current), Counter[str]()), len(every) - len(current))


def _every(mine: int, of: int) -> None:
    """One process: its share of the documents, with a city and a browser of its own."""
    with open_city() as city, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(FLAGS))
        context = browser.new_context(viewport=SMALL, service_workers="block")
        context.set_default_timeout(60_000)
        book = kept()
        known = book.pages()
        for sight in documents(city)[mine::of]:
            now, begun, done = drawn(sight, city), time.monotonic(), Counter(documents=1)
            if sight.name in known and known[sight.name].drawn == now:
                continue
            found = tuple(look_at(sight, city, context, done))
            book.add(Looked(sight.name, sight.template, now, found, done, Counter(), time.monotonic() - begun))
            sys.stderr.write(f"{sight.name}: {len(found)} findings\n")
        browser.close()


def look_at(sight: Sight, city: City, context: BrowserContext, done: Counter[str]) -> Iterator[Finding]:
    """One document in every language at both sizes: our own probes, and the whole of axe."""
    for language in city.languages:
        with closing(context.new_page()) as page:
            answer = city.answer(sight.ask, sight.reader, choices(language.tag, "standard"))
            if answer is None:
                raise LookupError(sight.path)
            page.goto(city.show(sight.path, answer))
            page.wait_for_load_state()
            done["steps"] += page.evaluate(OPEN)
            seen = language.tag
            for wrong in page.evaluate(AT_EVERY_SIZE, [SIZES, TARGET["standard"], TEXT["standard"]]):
                yield Finding(sight.name, "layout", wrong, seen)
            page.add_script_tag(url=engines.AXE_ADDRESS)
            for size in SIZES:
                page.evaluate(SIZE, size)
                done["axe"] += 1
                for rule, where in engines.run(page, engines.AXE, [engines.TAGS, None]):
                    yield Finding(sight.name, rule, where, f"{seen} {size} %")
