"""Each service as a form on paper, in each language."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
import segno

from backend.parts import Parts
from backend.web.paper import QUIET_ZONE, qr_code
from tests.web.readers import Reader

SERVICES = sorted(path.stem for path in Path("content/services").glob("*.yaml"))
HEADING = re.compile(
    r"<h3>(?:<span class=\"paper-number\">(\d+)\.</span> )?(.*?)(?: <span class=\"optional\">.*?)?</h3>"
)
RUN = re.compile(r"([Mmhv])(-?[\d.]+)(?: ?(-?[\d.]+))?")


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def whole(html: str) -> str:
    """The words of a page with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("name", SERVICES)
def test_every_question_of_a_service_is_on_its_form_in_order(
    reader: Callable[..., Reader], parts: Parts, name: str, language: str
) -> None:
    answer = reader(language).get(f"/services/{name}/paper")
    assert answer.status_code == 200
    service, translated = parts.content.services[name], parts.translator(language).text
    found = [(number, plain(ask)) for number, ask in HEADING.findall(answer.text)]
    questions = [each for outer in service.questions for each in (outer, *outer.questions)]
    asked = [each for each in questions if not each.tells]
    numbers = {each.id: str(number) for number, each in enumerate(asked, 1)}
    assert found[: len(questions)] == [(numbers.get(each.id, ""), translated(each.ask)) for each in questions]
    seen = whole(answer.text)
    for each in questions:
        for option in each.options:
            assert translated(option.text) in seen
    office = parts.content.offices[service.office]
    for line in (*office.address, translated(office.name), translated(service.declaration)):
        assert line in seen


def test_conditions_are_said_in_words(nobody: Reader) -> None:
    card = whole(nobody.get("/services/senior-travel-card/paper").text)
    assert "Stop here if a person born on the date in question 2 is not yet 65." in card
    assert "Answer this only if you answered “I will pick it up” to question 5. If not, go on to question 7." in card
    moving = whole(nobody.get("/services/change-of-address/paper").text)
    assert "Answer this only if you ticked “Parking permit” in question 9." in moving
    assert "Stop here if you answered “No” to question 6." in moving


def test_a_question_for_a_time_asks_for_two_and_says_nothing_of_a_screen(nobody: Reader, parts: Parts) -> None:
    seen = whole(nobody.get("/services/health-check/paper").text)
    assert "Write two days and times that suit you." in seen
    visit = parts.content.services["health-check"].by_id["visit"]
    assert str(visit.why) not in seen
    assert str(visit.hint) not in seen


def test_the_square_and_the_words_lead_to_the_service(nobody: Reader, parts: Parts) -> None:
    page = nobody.get("/services/senior-travel-card/paper").text
    address = f"{parts.settings.public_url}/services/senior-travel-card"
    assert str(qr_code(address)) in page
    assert address in unescape(re.sub(r"<[^>]+>", "", page))


def test_the_square_is_drawn_dark_on_white_with_its_quiet_zone() -> None:
    address = "https://city.example/services/senior-travel-card"
    drawn = str(qr_code(address))
    dark, size = modules(drawn)
    matrix = segno.make(address, error="m", micro=False, boost_error=False).matrix
    assert size == len(matrix) + 2 * QUIET_ZONE
    expected = {
        (x + QUIET_ZONE, y + QUIET_ZONE) for y, row in enumerate(matrix) for x, module in enumerate(row) if module
    }
    assert dark == expected
    assert 'fill="#fff"' in drawn
    assert 'stroke="#000"' in drawn
    assert "style" not in drawn


def modules(svg: str) -> tuple[set[tuple[int, int]], int]:
    """The dark squares that an SVG of lines draws, and the size of its ground."""
    size, path = re.search(r'viewBox="0 0 (\d+)', svg), re.search(r'stroke="#000" d="([^"]+)"', svg)
    assert size
    assert path
    dark, x, y = set(), 0.0, 0.0
    for command, first, second in RUN.findall(path[1]):
        if command in "Mm":
            x, y = (float(first), float(second)) if command == "M" else (x + float(first), y + float(second))
        else:
            dark |= {(int(x) + step, int(y)) for step in range(int(first))}
            x += int(first)
    return dark, int(size[1])


def test_the_form_is_found_from_the_service_and_says_how_to_print_without_a_script(nobody: Reader) -> None:
    assert 'href="/services/senior-travel-card/paper"' in nobody.get("/services/senior-travel-card").text
    page = nobody.get("/services/senior-travel-card/paper").text
    assert re.search(r'<button [^>]*id="print" hidden>', page)
    assert "open the menu of your browser and choose Print" in page


def test_a_service_that_is_not_there_has_no_form(nobody: Reader) -> None:
    assert nobody.get("/services/moon-travel/paper").status_code == 404


def test_the_form_is_the_same_for_everybody(rosa: Reader, nobody: Reader) -> None:
    path = "/services/senior-travel-card/paper"
    token = re.compile(r'name="form_token" value="[^"]+"')
    assert token.sub("", rosa.get(path).text) == token.sub("", nobody.get(path).text)
