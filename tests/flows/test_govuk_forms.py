"""Forms of GOV.UK Forms as services: every type, everything that cannot be carried over, and forms made to do harm."""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.govuk_forms import MAX_BYTES, FormBroken, Report, imported
from flows.journey import journey
from flows.load import load_service
from flows.service import MAX_QUESTIONS, Service

TODAY = date(2026, 11, 2)
GARDEN: Mapping[str, Any] = json.loads((Path(__file__).parent / "govuk_form.json").read_text())
WISH = "what_do_you_want_to_do_there"
SETTINGS = {"only_one_option": "true", "selection_options": [{"name": each} for each in ("A", "B", "C")]}


def taken_over(form: Any) -> tuple[Service, Report]:
    written, report = imported(json.dumps(form), "town-hall", TODAY)
    return load_service(written), report


def step(number: int, *routes: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    data = {"question_text": f"Question {number}", "answer_type": "selection", "answer_settings": SETTINGS}
    shape = {"id": number, "next_step_id": number + 1, "type": "question_page", "data": data | more}
    return shape | {"routing_conditions": list(routes)}


def form(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    steps[-1]["next_step_id"] = None
    return {"name": "A form", "form_slug": "a-form", "steps": list(steps)} | more


def route(answer: str | None, goto: int | None, check: int | None = None) -> dict[str, Any]:
    return {"answer_value": answer, "goto_page_id": goto, "check_page_id": check, "skip_to_end": goto is None}


@pytest.fixture(scope="module")
def garden() -> tuple[Service, Report]:
    return taken_over(GARDEN)


def test_every_type_becomes_one_of_ours(garden: tuple[Service, Report]) -> None:
    service, report = garden
    assert (service.id, service.office, service.title) == (
        "ask-for-a-garden",
        "town-hall",
        "Ask for a garden",
    )
    assert [each.type for each in service.every] == [
        *("yes_no", "exit", "person", "text", "date", "date", "address", "long_text", "phone", "email", "national_id"),
        *("choice", "choices", "text", "info", "number", "text", "person", "group", "long_text", "text", "file"),
        *("yes_no", "text", "choice", "info", "yes_no", "text"),
    ]
    assert report.to_mend == []
    by_id = service.by_id
    assert by_id["when_were_you_born"].limits == {"latest": "today"}
    assert [each.id for each in service.questions if each.optional] == [
        *("what_is_your_full_name_in_the_old_book", "where_else_can_we_write_to_you", "which_plants_then"),
        *("please_tell_us_more", "please_add_a_picture_of_your_papers"),
    ]
    assert [each.text for each in by_id["which_plants_do_you_like"].options] == ["Beans", "Roses", "None of the above"]
    assert by_id["before_how_many_beds_do_you_need"].text == (
        *("Beds", "A bed is small. See our page (https://example.org/beds)."),
        *("One is two metres long.", "It has good earth."),
    )


def test_what_is_not_the_same_is_said(garden: tuple[Service, Report]) -> None:
    _, report = garden
    told = "\n".join(report.lines())
    for words in (
        *("the title before the name", "“signature” is not known", "“video_page” are not known", "“Nothing to choose”"),
        *("there twice: “Red”", "beside another answer", "would go in a circle", "the answer “Fly” is lost"),
        *("“Keep bees” can never be taken", "the answer “Anna” is lost", "leads to page 99", "does not come before it"),
        *("'support_email' (help@example.org)", "'support_phone'", "'privacy_policy_url'", "'submission_email'"),
        *("'submission_type'", "'payment_url'", "its words in cy", "'declaration_text'", "“Nobody is asked this”"),
        *("'brand' (green)", "'mood' (calm)", "'rows' (4)", "form_id, created_at", "no box for the county"),
        *("whole numbers only", "middle names", "an address in any country", "“Which plants, then?”", "4000 letters"),
        *("a PDF or a picture", "with one answer", "East Hill", "too long for a question", "too long for a hint"),
        *(
            "links in the guidance",
            "the form ends links",
            "summary: Answer",
            "cost: There is a fee.",
            "why: no question",
        ),
        *("what people can do instead", "30 answers"),
    ):
        assert words in told, words


def test_a_sentence_about_something_is_said_only_where_it_is_so() -> None:
    service, report = taken_over(form(step(1), declaration_text="It is true.", what_happens_next_markdown="We write."))
    assert (service.declaration, service.after) == ("It is true.", ("We write.",))
    assert (report.left_out, report.changed, report.to_mend) == ([], [], [])


@pytest.mark.parametrize("wish", ["grow_food", "keep_bees", "only_sit_there"])
def test_routes_lead_where_they_led(garden: tuple[Service, Report], wish: str) -> None:
    service, _ = garden
    pages = journey(service, {"do_you_live_in_the_city": True, WISH: wish}, TODAY).pages
    branches = {
        "which_plants_do_you_like": "grow_food",
        "how_many_beds_do_you_need": "grow_food",
        "which_club_are_you_in": "keep_bees",
        "all_who_has_kept_bees_with_you": "keep_bees",
    }
    seen = {each.id for each in pages}
    assert seen & set(branches) == {each for each, only in branches.items() if only == wish}
    assert ("please_tell_us_more" in seen) == (wish != "only_sit_there")
    assert "is_there_more_to_say" in seen


def test_an_exit_ends_the_journey(garden: tuple[Service, Report]) -> None:
    walked = journey(garden[0], {"do_you_live_in_the_city": False}, TODAY)
    assert walked.exit is not None
    assert walked.exit.ask == "Gardens are for people who live here"


NUMBERS = st.integers(1, 6)
ROUTES = st.lists(st.tuples(st.sampled_from([None, "A", "B", "C"]), NUMBERS, st.none() | NUMBERS), max_size=3)


def _followed(steps: list[dict[str, Any]], answers: Mapping[int, str]) -> list[int]:
    """The pages that GOV.UK Forms would ask, by its own rule: the first route that fits, else the next page."""
    seen, here = [], 1
    while here <= len(steps):
        seen.append(here)
        for each in steps[here - 1]["routing_conditions"]:
            checked = each["check_page_id"] or here
            said = answers[checked] if checked in seen else None
            if each["answer_value"] is None or each["answer_value"] == said:
                here = each["goto_page_id"] or len(steps) + 1
                break
        else:
            here += 1
    return seen


@settings(max_examples=60, deadline=None)
@given(st.lists(ROUTES, min_size=6, max_size=6), st.lists(st.sampled_from("ABC"), min_size=6, max_size=6))
def test_whatever_the_routes_the_same_pages_are_asked(routes: list[Any], chosen: list[str]) -> None:
    forward = [
        [
            route(answer, goto if goto > at else None, check if check and check < at else None)
            for answer, goto, check in found
        ]
        for at, found in enumerate(routes, start=1)
    ]
    steps = [step(at, *found) for at, found in enumerate(forward, start=1)]
    service, _ = taken_over(form(*steps))
    answers = dict(enumerate(chosen, start=1))
    walked = journey(service, {f"question_{at}": answer.lower() for at, answer in answers.items()}, TODAY)
    assert [f"question_{at}" for at in _followed(steps, answers)] == [each.id for each in walked.pages]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is not JSON"),
        ("{", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ('{"a": ' * 50_000, "it is not JSON"),
        ('{"steps": [], "steps": []}', "given twice"),
        ('{"steps": [NaN]}', "no number"),
        ('{"a": ' + "9" * 10_000 + "}", "it is not JSON"),
        ("[]", "not a form"),
        ("{}", "no list of 'steps'"),
        ('{"steps": []}', "no list of 'steps'"),
        ('{"steps": [1]}', "no list of 'steps'"),
        (" " * (MAX_BYTES + 1), "larger than"),
        (json.dumps({"steps": [{"id": 1}, {"id": 1}]}), "the same id"),
        (json.dumps({"steps": [{}]}), "none of its pages"),
        (json.dumps({"steps": [{}], "start_page": 9}), "starts with page 9"),
        (json.dumps({"steps": [{"data": {"question_text": "x" * 20_000}}]}), "a text is longer"),
        (json.dumps(form(*[step(at) for at in range(1, MAX_QUESTIONS + 2)])), "more than 200 pages"),
        (json.dumps(form(step(1, *[route("A", None)] * 101))), "more than 100 routes"),
    ],
)
def test_what_is_no_form_is_refused_with_a_sentence(text: str, why: str) -> None:
    with pytest.raises(FormBroken, match=why):
        imported(text, "town-hall", TODAY)


def test_routes_that_grow_without_end_are_refused() -> None:
    last = 60
    tangled = [step(at, route("A", last + 1 - at % 7, max(1, at - 1))) for at in range(1, 50)]
    with pytest.raises(FormBroken, match="too often"):
        imported(json.dumps(form(*tangled, *[step(at) for at in range(50, last + 2)])), "town-hall", TODAY)


def _set(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        *way, last = path.split(".")
        for part in way:
            document = document[int(part) if part.isdigit() else part]  # type: ignore[index]
        document[last] = value

    return change


ODD: tuple[Any, ...] = (None, [], {}, [[]], {"a": [1]}, 7, -1.5, True, "", "\x00\ud800\n", "{{'!!python", "a: [b", "٣")


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize(
    "path",
    [
        *("name", "form_slug", "start_page", "declaration_text", "what_happens_next_markdown", "available_languages"),
        *(
            "language",
            "support_email",
            "steps.0.type",
            "steps.0.data",
            "steps.0.routing_conditions",
            "steps.0.position",
        ),
        *("steps.0.next_step_id", "steps.0.data.question_text", "steps.0.data.answer_type", "steps.0.data.hint_text"),
        *(
            "steps.0.data.answer_settings",
            "steps.0.data.answer_settings.selection_options",
            "steps.0.data.page_heading",
        ),
        *("steps.0.data.guidance_markdown", "steps.0.data.is_repeatable", "steps.0.data.is_optional", "steps.0.id"),
        *("steps.0.routing_conditions.0.answer_value", "steps.0.routing_conditions.0.goto_page_id", "surprise"),
        *("steps.0.routing_conditions.0.check_page_id", "steps.0.routing_conditions.0.exit_page_markdown"),
    ],
)
def test_a_value_of_any_shape_is_taken_told_or_refused(path: str, odd: Any) -> None:
    document = deepcopy(form(step(1, route("A", 3)), step(2), step(3)))
    _set(path, odd)(document)
    try:
        written, _ = imported(json.dumps(document), "town-hall", TODAY)
    except FormBroken:
        return
    assert load_service(written)


def test_long_texts_are_spread_over_pages_and_none_is_lost() -> None:
    long = " ".join(f"Sentence {at}." for at in range(600))
    service, report = taken_over(form(step(1, guidance_markdown=long), declaration_text=long))
    for kind in ("info", "declaration"):
        assert " ".join(text for each in service.questions if each.type == kind for text in each.text) == long
    assert report.left_out == []


def test_ids_are_given_once_and_never_mean_something_else() -> None:
    alike = [step(at) for at in range(1, 6)]
    for each, words in zip(alike, ("Not", "All", "你好", "你好", "Not"), strict=True):
        each["data"]["question_text"] = words
    service, _ = taken_over(form(*alike))
    assert [each.id for each in service.questions] == ["not_2", "all_2", "question_3", "question_4", "not_3"]


def test_the_english_words_are_taken_where_there_are_several_languages() -> None:
    service, report = taken_over(
        form(step(1, hint_text={"en": "In full", "cy": "Yn llawn"}), name={"en": "A", "cy": "B"})
    )
    assert (service.title, service.questions[0].hint) == ("A", "In full")
    assert [each for each in report.left_out if " in cy" in each] == [
        "The form: 'name' in cy.",
        "Question 1 (“Question 1”): 'hint_text' in cy.",
    ]


def test_a_page_where_the_form_ends_may_stand_by_itself() -> None:
    ends = [{"id": "x", "heading": "Not here", "markdown": "Sorry."}, {"id": "y", "heading": "Nor here"}]
    first = step(1, route("A", None) | {"skip_to_end": False, "exit_page_id": "x"}) | {"exit_pages": ends}
    service, report = taken_over(form(first, step(2)))
    (page,) = [each for each in service.questions if each.is_exit]
    assert (page.ask, page.text) == ("Not here", ("Sorry.",))
    (lost,) = report.left_out
    assert "no route leads to its page “Nor here”" in lost


def test_what_is_asked_of_whoever_chose_none_is_never_forgotten() -> None:
    more = {"none_of_the_above_question": {"question_text": "Which, then?"}}
    many = {"only_one_option": "true", "selection_options": [{"name": f"Road {at}"} for at in range(40)]}
    for answers in (SETTINGS | more, many | more):
        _, report = taken_over(form(step(1, answer_settings=answers)))
        assert any("as none cannot be chosen: “Which, then?”" in each for each in report.left_out)


def test_nothing_of_a_form_can_write_over_the_terminal() -> None:
    _, report = taken_over(form(step(1), **{"a\x1b[2J": "b\x1b[2J", "name": {"en": "A", "\x1b[2J": "B"}}))
    assert "\x1b" not in "".join(report.lines())
