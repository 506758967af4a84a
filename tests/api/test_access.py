"""Who may call what, walked over every route of the API that there is."""

import re
import uuid
from collections.abc import Iterator

from flask import Flask

from backend.api.door import PREFIX
from backend.domain.identity.rules import Who
from tests.api.test_applications import problem
from tests.api.town import Person, Town

PLACES = {"uuid": str(uuid.UUID(int=1)), "date": "2030-01-31", "int": "1", "string": "x", None: "x"}


def calls(app: Flask) -> Iterator[tuple[str, str, Who]]:
    """Every route with something in its places, and who may call it."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(PREFIX):
            path = re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", lambda place: PLACES[place[1]], rule.rule)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, path, app.view_functions[rule.endpoint].who  # type: ignore[attr-defined]


def rows(town: Town) -> dict[str, int]:
    with town.parts.reading() as session:
        return town.rows(session)


def test_nobody_is_asked_to_sign_in_before_anything_sent_is_looked_at(town: Town, nobody: Person) -> None:
    before = rows(town)
    personal = [(method, path) for method, path, who in calls(town.app) if who is not Who.ANYONE]
    assert len(personal) > 40
    for method, path in personal:
        answer = nobody.call(method, path, {"no": "such field"})
        assert (answer.status_code, problem(answer)) == (401, "not-signed-in"), (method, path)
    assert rows(town) == before


def test_the_desk_is_for_staff_alone(town: Town, rosa: Person) -> None:
    before = rows(town)
    desk = [(method, path, who) for method, path, who in calls(town.app) if path.startswith("/api/v1/desk")]
    assert len(desk) >= 18
    for method, path, who in desk:
        assert who is Who.CASEWORKER, path
        answer = rosa.call(method, path, {"no": "such field"})
        assert (answer.status_code, problem(answer)) == (403, "not-allowed"), (method, path)
    assert rows(town) == before


def test_every_write_of_an_appointment_can_be_sent_again(town: Town) -> None:
    methods = {method for method, path, _ in calls(town.app) if "appointment" in path or "/desk/offices" in path}
    assert methods == {"GET", "PUT", "DELETE"}
