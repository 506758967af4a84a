"""How pages look: the elder mode in one tap, help in one place, colours that can be read, every component shown."""

import re
import uuid
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask

from backend.domain.identity.rules import Who
from backend.web import components, door
from backend.web.component_examples import GROUPS, slug
from tests.domain.given import ROSA
from tests.web.readers import Reader, Seeded
from tests.web.test_every_page import walk

MACROS = Path(door.__file__).parent / "templates" / "macros"
CSS = (Path(door.__file__).parent / "static" / "app.css").read_text()
PARTS_OF_OTHERS = {
    "actions.chosen_mark",
    *(f"forms.{name}" for name in ("optional_note", "field_label", "field_notes", "described_by", "option_row")),
    *(f"files.{name}" for name in ("sending", "samples")),
    *(f"paper.{name}" for name in ("condition", "clauses", "space", "tick", "digits")),
    *(f"articles.{name}" for name in ("tongue", "noted", "aloud", "one_span", "element", "elements", "table_of")),
    *(f"screens.{name}" for name in ("words_of", "level", "piece", "pressed", "screen")),
    *(f"handout.{name}" for name in ("handout_screen", "arrow", "handout_step", "beside", "by_hand", "right_answers")),
}
NOT_SHOWN = {
    "desk_articles.read_it": "the form of the second person, for a text that waits: /desk/articles/<id>",
    "handout.handout": "a whole sheet of paper with its title, measured in points: /lessons/<id>/print",
    "articles.on_paper": "the same of a text: /articles/<id>/print",
    "receipt.receipt": "a whole page with its title: /applications/<id>/receipt",
    "certificate.certificate": "a whole page with its title: /learning/certificates/<id>",
    "glossary.words_explained": "base.html draws it below each page that has such words",
}
"""Macros that the component pages leave out, and why: a page has one title. Each is drawn by the page that is named."""
LEGEND, TAG = re.compile(r"<legend[^>]*>(.*?)</legend>", re.DOTALL), re.compile(r"<[^>]+>")
HELP = ["tel:+441632960100", "/call-me", "/offices", "/help#helper"]


def test_the_elder_mode_is_one_tap_away_on_every_page_and_so_is_the_way_back(
    app: Flask, seeded: Seeded, rosa: Reader, amir: Reader
) -> None:
    seen = 0
    for route, answer in walk(app, seeded, Reader(app), rosa, amir):
        form = re.search(r'<form class="mode".*?</form>', answer.text, re.DOTALL)
        assert form, route
        assert 'name="mode" value="elder"' in form[0], route
        help_place = answer.text.partition('<section class="help"')[2].partition("</section>")[0]
        assert re.findall(r'href="([^"]+)"', help_place) == HELP, (route, "the same four, in the same order")
        seen += 1
    assert seen > 60
    assert rosa.post("/choices", mode="elder", next="/inbox").location == "/inbox"
    assert 'data-mode="elder"' in rosa.get("/inbox").text
    assert 'name="mode" value="standard"' in rosa.get("/inbox").text


def test_the_elder_mode_is_larger_and_keeps_the_size_that_was_chosen(app: Flask, rosa: Reader) -> None:
    rosa.post("/choices", text_size="100")
    for mode, size in (("elder", "125"), ("standard", "100")):
        rosa.post("/choices", mode=mode)
        assert f'data-text-size="{size}"' in rosa.get("/help").text
    rosa.post("/choices", mode="elder")
    other = Reader(app).sign_in(ROSA)
    other.client.delete_cookie("handrail_choices")
    assert 'data-mode="elder"' in other.get("/help").text, "it travels with the account"


def test_the_elder_mode_has_less_on_a_page_and_loses_nothing(rosa: Reader) -> None:
    def links(path: str) -> list[str]:
        return re.findall(r'href="(/[^"]*)"', rosa.get(path).text.partition("<main")[2].partition("</main>")[0])

    whole, lessons = links("/"), links("/lessons")
    rosa.post("/choices", mode="elder")
    assert len(links("/")) <= len(whole) - 4
    assert {"/services", "/lessons", "/appointments/new", "/help"} <= set(links("/"))
    assert links("/lessons") == lessons, "folded, and all there"
    assert "<details" in rosa.get("/help").text


def test_after_the_switch_one_is_on_the_same_page_with_the_same_address(rosa: Reader) -> None:
    page = rosa.get("/services?q=bus").text
    assert 'name="next" value="/services?q=bus"' in page
    wrong = rosa.post("/call-me", part="never").text
    assert 'name="next" value="/call-me"' in wrong
    far = rosa.get("/sign-in?next=" + "x" * 600)
    assert far.status_code in {200, 303}


def test_asking_to_be_called_works_by_forms_alone_and_pressing_twice_asks_once(nobody: Reader, amir: Reader) -> None:
    call = str(uuid.uuid4())
    assert "Please choose when we may call." in nobody.post("/call-me", id=call, phone="07700 900 555").text
    for _ in range(2):
        answer = nobody.post("/call-me", id=call, phone="07700 900 555", part="morning", about="<b>My bus pass")
        assert answer.location == f"/call-me/{call}"
    assert nobody.get("/call-me").location == f"/call-me/{call}", "this phone knows that it waits"
    page = nobody.get(f"/call-me/{call}").text
    assert "We will call you" in page
    assert "0555" in page
    desk = amir.get("/desk/calls").text
    assert desk.count("07700 900555") >= 1
    assert "&lt;b&gt;My bus pass" in desk
    for _ in range(2):
        amir.post(f"/desk/calls/{call}", number="1", outcome="not_reached")
    assert "we try again" in nobody.get(f"/call-me/{call}").text
    nobody.post(f"/call-me/{call}/take-back")
    assert "We will not call you" in nobody.get(f"/call-me/{call}").text
    assert amir.post(f"/desk/calls/{call}", number="2", outcome="called").status_code == 409


def test_every_macro_is_shown_on_the_components_page_with_its_call(nobody: Reader) -> None:
    there = {
        f"{path.stem}.{name}"
        for path in MACROS.iterdir()
        for name in re.findall(r"{%-? macro (\w+)\(", path.read_text())
    }
    pages = {title: nobody.get(f"/components/{slug(title)}").text for title in GROUPS}
    shown = {each for page in pages.values() for each in re.findall(r'data-macro="([^"]+)"', page)}
    assert there >= PARTS_OF_OTHERS | set(NOT_SHOWN)
    assert there - PARTS_OF_OTHERS - set(NOT_SHOWN) - shown == set(), "show it in backend/web/component_examples.py"
    for title, page in pages.items():
        assert page.count('class="example"') == sum(len(each.calls) for each in GROUPS[title]), title
    overview = nobody.get("/components").text
    assert all(f'href="/components/{slug(title)}?' in overview for title in GROUPS)
    assert nobody.get("/components/nowhere").status_code == 404


def test_whatever_takes_an_error_is_shown_with_one() -> None:
    taking = {
        f"{path.stem}.{name}"
        for path in MACROS.iterdir()
        for name, arguments in re.findall(r"{%-? macro (\w+)\((.*)\) -?%}", path.read_text())
        if "error=" in arguments
    }
    asked = {f"{each.file}.{each.name}": " ".join(each.calls) for group in GROUPS.values() for each in group}
    frames = {"forms.field", "forms.group", "question.question_field"}
    assert {each for each in taking - PARTS_OF_OTHERS - frames if "error" not in asked[each]} == set()


def test_no_two_groups_of_fields_have_one_name(nobody: Reader) -> None:
    found = {}
    for title in GROUPS:
        page = nobody.get(f"/components/{slug(title)}").text
        legends = [" ".join(TAG.sub(" ", each).split()) for each in LEGEND.findall(page)]
        named = re.findall(r'role="group"[^>]*aria-label="([^"]*)"', page)
        told = dict(re.findall(r'id="([^"]+)">([^<]+)<', page))
        named += [told[each] for each in re.findall(r'role="group"[^>]*aria-labelledby="([^"]*)"', page)]
        found[title] = [name for name, count in Counter([*legends, *named]).items() if count > 1]
    assert not any(found.values()), found


def test_the_components_are_drawn_as_the_address_says(nobody: Reader) -> None:
    for path in ("/components", "/components/asking"):
        looks = nobody.get(f"{path}?theme=contrast&text_size=300&mode=elder&dir=rtl").text.partition(">")[2]
        assert 'dir="rtl" data-text-size="300" data-theme="contrast" data-mode="elder"' in looks


@pytest.mark.parametrize(("demo", "who"), [(True, Who.ANYONE), (False, Who.CASEWORKER)])
def test_the_components_page_is_public_in_a_demo_and_for_staff_in_earnest(demo: bool, who: Who) -> None:  # noqa: FBT001
    bare = Flask("bare", static_folder=None)
    bare.register_blueprint(components.blueprint(demo=demo))
    for view in ("library", "shelf"):
        assert bare.view_functions[f"components.{view}"].who is who  # type: ignore[attr-defined]


def colours() -> dict[str, dict[str, str]]:
    """The colours of each theme, as the stylesheet gives them; what a theme leaves out is as in the light one."""
    blocks = re.findall(r"(?:^|\n) +(:root[^{\n]*) \{\n([^}]*--paper[^}]*)\}", CSS)
    read = [(name, dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", body))) for name, body in blocks]
    return {f"{number} {name}": read[0][1] | found for number, (name, found) in enumerate(read)}


def contrast(one: str, other: str) -> float:
    """The ratio of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
        parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_theme_has_a_contrast_of_seven_to_one_for_words_and_three_for_lines() -> None:
    themes = colours()
    assert len(themes) == 6, "light, dark, contrast, and as the phone is set: dark, more contrast, both"
    for name, each in themes.items():
        grounds = ("paper", "raised", "tint")
        words = [(word, ground) for word in ("ink", "soft", "accent", "press") for ground in grounds]
        words += [(kind, f"{kind}-tint") for kind in ("good", "warn", "bad")]
        words += [(kind, ground) for kind in ("good", "bad") for ground in ("paper", "raised")]
        words += [("on-accent", "accent"), ("on-accent", "press"), ("paper", "bad")]
        words += [("ink", f"{kind}-tint") for kind in ("good", "warn", "bad")]
        assert [pair for pair in words if contrast(each[pair[0]], each[pair[1]]) < 7] == [], name
        assert [ground for ground in grounds if contrast(each["line"], each[ground]) < 3] == [], name
        assert max(contrast(each["halo"], each["paper"]), contrast(each["ink"], each["paper"])) >= 3, name


def test_the_stylesheet_knows_no_left_and_right() -> None:
    sides = r"(?:margin|padding|border|inset)-(?:left|right)\b|text-align: (?:left|right)|[^-]\b(?:left|right): "
    physical = re.findall(sides, CSS)
    assert physical == []
