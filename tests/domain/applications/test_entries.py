"""The entries of a repeated group: added once, filled in on two devices, removed for ever."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.domain.applications import entries, queries
from backend.domain.applications.errors import AlreadySent, AnswerNotTaken, EntryGone, NotOnJourney, TooManyEntries
from backend.domain.applications.models import Answer, Application
from flows.journey import journey
from tests.domain.given import NOW, TODAY, Town

BIRTH = "birth-registration"
NAME = {"given": "Lily", "family": "Lee"}
BABY: dict[str, Any] = {"baby_name": NAME, "born_on": "2026-11-03", "sex": "girl", "where_born": "home"}
AROUND: dict[str, Any] = {"born_here": True, "who": "gave_birth"}


@pytest.fixture
def draft(town: Town, session: Session) -> Application:
    begun = town.begin(session, town.account(session), BIRTH)
    town.answer_all(session, begun, AROUND)
    return begun


def baby(entry: str) -> dict[str, Any]:
    return {f"babies/{entry}/{question}": value for question, value in BABY.items()}


def listed(session: Session, draft: Application, town: Town) -> list[str]:
    walked = journey(town.service(BIRTH), queries.answers_of(session, draft), TODAY.today)
    return list(dict.fromkeys(page.entry for page in walked.pages if page.entry))


def add(session: Session, town: Town, draft: Application, entry: str, group: str = "babies", later: int = 0) -> bool:
    now = NOW + timedelta(seconds=later)
    return entries.add(session, draft, town.service(BIRTH), (group, entry), TODAY, now)


def remove(session: Session, town: Town, draft: Application, entry: str, group: str = "babies") -> None:
    entries.remove(session, draft, town.service(BIRTH), (group, entry), NOW)


def test_adding_twice_adds_once_and_entries_stand_in_the_order_of_adding(
    town: Town, session: Session, draft: Application
) -> None:
    assert add(session, town, draft, "zoe")
    assert add(session, town, draft, "anna", later=5)
    assert not add(session, town, draft, "zoe", later=9)
    assert listed(session, draft, town) == ["zoe", "anna"]


def test_an_answer_in_an_entry_adds_it(town: Town, session: Session, draft: Application) -> None:
    town.answer(session, draft, "babies/a/baby_name", NAME)
    assert listed(session, draft, town) == ["a"]


def test_an_entry_has_its_pages_in_order_whatever_stands_in_another(
    town: Town, session: Session, draft: Application
) -> None:
    town.answer(session, draft, "babies/a/baby_name", NAME)
    town.answer(session, draft, "babies/b/baby_name", NAME)
    with pytest.raises(NotOnJourney):
        town.answer(session, draft, "babies/b/sex", "girl")
    town.answer(session, draft, "babies/b/born_on", "2026-11-03")
    town.answer(session, draft, "babies/b/sex", "girl")


def test_what_is_removed_is_gone_with_its_answers_and_a_slow_line_cannot_bring_it_back(
    town: Town, session: Session, draft: Application
) -> None:
    town.answer_all(session, draft, baby("a") | baby("b"))
    remove(session, town, draft, "a")
    remove(session, town, draft, "a")
    assert listed(session, draft, town) == ["b"]
    kept = session.scalars(select(Answer.question).where(Answer.question.like("babies/a%"))).all()
    assert kept == ["babies/a"], "that it is gone, and nothing of what was said"
    with pytest.raises(EntryGone):
        town.answer(session, draft, "babies/a/baby_name", NAME)
    with pytest.raises(EntryGone):
        add(session, town, draft, "a")


def test_a_full_group_takes_no_more_until_one_is_removed(town: Town, session: Session, draft: Application) -> None:
    for number in range(6):
        add(session, town, draft, f"n{number}")
    for refused in (lambda: add(session, town, draft, "n6"), lambda: town.answer_all(session, draft, baby("n6"))):
        with pytest.raises(TooManyEntries) as caught:
            refused()
        assert caught.value.values == {"most": 6}
    remove(session, town, draft, "n3")
    assert add(session, town, draft, "n6")


def test_these_are_all_is_said_of_what_was_seen(town: Town, session: Session, draft: Application) -> None:
    town.answer_all(session, draft, baby("a"))
    with pytest.raises(AnswerNotTaken) as nothing_seen:
        town.answer(session, draft, "babies", [])
    assert nothing_seen.value.errors[0].message == "Please add %(count)s or more."
    town.answer_all(session, draft, baby("b"))
    with pytest.raises(AnswerNotTaken) as another_device:
        town.answer(session, draft, "babies", ["a"])
    assert another_device.value.errors[0].message.startswith("The list has changed")
    assert town.answer(session, draft, "babies", ["b", "a"]) == ["b", "a"]
    walked = journey(town.service(BIRTH), queries.answers_of(session, draft), TODAY.today)
    assert walked.answers["babies"] == ["a", "b"]
    assert walked.next is town.service(BIRTH).by_id["birth_times"], "twins are asked for their times"


@pytest.mark.parametrize(
    ("group", "entry"), [("who", "a"), ("nothing", "a"), ("baby_name", "a"), ("babies", ""), ("babies", "a b")]
)
def test_only_a_group_has_entries_and_ids_are_sound(
    town: Town, session: Session, draft: Application, group: str, entry: str
) -> None:
    for call in (lambda: add(session, town, draft, entry, group), lambda: remove(session, town, draft, entry, group)):
        with pytest.raises(NotOnJourney):
            call()


def test_a_group_that_is_not_come_to_takes_no_entry(town: Town, session: Session) -> None:
    early = town.begin(session, town.account(session), BIRTH)
    for call in (lambda: add(session, town, early, "a"), lambda: town.answer(session, early, "babies/a/sex", "girl")):
        with pytest.raises(NotOnJourney):
            call()


def test_entries_of_an_earlier_choice_wait_to_come_back_and_are_never_sent(
    town: Town, session: Session, draft: Application
) -> None:
    town.answer_all(session, draft, baby("a") | {"babies": ["a"]})
    town.answer(session, draft, "who", "nobody")
    walked = journey(town.service(BIRTH), queries.answers_of(session, draft), TODAY.today)
    assert walked.exit is town.service(BIRTH).by_id["ask_a_parent"]
    assert not [path for path in walked.answers if path.startswith("babies")]
    town.answer(session, draft, "who", "gave_birth")
    again = journey(town.service(BIRTH), queries.answers_of(session, draft), TODAY.today)
    assert again.answers["babies/a/baby_name"] == NAME


def test_what_was_sent_keeps_its_entries(town: Town, session: Session, draft: Application) -> None:
    rest: dict[str, Any] = {
        "babies": ["a"],
        "mother": {"given": "Anna", "family": "Lee", "born": "1990-03-02"},
        "married": False,
        "second_parent_named": False,
        "address": {"line1": "7 Mill Lane", "line2": "", "town": "Harbour City", "postcode": "HC3 4DE"},
        "copies": 1,
        "sign_at": "mill-lane-library",
        "phone": "+447700900123",
    }
    town.answer_all(session, draft, baby("a") | rest)
    town.send(session, draft)
    assert queries.submitted(session, draft)["babies/a/baby_name"] == NAME
    for call in (lambda: add(session, town, draft, "b"), lambda: remove(session, town, draft, "a")):
        with pytest.raises(AlreadySent):
            call()
