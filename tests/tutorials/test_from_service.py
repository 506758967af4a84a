"""The practice lesson that a service makes of itself."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flows import check as flow_check
from flows.journey import journey
from flows.load import load_service, service_from
from flows.service import Service
from flows.types import Context
from i18n.plain.gate import complaints
from tests.flows.flows_examples import CONTEXT, NEEDS, TODAY, document, raw, service, services
from tutorials.check import problems_of
from tutorials.from_service import LONGEST_ID, MOST_PRACTISED, practice_of, step_id
from tutorials.lesson import HINTS, Lesson
from tutorials.load import MOST_STEPS
from tutorials.load_step import MOST_SENTENCES, count_sentences
from tutorials.offline import offline_key
from tutorials.practice import judge, judge_value, practice_answers, rehearsal
from tutorials.typed import typed_fields
from tutorials.walk import MadeUp, NoWholeJourney, whole_journey

CITY = Path(__file__).parents[2] / "content" / "services"
DEMO = {path.stem: load_service(path.read_text()) for path in sorted(CITY.glob("*.yaml"))}
ROSA = MadeUp("Harbour City", "GB")


def hold(lesson: Lesson, of: Service, context: Context) -> None:
    """All that a lesson promises, seen with the real engines."""
    assert problems_of(lesson, {of.id: of}, context.today) == []
    assert rehearsal(lesson, of, practice_answers(lesson), context.today).complete
    assert len({step.id for step in lesson.steps}) == len(lesson.steps) <= MOST_STEPS
    for step in lesson.steps:
        assert step.title
        assert 1 <= count_sentences(step.say) <= MOST_SENTENCES
        assert "…" not in step.say
        if step.kind != "practise":
            continue
        assert len(step.hints) == HINTS
        assert all((step.otherwise, step.done, *step.hints))
        fields = {name: [text] for name, text in typed_fields(step.type or "", step.expect).items()}
        if step.type in {"choices", "group"}:
            fields = {"answer": list(step.expect or [])}
        assert judge(lesson, step, of, fields, context).is_right
        assert judge_value(lesson, step, of, step.expect, context).is_right
        assert offline_key(lesson, step, of, context)["expect"]


@pytest.mark.parametrize("name", DEMO)
def test_every_service_of_the_city_makes_a_whole_lesson_in_plain_words(name: str) -> None:
    lesson = practice_of(DEMO[name], ROSA, TODAY)
    hold(lesson, DEMO[name], CONTEXT)
    told = [text for step in lesson.steps for text in (step.say, *step.hints, step.otherwise, step.done) if text]
    own = {str(text) for text in told if "Rosa" in text or "Let us do it together" in text}
    hard = complaints("\n".join(own), "en")
    assert [each for each in hard if each.rule != "word"] == [], "words of its service are held there"


@settings(max_examples=150)
@given(of=services())
def test_any_service_that_may_be_published_makes_a_whole_lesson(of: Service) -> None:
    assume(flow_check.problems_of(of, TODAY) == [])
    lesson = practice_of(of, ROSA, TODAY)
    hold(lesson, of, CONTEXT)
    assert lesson == practice_of(of, ROSA, TODAY), "the same service makes the same lesson"


@pytest.mark.parametrize("name", DEMO)
@pytest.mark.parametrize("days", [1, 40, 200, 365 * 9])
def test_a_lesson_stays_right_while_the_program_runs_on(name: str, days: int) -> None:
    """A program that is started once a year still teaches what the service takes; after years it makes it anew."""
    later = Context(TODAY + timedelta(days=days), "GB")
    made = practice_of(DEMO[name], ROSA, TODAY if days < 365 else later.today)
    hold(made, DEMO[name], later)


@pytest.mark.parametrize("region", ["GB", "US", "CN", "HK", "TW", "DE", "JP", "BR"])
def test_the_made_up_person_has_a_number_of_the_citys_own_region(region: str) -> None:
    of = service(raw("phone", "phone"))
    lesson = practice_of(of, MadeUp("Somewhere", region), TODAY)
    context = Context(TODAY, region)
    step = lesson.by_id["answer-phone"]
    words = step.say.partition(" answer is ")[2].partition(". Type")[0]
    assert judge(lesson, step, of, {"answer": [words]}, context).is_right, "what is said is what can be typed"


def changed(**changes: Any) -> Service:
    return service_from(
        document(
            raw("who", "choice", **{"label": "Who", **changes}),
            raw("born", "date", label="Born", when={"who": ["red", "green"]}),
        )
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"label": "Who it is"},
        {"why": "We ask for a reason."},
        {"hint": "Choose one."},
        {"options": [{"id": "red", "text": "Rot"}, {"id": "green", "text": "Green"}]},
        {"options": NEEDS["choice"]["options"][1:]},
    ],
)
def test_changing_the_service_changes_the_lesson_with_it(changes: dict[str, Any]) -> None:
    before, after = practice_of(changed(), ROSA, TODAY), practice_of(changed(**changes), ROSA, TODAY)
    assert before.version != after.version
    assert problems_of(after, {"travel-card": changed(**changes)}, TODAY) == []
    assert [step.id for step in before.steps] == [step.id for step in after.steps], "a learner keeps their place"


def test_a_renamed_question_is_a_new_step_and_all_others_keep_their_ids() -> None:
    before = practice_of(service(raw("one", "text"), raw("two", "text")), ROSA, TODAY)
    after = practice_of(service(raw("one", "text"), raw("three", "text")), ROSA, TODAY)
    assert {step.id for step in before.steps} ^ {step.id for step in after.steps} == {"answer-two", "answer-three"}


def test_an_exit_is_walked_around_even_where_the_first_answer_leads_to_it() -> None:
    of = service(
        raw("here", "yes_no"),
        raw("away", "exit", when={"here": False}),
        raw("kind", "choice"),
        raw("no_red", "exit", when={"any": [{"kind": "red"}, {"kind": "green"}]}),
        raw("rides", "number", minimum=3, maximum=900),
        raw("few", "exit", when={"rides": {"under": 40}}),
        raw("born", "date"),
        raw("old", "exit", when={"born": {"age_at_least": 30}}),
    )
    answers = whole_journey(of, ROSA, TODAY)
    assert (answers["here"], answers["kind"], answers["rides"]) == (True, "blue", 40)
    assert journey(of, answers, TODAY + timedelta(days=300)).complete, "far from a birthday that would end it"


def test_a_service_that_nobody_can_walk_is_named_with_the_place() -> None:
    of = service(raw("kind", "yes_no"), raw("never", "exit", when={"kind": [True, False]}), raw("more", "text"))
    with pytest.raises(NoWholeJourney, match="'never'") as caught:
        practice_of(of, ROSA, TODAY)
    assert caught.value.service is of


def test_a_tangle_of_branches_is_given_up_soon() -> None:
    kinds = [raw(f"q{number}", "choices") for number in range(12)]
    all_of = {"all": [{f"q{number}": {"includes": "white"}} for number in range(12)]}
    of = service(*kinds, raw("over", "exit", when={"not": all_of}))
    with pytest.raises(NoWholeJourney):
        practice_of(of, ROSA, TODAY)


def test_what_may_be_left_empty_is_practised_empty_and_texts_take_the_services_own_example() -> None:
    of = service(
        raw("full_name", "text", prefill="residents.full_name", hint="For example, Mary Green."),
        raw("firm", "text", hint="It is on the bill, for example Bright Bay Energy. Look there."),
        raw("short", "text", max_length=2),
        raw("more", "long_text", optional=True),
    )
    assert whole_journey(of, ROSA, TODAY) == {
        "full_name": "Rosa Lee",
        "firm": "Bright Bay Energy",
        "short": "OK",
        "more": None,
    }


def test_a_long_service_is_practised_at_the_start_and_answered_for_the_person_after_it() -> None:
    of = service(*(raw(f"q{number}", "yes_no") for number in range(120)))
    lesson = practice_of(of, ROSA, TODAY)
    assert sum(step.kind == "practise" for step in lesson.steps) == MOST_PRACTISED
    hold(lesson, of, CONTEXT)


@given(st.lists(st.from_regex(r"\A[a-z][a-z0-9_]{0,59}\Z"), min_size=2, max_size=2, unique=True))
def test_no_two_questions_share_a_step_and_none_is_longer_than_the_log_takes(ids: list[str]) -> None:
    one, two = map(step_id, ids)
    assert one != two
    assert max(len(one), len(two)) <= LONGEST_ID
    assert {one, two}.isdisjoint({"welcome", "check", "send"})


def test_the_slip_with_day_and_month_is_named_where_it_is_another_day() -> None:
    lesson = practice_of(DEMO["health-check"], ROSA, date(2026, 1, 2))
    step = lesson.by_id["answer-birth-date"]
    found = judge_value(lesson, step, DEMO["health-check"], "1951-04-05", CONTEXT)
    assert found.kind == "mistake"
    assert "The day is 4 and the month is 5." in found.message
