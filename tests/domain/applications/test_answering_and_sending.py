from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.database import Database
from backend.core.outbox import OutboxRow
from backend.core.reference import is_reference, new_reference
from backend.core.vault import Vault
from backend.domain.applications import actions, queries
from backend.domain.applications.errors import (
    AlreadySent,
    AnswerNotTaken,
    NotComplete,
    NotForYou,
    NotOnJourney,
)
from backend.domain.applications.models import Answer, Application
from backend.domain.catalogue.city import Content
from backend.domain.catalogue.errors import NotFound
from backend.domain.desk.queue import find
from backend.domain.inbox.models import Message
from flows.journey import journey
from flows.types import Context
from tests.databases import Maker
from tests.domain.given import ANSWERS, NOW, ROSA, TODAY, Town, publish_into

OTHERS: Mapping[str, tuple[Any, ...]] = {
    "full_name": ("Rosa Lee", "  Wai   Cheung ", "", 7, None),
    "birth_date": ("1951-05-04", {"day": "4", "month": "5", "year": "1951"}, "2001-01-01", "tomorrow"),
    "lives_here": (True, False, "yes"),
    "address": (ANSWERS["address"], {"line1": "7 Mill Lane"}),
    "delivery": ("post", "pickup", "pigeon"),
    "pickup_office": ("library", "moon"),
    "old_card": (True, False),
    "old_card_number": ("HC 1", None),
    "companion": (True, False),
    "companion_help": (["seeing", "walking"], [], ["flying"]),
    "contact_way": ("letter", "call", "email"),
    "phone": ("07700 900101", "1"),
    "email": ("rosa@example.org", "rosa"),
    "too_young": (True,),
    "no_such_question": (True,),
}
STEPS = st.lists(
    st.sampled_from(sorted(OTHERS)).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(OTHERS[name]))),
    max_size=25,
)


@pytest.fixture
def draft(town: Town, session: Session) -> Application:
    return town.begin(session, town.account(session))


@pytest.fixture(scope="module")
def shared(template: Maker, content: Content) -> Iterator[Town]:
    """One database for all examples of a property; each begins anew with an account of its own."""
    database = Database(template(), Vault({"first": b"k" * 32}, b"i" * 32))
    yield publish_into(database, content)
    database.close()


@settings(max_examples=60)
@given(steps=STEPS, number=st.integers(10**8, 10**9 - 1), replays=st.integers(1, 2))
def test_whatever_is_answered_in_whatever_order_what_is_sent_is_the_journeys(
    shared: Town, steps: list[tuple[str, Any]], number: int, replays: int
) -> None:
    with shared.database.writing() as session:
        application = shared.begin(session, shared.account(session, f"+447{number}"))
        kept: dict[str, Any] = {}
        for question, value in [*steps, *ANSWERS.items()]:
            for _ in range(replays):
                try:
                    kept[question] = shared.answer(session, application, question, value)
                except (NotOnJourney, AnswerNotTaken):
                    break
        assert queries.answers_of(session, application) == kept
        walked = journey(shared.service(), kept, TODAY.today)
        if walked.complete:
            shared.send(session, application)
            assert queries.submitted(session, application) == dict(walked.answers)
        else:
            with pytest.raises(NotForYou if walked.exit else NotComplete):
                shared.send(session, application)
        session.rollback()


def test_an_answer_is_kept_in_canonical_form(town: Town, session: Session, draft: Application) -> None:
    assert town.answer(session, draft, "full_name", "  Rosa   Lee ") == "Rosa Lee"
    assert town.answer(session, draft, "birth_date", {"day": "4", "month": "5", "year": "1951"}) == "1951-05-04"
    assert queries.answers_of(session, draft) == {"full_name": "Rosa Lee", "birth_date": "1951-05-04"}


def test_saving_the_same_answer_again_changes_nothing_and_another_replaces_it(
    town: Town, session: Session, draft: Application
) -> None:
    for name in ("Rosa Lee", "Rosa Lee", "Rosa Li"):
        town.answer(session, draft, "full_name", name)
    assert queries.answers_of(session, draft) == {"full_name": "Rosa Li"}
    assert session.scalar(select(func.count()).select_from(Answer)) == 1


def test_a_wrong_answer_is_not_kept_and_points_to_its_field(town: Town, session: Session, draft: Application) -> None:
    town.answer(session, draft, "full_name", "Rosa Lee")
    with pytest.raises(AnswerNotTaken) as caught:
        town.answer(session, draft, "birth_date", {"day": "4", "month": "5", "year": "51"})
    (error,) = caught.value.errors
    assert (error.field, error.pointer) == ("answer-year", "/value/year")
    assert "birth_date" not in queries.answers_of(session, draft)


@pytest.mark.parametrize("question", ["address", "too_young", "pickup_office", "no_such_question", "", "x" * 500])
def test_a_question_that_is_not_next_takes_no_answer(
    town: Town, session: Session, draft: Application, question: str
) -> None:
    with pytest.raises(NotOnJourney):
        town.answer(session, draft, question, "x")


def test_an_answer_off_the_journey_waits_for_coming_back_and_is_never_sent(
    town: Town, session: Session, draft: Application
) -> None:
    town.answer_all(session, draft)
    town.answer(session, draft, "delivery", "pickup")
    town.answer(session, draft, "pickup_office", "library")
    town.answer(session, draft, "delivery", "post")
    assert queries.answers_of(session, draft)["pickup_office"] == "library"
    town.send(session, draft)
    assert queries.submitted(session, draft) == dict(ANSWERS)


def test_sending_twice_gives_one_reference_one_message_and_one_notification(
    town: Town, session: Session, draft: Application
) -> None:
    town.answer_all(session, draft)
    reference = town.send(session, draft)
    assert town.send(session, draft) == reference
    assert is_reference(reference)
    assert draft.due_on == date(2026, 12, 7)
    assert draft.sent_at == NOW
    assert session.scalar(select(func.count()).select_from(Message)) == 1
    kinds = session.scalars(select(OutboxRow.kind).order_by(OutboxRow.kind)).all()
    assert kinds == ["case-late", "message"], "the desk's clock is set, and the phone rings"
    assert [each.id for each in find(session, reference, "GB", None)] == [draft.id]


def test_a_reference_that_is_taken_is_made_anew(
    town: Town, session: Session, draft: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.answer_all(session, draft)
    taken = town.send(session, draft)
    fresh = new_reference()
    made = iter([taken, taken, fresh])
    monkeypatch.setattr(actions, "new_reference", lambda: next(made))
    second = town.begin(session, draft.account_id)
    town.answer_all(session, second)
    assert town.send(session, second) == fresh
    assert queries.submitted(session, second) == dict(ANSWERS)
    assert (second.sent_at, second.due_on) == (NOW, date(2026, 12, 7))


def test_sending_fails_whole_when_no_reference_can_be_had(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    with town.database.writing() as session:
        taken = town.sent(session, town.account(session)).reference
        second = town.begin(session, town.account(session))
        town.answer_all(session, second)
    monkeypatch.setattr(actions, "new_reference", lambda: taken)

    def send() -> None:
        with town.database.writing() as session:
            town.send(session, queries.mine(session, second.account_id, second.public_id, lock=True))

    with pytest.raises(IntegrityError):
        send()
    with town.database.reading() as session:
        found = queries.mine(session, second.account_id, second.public_id)
        assert (found.state, found.submitted_sealed, found.sent_at) == ("draft", None, None)
        assert session.scalar(select(func.count()).select_from(Message)) == 1


def test_what_is_not_answered_whole_cannot_be_sent_and_says_what_is_missing(
    town: Town, session: Session, draft: Application
) -> None:
    town.answer(session, draft, "full_name", "Rosa Lee")
    with pytest.raises(NotComplete) as caught:
        town.send(session, draft)
    assert caught.value.values["question"] == "birth_date"
    assert draft.state == "draft"


def test_answers_that_lead_to_an_exit_cannot_be_sent(town: Town, session: Session, draft: Application) -> None:
    town.answer_all(session, draft)
    town.answer(session, draft, "birth_date", "1999-05-04")
    with pytest.raises(NotForYou):
        town.send(session, draft)


def test_an_answer_that_no_longer_holds_is_named_before_sending(
    town: Town, session: Session, draft: Application
) -> None:
    town.answer_all(session, draft)
    long_before = Context(date(1940, 1, 1), "GB")
    with pytest.raises((AnswerNotTaken, NotForYou)):
        actions.send(session, draft, town.service(), long_before, town.content.work_days, NOW)
    moving = town.begin(session, draft.account_id, "change-of-address")
    answers = {"who": "me", "full_name": "Rosa Lee", "old_address": ANSWERS["address"], "new_in_city": True}
    answers |= {"new_address": ANSWERS["address"], "move_date": "2026-12-01", "tell_services": None}
    town.answer_all(session, moving, answers | {"phone_changed": False, "really_moving": True})
    stricter = town.service("change-of-address").by_id["move_date"]
    object.__setattr__(stricter, "limits", {"earliest": "today"})
    later, days = Context(date(2026, 12, 2), "GB"), town.content.work_days
    with pytest.raises(AnswerNotTaken) as caught:
        actions.send(session, moving, town.service("change-of-address"), later, days, NOW)
    assert caught.value.values["question"] == "move_date"
    assert caught.value.errors[0].field == "answer-year"


def test_after_sending_no_answer_changes(town: Town, session: Session) -> None:
    application = town.sent(session, town.account(session))
    with pytest.raises(AlreadySent):
        town.answer(session, application, "full_name", "Somebody Else")
    assert queries.submitted(session, application)["full_name"] == "Rosa Lee"


def test_no_answer_number_or_reason_stands_readable_on_the_disk(town: Town) -> None:
    with town.database.writing() as session:
        application = town.sent(session, town.account(session))
        draft = town.begin(session, application.account_id)
        town.answer(session, draft, "full_name", "Agatha Threadgold")
        town.answer(session, draft, "birth_date", "1949-11-23")
        town.decide(session, application, "refused", "A plain reason")
    for secret in (b"Agatha", b"HC3 4DE", b"1949-11-23", ROSA[1:].encode(), b"A plain reason"):
        assert secret not in everything(town.database), secret


def everything(database: Database) -> bytes:
    """All that is on the disk: the file and its log, or on PostgreSQL every row as text."""
    if database.is_sqlite:
        file = Path(str(database.url.database))
        return b"".join(each.read_bytes() for each in file.parent.iterdir() if each.name.startswith(file.name))
    with database.reading() as session:
        tables = ("account", "application", "answer", "message", "outbox", "sign_in", "application_words")
        rows = [row for each in tables for row in session.execute(text(f"SELECT * FROM {each}")).all()]  # noqa: S608
        return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)


def test_a_draft_has_nothing_submitted(session: Session, draft: Application) -> None:
    with pytest.raises(NotFound):
        queries.submitted(session, draft)
    assert queries.reason(session, draft) is None
