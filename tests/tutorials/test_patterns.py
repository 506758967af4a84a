import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorials.patterns import LONGEST_PATTERN, LONGEST_TYPED, PatternUnsound, compiled


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\d{2}/",
        r"^(?=.*\d)(?!.*\d{4}).*$",
        r"^\s*7\s+[Mm]ill\s+[Ll]ane(?!.*[Hh][Cc]\s*3\s*4\s*[Dd][Ee]).*$",
        r"(?:mr|mrs)\.? lee",
        r"[^a-z\-\]]{3,5}?",
        r"\bmay\b",
        r"五月",
        "",
    ],
)
def test_ordinary_patterns_are_taken(pattern: str) -> None:
    assert compiled(pattern).pattern == pattern


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(a+)+$", "repeats a group"),
        ("(a|a)*$", "repeats a group"),
        ("((ab?))*c", "repeats a group"),
        ("(a?){3}", "repeats a group"),
        (".*.*.*x", "too many ways"),
        ("^.*.*.*.*x", "too many ways"),
        ("^a|.*.*.*b", "too many ways"),
        ("a{1,999}", "repeats too often"),
        ("a{5,2}", "repeats too often or never"),
        ("(?P<day>a)", "nothing that can be repeated"),
        ("(?i)a", "nothing that can be repeated"),
        ("(?<=a)b", "nothing that can be repeated"),
        (r"(a)\1", "not every phone"),
        (r"\Aa", "not every phone"),
        ("[[a]", "not every phone"),
        ("[a&&b]", "not every phone"),
        ("a{", "not every phone"),
        ("*a", "nothing that can be repeated"),
        ("^*", "nothing that can be repeated"),
        ("(?=a)*", "nothing that can be repeated"),
        ("a**", "nothing that can be repeated"),
        ("(a", "without its )"),
        ("a)", "without its ("),
        ("[z-a]", "not a regular expression"),
        ("Édith", "write letters beyond A to Z small"),
        ("a" * (LONGEST_PATTERN + 1), "longer than"),
    ],
)
def test_a_pattern_that_could_be_slow_or_read_otherwise_elsewhere_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(PatternUnsound) as unsound:
        compiled(pattern)
    assert why in str(unsound.value)


def test_capitals_do_not_matter_and_digits_are_plain_ones() -> None:
    assert compiled("^Rosa").search("rosa lee")
    assert not compiled(r"\d").search("٣")


@pytest.mark.parametrize("pattern", ["^.*.*.*x$", "^[a-z]*[a-z]*[a-z]*1", "^" + "a?" * 23 + "a" * 23 + "x"])
@pytest.mark.parametrize("typed", ["a" * LONGEST_TYPED, "a " * (LONGEST_TYPED // 2)])
def test_the_slowest_patterns_that_are_taken_end_soon(pattern: str, typed: str) -> None:
    start = time.process_time()
    compiled(pattern).search(typed)
    assert time.process_time() - start < 5


@given(st.text(st.sampled_from(r"ab1.*+?()[]{}|^$\dsw,-=!:0"), max_size=30))
def test_any_text_is_a_pattern_or_is_refused_with_a_reason(pattern: str) -> None:
    try:
        compiled(pattern).search("ab1 " * 50)
    except PatternUnsound as unsound:
        assert str(unsound)  # noqa: PT017  (either outcome is right)
