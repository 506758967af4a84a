"""Takes the pictures of the documents: phone screens of the running demo, side by side. `make pictures` calls it."""

import re
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from bench.citizens import ANSWERS, PHONE_FILE, SERVICE
from bench.program import HOST, ROOT, Program, demo
from push.transports.console import read_phone
from tests.browser import FLAGS, find

FOLDER = ROOT / "docs" / "pictures"
SMALL = {"width": 320, "height": 640}
SHEET = {"width": 794, "height": 1123}
"""A4 at 96 dots to an inch."""
SHARPNESS = 2
EDGE, CAPTION, GAP = 16, 34, 26
PAPER, INK, LINE = "#ffffff", "#2b2622", "#8d857b"
COLOURS = 128
"""Enough for flat pages; keeps each picture small."""
ROSA, AMIR, NADIA = "+447700900101", "+447700900201", "+447700900206"
READER = "+447700900154"
"""Who books: nobody asks for two codes in a minute."""
LESSON = f"/lessons/{SERVICE}"
CLINIC = "/appointments/new/clinic-visit"
Screen = tuple[str, bytes]


def main() -> None:
    """Start the demo in a folder of its own, walk it, and write the pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)) as program, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(FLAGS))
        walk = Walk(browser, program, Path(folder) / PHONE_FILE)
        write("citizen", citizen(walk))
        write("learner", learner(walk))
        write("languages", languages(walk))
        write("appointment", appointment(walk))
        write("elder", elder(walk))
        write("handout", handout(walk))
        browser.close()


class Walk:
    """Phones opened at the running demo."""

    def __init__(self, browser: Browser, program: Program, phone_file: Path) -> None:
        self._browser = browser
        self._base = f"http://{HOST}:{program.port}"
        self._phone_file = phone_file

    def phone(self, choices: str = "en.100.light") -> Page:
        """A phone with its language, text size and theme chosen."""
        context = self._browser.new_context(viewport=SMALL, device_scale_factor=SHARPNESS, base_url=self._base)
        context.add_cookies([{"name": "handrail_choices", "value": choices, "url": self._base}])
        return context.new_page()

    def sheet(self) -> Page:
        """A sheet of paper as a printer gets it."""
        page = self._browser.new_context(viewport=SHEET, base_url=self._base).new_page()
        page.emulate_media(media="print")
        return page

    def sign_in(self, page: Page, number: str, onward: str) -> None:
        """Sign in with the code that the demo phone got."""
        page.goto(f"/sign-in?next={onward}")
        page.locator("[name=phone]").fill(number)
        press(page, page.locator("main form button").first)
        page.locator("[name=code]").fill(self._code(number))
        press(page, page.locator("main form button").first)

    def _code(self, number: str) -> str:
        for _ in range(200):
            for each in read_phone(self._phone_file, number, 5):
                if each["key"].startswith("sign-in:"):
                    return re.findall(r"\d{6}", each["body"])[0]
            time.sleep(0.05)
        raise RuntimeError("no code came")


def press(page: Page, what: Locator) -> None:
    """Press something that leads on."""
    with page.expect_navigation():
        what.click()


def fill(place: Page | Locator, question: str) -> None:
    """Answer a question of the travel card as Rosa would."""
    value = ANSWERS[question]
    if question == "birth_date":
        for part, text in zip(("year", "month", "day"), str(value).split("-"), strict=True):
            place.locator(f"[name=answer-{part}]").fill(str(int(text)))
    elif isinstance(value, dict):
        for part, text in value.items():
            place.locator(f"[name=answer-{part}]").fill(text)
    elif question == "full_name":
        place.locator("[name=answer]").fill(str(value))
    else:
        text = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        place.locator(f"[name=answer][value='{text}']").check()


def shot(caption: str, page: Page) -> Screen:
    """What the phone shows now."""
    return caption, page.screenshot()


def citizen(walk: Walk) -> list[Screen]:
    """A citizen asks for a travel card, and reads the decision."""
    page = walk.phone()
    page.goto("/welcome/text-size")
    screens = [shot("A size that is read without effort", page)]
    walk.sign_in(page, ROSA, f"/services/{SERVICE}")
    screens.append(shot("What it is, before it begins", page))
    press(page, page.locator("main form .button-primary"))
    press(page, page.locator("button[name=say][value=no]"))  # she types it, so that the questions can be seen
    for question in ANSWERS:
        if question == "birth_date":
            screens.append(shot("One question, and why", page))
        fill(page, question)
        press(page, page.locator("main form .button-primary"))
    screens.append(shot("Everything once more", page))
    press(page, page.locator("main form .button-primary"))
    decide(walk, urlsplit(page.url).path)
    page.goto("/inbox")
    press(page, page.locator("main .card").first)
    screens.append(shot("The decision, in plain words", page))
    return screens


def decide(walk: Walk, application: str) -> None:
    """Nadia says yes, and looks at the letter before it goes."""
    page = walk.phone()
    walk.sign_in(page, NADIA, f"/desk{application}")
    press(page, page.locator("main a[href*='decide?outcome=approved']"))
    press(page, page.locator("form[action$='/decide'] .button-primary"))
    press(page, page.locator("button[name=outcome][value=approved]"))


def learner(walk: Walk) -> list[Screen]:
    """A learner practises the same service."""
    page = walk.phone()

    def step(name: str) -> Locator:
        page.goto(f"{LESSON}?step={name}")
        return page.locator(".lesson-step:not([hidden])")

    step("welcome")
    screens = [shot("It begins without fear", page)]
    shown = step("give-birth-date")
    screens.append(shot("The real page, in practice", page))
    for part, text in (("day", "5"), ("month", "4"), ("year", "1951")):
        shown.locator(f"[name=answer-{part}]").fill(text)
    shown.locator("form .button-primary").first.click()
    shown.locator(".feedback-try").wait_for()
    shown.locator(".feedback").evaluate("(box) => box.scrollIntoView({ block: 'start' })")
    screens.append(shot("A likely mistake, named kindly", page))
    step("send")
    screens.append(shot("Send, and nothing is sent", page))
    step("done")
    screens.append(shot("What one can do now", page))
    return screens


def appointment(walk: Walk) -> list[Screen]:
    """A citizen books a time at the clinic, and staff see their day."""
    page = walk.phone()
    walk.sign_in(page, READER, f"{CLINIC}/times")
    screens = [shot("The soonest times", page)]
    press(page, page.locator("main .times button").nth(2))
    screens.append(shot("What do you need from us?", page))
    press(page, page.locator("main form .button-primary"))
    screens.append(shot("Kept while you look once more", page))
    press(page, page.locator("main form .button-primary"))
    page.locator("main h1").evaluate("(title) => title.scrollIntoView({ block: 'start' })")
    screens.append(shot("Large enough to read at the stop", page))
    desk = walk.phone()
    walk.sign_in(desk, AMIR, "/desk")
    desk.goto(f"/desk/appointments?office=hill-clinic&day={_next_working_day()}")
    desk.locator("main table").evaluate("(table) => table.scrollIntoView({ block: 'start' })")
    screens.append(shot("The day at the desk", desk))
    return screens


def elder(walk: Walk) -> list[Screen]:
    """One tap, and there is less on a page, and larger."""
    page = walk.phone()
    page.goto("/help")
    screens = [shot("One tap, on every page", page)]
    press(page, page.locator(".mode-button"))
    screens.append(shot("The easy view", page))
    page.goto("/")
    screens.append(shot("Four things to do", page))
    page.goto("/call-me")
    screens.append(shot("Ask to be called", page))
    screens.append(shot("长辈版", _opened(walk.phone("zh-Hans.100.light.elder"))))
    return screens


def handout(walk: Walk) -> list[Screen]:
    """A lesson on paper."""
    page = walk.sheet()
    page.goto("/lessons/tap-and-back/print")
    steps = page.locator(".handout-step")
    sheets = [("Where it begins", page.locator(".handout h1"))]
    sheets += [("See how it is done", steps.nth(1)), ("A step, with the place marked", steps.nth(2))]
    sheets += [("With a pen, and the answers at the end", steps.nth(6))]
    screens = []
    page.evaluate("document.body.style.padding = '48px'")
    for caption, place in sheets:
        place.evaluate("(part) => scrollTo(0, part.getBoundingClientRect().top + scrollY - 48)")
        screens.append(shot(caption, page))
    return screens


def _opened(page: Page) -> Page:
    page.goto("/")
    return page


def _next_working_day() -> date:
    """Tomorrow, or Monday: the demo clinic is closed at the weekend."""
    ahead = (date.today() + timedelta(days=each) for each in (1, 2, 3))  # noqa: DTZ011  (the demo's day is this machine's)
    return next(day for day in ahead if day.weekday() < len("MTWTF"))


def languages(walk: Walk) -> list[Screen]:
    """The same question for three readers."""
    screens = []
    for number, (caption, choices) in enumerate(
        (("English", "en.100.light"), ("简体中文, 200 %", "zh-Hans.200.light"), ("繁體中文, dark", "zh-Hant.125.dark"))
    ):
        page = walk.phone(choices)
        walk.sign_in(page, f"+44770090015{number}", f"/services/{SERVICE}")
        press(page, page.locator("main form .button-primary"))
        press(page, page.locator("button[name=say][value=no]"))
        fill(page, "full_name")
        press(page, page.locator("main form .button-primary"))
        screens.append(shot(caption, page))
    return screens


def write(name: str, screens: Sequence[Screen]) -> None:
    """Put screens side by side, each in a thin frame with its caption, into one small picture."""
    images = [(caption, Image.open(BytesIO(data)).convert("RGB")) for caption, data in screens]
    width = sum(image.width for _, image in images) + GAP * (len(images) - 1) + 2 * EDGE
    height = max(image.height for _, image in images) + 2 * EDGE + CAPTION
    sheet = Image.new("RGB", (width, height), PAPER)
    draw, left = ImageDraw.Draw(sheet), EDGE
    for caption, image in images:
        sheet.paste(image, (left, EDGE))
        draw.rectangle((left - 1, EDGE - 1, left + image.width, EDGE + image.height), outline=LINE, width=2)
        middle = (left + image.width // 2, EDGE + image.height + CAPTION // 2 + 4)
        draw.text(middle, caption, INK, font=_font(26), anchor="mm")
        left += image.width + GAP
    small = sheet.resize((width * 5 // 8, height * 5 // 8), Image.Resampling.LANCZOS)
    small.quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font with Chinese letters where the machine has one."""
    for path in ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "DejaVuSans.ttf"):
        try:
            return ImageFont.truetype(path, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


if __name__ == "__main__":
    main()
