import pytest

from tests.api.test_applications import problem
from tests.api.town import Person, Town, begin, send


def test_a_caseworker_reads_the_answers_in_words_and_decides(rosa: Person, amir: Person) -> None:
    application = send(rosa)
    waiting = amir.get("/desk/applications").json["items"]
    assert [each["id"] for each in waiting] == [application]
    case = amir.get(f"/desk/applications/{application}").json
    assert {each["question"]: each["lines"] for each in case["answers"]}["birth_date"] == ["4 May 1951"]
    assert case["phone"].startswith("+447700900")
    decided = amir.put(f"/desk/applications/{application}/decision", {"outcome": "approved"})
    assert (decided.status_code, decided.json["state"]) == (200, "approved")
    assert amir.get("/desk/applications").json["items"] == []
    assert [each["id"] for each in amir.get("/desk/applications?view=approved").json["items"]] == [application]
    assert rosa.get("/inbox").json["items"][0]["kind"] == "approved"


def test_a_refusal_needs_a_reason_and_the_person_reads_it(rosa: Person, amir: Person) -> None:
    application = send(rosa)
    path = f"/desk/applications/{application}/decision"
    bare = amir.put(path, {"outcome": "refused", "reason": " \n "})
    assert (bare.status_code, problem(bare)) == (422, "reason-missing")
    assert bare.json["errors"][0]["pointer"] == "/reason"
    amir.put(path, {"outcome": "refused", "reason": "We need your new address."})
    assert rosa.get(f"/applications/{application}").json["reason"] == "We need your new address."
    assert any("We need your new address." in each for each in rosa.get("/inbox").json["items"][0]["body"])


def test_the_same_decision_again_changes_nothing_and_another_is_refused(rosa: Person, amir: Person) -> None:
    path = f"/desk/applications/{send(rosa)}/decision"
    both = [amir.put(path, {"outcome": "approved"}).json for _ in range(2)]
    assert both[0] == both[1]
    other = amir.put(path, {"outcome": "refused", "reason": "No."})
    assert (other.status_code, problem(other)) == (409, "already-decided")
    assert len(rosa.get("/inbox").json["items"]) == 2


def test_a_draft_is_not_at_the_desk(rosa: Person, amir: Person) -> None:
    application = begin(rosa)
    assert amir.get("/desk/applications").json["items"] == []
    assert amir.get(f"/desk/applications/{application}").status_code == 404
    assert amir.put(f"/desk/applications/{application}/decision", {"outcome": "approved"}).status_code == 404
    assert amir.get("/desk/applications?view=draft").status_code == 422


def test_the_queue_comes_in_pages_with_as_many_queries_for_any_length(town: Town, amir: Person) -> None:
    sent = [send(town.person()) for _ in range(3)]
    one = town.queries(lambda: amir.get("/desk/applications?limit=1"))
    assert town.queries(lambda: amir.get("/desk/applications?limit=100")) == one
    first = amir.get("/desk/applications?limit=2").json
    second = amir.get(f"/desk/applications?limit=2&after={first['next']}").json
    assert [each["id"] for each in first["items"] + second["items"]] == sent


@pytest.mark.parametrize(
    "body", [{}, {"outcome": "maybe"}, {"outcome": "refused", "reason": "x" * 1001}, {"outcome": 1}]
)
def test_a_decision_of_another_form_is_refused(rosa: Person, amir: Person, body: dict[str, object]) -> None:
    assert amir.put(f"/desk/applications/{send(rosa)}/decision", body).status_code == 422
