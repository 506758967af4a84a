from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.conditions import MAX_DEPTH, ConditionBroken, age, parse
from tests.flows.flows_examples import ANSWERS, TODAY, conditions

EARLIER = [("y", "yes_no"), ("c", "choice"), ("m", "choices"), ("n", "number"), ("p", "money"), ("d", "date")]


def holds(when: Any, answers: dict[str, Any], today: date = TODAY) -> bool:
    return parse(when).holds(answers, today)


@pytest.mark.parametrize(
    ("when", "answer", "held"),
    [
        ("red", "red", True),
        ("red", "blue", False),
        (True, True, True),
        (True, False, False),
        (False, False, True),
        (2, 2, True),
        (["red", "blue"], "blue", True),
        (["red", "blue"], "green", False),
        ({"at_least": 2}, 2, True),
        ({"at_least": 2}, 1, False),
        ({"at_most": 2}, 2, True),
        ({"at_most": 2}, 3, False),
        ({"over": 2}, 2, False),
        ({"over": 2}, 3, True),
        ({"under": 2}, 1, True),
        ({"under": 2}, 2, False),
        ({"over": "1800.00"}, "1800.01", True),
        ({"over": "1800.00"}, "1800.00", False),
        ({"over": 900}, "1000.00", True),
        ({"over": 1, "under": 3}, 2, True),
        ({"over": 1, "under": 3}, 3, False),
        ({"before": date(2000, 1, 1)}, "1999-12-31", True),
        ({"before": "2000-01-01"}, "2000-01-01", False),
        ({"after": "2000-01-01"}, "2000-01-02", True),
        ({"after": "2000-01-01"}, "2000-01-01", False),
        ({"age_at_least": 65}, "1961-11-20", True),
        ({"age_at_least": 65}, "1961-11-21", False),
        ({"age_under": 65}, "1961-11-21", True),
        ({"age_under": 65}, "1961-11-20", False),
        ({"includes": "red"}, ["red", "blue"], True),
        ({"includes": "red"}, ["blue"], False),
        ({"count_at_least": 2}, ["red", "blue"], True),
        ({"count_at_least": 2}, ["red"], False),
        ({"count_under": 2}, ["red"], True),
        ({"count_under": 2}, ["red", "blue"], False),
    ],
)
def test_each_comparison_is_true_where_it_should_be_and_false_beside_it(when: Any, answer: Any, held: bool) -> None:  # noqa: FBT001
    assert holds({"a": when}, {"a": answer}) is held


@pytest.mark.parametrize("when", ["red", {"over": 2}, {"before": "2000-01-01"}, {"includes": "x"}, {"count_under": 3}])
@pytest.mark.parametrize("answers", [{}, {"a": None}, {"b": "red"}])
def test_a_missing_or_skipped_answer_passes_no_comparison(when: Any, answers: dict[str, Any]) -> None:
    assert not holds({"a": when}, answers)


def test_several_questions_in_one_condition_must_all_hold() -> None:
    when = {"a": "red", "b": True}
    assert holds(when, {"a": "red", "b": True})
    assert not holds(when, {"a": "red", "b": False})


def test_any_all_and_not_mix_conditions() -> None:
    when = {"any": [{"a": 1}, {"all": [{"b": 2}, {"not": {"c": 3}}]}]}
    assert holds(when, {"a": 1})
    assert holds(when, {"b": 2})
    assert holds(when, {"b": 2, "c": 4})
    assert not holds(when, {"b": 2, "c": 3})
    assert not holds(when, {})


def test_every_single_comparison_inside_a_mix_can_be_listed() -> None:
    when = parse({"any": [{"a": 1}, {"not": {"b": {"over": 1, "under": 9}}}], "c": True})
    assert [(test.question, test.name) for test in when.tests()] == [
        ("a", "equals"),
        ("b", "over"),
        ("b", "under"),
        ("c", "equals"),
    ]


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        (date(1960, 2, 29), date(2025, 2, 28), 64),
        (date(1960, 2, 29), date(2025, 3, 1), 65),
        (date(1960, 2, 29), date(2024, 2, 28), 63),
        (date(1960, 2, 29), date(2024, 2, 29), 64),
        (date(1960, 3, 1), date(2024, 2, 29), 63),
        (date(1960, 2, 28), date(2024, 2, 29), 64),
        (date(2024, 2, 29), date(2024, 2, 29), 0),
    ],
)
def test_a_person_born_on_29_february_has_a_birthday_on_1_march_in_other_years(
    born: date, today: date, years: int
) -> None:
    assert age(born, today) == years
    assert holds({"a": {"age_at_least": years}}, {"a": born.isoformat()}, today)
    assert holds({"a": {"age_under": years + 1}}, {"a": born.isoformat()}, today)


def test_the_order_of_a_list_and_of_keys_does_not_matter() -> None:
    assert holds({"all": [{"a": 1}, {"b": 2}]}, {"a": 1, "b": 2}) == holds({"b": 2, "a": 1}, {"b": 2, "a": 1})


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (None, "a mapping such as"),
        ({}, "a mapping such as"),
        ([], "a mapping such as"),
        ("delivery", "a mapping such as"),
        ({1: "red"}, "not a question id"),
        ({"a": {}}, "compared with nothing"),
        ({"a": []}, "cannot be compared with"),
        ({"a": None}, "cannot be compared with"),
        ({"a": 1.5}, "cannot be compared with"),
        ({"a": date(2000, 1, 1)}, "cannot be compared with"),
        ({"a": [["red"]]}, "cannot be compared with"),
        ({"a": {"is": "red"}}, "'is' is not a comparison"),
        ({"a": {"over": "many"}}, "cannot be compared with"),
        ({"a": {"over": True}}, "cannot be compared with"),
        ({"a": {"over": float("nan")}}, "cannot be compared with"),
        ({"a": {"over": float("inf")}}, "cannot be compared with"),
        ({"a": {"over": [1]}}, "cannot be compared with"),
        ({"a": {"before": "yesterday"}}, "cannot be compared with"),
        ({"a": {"before": datetime(2000, 1, 1, tzinfo=UTC)}}, "cannot be compared with"),
        ({"a": {"age_under": "65"}}, "cannot be compared with"),
        ({"a": {"age_under": True}}, "cannot be compared with"),
        ({"a": {"age_under": 5000}}, "cannot be compared with"),
        ({"a": {"count_under": -1}}, "cannot be compared with"),
        ({"a": {"includes": ["red"]}}, "cannot be compared with"),
        ({"any": {"a": 1}}, "takes a list"),
        ({"any": []}, "takes a list"),
        ({"all": [5]}, "a mapping such as"),
        ({"not": [{"a": 1}]}, "a mapping such as"),
    ],
)
def test_a_condition_that_cannot_be_understood_says_what_is_wrong(when: Any, why: str) -> None:
    with pytest.raises(ConditionBroken) as broken:
        parse(when)
    assert why in str(broken.value)


def test_conditions_are_not_nested_without_end() -> None:
    def nested(depth: int) -> dict[str, Any]:
        return {"not": nested(depth - 1)} if depth else {"a": 1}

    assert holds(nested(MAX_DEPTH), {"a": 1})
    with pytest.raises(ConditionBroken, match="deep"):
        parse(nested(MAX_DEPTH + 1))


@given(
    when=conditions(EARLIER),
    answers=st.fixed_dictionaries({}, optional={each: ANSWERS[kind] | st.none() for each, kind in EARLIER}),
)
def test_not_turns_a_condition_round_and_not_not_is_the_same(when: dict[str, Any], answers: dict[str, Any]) -> None:
    held = holds(when, answers)
    assert holds({"not": when}, answers) is not held
    assert holds({"not": {"not": when}}, answers) is held
    assert holds({"any": [when]}, answers) is holds({"all": [when]}, answers) is held


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    when=st.dictionaries(st.sampled_from(["a", "any", "all", "not"]), JSON, max_size=2)
    | st.dictionaries(
        st.just("a"),
        st.dictionaries(st.sampled_from(["over", "before", "age_under", "includes", "count_under"]), JSON, max_size=2),
    ),
    answer=JSON,
)
def test_any_description_is_a_condition_or_is_refused_and_any_answer_can_be_held_to_it(when: Any, answer: Any) -> None:
    try:
        condition = parse(when)
    except ConditionBroken:
        return
    assert condition.holds({"a": answer}, TODAY) in {True, False}
