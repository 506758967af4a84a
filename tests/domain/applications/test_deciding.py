import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.domain.applications import queries
from backend.domain.applications.errors import AlreadyDecided, NotSentYet, ReasonMissing, WordsTooLong
from backend.domain.applications.models import Application
from backend.domain.applications.rules import LONGEST_REASON
from backend.domain.desk.queue import Wanted, page
from backend.domain.inbox import queries as inbox
from backend.domain.inbox.models import Message
from tests.domain.given import AMIR, NOW, Town


@pytest.fixture
def sent(town: Town, session: Session) -> Application:
    return town.sent(session, town.account(session))


def decide(town: Town, session: Session, application: Application, outcome: str, reason: str = "") -> None:
    town.decide(session, application, outcome, reason)


def test_a_yes_is_kept_and_told(town: Town, session: Session, sent: Application) -> None:
    decide(town, session, sent, "approved")
    assert (sent.state, sent.decided_at, sent.decided_by) == ("approved", NOW, town.account(session, AMIR))
    newest = inbox.messages(session, sent.account_id)[0]
    assert newest.kind == "approved"
    values = inbox.values_of(session, newest)
    assert values["text"] == town.service().approve
    assert values["reference"] == sent.reference
    assert newest.link == f"/applications/{sent.public_id}"


def test_a_no_needs_a_reason_which_is_tidied_and_bounded(town: Town, session: Session, sent: Application) -> None:
    for empty in ("", "   ", "\n\t"):
        with pytest.raises(ReasonMissing) as caught:
            decide(town, session, sent, "refused", empty)
        assert [error.field for error in caught.value.errors] == ["reason"]
    assert sent.state == "sent"
    with pytest.raises(WordsTooLong) as caught_long:
        decide(town, session, sent, "refused", "x" * (LONGEST_REASON + 7))
    assert caught_long.value.values["over"] == 7
    decide(town, session, sent, "refused", "You  are\r\n44.\x07 ")
    assert queries.reason(session, sent) == "You are\n44."


@pytest.mark.parametrize(("outcome", "reason"), [("approved", ""), ("approved", "Gladly"), ("refused", "You are 44.")])
def test_the_same_decision_again_changes_and_tells_nothing(
    town: Town, session: Session, sent: Application, outcome: str, reason: str
) -> None:
    decide(town, session, sent, outcome, reason)
    decide(town, session, sent, outcome, f" {reason} ")
    told = select(func.count()).select_from(Message).where(Message.kind == outcome)
    assert session.scalar(told) == 1


def test_another_decision_afterwards_is_refused(town: Town, session: Session, sent: Application) -> None:
    decide(town, session, sent, "approved")
    for outcome, reason in (("refused", "You are 44."), ("approved", "Other words")):
        with pytest.raises(AlreadyDecided):
            decide(town, session, sent, outcome, reason)
    assert sent.state == "approved"
    assert queries.reason(session, sent) is None


def test_a_draft_cannot_be_decided(town: Town, session: Session) -> None:
    draft = town.begin(session, town.account(session))
    with pytest.raises(NotSentYet):
        decide(town, session, draft, "approved")


def test_the_queue_moves_on_after_a_decision(town: Town, session: Session, sent: Application) -> None:
    decide(town, session, sent, "approved")
    assert page(session, Wanted()) == []
    assert [each.id for each in page(session, Wanted("approved"))] == [sent.id]
