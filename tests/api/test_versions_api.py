"""A service that changed, or was withdrawn, while somebody filled it in."""

import uuid

import pytest
from sqlalchemy import select

from backend.domain.applications.models import Application
from tests.api.town import Person, Town
from tests.domain.old_services import ANSWERS, LEFT, NAME, answer, begin_old, older_name_change


@pytest.fixture
def draft(town: Town, rosa: Person) -> str:
    """Rosa's draft of yesterday's name change."""
    return _begin(town, rosa, NAME, older_name_change(town.parts))


def _begin(town: Town, rosa: Person, service: str, document: str) -> str:
    mine = str(uuid.uuid4())
    rosa.put(f"/applications/{mine}", {"service": "senior-travel-card"})
    with town.parts.writing() as session:
        account = session.scalar(select(Application.account_id).where(Application.public_id == uuid.UUID(mine)))
        assert account is not None
        found = begin_old(session, account, service, document)
        answer(session, found, **ANSWERS)
        return str(found.public_id)


def test_a_draft_goes_on_as_it_was_begun_until_its_person_chooses(rosa: Person, draft: str) -> None:
    card = rosa.get(f"/applications/{draft}").json
    assert (card["offered"], card["changed"]) == (True, True)
    kept = rosa.put(f"/applications/{draft}/answers/why_now", {"value": "divorced"})
    assert kept.status_code == 200
    told = rosa.get(f"/applications/{draft}/newer-version").json
    assert told["new"] == ["Reason for the new name"]
    assert told["again"] == ["National Insurance number"]
    assert told["gone"] == ["Reason for the new name"]
    assert told["exit"] is None


def test_the_new_version_is_taken_once_with_all_answers_that_fit(rosa: Person, draft: str) -> None:
    told = rosa.get(f"/applications/{draft}/newer-version").json
    for _ in range(2):
        taken = rosa.put(f"/applications/{draft}/version", {"version": told["version"]})
        assert taken.status_code == 200
        assert taken.json["changed"] is False
        assert taken.json["journey"]["next"] == "why_changed"
        assert taken.json["journey"]["answers"] == {"lives_here": True, "born": "1951-05-04"}
    assert rosa.get(f"/applications/{draft}/service").json["version"] == told["version"]
    assert rosa.get(f"/applications/{draft}/newer-version").status_code == 404
    rosa.put(f"/applications/{draft}/answers/why_changed", {"value": "married"})
    pages = {each["question"]: each for each in rosa.get(f"/applications/{draft}").json["journey"]["pages"]}
    assert pages["changed_on"]["answered"]
    assert not pages["number"]["answered"]
    back = rosa.put(f"/applications/{draft}/version", {"version": told["own_version"]})
    assert (back.status_code, back.json["type"].rpartition("/")[2]) == (409, "version-passed")


def test_who_stays_is_not_told_again_but_may_still_look(rosa: Person, draft: str) -> None:
    told = rosa.get(f"/applications/{draft}/newer-version").json
    stayed = rosa.put(f"/applications/{draft}/version", {"version": told["own_version"]}).json
    assert stayed["changed"] is False
    assert stayed["journey"]["answers"]["why_now"] == "married"
    assert rosa.get(f"/applications/{draft}/newer-version").json == told


def test_a_version_that_is_neither_is_refused_and_changes_nothing(rosa: Person, wai: Person, draft: str) -> None:
    refused = rosa.put(f"/applications/{draft}/version", {"version": "0" * 64})
    assert refused.status_code == 409
    assert rosa.get(f"/applications/{draft}").json["changed"] is True
    told = rosa.get(f"/applications/{draft}/newer-version").json
    assert wai.get(f"/applications/{draft}/newer-version").status_code == 404
    assert wai.put(f"/applications/{draft}/version", {"version": told["version"]}).status_code == 404


def test_what_was_sent_stays_on_its_version(town: Town, rosa: Person, draft: str) -> None:
    told = rosa.get(f"/applications/{draft}/newer-version").json
    with town.parts.writing() as session:
        found = session.scalars(select(Application).where(Application.public_id == uuid.UUID(draft))).one()
        found.state, found.reference = "sent", "AA39EN9W"
        found.submitted_sealed = town.parts.settings.vault().seal({}, f"application {found.id} submitted")
    assert rosa.get(f"/applications/{draft}/newer-version").status_code == 404
    refused = rosa.put(f"/applications/{draft}/version", {"version": told["version"]})
    assert (refused.status_code, refused.json["type"].rpartition("/")[2]) == (409, "already-sent")


def test_a_draft_of_a_withdrawn_service_loses_nothing_and_is_not_sent(town: Town, rosa: Person) -> None:
    gone = town.parts.content.documents[NAME].replace(f"id: {NAME}", f"id: {LEFT}", 1)
    draft = _begin(town, rosa, LEFT, gone)
    card = rosa.get(f"/applications/{draft}").json
    assert (card["offered"], card["changed"]) == (False, False)
    assert card["journey"]["answers"]["lives_here"] is True
    assert rosa.put(f"/applications/{draft}/answers/born", {"value": "1950-01-01"}).status_code == 200
    refused = rosa.put(f"/applications/{draft}/submission")
    assert (refused.status_code, refused.json["type"].rpartition("/")[2]) == (409, "not-offered")
    assert rosa.get(f"/applications/{draft}").json["journey"]["answers"]["born"] == "1950-01-01"
    assert rosa.delete(f"/applications/{draft}").status_code == 204
