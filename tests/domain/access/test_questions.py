"""Asking about an entry, and the answer in words."""

import uuid

import pytest
from sqlalchemy.orm import Session

from backend.core.reading import STAFF, Matter, Opened, Reader
from backend.domain.access import actions, queries, questions
from backend.domain.access.errors import OwnReading, QuestionAnswered, QuestionAsked, QuestionEmpty, QuestionIdTaken
from backend.domain.access.rules import DECIDING
from backend.domain.catalogue.errors import NotFound
from backend.domain.inbox import queries as inbox
from tests.domain.given import AMIR, MAYA, NOW, ROSA, WAI, Town


class Story:
    """Amir read Rosa's birth date, and she asks why; an auditor answers."""

    def __init__(self, town: Town, session: Session) -> None:
        self.session = session
        self.rosa, self.wai, self.amir, self.auditor = (
            town.account(session, number) for number in (ROSA, WAI, AMIR, MAYA)
        )
        opened = Opened(Reader(STAFF, self.amir, DECIDING), {(self.rosa, Matter("application")): {"birth_date": None}})
        actions.record(session, opened, NOW)
        self.number = queries.of_person(session, self.rosa)[0].number

    def ask(self, text: str = "Why?", public_id: uuid.UUID | None = None, by: int | None = None) -> questions.Asked:
        return questions.ask(self.session, by or self.rosa, public_id or uuid.uuid4(), self.number, text, NOW)

    def answer(self, asked: questions.Asked, text: str = "To decide.", by: int | None = None) -> questions.Asked:
        return questions.answer(self.session, asked.public_id, text, by or self.auditor, NOW)


@pytest.fixture
def story(town: Town, session: Session) -> Story:
    return Story(town, session)


def test_an_answer_reaches_the_person_and_asking_or_answering_twice_is_once(story: Story) -> None:
    asked = story.ask(" Why? ")
    assert story.ask("Something else", asked.public_id) == asked
    assert [row.public_id for row in questions.waiting(story.session)] == [asked.public_id]
    answered = story.answer(asked)
    assert story.answer(asked) == answered
    assert (answered.text, answered.answer) == ("Why?", "To decide.")
    assert questions.about(story.session, story.rosa, story.number) == answered
    assert questions.waiting(story.session) == []
    (letter,) = inbox.messages(story.session, story.rosa)
    assert (letter.kind, letter.link) == ("history-answer", f"/history/{story.number}")
    with pytest.raises(QuestionAnswered):
        story.answer(asked, "Other words")


def test_one_asks_once_about_ones_own_entries_and_in_words(story: Story) -> None:
    with pytest.raises(QuestionEmpty):
        story.ask("  ")
    with pytest.raises(NotFound):
        story.ask(by=story.wai)
    asked = story.ask()
    with pytest.raises(QuestionAsked):
        story.ask()
    opened = Opened(Reader(STAFF, story.amir, DECIDING), {(story.wai, Matter("application")): {"birth_date": None}})
    actions.record(story.session, opened, NOW)
    story.number += 1
    with pytest.raises(QuestionIdTaken):
        story.ask(public_id=asked.public_id, by=story.wai)


def test_nobody_answers_for_what_they_read_themselves(story: Story) -> None:
    asked = story.ask()
    with pytest.raises(OwnReading):
        story.answer(asked, by=story.amir)
    with pytest.raises(QuestionEmpty):
        story.answer(asked, " ")
    with pytest.raises(NotFound):
        questions.answer(story.session, uuid.uuid4(), "Words", story.auditor, NOW)
