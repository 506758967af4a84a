"""One thing done to several applications: looked at first, each by itself, each once."""

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from backend.domain.applications import queries
from backend.domain.applications.errors import IdTaken, WordsMissing
from backend.domain.applications.models import Application
from backend.domain.catalogue.errors import NotFound
from backend.domain.desk import bulk
from backend.domain.desk.bulk import Wish
from backend.domain.desk.errors import TooMany
from backend.domain.desk.rules import MOST_AT_ONCE
from flows.service import Service
from tests.domain.applications.after import NADIA, Desk
from tests.domain.given import AMIR, NOW, Town


class Many:
    """Several applications of a desk that works for the travel desk."""

    def __init__(self, town: Town, session: Session) -> None:
        self.town, self.session = town, session
        self.desks = [Desk(town, session, town.sent(session, town.account(session))) for _ in range(4)]
        self.amir, self.nadia = self.desks[0].id(AMIR), self.desks[0].id(NADIA)
        self.offices = {"travel-desk"}

    @property
    def ids(self) -> list[uuid.UUID]:
        return [each.application.public_id for each in self.desks]

    def service(self, _: Session, application: Application) -> Service:
        return self.town.service(application.service)

    def look(self, wish: Wish) -> list[str]:
        found = bulk.look(self.session, wish, self.ids, self.amir, self.offices, self.service)
        return [each.objection.slug() if each.objection else "done" for each in found]

    def run(self, wish: Wish, batch: uuid.UUID | None = None) -> list[str]:
        days = self.town.content.work_days
        sent = (self.ids, self.amir, self.offices, self.service, days, NOW)
        found = bulk.run(self.session, batch or uuid.uuid4(), wish, *sent)
        return [each["result"] for each in found.results]


@pytest.fixture
def many(town: Town, session: Session) -> Many:
    return Many(town, session)


def test_several_are_handed_to_somebody_of_the_office(many: Many) -> None:
    wish = Wish("assign", many.nadia)
    many.desks[1].take(NADIA)
    many.desks[2].withdraw()
    assert many.look(wish) == ["done", "done", "taken-back", "done"]
    assert many.run(wish) == ["done", "already", "taken-back", "done"]
    assert [each.application.assignee_id for each in many.desks] == [many.nadia, many.nadia, None, many.nadia]
    stranger = many.town.account(many.session, "+447700900333")
    assert set(many.run(Wish("assign", stranger))) == {"not-a-colleague", "taken-back"}


def test_the_same_batch_again_does_nothing_more_and_says_the_same(many: Many) -> None:
    batch, wish = uuid.uuid4(), Wish("ask", words="Is the house number right?")
    many.desks[3].decide("approved")
    first = many.run(wish, batch)
    assert first == ["done", "done", "done", "already-decided"]
    assert many.run(wish, batch) == first
    events = queries.events_of(many.session, many.desks[0].application, internal=True)
    assert [each.kind for each in events] == ["sent", "asked"]
    assert many.run(wish) == ["asked-already"] * 3 + ["already-decided"]
    with pytest.raises(IdTaken):
        many.run(Wish("approve"), batch)


def test_what_is_approved_at_once_was_read_and_waits_for_nothing(many: Many) -> None:
    many.desks[0].write("I have moved.")
    many.desks[1].ask("When do you move?")
    many.desks[2].want_two()
    assert many.look(Wish("approve")) == ["changed-meanwhile", "asked-already", "not-for-many", "done"]
    assert many.run(Wish("approve", words="Gladly")) == ["changed-meanwhile", "asked-already", "not-for-many", "done"]
    assert [each.application.state for each in many.desks] == ["sent", "more_needed", "sent", "approved"]
    assert queries.reason(many.session, many.desks[3].application) == "Gladly"


def test_a_service_that_does_not_allow_it_is_not_approved_at_once(many: Many, monkeypatch: pytest.MonkeyPatch) -> None:
    one_by_one = replace(many.town.service(), bulk_approve=False)
    monkeypatch.setattr(many, "service", lambda *_: one_by_one)
    assert set(many.run(Wish("approve"))) == {"not-for-many"}


def test_one_that_fails_leaves_the_others_done(many: Many, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., None] = bulk.assign

    def sometimes(session: Session, application: Application, *rest: object, **more: object) -> None:
        real(session, application, *rest, **more)
        if application.id == many.desks[1].application.id:
            raise NotFound

    monkeypatch.setattr(bulk, "assign", sometimes)
    assert many.run(Wish("assign", many.nadia)) == ["done", "not-found", "done", "done"]
    assert many.desks[1].application.assignee_id is None, "it is as it was"
    events = queries.events_of(many.session, many.desks[1].application, internal=True)
    assert [each.kind for each in events] == ["sent"]


def test_what_one_may_not_see_is_left_out(many: Many) -> None:
    many.offices = {"warm-homes"}
    assert many.look(Wish("approve")) == []
    assert many.run(Wish("approve")) == []


@pytest.mark.parametrize("count", [0, MOST_AT_ONCE + 1])
def test_none_and_too_many_are_refused(many: Many, count: int) -> None:
    with pytest.raises(TooMany):
        bulk.look(many.session, Wish("approve"), [uuid.uuid4() for _ in range(count)], 1, None, many.service)


def test_asking_needs_words(many: Many) -> None:
    with pytest.raises(WordsMissing):
        many.run(Wish("ask", words=" \n"))


def test_only_whoever_did_it_looks_at_it_again(many: Many) -> None:
    batch = uuid.uuid4()
    many.run(Wish("assign", many.nadia), batch)
    assert bulk.batch_of(many.session, batch, many.amir).action == "assign"
    for account, known in ((many.nadia, batch), (many.amir, uuid.uuid4())):
        with pytest.raises(NotFound):
            bulk.batch_of(many.session, known, account)
