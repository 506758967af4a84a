"""The line of a file that a problem is about."""

import pytest

from flows.lines import line_of

TEXT = """id: card
questions:
  - id: name
    type: text
  - id: children
    type: group
    questions:
      - id: born
        when: {name: x}
      - type: text
steps:
  - id: begin
    say: Hello.
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("id", 1),
        ("questions", 2),
        ("questions.name", 3),
        ("questions.name.type", 4),
        ("questions.0.type", 4),
        ("questions.children.born.when", 9),
        ("questions.children.questions.1.type", 10),
        ("questions.name.ask", 3),
        ("step begin", 12),
        ("(ar) steps.begin.say", 13),
        ("gone.name", None),
        ("", None),
    ],
)
def test_the_nearest_line_is_named(place: str, line: int | None) -> None:
    assert line_of(TEXT, place) == line


@pytest.mark.parametrize("text", ["", "5", "- a", "a: [", "\t"])
def test_what_has_no_such_place_has_no_line(text: str) -> None:
    assert line_of(text, "questions.name") is None
