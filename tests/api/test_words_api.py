"""Plain words, the glossary and the state of the languages for an app or another program."""

from typing import Any

import pytest

from tests.api.test_applications import problem
from tests.api.town import Person, Town

HARD = "😀 Please submit it."


def look(person: Person, text: Any, language: Any = "en") -> Any:
    return person.post("/plain-words", {"text": text, "language": language})


def test_staff_see_each_complaint_with_its_place_in_code_points_and_its_swaps(amir: Person) -> None:
    answer = look(amir, HARD).json
    assert answer["complaints"] == [
        {
            "start": 9,
            "end": 15,
            "rule": "officialese",
            "message": "“submit” is office language.",
            "swaps": ["send", "hand in"],
        }
    ]
    assert HARD[9:15] == "submit"
    assert (answer["sentences"], answer["longest"], answer["ease"], answer["more"]) == (1, 3, None, 0)
    assert answer["grade"] is not None


def test_a_plain_text_has_no_complaints_in_any_language_of_the_city(amir: Person) -> None:
    assert look(amir, "We ring you.").json["complaints"] == []
    assert look(amir, "我们打电话给您。", "zh-Hans").json["complaints"] == []
    assert look(amir, "我們打電話給您。", "zh-Hant").json["grade"] is None


@pytest.mark.parametrize(
    ("text", "language", "field"),
    [("", "en", "/text"), ("a" * 20_001, "en", "/text"), ("Hello", "tlh", "/language")],
)
def test_what_cannot_be_looked_at_is_a_problem_that_points_to_it(
    amir: Person, text: str, language: str, field: str
) -> None:
    answer = look(amir, text, language)
    assert (answer.status_code, problem(answer)) == (422, "text-not-taken")
    assert [each["pointer"] for each in answer.json["errors"]] == [field]


def test_a_megabyte_is_too_large(amir: Person) -> None:
    assert problem(look(amir, "a" * 1_000_000)) == "too-large"


def test_many_complaints_are_cut_and_counted(amir: Person) -> None:
    answer = look(amir, "submit " * 300).json
    assert (len(answer["complaints"]), answer["more"]) == (200, 102)


def test_anybody_reads_the_glossary_in_their_language_page_by_page(nobody: Person) -> None:
    first = nobody.get("/glossary?limit=2").json
    second = nobody.get(f"/glossary?limit=100&after={first['next']}").json
    ids = [each["id"] for each in first["items"] + second["items"]]
    assert len(ids) == len(set(ids)) >= 25
    assert second["next"] is None
    nobody.language = "zh-Hant"
    voucher = next(each for each in nobody.get("/glossary").json["items"] if each["id"] == "voucher")
    assert (voucher["term"], voucher["forms"]) == ("抵用券", [])
    assert nobody.get("/glossary?after=nowhere").status_code == 404


def test_staff_see_how_far_the_languages_are_and_the_texts_of_each(town: Town, amir: Person) -> None:
    counted = amir.get("/desk/languages").json["items"]
    assert {(each["language"], each["domain"]) for each in counted} >= {("zh-Hans", "handrail"), ("zh-Hant", "content")}
    for each in counted:
        assert each["done"] + each["missing"] + each["fuzzy"] + each["machine_made"] == each["total"] > 400
    page = amir.get("/desk/languages/zh-Hans/texts?domain=content&state=done&limit=3").json
    assert page["items"][0]["source"]
    assert page["items"][0]["used"]
    assert [each["number"] for each in page["items"]] == sorted(each["number"] for each in page["items"])
    assert amir.get(f"/desk/languages/zh-Hans/texts?domain=content&state=done&after={page['next']}").status_code == 200
    assert problem(amir.get("/desk/languages/en/texts")) == "not-found"
    assert town.queries(lambda: amir.get("/desk/languages")) <= 2
