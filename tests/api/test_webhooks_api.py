"""Setting up who is told, through the API: each call may be repeated, and secrets stay with administrators."""

import uuid
from typing import Any

import pytest

from backend.domain.webhooks.rules import MOST_WEBHOOKS
from tests.api.test_applications import problem
from tests.api.town import CARD, Person, Town, send

RECORDS: dict[str, Any] = {
    "name": "Records system",
    "address": "https://records.example/hooks?key=word",
    "events": ["application.sent", "application.decided"],
}


def set_up(priya: Person, **how: Any) -> str:
    hook = f"/desk/webhooks/{uuid.uuid4()}"
    answer = priya.put(hook, RECORDS | how)
    assert answer.status_code == 201, answer.text
    return hook


def test_a_system_is_set_up_once_changed_and_taken_away(priya: Person) -> None:
    hook = set_up(priya)
    again = priya.put(hook, RECORDS)
    assert (again.status_code, again.json["changed_at"]) == (200, again.json["made_at"])
    shown = priya.get(hook).json
    assert shown["address"] == RECORDS["address"]
    assert (shown["service"], shown["answers"], shown["paused"]) == (None, [], None), "no answers unless asked for"
    changed = priya.put(hook, RECORDS | {"service": CARD, "answers": ["full_name"], "paused": True}).json
    assert (changed["service"], changed["answers"], changed["paused"]) == (CARD, ["full_name"], "desk")
    assert [each["name"] for each in priya.get("/desk/webhooks").json["items"]] == ["Records system"]
    for _ in range(2):
        assert priya.delete(hook).status_code == 204
    assert problem(priya.get(hook)) == "not-found"


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"address": "http://records.example/"}, ["address"]),
        ({"address": "https://169.254.169.254/latest"}, ["address"]),
        ({"address": "records"}, ["address"]),
        ({"name": " "}, ["name"]),
        ({"events": []}, ["events"]),
        ({"service": "no-such-service"}, ["service"]),
        ({"answers": ["full_name"]}, ["answers"]),
        ({"service": CARD, "answers": ["no_such_question"]}, ["answers"]),
        ({"name": "", "events": [], "address": ""}, ["name", "address", "events"]),
    ],
)
def test_what_cannot_be_is_refused_with_each_field_named(
    priya: Person, wrong: dict[str, Any], fields: list[str]
) -> None:
    answer = priya.put(f"/desk/webhooks/{uuid.uuid4()}", RECORDS | wrong)
    assert problem(answer) == "webhook-wrong"
    assert [each["pointer"] for each in answer.json["errors"]] == [f"/{each}" for each in fields]
    assert priya.get("/desk/webhooks").json["items"] == []


def test_there_is_room_for_so_many_systems(priya: Person) -> None:
    for _ in range(MOST_WEBHOOKS):
        last = set_up(priya)
    assert problem(priya.put(f"/desk/webhooks/{uuid.uuid4()}", RECORDS)) == "too-many-webhooks"
    assert priya.put(last, RECORDS).status_code == 200


def test_a_new_secret_is_made_once_for_each_id(priya: Person) -> None:
    hook = set_up(priya)
    first = priya.get(f"{hook}/secret").json
    assert first["old_until"] is None
    path = f"{hook}/secrets/{uuid.uuid4()}"
    second = priya.put(path).json
    assert second["secret"] != first["secret"]
    assert second["old_until"] is not None
    assert priya.put(path).json == second == priya.get(f"{hook}/secret").json


def test_nobody_finds_a_secret_or_an_address_in_the_database(priya: Person, town: Town) -> None:
    hook = set_up(priya)
    secret = priya.get(f"{hook}/secret").json["secret"]
    with town.parts.database.reader.connect() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM webhook").all())
    assert "Records system" in kept
    assert "records.example" not in kept
    assert secret not in kept


def test_what_happened_is_listed_and_sent_again_with_the_same_id(priya: Person, rosa: Person) -> None:
    hook = set_up(priya)
    send(rosa)
    (found,) = priya.get(f"{hook}/deliveries").json["items"]
    assert (found["type"], found["state"], found["tries"], found["outcome"]) == ("application.sent", "waiting", 0, None)
    again = priya.put(f"{hook}/deliveries/{found['id']}/repeats/{uuid.uuid4()}")
    assert (again.status_code, again.json["message_id"]) == (202, found["message_id"])
    assert problem(priya.put(f"{hook}/deliveries/{uuid.uuid4()}/repeats/{uuid.uuid4()}")) == "not-found"


def test_a_test_is_sent_once_and_not_to_a_system_that_is_paused(priya: Person) -> None:
    hook = set_up(priya)
    path = f"{hook}/tests/{uuid.uuid4()}"
    assert [priya.put(path).json["type"] for _ in range(2)] == ["webhook.test", "webhook.test"]
    (listed,) = priya.get(f"{hook}/deliveries").json["items"]
    assert listed["reference"] is None
    priya.put(hook, RECORDS | {"paused": True})
    assert problem(priya.put(f"{hook}/tests/{uuid.uuid4()}")) == "webhook-paused"
    assert problem(priya.put(f"{hook}/deliveries/{listed['id']}/repeats/{uuid.uuid4()}")) == "webhook-paused"


def test_messages_come_in_pages_with_as_many_queries_whatever_their_number(priya: Person, town: Town) -> None:
    hook = set_up(priya)

    def look() -> int:
        return town.queries(lambda: priya.get(f"{hook}/deliveries?limit=3"))

    few = look()
    for _ in range(5):
        priya.put(f"{hook}/tests/{uuid.uuid4()}")
    assert look() == few
    page = priya.get(f"{hook}/deliveries?limit=3").json
    rest = priya.get(f"{hook}/deliveries?limit=3&after={page['next']}").json
    assert (len(page["items"]), len(rest["items"]), rest["next"]) == (3, 2, None)
