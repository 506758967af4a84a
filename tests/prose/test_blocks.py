"""Markdown becomes blocks, and what is not known is refused by line and reason."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prose.blocks import BLOCKS, blocks_of
from prose.document import LONGEST_BODY, ProseBroken
from prose.inline import Span, links, plain, spans

EVERYTHING = """\
Hello **you**, ring
[us](tel:+441632960100).

## Steps

### Of a kind

1. First
2. Then

- A point

> [!WARNING]
> Never alone.
>
> Never at night.

> [!CONTACT] travel-desk
> They help.

> She said so.

| Bin | What |
|---|---|
| Black | Rest |
"""


def wrong(body: str) -> list[str]:
    with pytest.raises(ProseBroken) as caught:
        blocks_of(body, 10)
    return [str(each) for each in caught.value.problems]


def test_each_kind_of_block_is_made_of_its_markdown() -> None:
    found = blocks_of(EVERYTHING)
    assert {each.kind for each in found} == set(BLOCKS)
    by_kind = {each.kind: each for each in found}
    assert found[0].texts == ("Hello **you**, ring [us](tel:+441632960100).",)
    assert by_kind["steps"].texts == ("First", "Then")
    assert by_kind["warning"].texts == ("Never alone.", "Never at night.")
    assert (by_kind["contact"].office, by_kind["contact"].texts) == ("travel-desk", ("They help.",))
    assert (by_kind["table"].columns, by_kind["table"].texts) == (2, ("Bin", "What", "Black", "Rest"))
    assert [each.level for each in found if each.kind == "heading"] == [2, 3]


@pytest.mark.parametrize("mark", ["WARNING", "warning", "Warning"])
def test_a_warning_is_one_in_small_letters_too(mark: str) -> None:
    assert [each.kind for each in blocks_of(f"> [!{mark}]\n> Never alone.")] == ["warning"]
    assert blocks_of(f"> [!{'contact' if mark.islower() else 'CONTACT'}] travel-desk")[0].office == "travel-desk"


def test_a_line_is_words_bold_words_and_links() -> None:
    line = "Hello **you**, ring [us **now**](tel:+441632960100)."
    assert spans(line) == (
        Span("Hello "),
        Span("you", strong=True),
        Span(", ring "),
        Span("us ", href="tel:+441632960100"),
        Span("now", strong=True, href="tel:+441632960100"),
        Span("."),
    )
    assert set(links(line)) == {"tel:+441632960100"}
    assert plain(line) == "Hello you, ring us now."


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Hi\n\n<script>alert(1)</script>", "line 12: HTML is not used here"),
        ("Hi <b onclick=x>you</b>", "line 10: HTML is not used here"),
        ("<!-- a note -->", "line 10: HTML is not used here"),
        ("[x](javascript:alert(1))", "the link to 'javascript:alert(1)' is not one we follow"),
        ("[x](JaVaScRiPt:alert(1))", "is not one we follow"),
        ("[x](data:text/html,hi)", "is not one we follow"),
        ("[x](//evil.example/a)", "is not one we follow"),
        ("[x](/\\evil.example)", "is not one we follow"),
        ("[x](http://plain.example)", "is not one we follow"),
        ("[x](https://user@evil.example)", "is not one we follow"),
        ("<https://ok.example> and <x@y.example>", "is not one we follow"),
        ("[words][ref]\n\n[ref]: /services", "line 12: write the address of a link behind its words"),
        ("![a picture](/x.png)", "pictures are not used here"),
        ("*sloping*", "sloping letters"),
        ("`code`", "signs for computers"),
        ("```\ncode\n```", "signs for computers"),
        ("    code", "four blanks"),
        ("Hi\n\n---\n\nYou", "line 12: a line across"),
        ("# Title", "use ## and ###"),
        ("### Deep", "### needs a ## above it"),
        ("- a\n  - b", "each point of a list is one line"),
        ("> [!CONTACT]\n> x", "name the office"),
        ("> [!WARNING]", "the words of a warning"),
        ("> - a list", "only paragraphs"),
        ("a  \nb", "a line break inside a paragraph"),
        ("| a | b |\n|---|---|\n| c | |", "each field of a table"),
        ("", "line 10: there is no text yet"),
        ("left \u202eright", "unseen mark"),
        ("nothing \x00 here", "a sign that is no text"),
        ("hidden &#x202e;right", "unseen mark"),
        ("hidden &#xe000; sign", "other phones cannot show"),
        ("- hidden &#0; nothing", "a sign that is no text"),
        ("a maker's \ue000 sign", "other phones cannot show"),
        ("x" * 1001, "make several paragraphs"),
        ("word " * (LONGEST_BODY // 5 + 1), "make several texts"),
        ("> " * 60 + "x", "only paragraphs"),
    ],
)
def test_what_is_not_known_is_refused_by_line_and_reason(body: str, reason: str) -> None:
    assert any(reason in each for each in wrong(body)), wrong(body)


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(wrong("# a\n\n*b*\n\n<i>c</i>")) == 3


def test_emoji_rare_characters_and_mixed_directions_get_through_as_they_are() -> None:
    text = "Hello 👩🏽‍🦳 𠮷野家 ﷺ مرحبا, call HC1 تحية"
    assert plain(blocks_of(text)[0].texts[0]) == text


def test_lines_of_chinese_are_joined_without_a_blank() -> None:
    assert blocks_of("您好，\n请坐。")[0].texts == ("您好，请坐。",)


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_any_text_becomes_blocks_without_markup_or_is_refused(text: str) -> None:
    try:
        found = blocks_of(text)
    except ProseBroken as error:
        assert error.problems  # noqa: PT017  (either is right; never anything else)
        return
    for block in found:
        assert block.kind in BLOCKS
        assert all(each.startswith(("/", "https://", "tel:")) for text in block.texts for each in links(text))
