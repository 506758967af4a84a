"""Pages in the languages made for tests: what they leave in plain English, no translator can reach."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from babel import Locale
from flask import Flask

from backend.core.reference import REFERENCE_LETTERS
from backend.parts import Parts
from i18n.languages import LANGUAGES, PSEUDO
from tests.domain.given import ANSWERS
from tests.web.readers import Reader, Seeded
from tests.web.test_every_page import walk

TYPED = ("IMG_2041.jpg", "Lily Lee", "Sam", "Why this?", "Gladly", "A reason of 100 %")
SPOKEN = ("title", "aria-label", "alt", "placeholder", "data-label")
UNREAD = ("script", "style", "svg")
WORD = re.compile(r"[A-Za-z]{3,}")
BRITISH = Locale.parse("en_GB")
WRITTEN = {
    *BRITISH.months["format"]["wide"].values(),
    *BRITISH.days["format"]["wide"].values(),
    *("midday", "midnight", "and"),
}
"""Words that Babel writes, in the locale of the source."""


class Plain(HTMLParser):
    """Finds what a page says in letters without an accent, outside what its values put there."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        foreign = tag in UNREAD or named.get("translate") == "no" or (tag, named.get("dir")) == ("bdi", "ltr")
        foreign |= "lang" in named and tag != "html"
        if tag not in {"meta", "link", "input", "br", "img", "hr", "wbr"}:
            self.open.append((tag, foreign))
        if "lang" not in named or tag == "html":
            for name in SPOKEN:
                self.look(named.get(name) or "")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(foreign for _, foreign in self.open):
            self.look(data)

    def look(self, text: str) -> None:
        """Brackets hold a translated text with its values in it; what is left was never translated."""
        while text != (text := re.sub(r"\[[^\[\]]*\]", "", text)):
            pass
        self.found += [" ".join(text.split())] * bool(set(WORD.findall(text)) - WRITTEN)


def names(parts: Parts) -> re.Pattern[str]:
    """What stays as it is in every language: people, streets, references, and what a person typed."""
    given = [*ANSWERS["address"].values(), ANSWERS["full_name"], *TYPED]
    for office in parts.content.offices.values():
        given += [", ".join(office.address), *office.address]
    given += [each.staff for each in parts.content.bookables.schedules]
    given += [each.name for each in parts.content.people]
    for lesson in parts.content.lessons.values():
        given += [lesson.person.name] if lesson.person else []
        given += [page.expect or "" for step in lesson.steps for page in step.practised if page.type == "text"]
    known = "|".join(map(re.escape, sorted(filter(None, given), key=len, reverse=True)))
    return re.compile(rf"{known}|\b[{REFERENCE_LETTERS}]{{8}}\b")


OTHER_WORDS = (
    "/welcome",
    "/components",
    "/desk/calls",
    "/desk/languages",
    "/desk/plain-words",
    "/desk/words",
    "/desk/articles",
)
"""Pages that name languages in themselves, or show what people typed and what translators work on."""


def test_every_page_is_drawn_whole_in_the_longer_english_and_leaves_no_plain_words(
    app: Flask, parts: Parts, seeded: Seeded
) -> None:
    readers = [Reader(app, "en-XA").sign_in(number) for number in ("+447700900101", "+447700900201")]
    kept, drawn = names(parts), 0
    for route, answer in walk(app, seeded, Reader(app, "en-XA"), *readers):
        found = Plain(kept.sub("", answer.text)).found
        assert found == [] or route.rule.startswith(OTHER_WORDS), (route, "stands where no translator can reach it")
        assert answer.headers["Content-Language"] == "en-XA"
        drawn += 1
    assert drawn > 60


@pytest.mark.parametrize("plain", ["<p>Read me</p>", '<p aria-label="Read me">1</p>', "<p>[ŕéåð] Read <b>me</b></p>"])
def test_plain_words_on_a_page_are_found(plain: str) -> None:
    assert Plain(plain).found
    assert not Plain("<p>[ŕéåð ɱé 07700 Rosa]</p><bdi dir='ltr'>example.org</bdi><script>Read me</script>").found


def test_the_language_from_right_to_left_turns_the_page_round(app: Flask, seeded: Seeded) -> None:
    reader = Reader(app, "ar-XB").sign_in("+447700900101")
    for path in (
        "/",
        "/services",
        "/lessons/senior-travel-card?step=welcome",
        f"/applications/{seeded.complete}/check",
        "/settings",
    ):
        answer = reader.get(path)
        assert answer.status_code == 200, (path, answer.location)
        text = answer.text
        assert '<html lang="ar-XB" dir="rtl"' in text
        assert "\u202e" in text


def test_no_menu_offers_them(app: Flask, nobody: Reader) -> None:
    for path in ("/welcome", "/settings"):
        text = nobody.get(path).text
        assert all(f'value="{tag}"' in text for tag in LANGUAGES)
        assert not any(f'value="{tag}"' in text for tag in PSEUDO)
    assert not {each["tag"] for each in app.test_client().get("/api/v1/city").json["languages"]} & set(PSEUDO)  # type: ignore[index]


def test_in_production_nobody_gets_them(app: Flask, parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "handrail", replace(parts, settings=replace(parts.settings, demo=False)))
    for tag in PSEUDO:
        assert Reader(app, tag).get("/help").headers["Content-Language"] == "en"
        answer = app.test_client().get("/api/v1/city", headers={"Accept-Language": tag})
        assert answer.headers["Content-Language"] == "en"
