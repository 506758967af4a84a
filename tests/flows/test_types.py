import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.types import TYPES, AnswerWrong, Context, check, read
from tests.flows.flows_examples import ANSWERS, CONTEXT, NEVER_EMPTY, TODAY, question


def wrongs(kind: str, value: Any, **limits: Any) -> list[str]:
    with pytest.raises(AnswerWrong) as wrong:
        check(question(kind, **limits), value, CONTEXT)
    return [each.code for each in wrong.value.wrongs]


def boxes(day: Any, month: Any, year: Any) -> dict[str, Any]:
    return {"day": day, "month": month, "year": year}


HELD = {
    "slot": 17,
    "starts_at": "2026-11-24T09:00:00+00:00",
    "office": "hill-clinic",
    "staff": "",
    "hold": "a token",
}
UPLOAD = "0b4c6e5e-7c53-4d0c-9a38-6a1d5a3f3f10"
ADDRESS = {"line1": "7 Mill Lane", "line2": "", "town": "Harbour City", "postcode": "HC3 4DE"}


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("text", "  Rosa   Lee ", "Rosa Lee"),
        ("text", "Rosa\n\n\nLee", "Rosa Lee"),
        ("text", "林美玉", "林美玉"),
        ("text", "a\u200db", "a\u200db"),
        ("long_text", " one \r\n  two\n\nthree ", "one\ntwo\n\nthree"),
        ("number", 3, 3),
        ("number", "3", 3),
        ("number", " 1 200 ", 1200),
        ("number", "1,200,000", 1200000),
        ("number", "１２", 12),
        ("number", "١٢", 12),
        ("money", "٨٥٠٫٥", "850.50"),
        ("money", "۸۵۰", "850.00"),
        ("number", "-4", -4),
        ("number", "007", 7),
        ("money", "850", "850.00"),
        ("money", "£1,234.5", "1234.50"),
        ("money", "1\u00a0234.50 €", "1234.50"),
        ("money", "８５０．５", "850.50"),
        ("money", 850, "850.00"),
        ("money", 850.5, "850.50"),
        ("money", "0", "0.00"),
        ("money", "-0", "0.00"),
        ("money", "850.", "850.00"),
        ("money", "850.500", "850.50"),
        ("date", "1950-03-27", "1950-03-27"),
        ("date", boxes("27", "3", "1950"), "1950-03-27"),
        ("date", boxes("027", " 03 ", "１９５０"), "1950-03-27"),
        ("date", boxes(27, 3, 1950), "1950-03-27"),
        ("date", boxes(29, 2, 2024), "2024-02-29"),
        ("yes_no", True, True),
        ("yes_no", False, False),
        ("choice", "red", "red"),
        ("choices", ["blue", "red", "blue"], ["red", "blue"]),
        ("phone", "07700 900123", "+447700900123"),
        ("phone", "(07700) 900-123", "+447700900123"),
        ("phone", "+86 138 0013 8000", "+8613800138000"),
        ("email", " rosa@example.org ", "rosa@example.org"),
        ("email", "rosa ＠ example.org", "rosa@example.org"),
        ("email", "rosa@\nexample.org", "rosa@example.org"),
        ("address", ADDRESS, ADDRESS),
        (
            "address",
            {"line1": " 7  Mill\n\nLane", "town": "Harbour City", "postcode": "HC3 4DE", "line2": None},
            ADDRESS,
        ),
        ("slot", {"slot": 17}, {"slot": 17}),
        ("slot", HELD, HELD),
        ("slot", HELD | {"starts_at": "2026-11-24T17:00:00+08:00"}, HELD),
        ("photo", [UPLOAD], [UPLOAD]),
        ("photo", [UPLOAD, UPLOAD], [UPLOAD]),
        ("file", ["sample-1"], ["sample-1"]),
        ("declaration", True, True),
        ("info", True, True),
    ],
)
def test_an_answer_is_kept_in_one_tidy_form(kind: str, value: Any, kept: Any) -> None:
    answer = check(question(kind), value, CONTEXT)
    assert (answer, type(answer)) == (kept, type(kept))
    assert check(question(kind), answer, CONTEXT) == kept


@pytest.mark.parametrize(
    ("kind", "value", "codes"),
    [
        ("text", 5, ["wrong-type"]),
        ("text", "\x00a", ["control-character"]),
        ("text", "\ud800", ["control-character"]),
        ("text", "x" * 101, ["too-long"]),
        ("long_text", "x" * 1001, ["too-long"]),
        ("number", "three", ["not-a-number"]),
        ("number", "1.5", ["not-a-number"]),
        ("number", "1,5", ["not-a-number"]),
        ("number", "²", ["not-a-number"]),
        ("number", "9" * 13, ["not-a-number"]),
        pytest.param("number", 10**5000, ["not-a-number"], id="huge number"),
        ("number", True, ["wrong-type"]),
        ("number", 1.0, ["wrong-type"]),
        ("money", "850.505", ["too-precise"]),
        ("money", "8,50", ["not-an-amount"]),
        ("money", "1,2345", ["not-an-amount"]),
        ("money", "a lot", ["not-an-amount"]),
        ("money", float("nan"), ["not-an-amount"]),
        ("money", float("inf"), ["not-an-amount"]),
        pytest.param("money", 10**5000, ["not-an-amount"], id="huge amount"),
        ("money", 1e30, ["not-an-amount"]),
        ("money", None, ["missing"]),
        ("money", False, ["wrong-type"]),
        ("date", "27 March 1950", ["wrong-type"]),
        ("date", "1950-13-01", ["wrong-type"]),
        ("date", 19500327, ["wrong-type"]),
        ("date", boxes("", "3", "1950"), ["day-missing"]),
        ("date", boxes("27", " ", "1950"), ["month-missing"]),
        ("date", boxes("27", "3", None), ["year-missing"]),
        ("date", boxes("27", "March", "1950"), ["not-digits"]),
        ("date", boxes("27", "3", "५०"), ["not-digits"]),
        ("date", boxes("27", "3", "50"), ["year-short"]),
        ("date", boxes("27", "3", "19500"), ["year-short"]),
        ("date", boxes("27", "3", "0000"), ["year-short"]),
        ("date", boxes("27", "13", "1950"), ["no-such-month"]),
        ("date", boxes("32", "3", "1950"), ["no-such-day"]),
        ("date", boxes("0", "3", "1950"), ["no-such-day"]),
        ("date", boxes("9" * 5000, "3", "1950"), ["no-such-day"]),
        ("date", boxes("31", "4", "1950"), ["no-such-date"]),
        ("date", boxes("29", "2", "1950"), ["no-such-date"]),
        ("date", {}, ["day-missing"]),
        ("yes_no", "maybe", ["not-yes-or-no"]),
        ("yes_no", 1, ["not-yes-or-no"]),
        ("choice", "yellow", ["not-an-option"]),
        ("choice", ["red"], ["wrong-type"]),
        ("choices", ["red", "yellow"], ["not-an-option"]),
        ("choices", "red", ["wrong-type"]),
        ("choices", [1], ["wrong-type"]),
        ("choices", [], ["missing"]),
        ("phone", "12", ["not-a-phone-number"]),
        ("phone", "my number", ["not-a-phone-number"]),
        ("phone", "07700 900123 ext 5", ["not-a-phone-number"]),
        ("phone", 7700900123, ["wrong-type"]),
        ("email", "rosa at example.org", ["not-an-email"]),
        ("email", "rosa@example", ["not-an-email"]),
        ("email", "a@b@example.org", ["not-an-email"]),
        ("email", "x" * 300 + "@example.org", ["too-long"]),
        ("address", {}, ["line1-missing", "town-missing", "postcode-missing"]),
        ("address", {**ADDRESS, "town": " "}, ["town-missing"]),
        ("address", {**ADDRESS, "country": "GB"}, ["wrong-type"]),
        ("address", {**ADDRESS, "line1": "x" * 81}, ["too-long"]),
        ("address", {**ADDRESS, "line1": ["7 Mill Lane"]}, ["wrong-type"]),
        ("address", "7 Mill Lane", ["wrong-type"]),
        ("slot", 17, ["wrong-type"]),
        ("slot", "17", ["not-a-time"]),
        ("slot", {}, ["wrong-type"]),
        ("slot", {"slot": "17"}, ["wrong-type"]),
        ("slot", {"slot": True}, ["wrong-type"]),
        ("slot", {"slot": 17.0}, ["wrong-type"]),
        ("slot", {"slot": 17, "office": "hill-clinic"}, ["wrong-type"]),
        ("slot", {"slot": 0}, ["not-a-time"]),
        ("slot", {"slot": 2**31}, ["not-a-time"]),
        ("slot", HELD | {"slot": -1}, ["not-a-time"]),
        ("slot", HELD | {"starts_at": "2026-11-24T09:00:00"}, ["wrong-type"]),
        ("slot", HELD | {"starts_at": "tomorrow"}, ["wrong-type"]),
        ("slot", HELD | {"starts_at": "0001-01-01T00:00:00+14:00"}, ["wrong-type"]),
        ("slot", HELD | {"starts_at": 5}, ["wrong-type"]),
        ("slot", HELD | {"starts_at": "2026-11-18T09:00:00+00:00"}, ["past"]),
        ("slot", HELD | {"hold": None}, ["wrong-type"]),
        ("slot", HELD | {"staff": "x" * 101}, ["too-long"]),
        ("photo", [], ["missing"]),
        ("photo", UPLOAD, ["wrong-type"]),
        ("photo", [17], ["wrong-type"]),
        ("photo", {"id": UPLOAD}, ["wrong-type"]),
        ("photo", ["../../etc/passwd"], ["not-an-upload"]),
        ("photo", [""], ["not-an-upload"]),
        ("photo", ["x" * 37], ["not-an-upload"]),
        ("photo", [UPLOAD, "other"], ["too-many"]),
        ("file", [UPLOAD, "other"], ["too-many"]),
        ("declaration", False, ["missing"]),
        ("declaration", 1, ["missing"]),
        ("info", "yes", ["missing"]),
        ("exit", True, ["no-answer-here"]),
    ],
)
def test_what_cannot_be_taken_is_named_by_a_stable_code(kind: str, value: Any, codes: list[str]) -> None:
    assert wrongs(kind, value) == codes


@pytest.mark.parametrize(
    ("kind", "value", "limits", "code"),
    [
        ("text", "abcdef", {"max_length": 5}, "too-long"),
        ("long_text", "abcdef", {"max_length": 5}, "too-long"),
        ("number", 0, {"minimum": 1}, "too-small"),
        ("number", 21, {"maximum": 20}, "too-large"),
        ("money", "0.99", {"minimum": "1.00"}, "too-small"),
        ("money", "50.01", {"maximum": "50.00"}, "too-large"),
        ("money", "50.01", {"maximum": 50}, "too-large"),
        ("date", "1899-12-31", {"earliest": date(1900, 1, 1)}, "too-early"),
        ("date", "2026-11-19", {"earliest": "today"}, "too-early"),
        ("date", "2026-11-21", {"latest": "today"}, "in-the-future"),
        ("date", "2001-01-01", {"latest": date(2000, 12, 31)}, "too-late"),
        ("choices", ["red"], {"at_least": 2}, "too-few"),
        ("choices", ["red", "blue"], {"at_most": 1}, "too-many"),
    ],
)
def test_limits_are_held_and_what_is_on_them_is_taken(kind: str, value: Any, limits: Any, code: str) -> None:
    assert wrongs(kind, value, **limits) == [code]
    on_them = (
        {
            "abcdef": "abcde",
            0: 1,
            21: 20,
            "0.99": "1.00",
            "50.01": "50.00",
            "1899-12-31": "1900-01-01",
            "2026-11-19": "2026-11-20",
            "2026-11-21": "2026-11-20",
            "2001-01-01": "2000-12-31",
        }.get(value)
        if not isinstance(value, list)
        else {1: ["red", "blue"], 2: ["red"]}[len(value)]
    )
    assert check(question(kind, **limits), on_them, CONTEXT) == on_them


def test_today_is_the_citys_today() -> None:
    born = question("date", latest="today")
    assert check(born, "2026-11-21", Context(date(2026, 11, 21), "GB")) == "2026-11-21"


@given(into=st.timedeltas(timedelta(0), timedelta(days=30)), zone=st.sampled_from([-12, 0, 14]))
def test_a_time_has_passed_when_its_moment_has_and_without_a_clock_when_its_day_has_everywhere(
    into: timedelta, zone: int
) -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC) + into
    today = now.astimezone(timezone(timedelta(hours=zone))).date()

    def taken(starts_at: datetime, context: Context) -> bool:
        try:
            check(question("slot"), HELD | {"starts_at": starts_at.isoformat()}, context)
        except AnswerWrong as wrong:
            return [each.code for each in wrong.wrongs] != ["past"]
        return True

    with_clock, without = Context(today, "GB", now), Context(today, "GB")
    assert not taken(now, with_clock)
    assert taken(now + timedelta(microseconds=1), with_clock)
    assert taken(now + timedelta(microseconds=1), without), "nobody is refused a time that is still to come"
    assert not taken(now - timedelta(days=3), without)


def test_a_national_phone_number_is_read_in_the_citys_region() -> None:
    assert check(question("phone"), "0912 345 678", Context(TODAY, "TW")) == "+886912345678"


@pytest.mark.parametrize("kind", sorted(set(TYPES) - NEVER_EMPTY))
@pytest.mark.parametrize("empty", [None, "", "  \n", []])
def test_leaving_a_question_empty_is_asked_about_kindly_unless_it_is_optional(kind: str, empty: Any) -> None:
    assert wrongs(kind, empty) == ["missing"]
    assert check(question(kind, optional=True), empty, CONTEXT) is None


@pytest.mark.parametrize(
    ("kind", "fields", "value"),
    [
        ("text", {"answer": [" Rosa "]}, "Rosa"),
        ("text", {"answer": ["  "]}, None),
        ("text", {}, None),
        ("text", {"answer": []}, None),
        ("date", {"answer-day": ["4"], "answer-year": ["1951"]}, boxes("4", "", "1951")),
        ("date", {"answer-day": [" "]}, None),
        ("yes_no", {"answer": ["yes"]}, True),
        ("yes_no", {"answer": ["no"]}, False),
        ("yes_no", {"answer": ["perhaps"]}, "perhaps"),
        ("yes_no", {}, None),
        ("choices", {"answer": ["red", "", "blue"]}, ["red", "blue"]),
        ("choices", {"answer": [""]}, None),
        ("slot", {"answer": [" 17 "]}, {"slot": 17}),
        ("slot", {"answer": ["0"]}, {"slot": 0}),
        ("slot", {"answer": ["１７"]}, "１７"),
        ("slot", {"answer": ["9" * 11]}, "9" * 11),
        ("slot", {"answer": [""]}, None),
        ("photo", {"answer": [UPLOAD, ""]}, [UPLOAD]),
        ("file", {"answer": [""]}, None),
        ("declaration", {"answer": ["yes"]}, True),
        ("declaration", {}, None),
        ("info", {"answer": ["no"]}, None),
        ("exit", {"answer": ["yes"]}, None),
        ("address", {"answer-line1": ["7 Mill Lane"]}, {**ADDRESS, "town": "", "postcode": ""}),
        ("address", {"answer-town": [""]}, None),
    ],
)
def test_a_form_is_read_as_it_was_filled_in(kind: str, fields: dict[str, list[str]], value: Any) -> None:
    assert read(question(kind), fields) == value


def test_an_error_leads_to_the_field_it_is_in() -> None:
    with pytest.raises(AnswerWrong) as wrong:
        check(question("address"), {**ADDRESS, "postcode": ""}, CONTEXT)
    assert wrong.value.wrongs[0].field_name == "answer-postcode"
    with pytest.raises(AnswerWrong) as wrong:
        check(question("number"), "x", CONTEXT)
    assert wrong.value.wrongs[0].field_name == "answer"


@pytest.mark.parametrize("kind", sorted(ANSWERS))
@given(data=st.data())
def test_a_canonical_answer_is_taken_and_stays_the_same(kind: str, data: st.DataObject) -> None:
    value = data.draw(ANSWERS[kind])
    kept = check(question(kind), value, CONTEXT)
    assert kept == value
    assert json.loads(json.dumps(kept)) == kept


ANY_TEXT = st.text(st.characters(), max_size=12) | st.text(st.sampled_from("0123456789 +-.,@/٣²４\n"), max_size=16)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["day", "month", "year", "line1", "line2", "town", "postcode", "slot"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@pytest.mark.parametrize("kind", sorted(TYPES))
@settings(max_examples=150)
@given(value=JSON, optional=st.booleans())
@example(value="a\n\n\nb", optional=False)
@example(value={"day": "1", "month": "2", "year": "9" * 5000}, optional=False)
def test_any_json_is_taken_as_a_canonical_answer_or_refused_in_words(kind: str, value: Any, optional: bool) -> None:  # noqa: FBT001
    asked = question(kind, **({"optional": True} if optional and kind not in NEVER_EMPTY else {}))
    try:
        kept = check(asked, value, CONTEXT)
    except AnswerWrong as wrong:
        for each in wrong.wrongs:
            assert each.message % each.values
        return
    assert check(asked, kept, CONTEXT) == kept
    json.dumps(kept)


PARTS = (*("day", "month", "year"), *("line1", "line2", "town", "postcode"))
NAMES = ["answer", *(f"answer-{part}" for part in (*PARTS, "given", "family", "one_part", "text", "landmark", "point"))]


@pytest.mark.parametrize("kind", sorted(TYPES))
@settings(max_examples=150)
@given(fields=st.dictionaries(st.sampled_from(NAMES), st.lists(ANY_TEXT, max_size=3), max_size=8))
def test_any_form_is_read_and_then_taken_or_refused_in_words(kind: str, fields: dict[str, list[str]]) -> None:
    asked = question(kind)
    try:
        kept = check(asked, read(asked, fields), CONTEXT)
    except AnswerWrong as wrong:
        assert wrong.wrongs  # noqa: PT017  (either outcome is right)
        return
    assert check(asked, kept, CONTEXT) == kept


@settings(max_examples=300)
@example(digits="27000000", plus=True)
@given(digits=st.text(st.sampled_from("0123456789"), max_size=17), plus=st.booleans())
def test_a_phone_number_that_is_taken_stays_the_same(digits: str, plus: bool) -> None:  # noqa: FBT001
    asked = question("phone")
    try:
        kept = check(asked, f"{'+' if plus else ''}{digits}", CONTEXT)
    except AnswerWrong:
        return
    assert check(asked, kept, CONTEXT) == kept


def test_every_type_has_examples() -> None:
    assert set(ANSWERS) | {"exit"} == set(TYPES)


def test_a_question_takes_as_many_files_as_it_says() -> None:
    assert check(question("file", most=3), ["a", "b", "c"], CONTEXT) == ["a", "b", "c"]
    assert wrongs("file", ["a", "b", "c", "d"], most=3) == ["too-many"]
