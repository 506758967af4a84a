"""A text with its facts: read, written again, and what is wrong with its head named by line."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from prose.document import LARGEST, Document, ProseBroken, read, write
from prose.extract import extract_markdown

WHOLE = """\
---
id: stay-warm
kind: article
title: "How to stay warm: 'at home'"
short: [Keep one room warm., Ask us., Ring us.]
office: warm-homes
ends: 2027-03-31
spoken: [{text: HC1 2AB, say: H C 1}]
---

Close the **curtains**.

1. One
2. Two
"""


def wrong(text: str) -> str:
    with pytest.raises(ProseBroken) as caught:
        read(text)
    return str(caught.value)


def test_a_document_written_and_read_is_the_same() -> None:
    document = read(WHOLE)
    assert (document.ends_on, document.line, document.spoken) == (date(2027, 3, 31), 11, (("HC1 2AB", "H C 1"),))
    assert read(write(document)) == document
    odd = Document("a", "policy", "---\n: [", ("- x", "# y"), "b", "---\nid: c\n---\n", keywords="a: b, 'c'")
    assert read(write(odd)).title == odd.title
    assert read(write(odd)).body == odd.body


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("---\nid", "id", "line 1: must be ---"),
        ("---\n\nClose", "\nClose", "a second --- must follow"),
        ("kind: article", "kind: song", "kind: Must be one of"),
        ("id: stay-warm", "id: Stay Warm", "id: String does not match"),
        ("office: warm-homes\n", "", "office: Missing data"),
        ("office: warm-homes\n", "office: warm-homes\nwriter: me\n", "writer: Unknown field"),
        ("office: warm-homes\n", "office: a\noffice: b\n", "line 7"),
        ("office: warm-homes\n", "office: [a\n", "line 7"),
        ("office: warm-homes\n", "office: &a warm-homes\nkeywords: *a\n", "line 7"),
        ("office: warm-homes", "office: !!python/name:os.system x", "line 6"),
        ("2027-03-31", "soon", "ends: must be a day such as"),
        ("2027-03-31", "2027-03-31 10:00:00", "ends: must be a day such as"),
        ("Ring us.]", "Ring us., Four.]", "short: Length must be between 1 and 3."),
    ],
)
def test_each_mistake_in_the_head_is_named(before: str, after: str, told: str) -> None:
    assert before in WHOLE
    assert told in wrong(WHOLE.replace(before, after, 1))


def test_a_text_of_a_megabyte_is_refused_before_it_is_read() -> None:
    assert f"is larger than {LARGEST} bytes" in wrong(WHOLE + "x" * 1_000_000)
    assert "must be ---" in wrong("")


def test_translators_get_one_message_a_paragraph_and_point_with_its_place() -> None:
    found = list(extract_markdown(BytesIO(WHOLE.encode()), (), (), {"path": "content/articles/stay-warm.md"}))
    assert [(text, comments[0]) for _, _, text, comments in found][-3:] == [
        ("Close the **curtains**.", "stay-warm · paragraph 1"),
        ("One", "stay-warm · steps 2.1"),
        ("Two", "stay-warm · steps 2.2"),
    ]
    assert "Keep one room warm." in [text for _, _, text, _ in found]
    with pytest.raises(ValueError, match="HTML is not used here"):
        list(extract_markdown(BytesIO(f"{WHOLE}\n<b>".encode()), (), (), {"path": str(Path("articles/x.md"))}))
