"""Questions for a person, a national identifier, an office and a place."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.load import ServiceBroken
from flows.types import AnswerWrong, Context, check, read
from flows.types.national_checks import CHECKS, check_sign, example_of
from flows.types.person import name_of
from tests.flows.flows_examples import CONTEXT, TODAY, question


def taken(kind: str, value: Any, context: Context = CONTEXT, **limits: Any) -> Any:
    """The canonical answer; a page of a form where `value` maps names of fields."""
    asked = question(kind, **limits)
    if isinstance(value, Mapping) and all(isinstance(each, list) for each in value.values()):
        value = read(asked, value)
    return check(asked, value, context)


def wrongs(kind: str, value: Any, context: Context = CONTEXT, **limits: Any) -> list[tuple[str, str | None]]:
    """What is wrong: codes and the parts they are in."""
    with pytest.raises(AnswerWrong) as caught:
        taken(kind, value, context, **limits)
    assert all(each.message % each.values for each in caught.value.wrongs)
    return [(each.code, each.part) for each in caught.value.wrongs]


def typed(**parts: str) -> dict[str, list[str]]:
    return {f"answer-{part}": [text] for part, text in parts.items()}


# --- a person --------------------------------------------------------------------------------------------------------


def test_a_name_has_two_parts_tidied_and_a_date_of_birth_where_it_is_asked() -> None:
    name = typed(given="  Mary  Ann ", family="Green", day="27", month="3", year="1950")
    assert taken("person", name, born="required") == {"given": "Mary Ann", "family": "Green", "born": "1950-03-27"}
    by_app = {"given": "Mary Ann", "family": "Green", "born": "1950-03-27"}
    assert taken("person", by_app, born="optional") == by_app
    assert taken("person", typed(given="Mary", family="Green"), born="optional") == {"given": "Mary", "family": "Green"}


def test_a_name_of_one_part_is_ticked_and_nobody_invents_a_second() -> None:
    assert wrongs("person", typed(given="Suharto")) == [("family-missing", "family")]
    assert wrongs("person", typed(family="Lee")) == [("given-missing", "given")]
    for box in ("given", "family"):
        assert taken("person", typed(**{box: "Suharto", "one_part": "yes"})) == {"name": "Suharto"}
    assert taken("person", {"name": "Suharto"}) == {"name": "Suharto"}
    both = typed(given="Su", family="Harto", one_part="yes")
    assert wrongs("person", both) == [("two-parts", "one_part")]
    assert wrongs("person", {"given": "", "family": "", "one_part": "yes", "name": ""}) == [("given-missing", "given")]


def test_a_tick_alone_is_an_empty_answer() -> None:
    assert wrongs("person", typed(one_part="yes")) == [("missing", None)]


def test_what_is_wrong_with_the_name_and_with_the_birthday_is_told_at_once() -> None:
    half = typed(given="Mary", day="30", month="2", year="1950")
    assert wrongs("person", half, born="required") == [("family-missing", "family"), ("no-such-date", "day")]
    assert wrongs("person", typed(given="M", family="G"), born="required") == [("born-missing", "day")]
    future = {"given": "M", "family": "G", "born": "2030-01-01"}
    assert wrongs("person", future, born="required", latest="today") == [("in-the-future", "year")]


@pytest.mark.parametrize(
    "value", ["Mary Green", 7, {"given": "M", "family": "G", "age": 3}, {"name": "A", "given": "B"}, {"given": 3}]
)
def test_a_person_of_another_shape_is_refused(value: Any) -> None:
    assert wrongs("person", value)[0][0] == "wrong-type"


def test_a_birthday_that_is_not_asked_is_not_kept() -> None:
    with pytest.raises(AnswerWrong):
        check(question("person", born="optional"), {"given": "M", "family": "G", "born": 3}, CONTEXT)
    assert taken("person", typed(given="M", family="G")) == {"given": "M", "family": "G"}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"given": "Mary Ann", "family": "Green"}, "Mary Ann Green"),
        ({"given": "桂英", "family": "陈"}, "陈桂英"),
        ({"given": "Guiying", "family": "陈"}, "Guiying 陈"),
        ({"name": "Suharto"}, "Suharto"),
    ],
)
def test_a_name_is_written_as_its_script_does(value: dict[str, str], written: str) -> None:
    assert name_of(value) == written


# --- national identifiers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("check_name", "text", "kept"),
    [
        ("uk-nino", "ab 12 34 56 c", "AB123456C"),
        ("uk-nino", "AB123456D", "AB123456D"),
        ("uk-nino", "ＡＢ１２３４５６Ａ", "AB123456A"),
        ("cn-resident", "11010519491231002x", "11010519491231002X"),
        ("cn-resident", "110105 19491231 002X", "11010519491231002X"),
        ("cn-resident", "440524188001010014", "440524188001010014"),
    ],
)
def test_a_number_is_taken_in_capitals_however_it_is_spaced(check_name: str, text: str, kept: str) -> None:
    assert taken("national_id", text, check=check_name) == kept
    assert taken("national_id", {"answer": [text]}, check=check_name) == kept


@pytest.mark.parametrize(
    ("check_name", "text", "code"),
    [
        ("uk-nino", "AB12345C", "not-a-nino"),
        ("uk-nino", "AB123456E", "not-a-nino"),
        ("uk-nino", "QQ123456C", "no-such-prefix"),
        ("uk-nino", "AO123456C", "no-such-prefix"),
        ("uk-nino", "GB123456A", "no-such-prefix"),
        ("cn-resident", "1101051949123100", "not-18-digits"),
        ("cn-resident", "11010519491331002X", "no-such-number"),
        ("cn-resident", "99010519491231002X", "no-such-number"),
        ("cn-resident", "110105204912310026", "no-such-number"),
        ("cn-resident", "110105194912310021", "check-sign"),
        ("cn-resident", "11010519491213002X", "check-sign"),
    ],
)
def test_a_number_that_cannot_be_one_says_what_to_look_at(check_name: str, text: str, code: str) -> None:
    assert wrongs("national_id", text, check=check_name) == [(code, None)]


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_the_check_sign_finds_every_slip_of_one_digit(number: str, place: int, other: int) -> None:
    slip = number[:place] + str((int(number[place]) + other) % 10) + number[place + 1 :]
    assert check_sign(slip) != check_sign(number)


@given(st.text("0123456789", min_size=17, max_size=17))
def test_the_check_sign_is_that_of_the_standards_own_table(number: str) -> None:
    """GB 11643-1999 gives weights and a row of signs."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True))
    assert check_sign(number) == "10X98765432"[total % 11]


@given(st.from_regex(r"(?=.*[A9])[A-Z0-9]([ /.-]?[A-Z0-9]){1,12}", fullmatch=True))
def test_an_example_of_a_pattern_fits_it(pattern: str) -> None:
    example = example_of(pattern)
    kept = taken("national_id", example, check="pattern", pattern=pattern)
    assert kept == re.sub(r"[\s/.-]", "", example)
    assert wrongs("national_id", example + "7", check="pattern", pattern=pattern) == [("not-like-the-pattern", None)]


@pytest.mark.parametrize("name", sorted(set(CHECKS) - {"pattern"}))
def test_every_check_takes_its_own_example_and_refuses_words_and_other_json(name: str) -> None:
    assert taken("national_id", CHECKS[name].example, check=name) == CHECKS[name].example
    for odd in ("words", "0" * 40, "1" * 18, "<b>"):
        assert wrongs("national_id", odd, check=name)
    for odd in (7, True, {"a": "b"}):
        assert wrongs("national_id", odd, check=name)[0][0] == "wrong-type"


@pytest.mark.parametrize(
    "limits", [{"check": None}, {"check": "moon"}, {"check": "pattern"}, {"check": "uk-nino", "pattern": "99"}]
)
def test_a_service_names_one_check_that_there_is(limits: dict[str, Any]) -> None:
    with pytest.raises(ServiceBroken):
        question("national_id", **limits)


# --- an office -------------------------------------------------------------------------------------------------------


def test_an_office_is_one_of_those_named_and_one_that_the_city_still_has() -> None:
    named = {"offices": ["travel-desk", "library"]}
    assert taken("office", "library", **named) == "library"
    assert taken("office", {"answer": ["library"]}, **named) == "library"
    assert wrongs("office", "pier", **named) == [("not-an-office", None)]
    here = Context(TODAY, "GB", offices={"library", "pier"})
    assert taken("office", "pier", here) == "pier"
    assert wrongs("office", "travel-desk", here) == [("not-an-office", None)]
    assert wrongs("office", "travel-desk", here, **named) == [("not-an-office", None)], "it has closed since"
    assert wrongs("office", ["library"], here) == [("wrong-type", None)]


# --- a place ---------------------------------------------------------------------------------------------------------


def test_a_place_is_words_or_something_close_and_perhaps_a_point() -> None:
    assert taken("place", typed(text=" The lamp  by the gate ")) == {"text": "The lamp by the gate"}
    assert taken("place", typed(landmark="library")) == {"text": "", "landmark": "library"}
    whole = {"text": "By the gate", "landmark": "library", "point": "50.3571, -2.4102"}
    assert taken("place", whole) == whole | {"point": "50.35710,-2.41020"}
    assert taken("place", {"text": "x", "point": "-0.000001,0"}) == {"text": "x", "point": "0.00000,0.00000"}


def test_a_point_alone_is_not_enough_because_nobody_can_say_it_on_the_telephone() -> None:
    assert wrongs("place", typed(point="50.3571,-2.4102")) == [("place-missing", "landmark")]


def test_a_landmark_is_one_of_the_map() -> None:
    here = Context(TODAY, "GB", landmarks={"library"})
    assert taken("place", {"landmark": "library"}, here) == {"text": "", "landmark": "library"}
    assert wrongs("place", {"landmark": "moon", "text": "x"}, here) == [("not-a-landmark", "landmark")]


@pytest.mark.parametrize("point", ["north", "91,0", "0,181", "50.3571", "1,2,3", "50.35712345678,1", "٥٠,٢"])
def test_a_mark_that_is_no_point_of_the_globe_is_refused_at_the_mark(point: str) -> None:
    assert wrongs("place", typed(text="x", point=point)) == [("not-a-point", "point")]


@pytest.mark.parametrize("value", ["the lamp", 7, {"text": "x", "street": "y"}, {"text": 3}])
def test_a_place_of_another_shape_is_refused(value: Any) -> None:
    assert wrongs("place", value)[0][0] == "wrong-type"


def test_words_about_a_place_have_a_limit() -> None:
    assert wrongs("place", {"text": "x" * 301}) == [("too-long", "text")]
    assert wrongs("place", {"text": "x" * 21}, max_length=20) == [("too-long", "text")]
