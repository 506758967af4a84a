"""What lessons say of the demo city's offices is so in the city's own files: names, numbers, addresses and hours."""

import re
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest

from backend.config import ROOT
from backend.domain.catalogue.city import Office, load_content
from backend.domain.catalogue.hours import DAYS, Hours
from flows.load import read_yaml
from i18n.extract import texts_of
from tutorials.curriculum import OWN

CITY = load_content(ROOT / "content")
OFFICES = {office.name: office for office in CITY.offices.values()}
SHORT_NAMES = {"Travel Desk"}
"""As the city's own services call them."""
FILES = (
    *(OWN / "lessons").glob("*.yaml"),
    *(OWN / "screens").glob("*.yaml"),
    *(ROOT / "content/lessons").glob("*.yaml"),
)
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PHONE = re.compile(r"\b0\d{4} ?\d{6}\b")
_WORD = r"(?:(?:[A-Z][\w']+|and) )"
_NAME = re.compile(rf"{_WORD}+(?:Office|Clinic|Library|Desk)\b|{_WORD}{{2,}}(?:office|clinic|library|desk)\b")
_ADDRESS = re.compile(r"\b\d+ (?:[A-Z]\w+ )?(?:Street|Square|Quay|Hill)\b")
_HOURS = re.compile(r"(\d{1,2}(?::\d\d)? [ap]m) (?:to|until) (\d{1,2}(?::\d\d)? [ap]m)")
_A_TIME = re.compile(rf"({'|'.join(WEEK)}) at (\d+) ([ap]m)")


def told(path: Path) -> Iterator[str]:
    """Every text of a lesson or screen."""
    document = read_yaml(path.read_text())
    found = texts_of(document, "screen") if path.parent.name == "screens" else texts_of(document, "lesson")
    return (text for _, text in found)


def named(path: Path) -> list[str]:
    """The offices that a file names, without the first word of a sentence such as 'Touch'."""
    found = [each[0] for text in told(path) for each in _NAME.finditer(text)]
    known = [next((office for office in (*OFFICES, *SHORT_NAMES) if name.endswith(office)), name) for name in found]
    return list(dict.fromkeys(known))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_names_numbers_and_addresses_are_those_of_the_city(path: Path) -> None:
    numbers = {each.phone for each in OFFICES.values()} | {CITY.city.help.phone}
    streets = {part for office in OFFICES.values() for part in office.address}
    texts = list(told(path))
    assert [each for each in named(path) if each not in {*OFFICES, *SHORT_NAMES}] == []
    phones = {each[0].replace(" ", "") for text in texts for each in _PHONE.finditer(text)}
    # 07700 900… belongs to people, who are made up for their lesson.
    assert [each for each in phones if not each.startswith("07700900") and "+44" + each[1:] not in numbers] == []
    assert [each[0] for text in texts for each in _ADDRESS.finditer(text) if each[0] not in streets] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_opening_hours_are_those_of_an_office_that_the_lesson_names(path: Path) -> None:
    kept = {_from_to(hours) for name in named(path) if name in OFFICES for hours in OFFICES[name].hours}
    said = {each.groups() for text in told(path) for each in _HOURS.finditer(text)}
    assert said <= kept


def test_the_page_of_the_office_in_a_lesson_says_what_the_city_says() -> None:
    lesson = CITY.lessons["find-what-you-need"]
    screen = lesson.screens["office-page"]
    office = OFFICES[screen.title]
    pieces = {piece.id: piece for piece in screen.pieces}
    first, second = (f"{_days(hours)}{way} {' to '.join(_from_to(hours))}" for way, hours in _each(office))
    assert (pieces["hours"].text, pieces["hours"].note) == (first, second)
    assert "+44" + (pieces["call"].note or "").replace(" ", "")[1:] == office.phone
    address, buses = pieces["where"].text.split(", ")
    assert address == office.address[0]
    assert buses.capitalize() in office.getting_there
    found = next(piece for piece in lesson.screens["results"].pieces if piece.note == "Service")
    assert found.text in {service.title for service in CITY.services.values()}


def test_somebody_is_there_at_the_time_that_the_lesson_calls_right_and_at_no_other() -> None:
    lesson = CITY.lessons["find-what-you-need"]
    office = OFFICES[lesson.screens["office-page"].title]
    for choice in lesson.by_id["read-hours"].choices:
        day, hour, half = next(_A_TIME.finditer(choice.text)).groups()
        at = time(int(hour) + (12 if half == "pm" else 0))
        there = any(each.opens <= at < each.closes for each in office.usual_on(DAYS[WEEK.index(day)]))
        assert there == choice.right


def test_what_the_bill_in_a_lesson_asks_is_what_the_city_takes() -> None:
    bill = CITY.lessons["pay-safely"].screens["bill-good"]
    what = next(piece for piece in bill.pieces if piece.id == "what")
    assert f"A {(what.note or '').lower()} costs £{float(what.text):.0f}." in CITY.services["birth-registration"].cost


def _each(office: Office) -> Iterator[tuple[str, Hours]]:
    return zip((",", " also"), office.hours, strict=True)


def _from_to(hours: Hours) -> tuple[str, ...]:
    return tuple(
        f"{each.hour % 12 or 12}:{each.minute:02} {'pm' if each.hour >= 12 else 'am'}".replace(":00", "")
        for each in (hours.opens, hours.closes)
    )


def _days(hours: Hours) -> str:
    numbers = [DAYS.index(day) for day in hours.days]
    names = [WEEK[number] for number in numbers]
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{names[0]} to {names[-1]}"
    return f"{', '.join(names[:-1])} and {names[-1]}"
