"""From what happens to an application to the city's own system: told once, whatever goes wrong on the way."""

import contextlib
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from backend import couriers, worker
from backend.core import clock
from backend.core.outbox import LEASE, OutboxRow
from backend.domain.access import queries as history
from backend.domain.applications.models import Application
from backend.domain.identity import actions as identity
from backend.domain.webhooks import actions, queries
from backend.domain.webhooks.actions import Wanted
from backend.domain.webhooks.models import Webhook, WebhookDelivery
from backend.domain.webhooks.rules import EVENTS, TRIED_FOR, try_again
from backend.parts import Parts
from push.webhooks import Caller
from tests.domain.given import ANSWERS, CARD, NOW, PRIYA, ROSA, Town
from tests.push.fake_receiver import FakeReceiver, Said
from tests.push.test_webhooks import receiving


@dataclass
class Registry:
    """A city's own system that is told, and the city that tells it."""

    parts: Parts
    receiver: FakeReceiver
    moment: time_machine.Traveller
    hook: uuid.UUID

    def set_up(self, *, events: tuple[str, ...] = EVENTS, hook: uuid.UUID | None = None, **how: Any) -> None:
        told = self.parts
        with told.writing() as session:
            priya, wanted = (
                identity.account_for(session, PRIYA, clock.now()),
                Wanted("R", self.receiver.url, events, **how),
            )
            inside, services = told.settings.webhook_networks, told.content.services
            row, _ = actions.save(session, priya, hook or self.hook, wanted, services, inside, clock.now())
            self.receiver.secret = queries.secret_of(session, row)

    def send(self) -> Application:
        town = Town(self.parts.database, self.parts.content, self.parts.versions)
        with self.parts.writing() as session:
            return town.sent(session, town.account(session, ROSA))

    def decide(self, application: Application) -> None:
        town = Town(self.parts.database, self.parts.content, self.parts.versions)
        with self.parts.writing() as session:
            town.decide(session, session.merge(application), "approved", "Gladly")

    def carry(self) -> int:
        return couriers.carry(self.parts, Caller(self.parts.settings.webhook_networks, timeout=0.2))

    def delivery(self) -> WebhookDelivery:
        with self.parts.reading() as session:
            return session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)).first() or pytest.fail("none")

    def wait(self, delta: timedelta) -> None:
        self.moment.shift(delta)


@pytest.fixture
def registry(parts: Parts) -> Iterator[Registry]:
    with receiving() as receiver, time_machine.travel(NOW, tick=False) as moment:
        made = Registry(parts, receiver, moment, uuid.uuid4())
        made.set_up()
        yield made


def test_a_submission_and_its_decision_are_told_once_in_their_order(registry: Registry) -> None:
    application = registry.send()
    registry.decide(application)
    assert registry.carry() == 2
    assert registry.receiver.types == ["application.sent", "application.decided"]
    sent = {"id": str(application.public_id), "reference": application.reference, "service": CARD}
    sent |= {"office": "travel-desk", "state": "sent"}
    assert registry.receiver.told("application.sent") == sent, "and nothing that a person told"
    assert registry.receiver.told("application.decided") == sent | {"state": "approved"}
    assert registry.carry() == 0


def test_a_system_learns_only_the_answers_it_was_given_and_the_person_can_see_that(registry: Registry) -> None:
    registry.set_up(service=CARD, answers=("full_name", "delivery"))
    application = registry.send()
    registry.carry()
    told = registry.receiver.told("application.sent")["answers"]
    assert told == {"full_name": ANSWERS["full_name"], "delivery": "post"}
    with registry.parts.reading() as session:
        seen = [each for each in history.of_person(session, application.account_id) if each.purpose == "webhook"]
    assert [(each.kind, sorted(each.fields)) for each in seen] == [("system", ["delivery", "full_name"])]


def test_only_what_was_wanted_is_told(registry: Registry) -> None:
    registry.set_up(events=("application.decided",))
    other = uuid.uuid4()
    registry.set_up(hook=other, service="winter-heating-help")
    registry.decide(registry.send())
    registry.set_up(events=("application.decided",))
    assert registry.carry() == 1
    assert registry.receiver.types == ["application.decided"]


def test_what_did_not_happen_is_not_told(registry: Registry) -> None:
    town = Town(registry.parts.database, registry.parts.content, registry.parts.versions)
    with contextlib.suppress(KeyError), registry.parts.writing() as session:
        town.sent(session, town.account(session, ROSA))
        raise KeyError  # such as a disk that is full at the commit
    assert registry.carry() == 0


def test_a_system_that_is_down_is_tried_again_under_the_same_id_until_it_takes_it(registry: Registry) -> None:
    registry.receiver.answers = [Said(500), Said(drop=True), Said(seconds=0.4), Said()]
    registry.send()
    for _ in range(3):
        registry.carry()
        assert registry.delivery().state == "waiting"
        assert registry.carry() == 0, "not before its time"
        registry.wait(timedelta(hours=6))
    registry.carry()
    found = registry.delivery()
    assert (found.state, found.tries, found.next_at) == ("delivered", 4, None)
    assert len(registry.receiver.calls) == 4
    assert {headers["webhook-id"] for headers, _ in registry.receiver.calls} == set(registry.receiver.taken)
    assert len({body for _, body in registry.receiver.calls}) == 1


def test_what_waits_behind_one_that_failed_keeps_its_place_and_its_tries(registry: Registry) -> None:
    registry.receiver.answers = [Said(500), Said()]
    registry.decide(registry.send())
    registry.carry()
    assert len(registry.receiver.calls) == 1
    registry.wait(timedelta(minutes=1))
    registry.carry()
    assert registry.receiver.types == ["application.sent", "application.decided"]


def test_after_48_hours_it_is_given_up_and_can_be_sent_again_by_hand(registry: Registry) -> None:
    registry.receiver.answers = [Said(500)]
    registry.send()
    while registry.delivery().state == "waiting":
        registry.carry()
        registry.wait(timedelta(hours=6, seconds=10))
    assert 9 <= registry.delivery().tries <= 10
    registry.receiver.answers = [Said()]
    again = uuid.uuid4()
    for _ in range(2):  # pressed twice
        with registry.parts.writing() as session:
            row = queries.webhook(session, registry.hook)
            found = queries.delivery(session, row, registry.delivery().public_id, lock=True)
            actions.send_again(session, row, found, again, clock.now())
    assert registry.carry() == 1
    assert registry.delivery().state == "delivered"
    assert len({headers["webhook-id"] for headers, _ in registry.receiver.calls}) == 1


def test_one_that_waits_for_its_next_try_can_be_sent_at_once(registry: Registry) -> None:
    registry.receiver.answers = [Said(500), Said()]
    registry.send()
    registry.carry()
    with registry.parts.writing() as session:
        row = queries.webhook(session, registry.hook)
        found = queries.delivery(session, row, registry.delivery().public_id, lock=True)
        actions.send_again(session, row, found, uuid.uuid4(), clock.now())
    registry.carry()
    assert registry.delivery().state == "delivered"


def test_a_system_that_says_gone_is_paused_and_told_nothing_more(registry: Registry) -> None:
    registry.receiver.answers = [Said(410)]
    registry.decide(registry.send())
    while registry.carry():
        pass
    assert len(registry.receiver.calls) == 1
    with registry.parts.reading() as session:
        assert queries.webhook(session, registry.hook).paused == "gone"
    registry.send()
    assert registry.carry() == 0
    registry.set_up()
    registry.receiver.answers = [Said()]
    registry.send()
    assert registry.carry() == 1


def test_a_courier_that_died_in_between_tells_it_again_under_the_same_id(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.send()
    with monkeypatch.context() as patch:
        patch.setattr(couriers, "_settle", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            registry.carry()
    assert registry.carry() == 0, "it is held for as long as the lease"
    registry.wait(LEASE + timedelta(seconds=1))
    assert registry.carry() == 1
    assert len(registry.receiver.calls) == 2
    assert len(registry.receiver.taken) == 1, "the receiver knows the id"


def test_a_new_secret_and_the_one_before_both_count_for_a_day(registry: Registry) -> None:
    before = registry.receiver.secret
    with registry.parts.writing() as session:
        row = queries.webhook(session, registry.hook, lock=True)
        actions.renew_secret(session, row, uuid.uuid4(), row.changed_by, clock.now())
        after = queries.secret_of(session, row)
    assert after != before
    for secret, wait, state in (
        (before, timedelta(), "delivered"),
        (after, timedelta(days=1), "delivered"),
        (before, timedelta(), "waiting"),
    ):
        registry.receiver.secret = secret
        registry.wait(wait)
        with registry.parts.writing() as session:
            told = actions.test(session, queries.webhook(session, registry.hook), uuid.uuid4(), clock.now())
        registry.carry()
        with registry.parts.reading() as session:
            assert session.get_one(WebhookDelivery, told.id).state == state


def test_the_other_worker_leaves_webhooks_alone_and_quiet_hours_do_not_hold_them(registry: Registry) -> None:
    registry.send()
    worker.drain(registry.parts)
    assert registry.receiver.calls == []
    with registry.parts.reading() as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.done_at.is_(None), OutboxRow.kind == "webhook")).all()
    assert [(row.attempts, row.claimed_until) for row in rows] == [(0, None)]


def test_what_was_told_of_an_application_is_forgotten_with_it_or_after_30_days(registry: Registry) -> None:
    application = registry.send()
    registry.decide(application)
    registry.carry()
    with registry.parts.writing() as session:
        actions.forget_applications(session, [application.id + 1])
        assert len(session.scalars(select(WebhookDelivery)).all()) == 2
    registry.wait(timedelta(days=31))
    with registry.parts.writing() as session:
        actions.forget_old(session, clock.now())
        assert session.scalars(select(WebhookDelivery)).all() == []


def test_a_system_that_is_taken_away_is_told_nothing_more(registry: Registry) -> None:
    registry.send()
    with registry.parts.writing() as session:
        actions.remove(session, registry.hook)
        assert session.scalars(select(Webhook)).all() == []
    assert registry.carry() == 1
    assert registry.receiver.calls == []


def test_the_waits_grow_and_end_after_48_hours() -> None:
    first, now, source, waits = NOW, NOW, random.Random(7), []  # noqa: S311
    tries = 1
    while (later := try_again(tries, first, now, None, source)) is not None:
        waits.append(later - now)
        now, tries = later, tries + 1
    assert now == first + TRIED_FOR
    assert waits[0] < timedelta(seconds=41)
    assert max(waits) <= timedelta(hours=6, seconds=10)
    assert 15 < tries < 40
