"""Who may call what, walked over every route of the API that there is."""

import re

from flask import Flask

from backend.domain.identity.rules import Who
from tests.api.test_applications import problem
from tests.api.test_problems import ID, hold_to_the_shape
from tests.api.town import CARD, Person, Town


def calls(app: Flask) -> list[tuple[str, str, Who]]:
    """Every route of version 1 with each of its methods, its places filled."""
    values = {"message_id": "1", "service_id": CARD, "lesson_id": CARD, "office_id": "travel-desk"}
    values |= {"step_id": "give-birth-date", "question": "birth_date", "number": "1", "day": "2030-01-31"}
    values |= {"voice": "en", "tag": "zh-Hans", "text_id": "scam-calls", "read_number": "1"}
    return [
        (method, re.sub(r"<[^>]*?(\w+)>", lambda place: values.get(place[1], ID), rule.rule), view.who)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for view in [app.view_functions[rule.endpoint]]
        for method in sorted((rule.methods or set()) - {"HEAD"})
    ]


def rows(town: Town) -> dict[str, int]:
    with town.parts.reading() as session:
        return town.rows(session)


def test_only_those_who_may_call_a_route_get_past_its_door(
    town: Town, nobody: Person, rosa: Person, amir: Person, maya: Person, ines: Person, grace: Person, priya: Person
) -> None:
    staff = {"caseworker": amir, "publisher": maya, "auditor": ines, "counter": grace, "administrator": priya}
    people = {"nobody": nobody, "citizen": rosa} | staff
    every = calls(town.app)
    assert {who for _, _, who in every} == set(Who)
    for method, path, allowed in every:
        if path == "/api/v1/session":
            continue
        answers = {person: caller.call(method, path) for person, caller in people.items()}
        refused = {person for person, answer in answers.items() if answer.status_code in {401, 403}}
        assert refused == {
            Who.ANYONE: set(),
            Who.SIGNED_IN: {"nobody"},
            Who.STAFF: {"nobody", "citizen"},
        }.get(allowed, people.keys() - {allowed.value}), (method, path)
        if allowed is not Who.ANYONE:
            hold_to_the_shape(answers["nobody"], 401, "not-signed-in", "en")


def test_the_desk_is_for_staff_alone_whatever_is_sent_there(town: Town, nobody: Person, rosa: Person) -> None:
    before = rows(town)
    desk = [(method, path, who) for method, path, who in calls(town.app) if path.startswith("/api/v1/desk")]
    assert len(desk) >= 18
    for method, path, who in desk:
        assert who not in {Who.ANYONE, Who.SIGNED_IN}, path
        for person, slug in ((nobody, "not-signed-in"), (rosa, "not-allowed")):
            assert problem(person.call(method, path, {"no": "such field"})) == slug, (method, path)
    assert rows(town) == before


def test_every_write_of_an_appointment_can_be_sent_again(town: Town) -> None:
    methods = {method for method, path, _ in calls(town.app) if "appointment" in path or "/desk/offices" in path}
    assert methods == {"GET", "PUT", "DELETE"}
