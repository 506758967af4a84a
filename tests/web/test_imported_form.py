"""A real form of GOV.UK Forms, taken over and answered to its end on the pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from backend.app import create_app
from tests.databases import Maker
from tests.imported import SERVICE, city_with_the_real_form
from tests.web.readers import ROSA, Reader

ANSWERS: tuple[tuple[str, dict[str, str], str], ...] = (
    ("single_line_of_text", {"answer": "A line of words"}, "A line of words"),
    ("number", {"answer": "3"}, "3"),
    (
        "address",
        {"answer-line1": "7 Mill Lane", "answer-town": "Harbour City", "answer-postcode": "HC3 4DE"},
        "HC3 4DE",
    ),
    ("email_address", {"answer": "rosa@example.org"}, "rosa@example.org"),
    ("todays_date", {"answer-day": "27", "answer-month": "11", "answer-year": "2026"}, "27 November 2026"),
    ("national_insurance_number", {"answer": "NC 12 34 56 C"}, "6C"),
    ("phone_number", {"answer": "07700 900777"}, "07700 900777"),
    ("selection_from_a_list_of_options", {"answer": "option_2"}, "Option 2"),
    ("multiple_lines_of_text", {"answer": "One\nTwo"}, "One"),
)


@pytest.fixture
def city(tmp_path: Path, template: Maker) -> Iterator[Flask]:
    parts = city_with_the_real_form(tmp_path, template())
    yield create_app(parts=parts)
    parts.close()


def test_the_real_form_is_answered_and_sent(city: Flask) -> None:
    rosa = Reader(city).sign_in(ROSA)
    assert rosa.get(f"/services/{SERVICE}").status_code == 200
    base = str(rosa.post(f"/services/{SERVICE}/begin").location).removesuffix("/next")
    where = str(rosa.get(f"{base}/next").location)
    for question, fields, _ in ANSWERS:
        assert where == f"{base}/questions/{question}"
        assert rosa.get(where).status_code == 200
        assert rosa.post(where).status_code == (303 if question == "multiple_lines_of_text" else 422)
        where = str(rosa.post(where, **fields).location)
    assert where == f"{base}/check"
    page = rosa.get(where).text
    for _, _, shown in ANSWERS:
        assert shown in page
    assert str(rosa.post(f"{base}/send").location) == f"{base}?sent=1"
    assert rosa.get(f"{base}?sent=1").status_code == 200
