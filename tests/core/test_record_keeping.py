"""What a learner did, told to a record store as xAPI statements: each once, by an account without a name."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import delete, select
from structlog.testing import capture_logs

from backend import record_keeping
from backend.config import SettingsWrong, load
from backend.core import clock
from backend.core.outbox import OutboxRow
from backend.domain.identity import actions as identity
from backend.domain.learning import actions, statements
from backend.domain.learning.models import Learner
from backend.domain.webhooks.rules import TRIED_FOR
from backend.parts import Parts
from push.record_store import RecordStore
from push.webhooks import Caller
from tests.domain.given import CARD, NOW, ROSA
from tests.push.fake_record_store import LOGIN, FakeRecordStore, hold, keeping
from tutorials.progress import EVENT_KINDS, Event
from tutorials.statements import statement

BROWSER = "b" * 43


@dataclass
class Learning:
    """A learner with an account, a record store, and the city that tells it."""

    parts: Parts
    store: FakeRecordStore
    moment: time_machine.Traveller
    account: int

    def do(self, *events: Event) -> int:
        with self.parts.writing() as session:
            learner = actions.learner_of_account(session, self.account, clock.now())
            return actions.record(session, learner, events, clock.now(), told=True)

    def carry(self) -> int:
        known = RecordStore(f"{self.store.url}/statements", LOGIN)
        return record_keeping.carry(self.parts, known, Caller(self.parts.settings.webhook_networks, timeout=2))

    def outcomes(self) -> list[str | None]:
        query = select(OutboxRow.outcome).where(OutboxRow.kind == statements.JOB).order_by(OutboxRow.id)
        with self.parts.reading() as session:
            return list(session.scalars(query))


@pytest.fixture
def learning(parts: Parts) -> Iterator[Learning]:
    with keeping() as store, time_machine.travel(NOW, tick=False) as moment:
        with parts.writing() as session:
            account = identity.account_for(session, ROSA, clock.now())
        yield Learning(parts, store, moment, account)


def did(kind: str = "done", step: str = "welcome", **more: object) -> Event:
    return Event(**{"id": uuid.uuid4(), "lesson": CARD, "step": step, "kind": kind, "at": NOW, "run": "alone"} | more)  # type: ignore[arg-type]


def test_each_kind_of_event_is_told_once_in_the_shape_of_the_standard_and_names_nobody(learning: Learning) -> None:
    events = [did(kind) for kind in EVENT_KINDS] + [did(lesson="of-last-year", run="hints")]
    assert learning.do(*events) == len(events)
    learning.do(events[0], did("hint"))
    assert learning.carry() == 2
    assert learning.store.posts == [8, 1]
    told = learning.store.kept
    assert {str(each.id) for each in events} <= set(told)
    kind = f"{learning.parts.settings.public_url}/xapi/kind"
    verbs = {each["context"]["extensions"][kind]: each["verb"]["display"]["en"] for each in told.values()}
    assert (verbs["mistake"], verbs["seen"], verbs["hint"]) == ("answered", "passed", "asked")
    said = json.dumps(list(told.values()))
    assert ROSA not in said
    assert "failed" not in said
    assert len({each["actor"]["account"]["name"] for each in told.values()}) == 1
    assert learning.carry() == 0


def test_a_store_that_is_down_is_tried_again_and_a_replay_is_harmless(learning: Learning) -> None:
    learning.do(did(), did("mistake"))
    learning.store.answers = [503]
    assert learning.carry() == 1
    assert learning.carry() == 0, "it waits"
    with learning.parts.reading() as session:
        learner = session.scalars(select(Learner.id)).one()
    learning.moment.shift(timedelta(minutes=5))
    assert learning.carry() == 1
    kept = dict(learning.store.kept)
    with learning.parts.writing() as session:  # as if the answer had been lost on its way
        statements.plan(session, learner, [uuid.UUID(each) for each in sorted(kept)[1:]], clock.now())
    learning.carry()
    assert learning.store.kept == kept
    assert learning.outcomes() == ["sent", "sent"]


def test_where_one_is_there_with_other_words_the_rest_is_told_one_by_one(learning: Learning) -> None:
    events = [did(), did("mistake"), did("hint")]
    learning.do(*events)
    learning.store.kept[str(events[1].id)] = {"id": str(events[1].id), "verb": "of last year"}
    learning.carry()
    assert learning.store.posts == [3, 1, 1, 1]
    assert len(learning.store.kept) == 3
    assert sorted(each or "" for each in learning.outcomes()) == ["one-by-one", "sent", "sent", "there-already"]


@pytest.mark.parametrize("status", [400, 413])
def test_one_that_is_never_taken_is_dropped_alone_and_its_id_is_logged(learning: Learning, status: int) -> None:
    events = [did(), did("mistake"), did("hint")]
    learning.do(*events)
    learning.do(did("seen"))
    learning.store.refuses[str(events[1].id)] = status
    with capture_logs() as logs:
        learning.carry()
    assert sorted(learning.store.posts) == [1, 1, 1, 1, 3]
    assert len(learning.store.kept) == 3, "all but that one, without waiting"
    assert sorted(each or "" for each in learning.outcomes()) == [
        "one-by-one",
        "sent",
        "sent",
        "sent",
        f"status-{status}",
    ]
    assert [each["statement"] for each in logs if "statement" in each] == [str(events[1].id)]
    assert ROSA not in str(logs)


def test_a_day_and_a_half_without_the_store_loses_nothing_and_asks_it_once_in_a_while(learning: Learning) -> None:
    for _ in range(30):
        learning.do(did())
    learning.store.answers = [503] * 1000
    for _ in range(18):
        learning.moment.shift(timedelta(hours=2))
        learning.carry()
    assert len(learning.store.posts) <= 2 * 18, "what waits behind one that failed is not tried with it"
    assert learning.outcomes() == [None] * 30
    learning.store.answers = []
    learning.moment.shift(timedelta(hours=7))
    learning.carry()
    assert learning.outcomes() == ["sent"] * 30
    assert len(learning.store.kept) == 30


def test_what_was_not_tried_has_lost_no_try(learning: Learning) -> None:
    learning.do(did())
    learning.do(did())
    learning.store.answers = [503]
    learning.carry()
    query = select(OutboxRow.attempts, OutboxRow.due_at).where(OutboxRow.kind == statements.JOB)
    with learning.parts.reading() as session:
        rows = session.execute(query).all()
    assert sorted(attempts for attempts, _ in rows) == [0, 1]
    assert len({due for _, due in rows}) == 1, "it waits as long as the one before it"


@pytest.mark.parametrize("status", [503, 410])
def test_after_two_days_one_is_given_up_and_the_next_waits_a_moment(learning: Learning, status: int) -> None:
    learning.do(did())
    learning.store.answers = [status] * 1000
    learning.carry()
    learning.moment.shift(TRIED_FOR - timedelta(seconds=1))
    assert learning.carry() == 1
    assert learning.outcomes() == [None]
    learning.moment.shift(timedelta(seconds=2))
    learning.do(did())
    tried = len(learning.store.posts)
    learning.carry()
    assert learning.outcomes() == [f"status-{status}", None]
    assert len(learning.store.posts) == tried + 1
    learning.store.answers = []
    learning.moment.shift(timedelta(minutes=1))
    learning.carry()
    assert learning.outcomes() == [f"status-{status}", "sent"]


def test_one_that_cannot_be_written_holds_up_no_other(learning: Learning, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = did()
    learning.do(broken)
    learning.do(did("mistake"))
    whole = record_keeping.statement

    def break_one(event: Event, *rest: Any) -> dict[str, Any]:
        if event.id == broken.id:
            raise LookupError
        return whole(event, *rest)

    monkeypatch.setattr(record_keeping, "statement", break_one)
    learning.carry()
    assert sorted(each or "" for each in learning.outcomes()) == ["", "sent"]
    monkeypatch.undo()
    learning.moment.shift(timedelta(minutes=1))
    learning.carry()
    assert learning.outcomes() == ["sent", "sent"]


def test_what_was_learned_before_signing_in_is_told_when_it_is_claimed_and_of_nobody_else(learning: Learning) -> None:
    with learning.parts.writing() as session:
        visitor = actions.learner_of_browser(session, BROWSER, clock.now())
        actions.record(session, visitor, [did()], clock.now(), told=True)
    assert learning.carry() == 0, "a visitor is nobody"
    with learning.parts.writing() as session:
        actions.claim(session, learning.account, BROWSER, clock.now(), told=True)
    assert learning.carry() == 1
    assert len(learning.store.kept) == 1


def test_what_was_forgotten_before_it_was_told_is_not_told(learning: Learning) -> None:
    learning.do(did())
    with learning.parts.writing() as session:
        session.execute(delete(Learner))
    learning.carry()
    assert (learning.store.kept, learning.outcomes()) == ({}, ["not-needed"])


def test_without_a_record_store_nothing_is_written_down(learning: Learning) -> None:
    with learning.parts.writing() as session:
        learner = actions.learner_of_account(session, learning.account, clock.now())
        actions.record(session, learner, [did()], clock.now())
    assert learning.outcomes() == []
    assert learning.parts.settings.record_store is None, "off, unless a city names one"


def test_the_statement_of_a_lesson_that_is_here_has_its_words(learning: Learning) -> None:
    lesson = learning.parts.content.lessons[CARD]
    made = statement(did(), lesson, "0" * 32, "https://city.example")
    hold(made)
    assert made["object"]["definition"]["name"] == {"en": lesson.steps[0].title}
    assert made["context"]["contextActivities"]["parent"][0]["definition"]["name"] == {"en": lesson.title}
    assert made["result"] == {"success": True, "completion": True}


@pytest.mark.parametrize(
    ("address", "login"),
    [("http://lrs.example/xapi", LOGIN), ("https://10.1.2.3/xapi", LOGIN), ("https://lrs.example/xapi", "no colon")],
)
def test_a_store_that_may_not_be_called_stops_the_start(address: str, login: str) -> None:
    told = {"HANDRAIL_RECORD_STORE_URL": address, "HANDRAIL_RECORD_STORE_LOGIN": login}
    with pytest.raises(SettingsWrong, match="HANDRAIL_RECORD_STORE"):
        load(told)
    sound = load({"HANDRAIL_RECORD_STORE_URL": "https://lrs.example/xapi/", "HANDRAIL_RECORD_STORE_LOGIN": LOGIN})
    assert sound.record_store == RecordStore("https://lrs.example/xapi/statements", LOGIN)
    assert LOGIN not in repr(sound)
