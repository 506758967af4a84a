"""Being called, through the API."""

import uuid

from tests.api.test_applications import problem
from tests.api.town import Person

BODY = {"phone": "07700 900 555", "part": "morning", "about": "My heating"}


def test_a_call_is_asked_for_without_signing_in_seen_and_taken_back(nobody: Person, rosa: Person) -> None:
    path = f"/callbacks/{uuid.uuid4()}"
    assert problem(nobody.put(path, {"part": "morning"})) == "phone-number-wrong"
    first, again = nobody.put(path, BODY), nobody.put(path, BODY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert (first.json["state"], first.json["ending"], "phone" in first.json) == ("waiting", "0555", False)
    assert problem(nobody.put(f"/callbacks/{uuid.uuid4()}", BODY)) == "call-asked-already"
    assert problem(nobody.put(path, BODY | {"phone": "07700 900 556"})) == "call-id-taken"
    for _ in range(2):
        assert nobody.delete(path).status_code == 204
    assert nobody.get(path).json["state"] == "taken_back"
    assert rosa.get("/callbacks").json == {"items": [], "next": None}


def test_the_desk_notes_each_call_once(rosa: Person, nobody: Person, amir: Person) -> None:
    call = str(uuid.uuid4())
    assert rosa.put(f"/callbacks/{call}", {"part": "afternoon"}).status_code == 201
    assert problem(nobody.get(f"/callbacks/{call}")) == "not-found"
    (row,) = amir.get("/desk/callbacks").json["items"]
    assert (row["id"], row["language"], row["about"]) == (call, "en", "")
    assert row["phone"] == rosa.get("/me").json["phone"]
    calls = f"/desk/callbacks/{call}/calls"
    for _ in range(2):
        assert amir.put(f"{calls}/1", {"outcome": "not_reached"}).json["tries"] == 1
    assert problem(amir.put(f"{calls}/3", {"outcome": "called"})) == "not-found"
    assert amir.put(f"{calls}/2", {"outcome": "called"}).json["state"] == "called"
    assert problem(amir.put(f"{calls}/2", {"outcome": "not_reached"})) == "call-over"
    assert [each["state"] for each in rosa.get("/callbacks").json["items"]] == ["called"]


def test_asking_too_often_says_how_long_to_wait(nobody: Person) -> None:
    for _ in range(5):
        path = f"/callbacks/{uuid.uuid4()}"
        nobody.put(path, BODY)
        nobody.delete(path)
    refused = nobody.put(f"/callbacks/{uuid.uuid4()}", BODY)
    assert problem(refused) == "wait-to-ask"
    assert 0 < int(refused.headers["Retry-After"]) <= 24 * 3600
