"""The desk through the API: whose work it is, finding, second pair of eyes, many at once, figures, files."""

import threading
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import update

from backend.core import clock
from backend.domain.applications.models import Application
from backend.domain.identity import actions as identity
from tests.api.test_applications import problem
from tests.api.town import CARD, Person, Town, send


@pytest.fixture
def nadia(town: Town) -> Person:
    return town.person("caseworker")


@pytest.fixture
def at_office(town: Town) -> Callable[[str], Person]:
    """Somebody who works for one office alone."""

    def make(office: str) -> Person:
        person = town.person("caseworker")
        with town.parts.writing() as session:
            account = account_of(town, person)
            identity.take_role(session, account, "caseworker")
            identity.give_role(session, account, "caseworker", office)
        return again(town, person, account)

    return make


def account_of(town: Town, person: Person) -> int:
    from backend.domain.identity import queries  # noqa: PLC0415
    from backend.domain.identity.actions import hash_token  # noqa: PLC0415

    with town.parts.reading() as session:
        caller = queries.caller_of(session, hash_token(person.token or ""), clock.now())
    assert caller is not None
    return caller.account_id


def again(town: Town, person: Person, account: int) -> Person:
    """Sign in once more: a role that is taken away ends what was signed in."""
    with town.parts.writing() as session:
        person.token = identity._open_session(session, account, uuid.uuid4(), clock.now()).token  # noqa: SLF001
    return person


def want_two(town: Town, application: str) -> None:
    with town.parts.writing() as session:
        which = Application.public_id == uuid.UUID(application)
        session.execute(update(Application).where(which).values(second_pair=True))


def test_somebody_of_another_office_finds_and_changes_nothing(rosa: Person, at_office: Callable[[str], Person]) -> None:
    application = send(rosa)
    mine, other = at_office("travel-desk"), at_office("warm-homes")
    assert [each["id"] for each in mine.get("/desk/applications").json["items"]] == [application]
    assert other.get("/desk/applications").json["items"] == []
    assert other.get("/desk/applications?office=travel-desk").json["items"] == []
    assert other.get("/desk/applications/search?q=Rosa+Lee").json["items"] == []
    assert other.get(f"/desk/applications/{application}").status_code == 404
    for path, body in (("decision", {"outcome": "approved"}), ("assignment", {"to": None}), ("seen", None)):
        assert other.put(f"/desk/applications/{application}/{path}", body).status_code == 404
    assert other.get("/desk/figures?office=travel-desk").status_code == 404
    assert other.get(f"/desk/submissions?service={CARD}").json["items"] == []


def test_a_role_taken_away_ends_at_once(town: Town, amir: Person) -> None:
    account = account_of(town, amir)
    with town.parts.writing() as session:
        identity.take_role(session, account, "caseworker")
    assert amir.get("/desk/applications").status_code == 401


def test_an_application_is_found_by_name_number_and_reference(rosa: Person, amir: Person) -> None:
    application = send(rosa)
    reference = rosa.get(f"/applications/{application}").json["reference"]
    for typed in ("rosa lee", reference.lower(), f"{reference[:4]} {reference[4:]}"):
        found = amir.get("/desk/applications/search", query_string={"q": typed}).json["items"]
        assert [each["id"] for each in found] == [application], typed


def test_taking_handing_on_and_putting_back(town: Town, rosa: Person, amir: Person, nadia: Person) -> None:
    application = send(rosa)
    path, me, other = f"/desk/applications/{application}/assignment", account_of(town, amir), account_of(town, nadia)
    assert amir.put(path, {"to": me}).json["state"] == "in_work"
    assert problem(nadia.put(path, {"to": other})) == "taken-meanwhile"
    assert nadia.put(path, {"to": other, "instead_of": me}).json["assignee"] == other
    assert [each["id"] for each in nadia.get("/desk/applications?mine=true").json["items"]] == [application]
    assert problem(nadia.put(path, {"to": account_of(town, rosa), "instead_of": other})) == "not-a-colleague"
    assert nadia.put(path, {"to": None, "instead_of": other}).json["assignee"] is None
    colleagues = amir.get("/desk/offices/travel-desk/colleagues").json["items"]
    assert {me, other} <= {each["id"] for each in colleagues}


def test_two_pairs_of_eyes(town: Town, rosa: Person, amir: Person, nadia: Person) -> None:
    application = send(rosa)
    want_two(town, application)
    path = f"/desk/applications/{application}"
    said = {"outcome": "refused", "reason": "You are 64."}
    assert problem(amir.put(f"{path}/decision", said)) == "second-pair-needed"
    for _ in range(2):
        assert amir.put(f"{path}/proposal", said).json["proposed"] == "refused"
    assert problem(amir.put(f"{path}/decision", said)) == "own-proposal"
    assert nadia.put(f"{path}/returns/{uuid.uuid4()}", {"words": "She is 65."}).json["proposed"] is None
    assert problem(nadia.put(f"{path}/returns/{uuid.uuid4()}", {"words": "She is 65."})) == "nothing-proposed"
    amir.put(f"{path}/proposal", said)
    assert nadia.put(f"{path}/decision", {"outcome": "refused"}).json["reason"] == "You are 64."
    assert rosa.get(f"/applications/{application}").json["reason"] == "You are 64."
    kinds = [each["kind"] for each in rosa.get(f"/applications/{application}/after").json["timeline"]]
    assert kinds == ["sent", "refused"], "what is between them is the desk's own"


def test_a_decision_waits_until_what_came_since_is_read(rosa: Person, amir: Person) -> None:
    application = send(rosa)
    path = f"/desk/applications/{application}"
    seen = amir.get(path).json["seen"]
    rosa.put(f"/applications/{application}/messages/{uuid.uuid4()}", {"words": "I have moved."})
    refused = amir.put(f"{path}/decision", {"outcome": "approved", "seen": seen})
    assert problem(refused) == "changed-meanwhile"
    seen = amir.get(path).json["seen"]
    assert amir.put(f"{path}/decision", {"outcome": "approved", "seen": seen}).status_code == 200


def test_of_two_who_decide_at_once_one_does(rosa: Person, amir: Person, nadia: Person) -> None:
    application = send(rosa)
    path, start, answers = f"/desk/applications/{application}/decision", threading.Barrier(2), []

    def decide(person: Person, body: dict[str, str]) -> None:
        start.wait()
        answers.append(person.put(path, body))

    said = ({"outcome": "approved"}, {"outcome": "refused", "reason": "You are 64."})
    threads = [threading.Thread(target=decide, args=pair) for pair in zip((amir, nadia), said, strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(each.status_code for each in answers) == [200, 409]
    refused = next(each for each in answers if each.status_code == 409)
    assert problem(refused) == "already-decided"
    told = [each["kind"] for each in rosa.get("/inbox").json["items"]]
    assert len({"approved", "refused"} & set(told)) == 1


def test_several_at_once_are_looked_at_first_and_done_once(rosa: Person, amir: Person) -> None:
    ids = [send(rosa) for _ in range(3)]
    amir.put(f"/desk/applications/{ids[2]}/decision", {"outcome": "approved"})
    body = {"action": "approve", "applications": ids, "words": "Gladly"}
    looked = amir.post("/desk/batch-looks", body).json["items"]
    assert [each["result"] for each in looked] == ["done", "done", "already-decided"]
    assert amir.get("/desk/applications?view=sent").json["items"] != [], "looking changes nothing"
    batch = str(uuid.uuid4())
    first = amir.put(f"/desk/batches/{batch}", body).json
    assert [each["result"] for each in first["results"]] == ["done", "done", "already-decided"]
    assert amir.put(f"/desk/batches/{batch}", body).json == first == amir.get(f"/desk/batches/{batch}").json
    assert rosa.get(f"/applications/{ids[0]}").json["reason"] == "Gladly"
    assert problem(amir.put(f"/desk/batches/{batch}", body | {"action": "ask"})) == "id-taken"


def test_figures_and_the_table(rosa: Person, amir: Person) -> None:
    send(rosa)
    told = amir.get("/desk/figures").json
    assert (told["states"]["sent"], told["ages"]["0-2"], told["late"], told["unassigned"]) == (1, 1, 0, 1)
    table = amir.get("/desk/applications.csv")
    assert table.headers["Content-Type"].startswith("text/csv")
    head, row = table.text.lstrip("\ufeff").splitlines()
    assert head.startswith("reference,service,office,state")
    assert "senior-travel-card,travel-desk,sent" in row
    assert "Rosa" not in row


def test_a_long_table_comes_in_parts(rosa: Person, amir: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.domain.desk.exports.MOST_IN_FILE", 1)
    for _ in range(2):
        send(rosa)
    first = amir.get("/desk/applications.csv")
    following = first.headers["Link"].partition(">")[0].lstrip("<")
    second = amir.get(following.removeprefix("/api/v1"))
    assert len({first.text, second.text}) == 2
    assert "Link" not in second.headers
    part = amir.get(f"/desk/submissions?service={CARD}").json
    assert (len(part["items"]), part["next"]) == (1, part["next"])
    assert part["next"] is not None
