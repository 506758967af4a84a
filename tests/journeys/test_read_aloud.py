"""Reading a page aloud in a browser: by a false voice of the phone, and by sounds of the city."""

import io
import re
import wave
from collections.abc import Callable, Iterable
from typing import Any

import orjson
import pytest
from playwright.sync_api import Page, expect

from backend.domain.catalogue.speech import MANIFEST
from backend.parts import Parts
from i18n.speech import cut, key_of
from tests.journeys import people, probes
from tests.journeys.test_learner import wait_until

# Headless Chromium has no voices; this one speaks for 150 ms and remembers what it said.
VOICE = """
  window.heard = [];
  window.marked = [];
  let running = null;
  const voices = [{ name: 'Ann', lang: 'en-GB', localService: true },
    { name: 'Far', lang: 'zh-CN', localService: false }];
  Object.defineProperty(window, 'speechSynthesis', { value: {
    getVoices: () => voices,
    addEventListener: () => {},
    cancel() { clearTimeout(running); },
    speak(words) {
      window.heard.push([words.text, words.rate]);
      running = setTimeout(() => words.onend(), 150);
      const last = words.text.match(/[a-z]+\\W*$/i);
      if (last) words.onboundary({ name: 'word', charIndex: last.index });
      const marked = CSS.highlights.get('aloud-word');
      window.marked.push([words.text, marked ? [...marked][0].toString() : null]);
    },
  }});
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
WITHOUT_OPUS = "HTMLMediaElement.prototype.canPlayType = (kind) => kind.includes('ogg') ? '' : 'maybe';"
"""Such as Safari before 18.4."""
TEXTS = [
    "One. Two! Three?",
    "Ask Dr. Wong at 9 a.m. on Monday. Then go.",
    "您好。「请坐！」好",
    "¿Sí? No.",
    "هل؟ نعم.",
    "3.50",
]


def heard(page: Page) -> list[list[Any]]:
    found: list[list[Any]] = page.evaluate("window.heard")
    return found


def press(page: Page, what: str) -> None:
    page.locator(f"[data-aloud={what}]:visible").first.click()


def test_a_page_is_read_sentence_by_sentence_and_can_be_held(open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    page.add_init_script(VOICE)
    people.choose(page, "en", 200, lambda _: None)
    page.goto("/help")
    assert heard(page) == []
    script = page.locator("script[src*='read-aloud']").get_attribute("src")
    assert script is not None
    for text in TEXTS:
        ends = page.evaluate("async ([src, text]) => (await import(src)).cut(text)", [script, text])
        assert [text[start:end] for start, end in ends] == cut(text)
    press(page, "start")
    wait_until(page, "window.heard.length > 1 && window.marked.length > 0")
    first = page.locator("h1").inner_text()
    assert heard(page)[0] == [first, 1]
    assert page.evaluate("window.marked")[0] == [first, re.sub(r"\W", "", first.split()[-1])], "the word that is said"
    press(page, "pause")
    probes.hold(page)
    page.wait_for_timeout(250)
    count = len(heard(page))
    page.wait_for_timeout(300)
    assert len(heard(page)) == count >= 2
    press(page, "slower")
    press(page, "back")
    press(page, "pause")
    wait_until(page, f"window.heard.length > {count}")
    assert heard(page)[count][1] == 0.75
    assert heard(page)[count][0] == heard(page)[count - 2][0]
    assert page.evaluate("CSS.highlights.get('aloud').size") == 1
    page.keyboard.press("Escape")
    expect(page.locator("#aloud-now")).to_be_hidden()
    expect(page.locator("[data-aloud=start]")).to_be_visible()
    assert page.evaluate("CSS.highlights.size") == 0


def make_sounds(parts: Parts, texts: Iterable[str], kind: str = "opus") -> int:
    """Leave a short sound of each sentence of these texts, as `handrail speech` would; returns how many there are."""
    folder = parts.settings.speech_folder / "en"
    folder.mkdir(parents=True)
    pieces = list(dict.fromkeys(piece.strip() for text in texts for piece in cut(text) if piece.strip()))
    silence = io.BytesIO()
    with wave.open(silence, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(1600))
    for at in range(len(pieces)):
        (folder / f"{at:020x}.{kind}").write_bytes(silence.getvalue())
    told = [{"text": text, "key": key_of(text), "file": f"{at:020x}", "human": False} for at, text in enumerate(pieces)]
    (folder / MANIFEST).write_bytes(orjson.dumps({"sentences": told}))
    return len(pieces)


@pytest.mark.parametrize(("kind", "before"), [("opus", ""), ("mp3", WITHOUT_OPUS)])
def test_where_the_phone_has_no_voice_the_citys_sounds_are_played_of_the_kind_that_it_plays(
    open_phone: Callable[..., Page], parts: Parts, kind: str, before: str
) -> None:
    page = open_phone()
    page.add_init_script(before)
    people.choose(page, "en", 100, lambda _: None)
    page.goto("/offline")
    expect(page.locator("#aloud")).to_be_hidden()
    count = make_sounds(parts, page.locator("main").inner_text().splitlines(), kind)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/speech/" in request.url else None)
    page.reload()
    expect(page.locator("#aloud")).to_be_visible()
    press(page, "start")
    expect(page.locator("[data-aloud=start]")).to_be_visible(timeout=10_000)
    sounds = {url.rpartition("/")[2] for url in asked if "?" not in url}
    assert len(sounds) == count >= 2
    assert {name.rpartition(".")[2] for name in sounds} == {kind}


def test_of_an_article_whole_sentences_are_asked_for_and_as_they_are_said(open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    people.choose(page, "en", 100, lambda _: None)
    with page.expect_request(re.compile("/speech/en\\?keys=")) as asked:
        page.goto("/articles/scam-calls")
    keys = set(asked.value.url.partition("keys=")[2].split(","))
    whole = [
        "We never ask for a password, a code or money on the phone.",
        "They say that you must act now.",
        "Tell nobody a code from a text message.",
        "Ring the bank first, then ring us on 0 1 6 3 2, 9 6 0 1 0 0.",
        "You can also come to an office and show us the message.",
        "A short letter that comes to your phone.",
    ]
    assert [each for each in whole if key_of(each) not in keys] == []
    assert not keys & {key_of(piece) for piece in ("now", "nobody", "come to an office")}
