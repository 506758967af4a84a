"""Where two must look: one proposes, another decides, and the database holds that they are two."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from backend.domain.applications import queries
from backend.domain.applications.errors import (
    ChangedMeanwhile,
    NothingProposed,
    OwnProposal,
    ReasonMissing,
    SecondPairNeeded,
)
from backend.domain.applications.models import Application
from backend.domain.inbox import queries as inbox
from tests.domain.applications.after import NADIA, Desk
from tests.domain.given import AMIR


@pytest.fixture
def two(desk: Desk) -> Desk:
    desk.want_two()
    return desk


def test_nobody_decides_alone(two: Desk) -> None:
    with pytest.raises(SecondPairNeeded):
        two.decide("approved")
    two.propose("approved", "Gladly")
    with pytest.raises(OwnProposal):
        two.decide("approved")
    assert two.application.state == "in_work"


def test_the_second_decides_what_the_first_proposed_and_its_words_go_out(two: Desk) -> None:
    two.propose("refused", "You are 64.")
    with pytest.raises(SecondPairNeeded):
        two.decide("approved", number=NADIA)
    two.decide("refused", number=NADIA)
    assert queries.reason(two.session, two.application) == "You are 64."
    assert (two.application.proposed_by, two.application.decided_by) == (two.id(AMIR), two.id(NADIA))
    two.decide("refused", number=NADIA)
    newest = inbox.messages(two.session, two.application.account_id)[0]
    assert inbox.values_of(two.session, newest)["reason"] == "You are 64."


def test_the_second_may_put_other_words(two: Desk) -> None:
    two.propose("refused", "You are 64.")
    two.decide("refused", "The card is for people of 65 and over.", NADIA)
    assert queries.reason(two.session, two.application) == "The card is for people of 65 and over."


def test_a_proposal_is_sent_back_with_a_note_to_whoever_made_it(two: Desk) -> None:
    with pytest.raises(NothingProposed):
        two.send_back("Why?")
    two.propose("refused", "You are 64.")
    with pytest.raises(OwnProposal):
        two.send_back("Why?", AMIR)
    two.send_back("She will be 65 next week.")
    assert (two.application.proposed_by, two.application.assignee_id) == (None, two.id(AMIR))
    assert inbox.messages(two.session, two.id(AMIR))[0].kind == "case-back"
    with pytest.raises(SecondPairNeeded):
        two.decide("refused", "You are 64.", NADIA)


def test_a_no_is_proposed_with_a_reason_and_the_same_again_changes_nothing(two: Desk) -> None:
    with pytest.raises(ReasonMissing):
        two.propose("refused")
    two.propose("refused", "You are 64.")
    two.propose("refused", "You are 64.")
    kinds = [each.kind for each in queries.events_of(two.session, two.application, internal=True)]
    assert kinds == ["sent", "proposed"]
    two.propose("approved")
    assert two.application.proposed_outcome == "approved"


def test_an_answer_of_the_citizen_drops_what_was_proposed_on_the_old_ones(two: Desk) -> None:
    two.propose("approved")
    two.ask("When do you move?")
    assert two.application.proposed_by is None


def test_what_the_citizen_did_since_it_was_read_is_read_first(two: Desk) -> None:
    seen = queries.last_event(two.session, two.application)
    two.write("I have moved.")
    with pytest.raises(ChangedMeanwhile):
        two.propose("approved", seen=seen)
    two.propose("approved", seen=queries.last_event(two.session, two.application))
    with pytest.raises(ChangedMeanwhile):
        two.decide("approved", number=NADIA, seen=seen)


@pytest.mark.parametrize(
    "row",
    [
        {"state": "approved", "proposed_outcome": "approved", "proposed_by": "amir", "decided_by": "amir"},
        {"state": "approved", "decided_by": "amir"},
        {"proposed_outcome": "approved"},
        {"appealed_against": "amir", "decided_by": "amir"},
    ],
)
def test_the_database_holds_that_they_are_two(two: Desk, row: dict[str, str]) -> None:
    values = {key: two.id(AMIR) if value == "amir" else value for key, value in row.items()}
    with pytest.raises(IntegrityError), two.session.begin_nested():
        two.session.execute(update(Application).where(Application.id == two.application.id).values(**values))
