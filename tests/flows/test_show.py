from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.show import Place, phone_in_words, show
from tests.flows.flows_examples import ANSWERS, question


class PlainFormats:
    def date(self, day: date) -> str:
        return f"day {day:%d %m %Y}"

    def money(self, amount: Decimal) -> str:
        return f"{amount} pounds"

    def moment(self, moment: datetime, time_zone: str | None = None) -> str:
        return f"moment {moment.isoformat()}"

    def number(self, number: int) -> str:
        return f"{number:,}"


def shout(text: str, **values: object) -> str:
    return text.upper() if not values else (text % values).upper()


@pytest.mark.parametrize(
    ("kind", "value", "lines"),
    [
        ("text", "Rosa Lee", ["Rosa Lee"]),
        ("long_text", "one\ntwo", ["one\ntwo"]),
        ("number", 1200, ["1,200"]),
        ("money", "850.50", ["850.50 pounds"]),
        ("date", "1951-05-04", ["day 04 05 1951"]),
        ("yes_no", True, ["YES"]),
        ("yes_no", False, ["NO"]),
        ("choice", "red", ["RED"]),
        ("choices", ["red", "blue"], ["RED", "BLUE"]),
        ("choices", ["gone"], ["NONE OF THESE"]),
        ("phone", "+447700900101", ["+44 7700 900101"]),
        ("email", "rosa@example.org", ["rosa@example.org"]),
        (
            "address",
            {"line1": "7 Mill Lane", "line2": "", "town": "Harbour City", "postcode": "HC3 4DE"},
            ["7 Mill Lane", "Harbour City", "HC3 4DE"],
        ),
        (
            "slot",
            {
                "slot": 17,
                "starts_at": "2026-11-24T09:00:00+00:00",
                "office": "hill-clinic",
                "staff": "Dr Mei Wong",
                "hold": "token",
            },
            ["moment 2026-11-24T09:00:00+00:00", "the hill-clinic", "Dr Mei Wong"],
        ),
        ("slot", {"slot": 17}, ["THE TIME YOU CHOSE"]),
        ("photo", ["a"], ["ONE PHOTO"]),
        ("file", ["a"], ["ONE FILE"]),
        ("declaration", True, ["YES, THIS IS TRUE"]),
        ("info", True, ["YES, THIS IS TRUE"]),
        ("text", None, ["LEFT EMPTY"]),
        ("date", None, ["LEFT EMPTY"]),
    ],
)
def test_an_answer_is_shown_in_words_and_only_the_citys_own_words_are_translated(
    kind: str, value: Any, lines: list[str]
) -> None:
    assert show(question(kind), value, PlainFormats(), shout, place=lambda each: Place(f"the {each}")) == lines


def test_several_photos_are_counted() -> None:
    assert show(question("photo"), ["a", "b"], PlainFormats(), shout) == ["PHOTOS: 2"]
    assert show(question("file"), ["a", "b", "c"], PlainFormats(), shout) == ["FILES: 3"]


def test_a_phone_number_that_cannot_be_read_is_shown_as_it_is() -> None:
    assert phone_in_words("call me") == "call me"


@pytest.mark.parametrize("kind", sorted(ANSWERS))
@given(data=st.data())
def test_every_canonical_answer_can_be_shown(kind: str, data: st.DataObject) -> None:
    lines = show(question(kind), data.draw(ANSWERS[kind]), PlainFormats(), shout)
    assert lines
    assert all(isinstance(line, str) and line for line in lines)


def test_a_phone_number_of_the_readers_own_country_is_shown_without_it() -> None:
    assert show(question("phone"), "+447700900101", PlainFormats(), shout, "GB") == ["07700 900101"]
    assert show(question("phone"), "+447700900101", PlainFormats(), shout, "TW") == ["+44 7700 900101"]
