"""What is there in the demo city from its first start on: Anna may help Rosa, and a system could be told."""

from datetime import timedelta

from sqlalchemy.orm import Session

from backend.demo import ANNA, let_anna_help, name_a_system
from backend.domain.mandates import actions, queries
from backend.domain.webhooks import queries as webhooks
from tests.domain.given import NOW, ROSA, Town


def test_anna_may_help_rosa_and_a_later_start_does_not_bring_back_what_was_stopped(
    town: Town, session: Session
) -> None:
    rosa, anna = town.account(session, ROSA), town.account(session, ANNA)
    for later in range(2):
        let_anna_help(session, NOW.date(), NOW + timedelta(days=later))
    (given,) = queries.given(session, rosa, NOW.date())
    acting = queries.acting(session, anna, given.public_id, NOW.date())
    assert acting is not None
    assert (given.state, given.may_send, acting.name) == ("active", False, "Mum")
    mandate = queries.own(session, rosa, given.public_id)
    actions.end(session, mandate, rosa, NOW)
    let_anna_help(session, NOW.date(), NOW)
    assert [each.state for each in queries.given(session, rosa, NOW.date())] == ["ended"]


def test_a_system_that_could_be_told_is_there_once_and_paused(town: Town, session: Session) -> None:
    for _ in range(2):
        name_a_system(session, town.content.services, NOW)
    (shown,) = webhooks.webhooks(session)
    assert (shown.row.name, shown.row.paused) == ("Records system", "desk")
