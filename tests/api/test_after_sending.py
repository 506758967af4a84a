"""After sending, through the API: writing both ways, answering the desk, taking back, appeals, the receipt."""

import uuid
from dataclasses import replace
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator, meta

from i18n.catalogues import Catalogues
from tests.api.test_applications import problem
from tests.api.town import ANSWERS, CARD, Person, Town, begin, send


def after(person: Person, application: str) -> dict[str, Any]:
    answer = person.get(f"/applications/{application}/after")
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def ask(amir: Person, application: str, **body: Any) -> str:
    request = str(uuid.uuid4())
    answer = amir.put(f"/desk/applications/{application}/requests/{request}", body)
    assert answer.status_code == 200, answer.text
    return request


def test_what_happened_is_told_in_words_and_says_what_comes(rosa: Person) -> None:
    application = send(rosa)
    told = after(rosa, application)
    sent, now, following = told["timeline"]
    assert (sent["text"], sent["who"], sent["state"]) == ("It was sent", "You", "done")
    assert now["due_on"]
    assert following["state"] == "next"
    assert (told["can_write"], told["can_withdraw"], told["asked"], told["appeal"]) == (True, True, None, None)
    rosa.language = "zh-Hans"
    assert after(rosa, application)["timeline"][0]["who"] == "您"


def test_a_draft_and_what_is_somebody_elses_are_not_found(rosa: Person, wai: Person) -> None:
    draft = begin(rosa)
    assert rosa.get(f"/applications/{draft}/after").status_code == 404
    assert rosa.put(f"/applications/{draft}/withdrawal").status_code == 404
    sent = send(wai)
    for method, path in (("GET", "after"), ("GET", "receipt"), ("PUT", "withdrawal")):
        assert rosa.call(method, f"/applications/{sent}/{path}").status_code == 404


def test_both_write_and_each_finds_it(rosa: Person, amir: Person) -> None:
    application, made = send(rosa), str(uuid.uuid4())
    for _ in range(2):
        answer = rosa.put(f"/applications/{application}/messages/{made}", {"words": "I have moved."})
        assert answer.status_code == 200
    case = amir.get(f"/desk/applications/{application}").json
    assert [each["words"] for each in case["words"]] == ["I have moved."]
    assert case["news_at"]
    amir.put(f"/desk/applications/{application}/messages/{uuid.uuid4()}", {"words": "Thank you."})
    assert [each["words"] for each in after(rosa, application)["words"]] == ["I have moved.", "Thank you."]
    assert rosa.get("/inbox").json["items"][0]["kind"] == "wrote"
    assert amir.get(f"/desk/applications/{application}").json["news_at"] is None
    other = rosa.put(f"/applications/{send(rosa)}/messages/{made}", {"words": "Something else"})
    assert problem(other) == "id-taken"


@pytest.mark.parametrize(("words", "slug"), [(" \n ", "words-missing"), ("x" * 1001, "fields-wrong")])
def test_words_that_are_none_or_too_many_are_refused(rosa: Person, words: str, slug: str) -> None:
    answer = rosa.put(f"/applications/{send(rosa)}/messages/{uuid.uuid4()}", {"words": words})
    assert (answer.status_code, problem(answer)) == (422, slug)


def test_after_ten_messages_a_day_one_waits(rosa: Person) -> None:
    application = send(rosa)
    for number in range(10):
        assert (
            rosa.put(f"/applications/{application}/messages/{uuid.uuid4()}", {"words": f"{number}"}).status_code == 200
        )
    answer = rosa.put(f"/applications/{application}/messages/{uuid.uuid4()}", {"words": "One more"})
    assert (answer.status_code, problem(answer)) == (429, "wrote-often")
    assert int(answer.headers["Retry-After"]) > 80_000


def test_a_question_in_words_is_answered_once(rosa: Person, amir: Person) -> None:
    application = send(rosa)
    request = ask(amir, application, words="Is the house number right?")
    asked = after(rosa, application)["asked"]
    assert (asked["id"], asked["words"], asked["needs_words"]) == (request, "Is the house number right?", True)
    path = f"/applications/{application}/requests/{request}/answer"
    assert problem(rosa.put(path, {})) == "words-missing"
    for _ in range(2):
        assert rosa.put(path, {"words": "It is 9."}).json["asked"] is None
    assert rosa.get(f"/applications/{application}").json["state"] == "in_work"
    case = amir.get(f"/desk/applications/{application}").json
    assert [(each["kind"], each["words"]) for each in case["words"]][-1] == ("answer", "It is 9.")


def test_a_templates_words_come_in_the_readers_language(rosa: Person, amir: Person) -> None:
    application = send(rosa)
    words = amir.get(f"/desk/applications/{application}/templates").json["items"]
    template = next(each for each in words if each["outcome"] == "more_needed")
    ask(amir, application, template=template["id"])
    rosa.language = "zh-Hans"
    told = after(rosa, application)["words"][0]
    assert told["language"] == "zh-Hans"
    assert told["words"].startswith("我们找不到您的地址")
    wrong = amir.put(f"/desk/applications/{send(rosa)}/requests/{uuid.uuid4()}", {"template": "no_such"})
    assert wrong.status_code == 404


def test_named_questions_are_kept_again_and_sent_together(rosa: Person, amir: Person) -> None:
    application = send(rosa)
    request = ask(amir, application, questions=["full_name"])
    assert after(rosa, application)["asked"]["left"] == ["full_name"]
    answer = f"/applications/{application}/requests/{request}/answer"
    refused = rosa.put(answer, {})
    assert (problem(refused), refused.json["question"]) == ("not-complete", "full_name")
    forbidden = rosa.put(f"/applications/{application}/answers/address", {"value": ANSWERS["address"]})
    assert problem(forbidden) == "already-sent"
    assert rosa.put(f"/applications/{application}/answers/full_name", {"value": "Rosa Maria Lee"}).status_code == 200
    assert rosa.put(answer, {}).status_code == 200
    case = amir.get(f"/desk/applications/{application}").json
    assert {each["question"]: each["lines"] for each in case["answers"]}["full_name"] == ["Rosa Maria Lee"]
    assert [each["lines"] for each in case["earlier"][0]["answers"]] == [["Rosa Lee"]]


def test_taking_back_is_final_and_may_be_repeated(rosa: Person, amir: Person) -> None:
    application = send(rosa)
    for _ in range(2):
        assert rosa.put(f"/applications/{application}/withdrawal").json["can_withdraw"] is False
    assert rosa.get(f"/applications/{application}").json["state"] == "withdrawn"
    decision = amir.put(f"/desk/applications/{application}/decision", {"outcome": "approved"})
    assert (decision.status_code, problem(decision)) == (409, "taken-back")
    decided = send(rosa)
    amir.put(f"/desk/applications/{decided}/decision", {"outcome": "approved"})
    assert problem(rosa.put(f"/applications/{decided}/withdrawal")) == "decided-meanwhile"


def test_an_appeal_is_judged_by_somebody_else(town: Town, rosa: Person, amir: Person) -> None:
    application = send(rosa)
    amir.put(f"/desk/applications/{application}/decision", {"outcome": "refused", "reason": "You are 64."})
    offered = after(rosa, application)["appeal"]
    assert offered["office"] == "residents-office"
    path = f"/applications/{application}/appeals/{uuid.uuid4()}"
    for _ in range(2):
        assert rosa.put(path, {"words": "I am 66."}).json["appeal"] is None
    assert problem(rosa.put(f"/applications/{application}/appeals/{uuid.uuid4()}", {"words": "Again"})) == "appeal-over"
    assert problem(amir.put(f"/desk/applications/{application}/decision", {"outcome": "approved"})) == "own-refusal"
    nadia = town.person("caseworker")
    assert nadia.put(f"/desk/applications/{application}/decision", {"outcome": "approved"}).json["state"] == "approved"


def test_the_receipt_says_what_was_sent(rosa: Person) -> None:
    told = rosa.get(f"/applications/{send(rosa)}/receipt").json
    assert {each["question"]: each["lines"] for each in told["answers"]}["birth_date"] == ["4 May 1951"]
    assert (told["declaration"], told["office"]) == ("The answers I have given are true.", "travel-desk")


def test_what_is_exported_is_of_the_published_schema(town: Town, rosa: Person, amir: Person, nobody: Person) -> None:
    send(rosa)
    decided = send(rosa)
    amir.put(f"/desk/applications/{decided}/decision", {"outcome": "approved"})
    exported = amir.get(f"/desk/submissions?service={CARD}").json
    assert len(exported["items"]) == 2
    address = exported["items"][0]["$schema"]
    assert address.startswith(town.parts.settings.public_url)
    schema = nobody.get(address.removeprefix(town.parts.settings.public_url)).json
    assert meta.is_valid(schema)
    validator = Draft202012Validator(schema, validate_formats=True)
    for each in exported["items"]:
        assert list(validator.iter_errors(each)) == []
    broken = exported["items"][0] | {"answers": exported["items"][0]["answers"] | {"delivery": "by_drone"}}
    assert [each.instance_path for each in validator.iter_errors(broken)] == [["answers", "delivery"]]


def test_every_service_has_a_schema_and_unknown_ones_have_none(town: Town, nobody: Person) -> None:
    for service in town.parts.content.services:
        schema = nobody.get(f"/services/{service}/submission-schema").json
        assert meta.is_valid(schema)
        assert schema["$id"].endswith(nobody.get(f"/services/{service}").json["version"])
    assert nobody.get("/services/no-such/submission-schema").status_code == 404
    assert nobody.get(f"/services/{CARD}/submission-schema?version={'0' * 64}").status_code == 404


def test_a_templates_words_that_a_program_converted_say_so(
    rosa: Person, amir: Person, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = send(rosa)
    words = amir.get(f"/desk/applications/{application}/templates").json["items"]
    ask(amir, application, template=next(each["id"] for each in words if each["outcome"] == "more_needed"))
    rosa.language = "zh-Hant"
    told = after(rosa, application)["words"][0]
    assert (told["language"], told["converted"]) == ("zh-Hant", False)
    rosa.language = "en"
    written = after(rosa, application)["words"][0]["words"]
    half = Catalogues({"zh-Hans": {(None, written): ("请写您的地址。",)}})
    monkeypatch.setitem(rosa.client.application.extensions, "handrail", replace(town.parts, catalogues=half))
    rosa.language = "zh-Hant"
    told = after(rosa, application)["words"][0]
    assert (told["words"], told["language"], told["converted"]) == ("請寫您的地址。", "zh-Hant", True)
