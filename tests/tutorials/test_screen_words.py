"""What a lesson calls a thing on its simulated phone is what stands on that thing, in every language."""

import re
from collections.abc import Iterator

import pytest

from backend.config import ROOT
from backend.domain.catalogue.city import load_content
from i18n.catalogues import Catalogues
from tutorials.lesson import Lesson
from tutorials.screen import Screen

LESSONS = load_content(ROOT / "content").lessons
CATALOGUES = Catalogues.load(ROOT / "i18n" / "locales", ROOT / "content" / "locales")
EVERYDAY = {"Wi-Fi", "PIN"}
"""Labels that sentences use as common nouns too: 'there is no PIN yet'."""
_ISOLATES = re.compile("[\u2066-\u2069]")


def told(lesson: Lesson) -> Iterator[tuple[str, Screen, str]]:
    """The sentences of a lesson, each with its step and with the screen that is seen beside it."""
    for step in lesson.steps:
        for frame in step.frames:
            yield step.id, lesson.screens[frame.screen], frame.say
        if step.screen is not None:
            mistakes = (each.say for each in step.mistakes)
            for text in (step.say, *step.hints, *mistakes, step.otherwise, step.done, step.short):
                if text:
                    yield step.id, lesson.screens[step.screen], text


def named(screen: Screen, text: str) -> set[str]:
    """The labels of a screen that an English sentence names: with their capital, in the middle of the sentence."""
    labels = {each.text for each in screen.pieces if each.pressable and each.text[:1].isupper()} - EVERYDAY
    found = {each for each in labels if re.search(rf"(?<=[a-z,:] ){re.escape(each)}(?![\w-])", text)}
    return {each for each in found if not any(each != other and each in other for other in found)}


NAMED = [
    (f"{lesson.id} {step}", label, text)
    for lesson in LESSONS.values()
    for step, screen, text in told(lesson)
    for label in sorted(named(screen, text))
]


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant", "es", "ar"])
def test_a_sentence_calls_a_thing_on_the_screen_by_the_word_that_stands_on_it(tag: str) -> None:
    translator = CATALOGUES.translator(tag)

    def read(text: str) -> str:
        return _ISOLATES.sub("", translator.text(text)).casefold()

    assert len(NAMED) > 180
    assert [(where, read(label), read(text)) for where, label, text in NAMED if read(label) not in read(text)] == []


def test_the_app_for_messages_is_called_the_same_on_the_phone_and_in_the_lesson() -> None:
    found = {(where, label) for where, label, _ in NAMED}
    assert ("answer-a-message open-messages", "Messages") in found
    assert CATALOGUES.translator("es").text("Messages") == "Mensajes"
