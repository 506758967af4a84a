"""Who saw the person's data, and the counter, over the API."""

import csv
import io
import uuid
from datetime import timedelta

from backend.core import clock
from tests.api.test_mandates import FOR, act, code_of, fault, phone_of, until
from tests.api.town import ANSWERS, CARD, Person, begin, send


def test_a_caseworkers_reading_is_told_with_its_fields_and_never_what_they_said(rosa: Person, amir: Person) -> None:
    application = send(rosa)
    assert rosa.get("/history").json["items"] == []
    amir.get(f"/desk/applications/{application}")
    (told,) = [each for each in rosa.get("/history").json["items"] if each["purpose"] == "deciding"]
    assert (told["kind"], told["service"], told["about_id"]) == ("staff", CARD, application)
    assert {"id": "birth_date", "label": "Date of birth"} in told["read"]
    assert "account.phone" in {each["id"] for each in told["read"]}
    assert "1951" not in rosa.get("/history").text
    assert rosa.get(f"/history/{told['number']}").json == told
    assert fault(amir.get(f"/history/{told['number']}")) == (404, "not-found")


def test_the_history_is_filtered_paged_and_given_as_a_table(rosa: Person, amir: Person) -> None:
    application = send(rosa)
    for _ in range(3):
        amir.get(f"/desk/applications/{application}")
    only = {"kind": "staff", "service": CARD, "limit": "2"}
    first = rosa.get("/history", query_string=only).json
    second = rosa.get("/history", query_string=only | {"after": str(first["next"])}).json
    numbers = [each["number"] for each in (*first["items"], *second["items"])]
    assert len(numbers) == 3
    assert numbers == sorted(numbers, reverse=True)
    late = {"since": (clock.now() + timedelta(hours=1)).isoformat()}
    assert rosa.get("/history", query_string=late).json["items"] == []
    assert rosa.get("/history", query_string={"kind": "helper"}).json["items"] == []
    rows = list(csv.DictReader(io.StringIO(rosa.get("/history.csv").text.removeprefix("\ufeff"))))
    assert [int(row["number"]) for row in rows if row["purpose"] == "deciding"] == numbers
    assert fault(rosa.get("/history", query_string={"kind": "nobody"})) == (422, "fields-wrong")


def test_a_question_is_asked_once_answered_by_an_auditor_and_told(rosa: Person, amir: Person, ines: Person) -> None:
    application = send(rosa)
    amir.get(f"/desk/applications/{application}")
    number = rosa.get("/history", query_string={"kind": "staff"}).json["items"][0]["number"]
    body = {"id": str(uuid.uuid4()), "text": "Why?"}
    assert fault(rosa.get(f"/history/{number}/question")) == (404, "not-found")
    for _ in range(2):
        assert rosa.put(f"/history/{number}/question", body).json["answer"] is None
    assert fault(rosa.put(f"/history/{number}/question", body | {"id": str(uuid.uuid4())})) == (409, "question-asked")
    (waits,) = ines.get("/desk/history-questions").json["items"]
    assert (waits["id"], waits["number"], "text" in waits) == (body["id"], number, False)
    one = ines.get(f"/desk/history-questions/{body['id']}").json
    assert (one["question"]["text"], one["reading"]["number"]) == ("Why?", number)
    place = f"/desk/history-questions/{body['id']}/answer"
    for _ in range(2):
        assert ines.put(place, {"text": "To decide."}).json["answer"] == "To decide."
    assert fault(ines.put(place, {"text": "Else"})) == (409, "question-answered")
    assert rosa.get(f"/history/{number}/question").json["answer"] == "To decide."
    assert ines.get("/desk/history-questions").json["items"] == []


def test_a_helper_fills_in_one_service_and_its_person_sends_it(rosa: Person, wai: Person) -> None:
    mandate, application = str(uuid.uuid4()), str(uuid.uuid4())
    given = {"scope": [f"service:{CARD}", "service:nothing"], "until": until()}
    assert rosa.put(f"/mandates/{mandate}", given).json["scope"] == [f"service:{CARD}"]
    wai.post("/helping", {"phone": phone_of(rosa), "code": code_of(rosa, mandate)})
    assert act(wai, mandate, "PUT", f"/applications/{application}", {"service": CARD}).status_code == 201
    other = act(wai, mandate, "PUT", f"/applications/{uuid.uuid4()}", {"service": "change-of-address"})
    assert fault(other) == (403, "not-by-mandate")
    for question, value in ANSWERS.items():
        kept = act(wai, mandate, "PUT", f"/applications/{application}/answers/{question}", {"value": value})
        assert kept.status_code == 200, kept.text
    assert fault(act(wai, mandate, "PUT", f"/applications/{application}/submission")) == (403, "not-by-mandate")
    assert fault(act(wai, mandate, "DELETE", f"/applications/{application}")) == (403, "not-by-mandate")
    assert fault(act(wai, mandate, "GET", "/inbox")) == (403, "not-by-mandate")
    own = begin(rosa, "change-of-address")
    assert fault(act(wai, mandate, "GET", f"/applications/{own}")) == (403, "not-by-mandate")
    listed = act(wai, mandate, "GET", "/applications").json["items"]
    assert [each["public_id"] if "public_id" in each else each["id"] for each in listed] == [application]
    whole = rosa.get(f"/applications/{application}").json
    assert {each["kind"] for each in whole["given_by"]} == {"help"}
    assert len(whole["given_by"]) == len(ANSWERS)
    assert rosa.get(f"/mandates/{mandate}").json["deeds"][0]["what"] == "filled"
    assert rosa.put(f"/applications/{application}/submission").status_code == 200


def test_the_counter_fills_in_by_a_code_and_types_in_paper(rosa: Person, amir: Person, grace: Person) -> None:
    visit = str(uuid.uuid4())
    code = rosa.put(f"/counter-codes/{visit}").json["code"]
    told = {"phone": phone_of(rosa), "code": code}
    assert grace.post("/desk/counter-visits", told).json["kind"] == "counter"
    assert fault(amir.post("/desk/counter-visits", told)) == (403, "not-allowed")
    application = str(uuid.uuid4())
    assert act(grace, visit, "PUT", f"/applications/{application}", {"service": CARD}).status_code == 201
    assert grace.delete(f"/helping/{visit}").status_code == 204
    assert fault(act(grace, visit, "GET", f"/applications/{application}")) == (403, "mandate-over")

    form = {"service": CARD, "signed_on": clock.now().date().isoformat()}
    place = f"/desk/paper-forms/{uuid.uuid4()}"
    assert fault(grace.put(place, form)) == (422, "contact-missing")
    by_post = form | {"contact": {"name": "Edith Stone", "lines": ["2 Quay Street"]}}
    typed = grace.put(place, by_post).json
    assert grace.put(place, by_post).json["mandate"]["id"] == typed["mandate"]["id"]
    for question, value in ANSWERS.items():
        path = f"/applications/{typed['application']}/answers/{question}"
        assert act(grace, typed["mandate"]["id"], "PUT", path, {"value": value}).status_code == 200
    sent = act(grace, typed["mandate"]["id"], "PUT", f"/applications/{typed['application']}/submission")
    assert sent.status_code == 200
    case = amir.get(f"/desk/applications/{typed['application']}").json
    assert (case["phone"], case["contact"]["name"]) == (None, "Edith Stone")
    assert case["paper"]["signed_on"] == form["signed_on"]
    assert {each["kind"] for each in case["given_by"]} == {"paper"}
    assert FOR == "Handrail-For"
