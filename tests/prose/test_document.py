"""A text with its facts: read, written again, and what is wrong with its head named by line."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from prose.document import LARGEST, Document, ProseBroken, read, read_kept, write
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
        ("kind: article", "kind: song", "kind: Choose what it is: article, policy or notice."),
        ("id: stay-warm", "id: Stay Warm", "id: Give the text a short name for its address"),
        ("office: warm-homes\n", "", "office: Choose the office"),
        ("office: warm-homes\n", "office: warm-homes\nwriter: me\n", "writer: We do not know this field."),
        ("office: warm-homes\n", "office: a\noffice: b\n", "line 7"),
        ("office: warm-homes\n", "office: [a\n", "line 7"),
        ("office: warm-homes\n", "office: &a warm-homes\nkeywords: *a\n", "line 7"),
        ("office: warm-homes", "office: !!python/name:os.system x", "line 6"),
        ("id: stay-warm", "id: 5", "id: Give the text a short name"),
        ("title: \"How to stay warm: 'at home'\"", "title: 5", "title: Write a title of at most 100 letters"),
        ("title: \"How to stay warm: 'at home'\"", "title: '   '", "title: Write a title of at most 100 letters"),
        ('title: "How to stay warm', 'title: "How to \\u202e stay warm', "title: holds an unseen mark"),
        ("Ring us.]", "' ']", "short: Say it in one to three sentences"),
        ("Ring us.]", '"\\ue000 us."]', "short: holds a sign that other phones cannot show"),
        ("office: warm-homes\n", 'office: warm-homes\nkeywords: "a \\ufffd"\n', "keywords: holds a sign that is no"),
        ("say: H C 1", "say: ' '", "spoken: Write at most 30 pairs"),
        ("say: H C 1", 'say: "\\u202e"', "spoken: holds an unseen mark"),
        ("say: H C 1", f"say: {'x' * 201}", "spoken.0.say: Write at most 30 pairs"),
        ("{text: HC1 2AB, say: H C 1}", "HC1", "spoken.0: Write the name of each fact"),
        ("2027-03-31", "soon", "ends: must be a day such as"),
        ("2027-03-31", "2027-03-31 10:00:00", "ends: must be a day such as"),
        ("Ring us.]", "Ring us., Four.]", "short: Say it in one to three sentences"),
    ],
)
def test_each_mistake_in_the_head_is_named(before: str, after: str, told: str) -> None:
    assert before in WHOLE
    assert told in wrong(WHOLE.replace(before, after, 1))


def test_a_head_without_facts_is_explained() -> None:
    assert wrong("---\njust words\n---\n\nHello\n").startswith("the facts at the top: Write the name of each fact")


def test_a_text_kept_before_is_read_whatever_its_title() -> None:
    blank = WHOLE.replace("title: \"How to stay warm: 'at home'\"", "title: '   '")
    assert read_kept(blank).title.strip() == ""


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
