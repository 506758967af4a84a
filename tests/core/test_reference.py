import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.reference import (
    REFERENCE_LENGTH,
    REFERENCE_LETTERS,
    is_reference,
    new_reference,
    tidy_reference,
)

LOOK_ALIKE = ("0O", "1IL", "2Z", "5S", "6G", "8B", "UV")


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
