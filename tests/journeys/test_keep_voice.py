"""The city's voice kept with a lesson, for a phone that has none of its own, and heard where there is no connection."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from backend.domain.catalogue.speech import every
from backend.parts import Parts
from tests.journeys import people, probes
from tests.journeys.test_keep_lessons import opened
from tests.journeys.test_learner import wait_until
from tests.journeys.test_read_aloud import VOICE, make_sounds, press

LESSON = "type-and-speak"
FULL_OF_SOUNDS = """() => {
  const put = Cache.prototype.put;
  Cache.prototype.put = function (what, answer) {
    const wrong = new DOMException('no room', 'QuotaExceededError');
    return String(what).endsWith('.opus') ? Promise.reject(wrong) : put.call(this, what, answer);
  };
}"""
HEARD = """
  window.ended = [];
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    this.addEventListener('ended', () => window.ended.push(this.currentSrc), { once: true });
    return play.call(this);
  };
"""
CACHES = """async () => Object.fromEntries(await Promise.all((await caches.keys())
  .filter((name) => name.startsWith('sounds'))
  .map(async (name) => [name, (await (await caches.open(name)).keys()).length])))"""


def see_the_list(page: Page, parts: Parts, size: int = 100) -> None:
    """The list of lessons in English, in a city that has made sounds of a lesson and of the words around it."""
    people.choose(page, "en", size, lambda _: None)
    page.goto(f"/lessons/{LESSON}?step=welcome")
    around = page.locator("main").inner_text().splitlines()
    make_sounds(parts, [*every(str, parts.content.lessons[LESSON]), *around])
    page.goto("/lessons")
    wait_until(page, "navigator.serviceWorker.controller !== null")


def test_without_a_voice_of_its_own_a_phone_keeps_the_citys_and_reads_a_lesson_aloud_on_the_bus(
    open_phone: Callable[..., Page], parts: Parts
) -> None:
    page = open_phone()
    page.add_init_script(HEARD)
    see_the_list(page, parts, 200)
    place = opened(page, "My phone").and_(page.locator(f"[data-keep='{LESSON}']"))
    expect(place.locator(".pick input")).to_be_checked()
    expect(place).to_contain_text("Keep the voice too (")
    probes.hold(page)
    place.locator("[data-put]").click()
    expect(place).to_contain_text("works without a connection")
    expect(place).to_contain_text("The voice is kept too.")
    expect(place.locator(".pick")).to_be_hidden()
    expect(place.locator("[data-put]")).to_be_hidden()
    page.context.set_offline(True)
    page.goto(f"/lessons/{LESSON}")
    press(page, "start")
    expect(page.locator("[data-aloud=start]")).to_be_visible(timeout=30_000)
    assert len(page.evaluate("window.ended")) > 3
    page.context.set_offline(False)
    page.goto(f"/lessons/{LESSON}?step=welcome")
    assert page.evaluate(CACHES)[f"sounds-{LESSON}"] > 20
    page.locator("[data-keep-fold] summary").click()
    page.locator("[data-keep] [data-drop]").click()
    expect(page.locator("[data-keep]")).to_contain_text("Not kept yet.")
    assert f"sounds-{LESSON}" not in page.evaluate(CACHES), "its own page frees what the lesson alone says"


def test_taking_a_lesson_away_frees_its_sounds_and_full_storage_is_said(
    open_phone: Callable[..., Page], parts: Parts
) -> None:
    page = open_phone()
    see_the_list(page, parts)
    place = opened(page, "My phone").and_(page.locator(f"[data-keep='{LESSON}']"))
    place.locator("[data-put]").click()
    expect(place).to_contain_text("The voice is kept too.")
    there = page.evaluate(CACHES)
    assert there["sounds"] > 1
    place.locator("[data-drop]").click()
    expect(place).to_contain_text("Not kept yet.")
    assert page.evaluate(CACHES) == {"sounds": 0}
    place.locator(".pick").click()
    place.locator("[data-put]").click()
    expect(place).to_contain_text("works without a connection")
    expect(place).not_to_contain_text("The voice is kept too.")
    assert page.evaluate(CACHES) == {"sounds": 0}, "whoever does not want the voice does not get it"
    place.locator(".pick").click()
    page.evaluate(FULL_OF_SOUNDS)
    place.locator("[data-put]").click()
    expect(place).to_contain_text("Your phone has no more room. What is kept works.")
    assert page.evaluate(CACHES) == {"sounds": 0}
    expect(place.locator("[data-drop]")).to_be_visible()


def test_a_phone_with_a_voice_of_its_own_is_not_asked_to_keep_another(
    open_phone: Callable[..., Page], parts: Parts
) -> None:
    page = open_phone()
    page.add_init_script(VOICE)
    see_the_list(page, parts)
    place = opened(page, "My phone").first
    expect(place).to_contain_text("1 of 4 lessons are kept.")
    expect(place.locator(".pick")).to_be_hidden()
