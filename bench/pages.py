"""What each page of the main job costs a phone: bytes and requests, on a first and on a second visit, in Chromium."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bench import citizens
from bench.citizens import ANSWERS, API, SERVICE, Citizen
from bench.program import HOST, Program
from bench.relay import Fetched, Relay
from tests.browser import FLAGS, find

SMALL = {"width": 320, "height": 640}
HTML_AIM = 14 * 1024
SCRIPT_AIM = 15 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """A page: what it is, its address, and the session of whoever is signed in on it."""

    name: str
    path: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit fetched."""

    fetched: list[Fetched]

    @property
    def requests(self) -> int:
        """How many requests."""
        return len(self.fetched)

    @property
    def bytes(self) -> int:
        """Bytes of all answers with their headers."""
        return sum(each.bytes for each in self.fetched)

    def body(self, *kinds: str) -> int:
        """Compressed bytes of what is of these kinds, without headers."""
        return sum(each.body for each in self.fetched if each.kind in kinds)


@dataclass(frozen=True, slots=True)
class Weight:
    """A page's two visits."""

    page: Page
    first: Visit
    second: Visit

    @property
    def html_and_css(self) -> int:
        """The page itself with its styles, compressed; without the copy for no connection that is fetched later."""
        page = next(each.body for each in self.first.fetched if each.kind == "text/html")
        return page + self.first.body("text/css")

    @property
    def script(self) -> int:
        """All JavaScript, the service worker too, compressed."""
        return self.first.body("text/javascript", "application/javascript")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser as the tests have it."""
    path = find()
    if path is None:
        raise RuntimeError("no browser; 'make browser' gets one")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def main_job(program: Program, home: Path) -> list[Page]:
    """The pages from the first visit to the decision, with everything done that leads to them."""
    met: dict[str, Page] = {}
    for number, (service, chosen) in enumerate(citizens.JOURNEYS):
        for kind, page in _walk(
            program, citizens.sign_in(program, home, citizens.number_of(50 + number)), service, chosen
        ):
            met.setdefault(kind, page)
    reader = citizens.sign_in(program, home, citizens.number_of(0))
    application = citizens.begin(program, reader)
    for question, value in ANSWERS.items():
        citizens.answer(program, reader, application, question, value)
    other = citizens.sign_in(program, home, citizens.number_of(60))
    sent = citizens.begin(program, other)
    for question, value in ANSWERS.items():
        citizens.answer(program, other, sent, question, value)
    citizens.send(program, other, sent)
    message = program.ask("GET", f"{API}/inbox", None, reader.bearer).json()["items"][0]["id"]
    return [
        Page("Welcome: language", "/welcome"),
        Page("Welcome: text size", "/welcome/text-size"),
        Page("Home", "/"),
        Page("Services", "/services"),
        Page("Search", "/services?q=bus+pass"),
        Page("Service", f"/services/{SERVICE}"),
        Page("Sign in: number", "/sign-in"),
        Page("Sign in: code", f"/sign-in/{citizens.ask_for_code(program, citizens.number_of(61))}"),
        *met.values(),
        Page("Check answers", f"/applications/{application}/check", reader.token),
        Page("Sent", f"/applications/{sent}?sent=1", other.token),
        Page(f"Inbox, {citizens.MESSAGES} messages", "/inbox", reader.token),
        Page("Message", f"/inbox/{message}", reader.token),
        Page("Appointments: what for", "/appointments/new"),
        Page("Appointments: soonest times", "/appointments/new/clinic-visit/times"),
        Page("Lessons", "/lessons"),
        Page("Lesson, all of it", f"/lessons/{SERVICE}?step=welcome"),
    ]


def _walk(program: Program, citizen: Citizen, service: str, chosen: Mapping[str, Any]) -> Iterator[tuple[str, Page]]:
    """Answer a service as far as `chosen` goes; gives each question's kind and page, and the end's, if it has one."""
    described = program.ask("GET", f"{API}/services/{service}").json()
    kinds = {each["id"]: each["type"] for each in described["questions"]}
    application = citizens.begin(program, citizen, service)
    stands = citizens.stand(program, citizen, application)
    while stands["next"] in chosen:
        citizens.answer(program, citizen, application, stands["next"], chosen[stands["next"]])
        stands = citizens.stand(program, citizen, application)
    here = stands["exit"]["question"] if stands["exit"] else stands["next"]
    for question in [*(each["question"] for each in stands["pages"] if each["answered"]), here]:
        kind = kinds[question]
        name = "Kind end" if kind == "exit" else f"Question: {kind.replace('_', ' ')}"
        yield kind, Page(name, f"/applications/{application}/questions/{question}", citizen.token)


def weigh(program: Program, home: Path) -> list[Weight]:
    """Visit every page twice: with an empty browser, and again with what it kept."""
    pages = main_job(program, home)
    relay = Relay(program.port)
    try:
        with chromium() as browser:
            return [weigh_page(browser, relay, page) for page in pages]
    finally:
        relay.close()


def weigh_page(browser: Browser, relay: Relay, page: Page) -> Weight:
    """Visit a page twice over a line: with an empty browser, and again with what it kept."""
    address = f"http://{HOST}:{relay.port}"
    context = browser.new_context(viewport=SMALL, base_url=address, locale="en-GB")
    try:
        _cookies(context, address, page)
        relay.count()
        first, second = (_visit(context, relay, page) for _ in range(2))
        return Weight(page, first, second)
    finally:
        context.close()


def _cookies(context: BrowserContext, address: str, page: Page) -> None:
    kept = {} if page.path.startswith("/welcome") else {"handrail_choices": "en.100.auto"}
    if page.token:
        kept["handrail_session"] = page.token
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in kept.items()])


def _visit(context: BrowserContext, relay: Relay, page: Page) -> Visit:
    tab = context.new_page()
    tab.goto(page.path, wait_until="load")
    relay.wait_for_quiet()
    tab.close()
    return Visit(relay.count())
