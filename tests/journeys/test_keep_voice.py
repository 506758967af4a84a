"""The city's voice kept with a lesson, for a phone that has none of its own, and heard where there is no connection."""

import wave
from collections.abc import Callable
from pathlib import Path

import orjson
from playwright.sync_api import Page, expect

from backend.domain.catalogue.speech import MANIFEST, every
from backend.parts import Parts
from i18n.speech import cut, key_of
from tests.journeys import people, probes
from tests.journeys.test_keep_lessons import opened
from tests.journeys.test_learner import wait_until
from tests.journeys.test_read_aloud import VOICE, press

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


def make_sounds(parts: Parts, page: Page, tmp_path: Path) -> None:
    """Short sounds of all that the lesson says and of the words around it, as `handrail speech` would leave them."""
    page.goto(f"/lessons/{LESSON}?step=welcome")
    around = page.locator("main").inner_text().splitlines()
    texts = [*every(str, parts.content.lessons[LESSON]), *around]
    pieces = list(dict.fromkeys(piece.strip() for text in texts for piece in cut(text) if piece.strip()))
    folder = parts.settings.speech_folder / "en"
    folder.mkdir(parents=True)
    silence = tmp_path / "silence.wav"
    with wave.open(str(silence), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(1600))
    for at in range(len(pieces)):
        (folder / f"{at:020x}.opus").write_bytes(silence.read_bytes())
    told = [{"text": text, "key": key_of(text), "file": f"{at:020x}", "human": False} for at, text in enumerate(pieces)]
    (folder / MANIFEST).write_bytes(orjson.dumps({"sentences": told}))


def see_the_list(page: Page, parts: Parts, tmp_path: Path, size: int = 100) -> None:
    """The list of lessons in English, in a city that has made sounds."""
    people.choose(page, "en", size, lambda _: None)
    make_sounds(parts, page, tmp_path)
    page.goto("/lessons")
    wait_until(page, "navigator.serviceWorker.controller !== null")


def test_without_a_voice_of_its_own_a_phone_keeps_the_citys_and_reads_a_lesson_aloud_on_the_bus(
    open_phone: Callable[..., Page], parts: Parts, tmp_path: Path
) -> None:
    page = open_phone()
    page.add_init_script(HEARD)
    see_the_list(page, parts, tmp_path, 200)
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
    open_phone: Callable[..., Page], parts: Parts, tmp_path: Path
) -> None:
    page = open_phone()
    see_the_list(page, parts, tmp_path)
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
    open_phone: Callable[..., Page], parts: Parts, tmp_path: Path
) -> None:
    page = open_phone()
    page.add_init_script(VOICE)
    see_the_list(page, parts, tmp_path)
    place = opened(page, "My phone").first
    expect(place).to_contain_text("1 of 4 lessons are kept.")
    expect(place.locator(".pick")).to_be_hidden()
