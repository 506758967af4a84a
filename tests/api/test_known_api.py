"""Tell us once, as a city's own app asks and answers it."""

import dataclasses
import uuid
from collections.abc import Iterator

import pytest

from backend.parts import Parts
from registers.http import HttpRegister
from tests.api.test_applications import problem
from tests.api.town import CARD, Person
from tests.registers.fake_registers import KEY, Anybody, FakeRegisters, listening


@pytest.fixture(scope="module")
def register() -> Iterator[FakeRegisters]:
    with listening({"residents": Anybody()}) as fake:
        yield fake


@pytest.fixture
def parts(parts: Parts, register: FakeRegisters) -> Parts:
    register.asked.clear()
    return dataclasses.replace(parts, registers={"residents": HttpRegister("residents", register.address, "demo", KEY)})


@pytest.fixture
def mine(rosa: Person) -> str:
    """The address of an application of Rosa's."""
    address = f"/applications/{uuid.uuid4()}"
    assert rosa.put(address, {"service": CARD}).status_code == 201
    return address


def test_nothing_is_suggested_and_nobody_asked_before_a_yes(rosa: Person, mine: str, register: FakeRegisters) -> None:
    said = rosa.get(f"{mine}/suggestions/full_name").json
    assert said == {"question": "full_name", "consent": "not-asked", "suggestion": None}
    assert register.asked == []


def test_a_consent_says_whom_for_what_and_is_repeated_and_taken_back(rosa: Person) -> None:
    consent = f"/services/{CARD}/consent"
    asks = rosa.get(consent).json["asks"]
    assert [(each["register"], each["facts"][:2]) for each in asks] == [("residents", ["Full name", "Date of birth"])]
    for given in (True, True, False):
        assert rosa.put(consent, {"given": given}).json["given"] is given
    assert [each["given"] for each in rosa.get("/consents").json["items"]] == [False]
    assert problem(rosa.put("/services/school-lunch/consent", {"given": True})) == "not-found"
    assert problem(rosa.put(consent, {"given": "yes"})) == "fields-wrong"


def suggest(rosa: Person, mine: str, question: str = "full_name") -> dict[str, object]:
    rosa.put(f"/services/{CARD}/consent", {"given": True})
    found: dict[str, object] = rosa.get(f"{mine}/suggestions/{question}").json["suggestion"]
    return found


def test_a_suggestion_has_its_source_and_is_taken_over_with_it(rosa: Person, mine: str) -> None:
    known = suggest(rosa, mine)
    assert known["lines"] == ["Rosa Lee"]
    assert known["source"] == {
        "kind": "register",
        "register": "residents",
        "name": "Residents' register",
        "day": "2026-05-03",
    }
    for _ in range(2):
        kept = rosa.put(f"{mine}/known-answers/full_name", {"seal": known["seal"], "value": known["value"]})
        assert kept.json["journey"]["next"] == "birth_date"
    assert [(each["question"], each["kind"]) for each in rosa.get(mine).json["sources"]] == [("full_name", "register")]


def test_a_claim_that_is_not_what_was_suggested_is_refused(rosa: Person, mine: str) -> None:
    known = suggest(rosa, mine)
    for body in ({"seal": known["seal"], "value": "Rosa Rich"}, {"seal": "x"}, {"seal": f"A{known['seal']}"}):
        assert problem(rosa.put(f"{mine}/known-answers/full_name", body)) == "known-value-changed"
    elsewhere = f"/applications/{uuid.uuid4()}"
    rosa.put(elsewhere, {"service": "health-check"})
    other = rosa.put(f"{elsewhere}/known-answers/full_name", {"seal": known["seal"]})
    assert problem(other) == "known-value-changed"
    assert rosa.get(mine).json["journey"]["answers"] == {}


def test_an_answer_that_is_typed_over_a_known_one_has_no_source(rosa: Person, mine: str) -> None:
    rosa.put(f"{mine}/known-answers/full_name", {"seal": suggest(rosa, mine)["seal"]})
    rosa.put(f"{mine}/answers/full_name", {"value": "Rosa M. Lee"})
    assert rosa.get(mine).json["sources"] == []


def test_a_correction_becomes_the_answer_and_its_keeper_answers(rosa: Person, amir: Person, mine: str) -> None:
    known, wrong = suggest(rosa, mine), f"{mine}/corrections/{uuid.uuid4()}"
    body = {"question": "full_name", "seal": known["seal"], "value": "Rosa Maria Lee"}
    for _ in range(2):
        assert rosa.put(wrong, body).json["value"] == "Rosa Maria Lee"
    assert rosa.get(mine).json["sources"][0]["kind"] == "own"
    assert rosa.get(f"{mine}/suggestions/full_name").json["suggestion"] is None, "while it waits"
    waiting = amir.get("/desk/corrections").json["items"]
    assert len(waiting) == 1
    desk = f"/desk/corrections/{waiting[0]['id']}"
    told = amir.get(desk).json
    assert (told["told"], told["right"]) == (["Rosa Lee"], ["Rosa Maria Lee"])
    assert problem(amir.put(f"{desk}/ending", {"ending": "kept"})) == "kept-without-reason"
    kept = {"ending": "kept", "reason": "The paper says so."}
    assert amir.put(f"{desk}/ending", kept).json["ending"] == "kept"
    assert amir.put(f"{desk}/ending", kept).status_code == 200
    assert problem(amir.put(f"{desk}/ending", {"ending": "mended"})) == "correction-ended"
    assert rosa.get("/corrections").json["items"][0]["reason"] == "The paper says so."
    assert [each["purpose"] for each in rosa.get("/history").json["items"]][-1] == "fetching"


def test_what_the_person_told_us_is_no_register_that_could_be_wrong(rosa: Person, mine: str) -> None:
    rosa.put(f"{mine}/answers/full_name", {"value": "Rosa Lee"})
    other = f"/applications/{uuid.uuid4()}"
    rosa.put(other, {"service": "health-check"})
    known = rosa.get(f"{other}/suggestions/full_name").json["suggestion"]
    assert known["source"]["kind"] == "earlier"
    body = {"question": "full_name", "seal": known["seal"], "value": "Rosa Maria Lee"}
    assert problem(rosa.put(f"{other}/corrections/{uuid.uuid4()}", body)) == "nothing-to-correct"
    assert problem(rosa.get(f"{other}/suggestions/no_such")) == "not-found"
