from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.applications.rules import (
    REFERENCE_LENGTH,
    REFERENCE_LETTERS,
    decision_due,
    is_reference,
    new_reference,
    tidy_reference,
)

LOOK_ALIKE = ("0O", "1IL", "2Z", "5S", "6G", "8B", "UV")
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize("group", LOOK_ALIKE)
def test_no_two_letters_of_a_reference_look_or_sound_alike(group: str) -> None:
    assert sum(letter in REFERENCE_LETTERS for letter in group) == 0


def test_references_are_of_known_letters_and_hardly_ever_the_same() -> None:
    made = {new_reference() for _ in range(2000)}
    assert len(made) == 2000
    assert all(is_reference(each) and len(each) == REFERENCE_LENGTH for each in made)
    assert set("".join(made)) == set(REFERENCE_LETTERS)


@given(st.builds(new_reference))
def test_every_single_slip_and_every_swap_of_neighbours_is_caught(reference: str) -> None:
    for at in range(REFERENCE_LENGTH):
        for letter in set(REFERENCE_LETTERS) - {reference[at]}:
            assert not is_reference(reference[:at] + letter + reference[at + 1 :])
    for at in range(REFERENCE_LENGTH - 1):
        swapped = reference[:at] + reference[at + 1] + reference[at] + reference[at + 2 :]
        assert is_reference(swapped) == (swapped == reference)


@pytest.mark.parametrize("text", ["", "3K7FMDX", "3K7FMDXPP", "3k7fmdxp", "3K7F MDXP", "OOOOOOOO", "３K7FMDXP"])
def test_what_has_another_shape_is_no_reference(text: str) -> None:
    assert not is_reference(text)


@given(reference=st.builds(new_reference), noise=st.sampled_from([" ", "-", " – ", ".", "/"]))
def test_a_reference_is_understood_as_people_type_it(reference: str, noise: str) -> None:
    assert tidy_reference(f" {reference[:4].lower()}{noise}{reference[4:]} ") == reference


@given(st.text(max_size=400))
def test_whatever_is_typed_as_a_reference_is_bounded(typed: str) -> None:
    assert len(tidy_reference(typed)) <= REFERENCE_LENGTH + 1


def test_weekends_are_no_working_days() -> None:
    friday = date(2026, 11, 20)
    assert decision_due(friday, 1) == date(2026, 11, 23)
    assert decision_due(friday + timedelta(days=1), 1) == date(2026, 11, 23)
    assert decision_due(friday + timedelta(days=2), 1) == date(2026, 11, 23)
    assert decision_due(date(2026, 11, 23), 10) == date(2026, 12, 7)


@given(sent_on=DAYS, days=st.integers(1, 365))
def test_a_decision_is_due_on_a_working_day_after_so_many_of_them(sent_on: date, days: int) -> None:
    due = decision_due(sent_on, days)
    assert due.weekday() < 5
    between = (sent_on + timedelta(days=number) for number in range(1, (due - sent_on).days + 1))
    assert sum(day.weekday() < 5 for day in between) == days
