"""A photo over a bad line: sent in small parts that go on where they stopped, and in one piece without scripts."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat
from playwright.sync_api import Page, Request, Route, expect

from backend.domain.uploads import pictures
from backend.parts import Parts
from tests.domain.given import ROSA, Town
from tests.enclosures import making
from tests.enclosures.given import come_to_the_photo
from tests.journeys import people, probes
from tests.support import Phone

LARGE = making.photo(width=2400, height=1800)
"""Many parts, also when the phone has made it smaller."""


@pytest.fixture
def question(parts: Parts) -> str:
    """The page of the question for a photo, in an application of Rosa's."""
    town = Town(parts.database, parts.content, parts.versions)
    with parts.writing() as session:
        return f"/applications/{come_to_the_photo(session, town, town.account(session, ROSA))}/questions/photo"


def come(page: Page, phone: Phone, question: str) -> None:
    people.choose(page, "en", 100, lambda _: None)
    page.goto(f"/sign-in?next={question}")
    people.sign_in(page, ROSA, phone.code, lambda _: None)
    expect(page).to_have_url(re.compile("/questions/photo"))


def choose_file(page: Page, data: bytes, name: str = "IMG_1.jpg") -> None:
    page.locator("[name=file]").set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": data})


class Line:
    """The line to the city: which parts went over it, and after how many it drops."""

    def __init__(self, page: Page) -> None:
        self.sent: list[int] = []
        self.asked: list[str] = []
        self.drops_after: int | None = None
        page.route("**/parts/*", self._part)
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if "/files/" in request.url and request.method == "POST":
            self.asked.append(request.url)

    def _part(self, route: Route) -> None:
        number = int(route.request.url.rpartition("/")[2])
        if self.drops_after is not None and number > self.drops_after:
            route.abort("internetdisconnected")
            return
        self.sent.append(number)
        route.continue_()


def test_a_photo_is_looked_at_before_it_is_sent_and_goes_on_whenever_the_line_drops(
    open_phone: Callable[..., Page], phone: Phone, question: str
) -> None:
    page = open_phone()
    come(page, phone, question)
    line = Line(page)
    choose_file(page, making.blurred())
    expect(page.locator(".asking")).to_contain_text("This photo is very blurred.")
    expect(page.locator("main .button-primary:visible")).to_have_text("Take another photo")
    probes.hold(page)
    assert line.asked == [], "nothing is sent before she has seen it"
    page.locator("[data-do=another]").click()
    expect(page.locator("[name=file]")).to_be_focused()

    line.drops_after = 2
    choose_file(page, LARGE)
    expect(page.locator("[data-say=offline]")).to_be_visible()
    probes.hold(page)
    page.locator("main form > .button-primary").click()
    expect(page.locator("[data-say=wait]")).to_be_visible()
    line.drops_after = 4
    expect(page.locator("[data-count]")).not_to_have_text("")
    while max(line.sent) < 4:
        page.wait_for_timeout(50)
    page.reload()
    line.drops_after = None
    choose_file(page, LARGE)
    page.locator(".enclosed-one img").wait_for()
    assert line.sent == sorted(set(line.sent)), "no part went twice"
    assert len(line.sent) > 5
    probes.hold(page)

    people.press_main(page)
    expect(page).to_have_url(re.compile("/questions/old_permit"))
    page.go_back()
    page.locator("button[name=away]").click()
    expect(page.locator(".enclosed-one")).to_have_count(0)


def test_without_scripts_the_form_sends_it_and_shows_it(
    open_phone: Callable[..., Page], phone: Phone, question: str
) -> None:
    page = open_phone(java_script_enabled=False)
    come(page, phone, question)
    choose_file(page, making.blurred())
    people.press_main(page)
    expect(page.locator(".enclosed-one")).to_contain_text(
        "This photo is very blurred. You can keep it, or take another."
    )
    choose_file(page, LARGE, "IMG_2.jpg")
    people.press_main(page)
    expect(page.locator(".enclosed-one")).to_contain_text("IMG_2.jpg")
    expect(page.locator(".enclosed-warning")).to_have_count(0)
    people.press_main(page)
    expect(page).to_have_url(re.compile("/questions/old_permit"))


JUDGED = """async (data) => {
    const { judged, lighter, opened } = await import(document.querySelector("[data-upload]").dataset.judge);
    const file = new File([Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))], "x.jpg", { type: "image/jpeg" });
    const { light, blur } = judged(await opened(file));
    const small = await lighter(file, await opened(file));
    return { light, blur, size: small.size, type: small.type };
}"""


def test_the_phone_and_the_city_judge_a_photo_alike(
    open_phone: Callable[..., Page], phone: Phone, question: str
) -> None:
    page = open_phone()
    come(page, phone, question)
    for data in (making.photo(), making.blurred(), making.dark(), making.photo(width=3000, height=2000)):
        with Image.open(BytesIO(data)) as opened:
            small = opened.convert("RGB")
        small.thumbnail((pictures.SMALL_SIDE, pictures.SMALL_SIDE), Image.Resampling.BOX)
        grey = small.convert("L")
        told = page.evaluate(JUDGED, b64encode(data).decode())
        assert told["light"] == pytest.approx(ImageStat.Stat(grey).mean[0], abs=4)
        assert told["blur"] == pytest.approx(pictures.blur_of(grey), abs=0.12)
        assert told["size"] <= len(data)


UPRIGHT = """async (data) => {
    const { lighter, opened } = await import(document.querySelector("[data-upload]").dataset.judge);
    const file = new File([Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))], "x.jpg", { type: "image/jpeg" });
    const large = { type: file.type, size: Infinity };
    const made = new Uint8Array(await (await lighter(large, await opened(file))).arrayBuffer());
    return btoa(Array.from(made, (byte) => String.fromCharCode(byte)).join(""));
}"""


def test_a_photo_taken_with_the_phone_turned_is_upright_when_the_phone_has_made_it_smaller(
    open_phone: Callable[..., Page], phone: Phone, question: str
) -> None:
    page = open_phone()
    come(page, phone, question)
    for data in map(making.with_notes, (1, 3, 6, 8)):
        made = b64decode(page.evaluate(UPRIGHT, b64encode(data).decode()))
        with Image.open(BytesIO(data)) as taken, Image.open(BytesIO(made)) as smaller:
            upright = ImageOps.exif_transpose(taken).convert("RGB")
            assert smaller.size == upright.size
            assert not smaller.getexif()
            upside_down = smaller.transpose(Image.Transpose.ROTATE_180)
            assert 2 * apart(upright, smaller) < apart(upright, upside_down)


def apart(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures differ on average, in steps of 255."""
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)
