import io
from pathlib import PurePath

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from i18n.extract import extract_yaml, kind_of, texts_of

SERVICE = """\
id: senior-travel-card
title: Get a senior travel card
cost: 0
minutes: 5
office: travel-desk
need:
  - Your date of birth
  - |
    A photo.
questions:
  - id: birth_date
    type: date
    why: The card is for people aged 65 or over.
    ask: What is your date of birth?
    prefill: residents.birth_date
    earliest: 1900-01-01
    latest: today
  - id: too_young
    type: exit
    when: {birth_date: {age_under: 65}}
    ask: Not yet
    text: [First., Second.]
    instead: [Buy a day ticket.]
  - id: delivery
    type: choice
    options:
      - {id: pickup, text: I will fetch it, hint: At the desk}
      - {id: post, text: By post}
declaration: The answers are true.
"""

LESSON = """\
id: senior-travel-card
title: Practise
person: {name: Rosa Lee, story: Rosa Lee was born in 1951.}
skills: [{framework: DigComp, version: "2.2", code: "2.3"}]
steps:
  - id: give-birth-date
    kind: practise
    say: Type her date of birth.
    question: birth_date
    expect: "1951-05-04"
    hints: [One, Two, Three]
    mistakes:
      - {is: "2051-05-04", say: That is to come.}
      - {like: "^x", say: Numbers only.}
    options: [pickup, post]
    else: Look again.
    done: Well done.
learned: [I can do it]
next: {text: Do it for yourself, service: senior-travel-card}
"""


def extracted(text: str, path: str) -> list[tuple[int, None, str, list[str]]]:
    return list(extract_yaml(io.BytesIO(text.encode()), (), (), {"path": path}))


def test_every_text_of_a_service_comes_in_the_order_of_the_file_with_its_path() -> None:
    assert list(texts_of(yaml.safe_load(SERVICE), "service")) == [
        ("title", "Get a senior travel card"),
        ("need.1", "Your date of birth"),
        ("need.2", "A photo."),
        ("questions.birth_date.why", "The card is for people aged 65 or over."),
        ("questions.birth_date.ask", "What is your date of birth?"),
        ("questions.too_young.ask", "Not yet"),
        ("questions.too_young.text.1", "First."),
        ("questions.too_young.text.2", "Second."),
        ("questions.too_young.instead.1", "Buy a day ticket."),
        ("questions.delivery.options.pickup.text", "I will fetch it"),
        ("questions.delivery.options.pickup.hint", "At the desk"),
        ("questions.delivery.options.post.text", "By post"),
        ("declaration", "The answers are true."),
    ]


def test_a_lesson_gives_its_texts_and_keeps_ids_names_and_expected_answers_out() -> None:
    assert list(texts_of(yaml.safe_load(LESSON), "lesson")) == [
        ("title", "Practise"),
        ("person.story", "Rosa Lee was born in 1951."),
        ("steps.give-birth-date.say", "Type her date of birth."),
        ("steps.give-birth-date.hints.1", "One"),
        ("steps.give-birth-date.hints.2", "Two"),
        ("steps.give-birth-date.hints.3", "Three"),
        ("steps.give-birth-date.mistakes.1.say", "That is to come."),
        ("steps.give-birth-date.mistakes.2.say", "Numbers only."),
        ("steps.give-birth-date.else", "Look again."),
        ("steps.give-birth-date.done", "Well done."),
        ("learned.1", "I can do it"),
        ("next.text", "Do it for yourself"),
    ]


def test_a_text_that_is_only_a_place_to_fill_is_not_for_translators() -> None:
    document = {"title": "%(city)s", "objective": "By %(city)s", "learned": [" %(city)s "]}
    assert list(texts_of(document, "lesson")) == [("objective", "By %(city)s")]


def test_offices_city_and_people_give_their_texts_but_no_addresses() -> None:
    offices = {"offices": [{"id": "desk", "name": "Desk", "address": ["2 Quay Street"], "getting_there": "By tram."}]}
    city = {"id": "x", "name": "Harbour City", "help": {"phone": "+44", "hours": "All day", "text": "Ask us."}}
    people = {"people": [{"name": "Rosa Lee", "role": "citizen", "about": "Has an old phone."}]}
    assert list(texts_of(offices, "offices")) == [
        ("offices.desk.name", "Desk"),
        ("offices.desk.getting_there", "By tram."),
    ]
    assert [path for path, _ in texts_of(city, "city")] == ["name", "help.hours", "help.text"]
    assert list(texts_of(people, "people")) == [("people.1.about", "Has an old phone.")]


def test_the_extractor_gives_line_numbers_and_says_where_a_text_stands() -> None:
    found = extracted(SERVICE, "content/services/senior-travel-card.yaml")
    assert found[0] == (2, None, "Get a senior travel card", ["senior-travel-card · title"])
    assert found[3] == (
        13,
        None,
        "The card is for people aged 65 or over.",
        ["senior-travel-card · questions.birth_date.why"],
    )


def test_the_extractor_and_the_program_see_the_same_texts() -> None:
    for text, path, kind in ((SERVICE, "services/a.yaml", "service"), (LESSON, "lessons/a.yaml", "lesson")):
        seen = list(texts_of(yaml.safe_load(text), kind))  # type: ignore[arg-type]
        assert [(comments[0].removeprefix("a · "), found) for _, _, found, comments in extracted(text, path)] == seen


def test_an_unknown_file_is_refused_rather_than_left_untranslated() -> None:
    with pytest.raises(ValueError, match=r"i18n/fields\.py does not say"):
        extracted("title: News", "content/news.yaml")


def test_a_file_that_is_not_yaml_is_refused() -> None:
    with pytest.raises(ValueError, match="this is not YAML: while"):
        extracted("a: [", "services/a.yaml")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("content/services/a.yaml", "service"),
        ("tutorials/lessons/a.yaml", "lesson"),
        ("content/city.yaml", "city"),
        ("content/offices.yaml", "offices"),
        ("content/people.yaml", "people"),
        ("content/other.yaml", None),
    ],
)
def test_a_file_is_known_by_its_folder_or_name(path: str, kind: str | None) -> None:
    assert kind_of(PurePath(path)) == kind


KEYS = st.sampled_from(["title", "questions", "options", "text", "id", "need", "steps", "hints", "person", "story"])
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
)


@given(DOCUMENTS, st.sampled_from(["service", "lesson", "offices", "city", "people"]))
def test_a_document_of_any_shape_gives_only_texts_with_words(document: object, kind: str) -> None:
    found = list(texts_of(document, kind))  # type: ignore[arg-type]
    assert all(path and text == text.strip() != "" for path, text in found)
    assert found == list(texts_of(document, kind))  # type: ignore[arg-type]
