"""Every service ends kindly by each of its exits: the page says what one can do instead, and nothing can be sent."""

import html
import re
from collections import deque
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backend.core import clock
from backend.domain.applications.models import Application
from backend.domain.appointments.diary import Diary
from backend.domain.intake import actions as intake
from backend.parts import Parts
from flows import conditions
from flows.entries import entries_of
from flows.journey import journey
from flows.service import Question, Service
from flows.tries import answers_to_try
from flows.types import TYPES, AnswerWrong, Context, check
from flows.types.enclosed import takes_files
from tests.domain.given import Town
from tests.journeys.test_every_service import candidates
from tests.web.readers import Reader

SERVICES = sorted(path.stem for path in Path("content/services").glob("*.yaml"))
MOST_WALKED = 2000


def looked_at_in(service: Service) -> list[conditions.Test]:
    return [test for question in service.every if question.when for test in question.when.tests()]


def good_answers(question: Question, tests: list[conditions.Test], today: date) -> Iterator[Any]:
    """Answers that are taken and that conditions tell apart; one where none looks at it."""
    own = question.id.rpartition("/")[2]
    looked_at = [test for test in tests if test.question == own]
    tried = [*answers_to_try(question, looked_at, today)] if looked_at else []
    for each in [*tried, *([] if takes_files(question) else candidates(question)), None]:
        plain = dict(each) if isinstance(each, dict) else list(each) if isinstance(each, tuple) else each
        try:
            yield check(question, plain, Context(today, "GB"))
        except AnswerWrong:
            continue
        if not looked_at:
            return


def ways_out(service: Service, today: date) -> dict[str, dict[str, Any]]:
    """The shortest answers found that lead to each exit."""
    tests, found = looked_at_in(service), dict[str, dict[str, Any]]()
    waiting = deque[dict[str, Any]]([{}])
    for _ in range(MOST_WALKED):
        if not waiting:
            break
        answers = waiting.popleft()
        walked = journey(service, answers, today)
        if walked.exit:
            found.setdefault(walked.exit.id.rpartition("/")[2], answers)
            continue
        asked = walked.next
        if asked is None:
            continue
        if asked.type == "group":
            entries = list(entries_of(answers).get(asked.id, ()))
            waiting.append(answers | ({asked.id: entries} if entries else {f"{asked.id}/one": 1}))
        else:
            waiting.extend(answers | {asked.id: value} for value in good_answers(asked, tests, today))
    return found


def in_words(page: str) -> str:
    """The text of a page; words that the glossary explains are links inside it."""
    return " ".join(html.unescape(re.sub("<[^>]+>", "", page)).split())


@pytest.mark.parametrize("name", SERVICES)
def test_each_exit_says_what_to_do_instead_and_lets_nothing_be_sent(parts: Parts, rosa: Reader, name: str) -> None:
    town = Town(parts.database, parts.content, parts.versions)
    service, today = parts.content.services[name], parts.today()
    ways = ways_out(service, today)
    assert set(ways) == {each.id for each in service.every if each.type == "exit"}
    for way_out, answers in ways.items():
        with parts.writing() as session:
            draft = town.begin(session, town.account(session), name)
            for question, value in answers.items():
                if not question.endswith("/one"):
                    save = (Diary(parts.content), draft, service, question, value)
                    intake.save_answer(session, *save, Context(today, "GB"), clock.now())
            where = f"/applications/{draft.public_id}"
        page = in_words(rosa.get(rosa.get(f"{where}/next").headers["Location"]).text)
        ended = service.by_id[way_out]
        assert all(in_words(text) in page for text in (ended.ask, *ended.instead))
        rosa.post(f"{where}/send")
        with parts.reading() as session:
            assert session.scalars(select(Application.state).where(Application.id == draft.id)).one() == "draft"
        rosa.post(f"{where}/discard")


def test_between_them_the_services_use_every_type_of_question(parts: Parts) -> None:
    used = {question.type for service in parts.content.services.values() for question in service.every}
    assert used == set(TYPES)
