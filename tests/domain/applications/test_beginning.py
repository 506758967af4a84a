import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.domain.applications import actions, queries
from backend.domain.applications.errors import AlreadySent, DraftElsewhere, IdTaken
from backend.domain.applications.models import Answer, Application
from backend.domain.catalogue.errors import NotFound
from tests.domain.given import CARD, NOW, ROSA, WAI, Town


def begin(town: Town, session: Session, account: int, public_id: uuid.UUID, service: str = CARD) -> bool:
    return actions.begin(session, account, service, town.versions[service], public_id, NOW)[1]


def count(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(Application))


def test_beginning_twice_with_one_id_begins_once(town: Town, session: Session) -> None:
    account, public_id = town.account(session), uuid.uuid4()
    assert begin(town, session, account, public_id)
    assert not begin(town, session, account, public_id)
    assert count(session) == 1


def test_a_second_draft_of_one_service_is_told_of_the_first(town: Town, session: Session) -> None:
    account = town.account(session)
    begin(town, session, account, uuid.uuid4())
    with pytest.raises(DraftElsewhere):
        begin(town, session, account, uuid.uuid4())
    assert begin(town, session, account, uuid.uuid4(), "winter-heating-help"), "another service may be begun"
    assert begin(town, session, town.account(session, WAI), uuid.uuid4()), "and so may another person's"


def test_an_id_of_somebody_else_is_taken_and_tells_nothing_of_them(town: Town, session: Session) -> None:
    rosa, wai, public_id = town.account(session, ROSA), town.account(session, WAI), uuid.uuid4()
    begin(town, session, rosa, public_id)
    with pytest.raises(IdTaken) as caught:
        begin(town, session, wai, public_id)
    assert caught.value.values == {}
    with pytest.raises(IdTaken):
        begin(town, session, rosa, public_id, "winter-heating-help")


def test_after_sending_the_same_service_may_be_begun_again(town: Town, session: Session) -> None:
    account = town.account(session)
    sent = town.sent(session, account)
    again = town.begin(session, account)
    assert again.id != sent.id
    draft = queries.draft_of(session, account, CARD)
    assert draft is not None
    assert draft.id == again.id


def test_beginning_again_with_the_id_of_what_was_sent_returns_what_was_sent(town: Town, session: Session) -> None:
    account = town.account(session)
    sent = town.sent(session, account)
    found, new = actions.begin(session, account, CARD, town.versions[CARD], sent.public_id, NOW)
    assert (found.state, new) == ("sent", False)


def test_two_devices_that_begin_at_once_begin_one_draft(town: Town) -> None:
    with town.database.writing() as session:
        account = town.account(session)
    together = threading.Barrier(4)

    def press(_: int) -> str:
        together.wait(10)
        try:
            with town.database.writing() as session:
                begin(town, session, account, uuid.uuid4())
        except DraftElsewhere:
            return "told of the first"
        return "begun"

    with ThreadPoolExecutor(4) as devices:
        outcomes = sorted(devices.map(press, range(4)))
    assert outcomes == ["begun"] + ["told of the first"] * 3
    with town.database.reading() as session:
        assert count(session) == 1


def test_somebody_elses_application_is_not_found(town: Town, session: Session) -> None:
    rosa, wai = town.account(session, ROSA), town.account(session, WAI)
    application = town.begin(session, rosa)
    assert queries.mine(session, rosa, application.public_id) is application
    with pytest.raises(NotFound):
        queries.mine(session, wai, application.public_id)
    with pytest.raises(NotFound):
        queries.at_desk(session, application.public_id)


def test_discarding_a_draft_takes_its_answers_with_it(town: Town, session: Session) -> None:
    account = town.account(session)
    kept, thrown = town.begin(session, account, "winter-heating-help"), town.begin(session, account)
    town.answer(session, kept, "heating_broken", value=False)
    town.answer(session, thrown, "full_name", "Rosa Lee")
    actions.discard(session, thrown)
    assert session.scalars(select(Application.id)).all() == [kept.id]
    assert session.scalars(select(Answer.application_id)).all() == [kept.id]
    assert town.begin(session, account).id > thrown.id, "its number is never given again"


def test_what_was_sent_cannot_be_discarded(town: Town, session: Session) -> None:
    application = town.sent(session, town.account(session))
    with pytest.raises(AlreadySent):
        actions.discard(session, application)


def test_lists_are_newest_first_by_pages_and_only_ones_own(town: Town, session: Session) -> None:
    rosa, wai = town.account(session, ROSA), town.account(session, WAI)
    mine = [town.sent(session, rosa).id for _ in range(3)]
    town.sent(session, wai)
    first = queries.of_account(session, rosa, limit=2)
    second = queries.of_account(session, rosa, limit=2, after=first[-1].id)
    assert [each.id for each in (*first, *second)] == mine[::-1]
