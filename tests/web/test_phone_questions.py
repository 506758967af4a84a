"""What a phone is given so that questions go on without a network."""

import json
import re
from typing import Any

from flask import Flask

from backend.parts import Parts
from tests.domain.given import CARD
from tests.web.readers import Reader, Seeded, help_by

ANNA = "+447700900104"
STATE = re.compile(r'id="onward-state">(.*?)</script>', re.DOTALL)


def state_on(page: Any) -> dict[str, Any]:
    found = STATE.search(page.text)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_the_questions_of_a_service_are_the_same_for_everybody_and_not_sent_twice(
    rosa: Reader, nobody: Reader, seeded: Seeded
) -> None:
    state = state_on(rosa.get(f"/applications/{seeded.draft}/questions/full_name"))
    first, other = rosa.get(state["document"]), nobody.get(state["document"])
    assert first.json == other.json
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = nobody.get(state["document"], headers={"If-None-Match": other.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    name = first.json["questions"][0]
    assert (name["id"], name["type"], name["when"], name["optional"]) == ("full_name", "text", None, False)
    assert 'name="answer"' in name["html"]
    assert "Rosa" not in first.text
    assert name["missing"] == "Please write an answer."


def test_what_needs_the_server_is_left_to_it(nobody: Reader, parts: Parts) -> None:
    for service in parts.content.services.values():
        told = nobody.get(f"/services/{service.id}/questions/{parts.versions[service.id]}").json["questions"]
        assert [each["id"] for each in told] == [each.id for each in service.questions]
        without = {each["type"] for each in told if each["html"] is None}
        assert without <= {"slot", "photo", "file", "place", "office", "person", "national_id", "group"}
    assert nobody.get(f"/services/{CARD}/questions/{parts.versions['change-of-address']}").status_code == 404
    assert nobody.get(f"/services/{CARD}/questions/99999").status_code == 404


def test_a_page_tells_the_phone_of_its_reader_what_it_needs_and_no_more(
    rosa: Reader, app: Flask, parts: Parts, seeded: Seeded
) -> None:
    state = state_on(rosa.get(f"/applications/{seeded.complete}/questions/tell_services"))
    assert state["application"] == str(seeded.complete)
    assert set(state["bases"]) >= set(state["answers"])
    assert "full_name" in state["bases"]
    assert "Rosa Lee" not in json.dumps(state)
    assert not STATE.search(rosa.get(f"/applications/{seeded.needed}/questions/address?check=1").text)
    mandate = help_by(parts, ANNA, scope=(f"service:{CARD}",))
    helper = Reader(app).sign_in(ANNA).help(mandate)
    theirs = state_on(helper.get("/applications"))
    assert theirs["owner"] != state["owner"]
