"""Asking to be called: once, at a time that comes, sealed, limited, and forgotten after a month."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.config import ROOT
from backend.core.outbox import OutboxRow
from backend.domain.callbacks import actions, queries
from backend.domain.callbacks.actions import Asking
from backend.domain.callbacks.errors import CallAskedAlready, CallIdTaken, CallOver, WaitToAsk
from backend.domain.callbacks.models import Callback
from backend.domain.callbacks.rules import KEPT, PER_CALLER, PER_NUMBER, next_call
from backend.domain.catalogue.city import load_content
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity import queries as identity
from backend.domain.identity.errors import PhoneNumberWrong
from backend.domain.inbox.queries import messages, values_of
from backend.domain.inbox.texts import Letter
from tests.domain.given import AMIR, NOW, ROSA, WAI, Town

CITY = load_content(ROOT / "content").city


def ask(
    session: Session,
    *,
    account: int | None = None,
    phone: str = ROSA,
    public_id: uuid.UUID | None = None,
    now: datetime = NOW,
    **said: Any,
) -> Callback:
    asking = Asking(account, phone, "192.0.2.1", "en")
    words = {"part": "morning", "about": "My bus pass"} | said
    return actions.ask(session, public_id or uuid.uuid4(), asking, **words, city=CITY, now=now)


@pytest.mark.parametrize(
    ("part", "now", "begins"),
    [
        ("morning", datetime(2026, 11, 23, 8, 59, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)),
        ("morning", datetime(2026, 11, 23, 9, 0, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("afternoon", datetime(2026, 11, 27, 13, 1, tzinfo=UTC), datetime(2026, 11, 30, 13, tzinfo=UTC)),
        ("morning", datetime(2026, 3, 27, 12, 0, tzinfo=UTC), datetime(2026, 3, 30, 8, tzinfo=UTC)),
        ("morning", datetime(2026, 12, 24, 12, 0, tzinfo=UTC), datetime(2026, 12, 29, 9, tzinfo=UTC)),
    ],
)
def test_a_call_comes_in_the_next_part_of_a_working_day_by_the_citys_clock_and_never_on_a_holiday(
    part: str, now: datetime, begins: datetime
) -> None:
    assert next_call(part, now, CITY) == begins


def test_asking_twice_under_one_id_asks_once_and_a_number_waits_for_one_call(session: Session) -> None:
    row = ask(session)
    assert ask(session, public_id=row.public_id) is row
    with pytest.raises(CallAskedAlready):
        ask(session)
    with pytest.raises(CallIdTaken):
        ask(session, public_id=row.public_id, phone=WAI)
    assert len(queries.waiting(session)) == 1


def test_what_is_personal_is_sealed_and_opens_for_the_desk(session: Session) -> None:
    row = ask(session)
    assert row.about_sealed is not None
    assert b"bus" not in row.about_sealed
    (seen,) = queries.waiting(session)
    assert (seen.phone, seen.about, seen.language, seen.state) == (ROSA, "My bus pass", "en", "waiting")


def test_who_is_signed_in_is_called_on_their_own_number_and_nobody_else_sees_it(town: Town, session: Session) -> None:
    rosa, wai = town.account(session, ROSA), town.account(session, WAI)
    row = ask(session, account=rosa, phone=WAI)
    assert queries.opened(session, row).phone == ROSA
    assert queries.waiting_of(session, rosa) == row.public_id
    for other in (wai, None):
        with pytest.raises(NotFound):
            queries.of(session, other, row.public_id)


def test_a_wrong_number_is_named_and_nothing_is_kept(session: Session) -> None:
    with pytest.raises(PhoneNumberWrong):
        ask(session, phone="12")
    assert queries.waiting(session) == []


def test_taking_it_back_twice_is_once_and_one_may_ask_again(session: Session) -> None:
    row = ask(session)
    for _ in range(2):
        actions.take_back(row, NOW)
    session.flush()
    assert (row.outcome, queries.waiting(session)) == ("taken_back", [])
    assert ask(session).outcome is None


def test_a_number_asks_five_times_a_day_and_an_address_thirty(session: Session) -> None:
    for _ in range(PER_NUMBER):
        actions.take_back(ask(session), NOW)
        session.flush()
    with pytest.raises(WaitToAsk) as refused:
        ask(session)
    assert refused.value.values["wait"] == timedelta(days=1)
    assert ask(session, now=NOW + timedelta(days=1))
    for number in range(PER_CALLER - PER_NUMBER - 1):
        ask(session, phone=f"+4477009005{number:02}")
    with pytest.raises(WaitToAsk):
        ask(session, phone=WAI)


def test_who_is_not_reached_is_called_again_three_times_in_all(town: Town, session: Session) -> None:
    row, amir = ask(session), town.account(session, AMIR)
    for number, day in ((1, 23), (2, 24), (3, 25)):
        now = datetime(2026, 11, day, 10, tzinfo=UTC)
        with pytest.raises(NotFound):
            actions.note_call(session, row, number + 1, "called", amir, city=CITY, now=now)
        for _ in range(2):
            actions.note_call(session, row, number, "not_reached", amir, city=CITY, now=now)
        assert (row.tries, row.call_from.day) == (number, day + 1)
    assert (row.outcome, row.done_by) == ("not_reached", amir)


@pytest.mark.parametrize("signed_in", [True, False])
def test_who_is_not_reached_three_times_is_told_once_and_their_phone_rings(
    town: Town, session: Session, *, signed_in: bool
) -> None:
    amir, rosa = town.account(session, AMIR), town.account(session, ROSA)
    row = ask(session, account=rosa if signed_in else None)
    for number in (1, 2):
        actions.note_call(session, row, number, "not_reached", amir, city=CITY, now=NOW)
    assert messages(session, rosa) == []
    for _ in range(2):
        actions.note_call(session, row, 3, "not_reached", amir, city=CITY, now=NOW)
    (told,) = messages(session, rosa)
    assert (told.kind, told.link) == ("not-reached", "/call-me")
    assert session.scalars(select(OutboxRow.kind)).all() == ["message"]


def test_somebody_unknown_who_is_not_reached_is_told_in_the_language_they_asked_in(
    town: Town, session: Session
) -> None:
    row, amir = ask(session, phone="+447700900577", now=NOW), town.account(session, AMIR)
    row.language = "zh-Hans"
    for number in (1, 2, 3):
        actions.note_call(session, row, number, "not_reached", amir, city=CITY, now=NOW)
    account = identity.account_of(session, "+447700900577")
    assert account is not None
    assert identity.language_of(session, account) == "zh-Hans"
    (told,) = messages(session, account)
    letter = Letter(told.kind, values_of(session, told), lambda text, **_: text, lambda moment, _: str(moment))
    assert letter.title == "We could not reach you"


def test_who_was_called_is_told_nothing(town: Town, session: Session) -> None:
    row, rosa = ask(session), town.account(session, ROSA)
    actions.note_call(session, row, 1, "called", town.account(session, AMIR), city=CITY, now=NOW)
    assert messages(session, rosa) == []


def test_a_call_that_is_over_cannot_be_noted_in_another_way(town: Town, session: Session) -> None:
    row, amir = ask(session), town.account(session, AMIR)
    for _ in range(2):
        actions.note_call(session, row, 1, "called", amir, city=CITY, now=NOW)
    with pytest.raises(CallOver):
        actions.note_call(session, row, 1, "not_reached", amir, city=CITY, now=NOW)


def test_the_desk_sees_whose_time_comes_first_and_pages_through(session: Session) -> None:
    late = ask(session, part="morning")  # it is midday, so tomorrow
    soon = ask(session, phone=WAI, part="afternoon")
    assert [each.id for each in queries.waiting(session)] == [soon.id, late.id]
    assert [each.id for each in queries.waiting(session, after=soon.id, limit=1)] == [late.id]


def test_what_is_done_is_forgotten_after_a_month_and_who_waits_is_not(session: Session) -> None:
    done, waits = ask(session), ask(session, phone=WAI)
    actions.take_back(done, NOW)
    session.flush()
    for later, left in ((KEPT, 2), (KEPT + timedelta(seconds=1), 1)):
        actions.forget_old(session, NOW + later)
        assert session.query(Callback).count() == left
    assert queries.found(session, waits.public_id) is not None
