import uuid
from typing import Any

import pytest
from sqlalchemy import select, update

from backend.core import clock
from backend.core.database import vault_of
from backend.domain.applications import actions
from backend.domain.applications.models import Application
from backend.domain.catalogue.actions import publish
from tests.api.town import ANSWERS, CARD, Person, Town, answer_all, begin, send


def problem(answer: Any) -> str:
    assert answer.content_type == "application/problem+json"
    return str(answer.json["type"]).removeprefix("/api/problems/")


def test_a_citizen_begins_answers_and_sends(rosa: Person) -> None:
    application = begin(rosa)
    here = rosa.get(f"/applications/{application}").json
    assert (here["state"], here["reference"], here["reason"]) == ("draft", None, None)
    for number, (question, value) in enumerate(ANSWERS.items(), 1):
        assert here["journey"]["next"] == question
        assert here["journey"]["progress"]["number"] == number
        assert not here["journey"]["complete"]
        here = rosa.put(f"/applications/{application}/answers/{question}", {"value": value}).json
    assert here["journey"]["complete"]
    assert here["journey"]["next"] is None
    sent = rosa.put(f"/applications/{application}/submission")
    assert sent.status_code == 200
    whole = rosa.get(f"/applications/{application}").json
    assert {name: whole[name] for name in sent.json} == sent.json
    assert whole["state"] == "sent"
    assert list(whole["journey"]["answers"]) == list(ANSWERS)
    assert whole["journey"]["answers"]["address"]["line2"] == ""
    assert rosa.get("/inbox").json["unread"] == 1


def test_an_answer_comes_back_in_its_one_form_and_in_words(rosa: Person) -> None:
    application = begin(rosa)
    rosa.put(f"/applications/{application}/answers/full_name", {"value": "  Rosa   Lee "})
    kept = rosa.put(
        f"/applications/{application}/answers/birth_date", {"value": {"day": 4, "month": "5", "year": "1951"}}
    )
    assert kept.json["value"] == "1951-05-04"
    assert kept.json["journey"]["answers"] == {"full_name": "Rosa Lee", "birth_date": "1951-05-04"}
    pages = {page["question"]: page for page in kept.json["journey"]["pages"]}
    assert pages["birth_date"]["lines"] == ["4 May 1951"]
    assert pages["address"]["lines"] == []
    rosa.language = "zh-Hans"
    pages = {page["question"]: page for page in rosa.get(f"/applications/{application}").json["journey"]["pages"]}
    assert pages["birth_date"]["lines"] == ["1951年5月4日"]


def test_an_exit_says_why_and_what_to_do_instead(rosa: Person) -> None:
    application = begin(rosa)
    rosa.put(f"/applications/{application}/answers/full_name", {"value": "Rosa Lee"})
    young = rosa.put(f"/applications/{application}/answers/birth_date", {"value": "2001-05-04"}).json["journey"]
    assert young["exit"]["question"] == "too_young"
    assert young["exit"]["text"]
    assert young["exit"]["instead"]
    assert (young["next"], young["complete"]) == (None, False)
    refused = rosa.put(f"/applications/{application}/submission")
    assert (refused.status_code, problem(refused)) == (409, "not-for-you")


def test_beginning_twice_begins_once(rosa: Person) -> None:
    application = begin(rosa)
    again = rosa.put(f"/applications/{application}", {"service": CARD})
    assert again.status_code == 200
    assert again.json == rosa.get(f"/applications/{application}").json
    assert len(rosa.get("/applications").json["items"]) == 1


def test_beginning_again_after_many_others_still_finds_the_first(town: Town, rosa: Person) -> None:
    first = begin(rosa)
    for number in range(25):
        with town.parts.writing() as session:
            for draft in session.scalars(select(Application).where(Application.state == "draft")):
                draft.state, draft.reference = "sent", f"A{number}"
                draft.submitted_sealed = vault_of(session).seal({}, f"submitted:{draft.id}")
        begin(rosa)
    assert rosa.put(f"/applications/{first}", {"service": CARD}).status_code == 200


def test_a_second_draft_of_a_service_is_refused_and_the_first_kept(rosa: Person) -> None:
    application = begin(rosa)
    second = rosa.put(f"/applications/{uuid.uuid4()}", {"service": CARD})
    assert (second.status_code, problem(second)) == (409, "draft-elsewhere")
    assert rosa.get(f"/applications/{application}").json["state"] == "draft"


def test_an_id_that_somebody_else_took_is_refused(rosa: Person, wai: Person) -> None:
    taken = wai.put(f"/applications/{begin(rosa)}", {"service": CARD})
    assert (taken.status_code, problem(taken)) == (409, "id-taken")


def test_an_answer_saved_twice_is_kept_once(rosa: Person) -> None:
    application = begin(rosa)
    both = [rosa.put(f"/applications/{application}/answers/full_name", {"value": "Rosa Lee"}).json for _ in range(2)]
    assert both[0]["journey"] == both[1]["journey"]


def test_sending_twice_gives_the_same_reference_and_one_message(rosa: Person) -> None:
    application = begin(rosa)
    answer_all(rosa, application)
    both = [rosa.put(f"/applications/{application}/submission") for _ in range(2)]
    assert [each.status_code for each in both] == [200, 200]
    assert both[0].json == both[1].json
    assert len(rosa.get("/inbox").json["items"]) == 1


def test_a_draft_is_thrown_away_once_and_again_and_what_was_sent_stays(rosa: Person) -> None:
    draft = begin(rosa)
    assert rosa.delete(f"/applications/{draft}").status_code == 204
    assert rosa.delete(f"/applications/{draft}").status_code == 204
    assert rosa.get(f"/applications/{draft}").status_code == 404
    sent = send(rosa)
    refused = rosa.delete(f"/applications/{sent}")
    assert (refused.status_code, problem(refused)) == (409, "already-sent")


def test_what_was_sent_takes_no_more_answers(rosa: Person) -> None:
    late = rosa.put(f"/applications/{send(rosa)}/answers/full_name", {"value": "Rosa"})
    assert (late.status_code, problem(late)) == (409, "already-sent")


def test_an_unfinished_application_names_the_question_that_is_next(rosa: Person) -> None:
    answer = rosa.put(f"/applications/{begin(rosa)}/submission")
    assert (answer.status_code, problem(answer)) == (409, "not-complete")
    assert answer.json["question"] == "full_name"


@pytest.mark.parametrize("question", ["contact_way", "too_young", "nothing_like_it"])
def test_a_question_that_is_not_open_is_not_answered(rosa: Person, question: str) -> None:
    answer = rosa.put(f"/applications/{begin(rosa)}/answers/{question}", {"value": "letter"})
    assert (answer.status_code, problem(answer)) == (409, "not-on-journey")


def test_a_wrong_answer_points_to_its_part(rosa: Person) -> None:
    application = begin(rosa)
    rosa.put(f"/applications/{application}/answers/full_name", {"value": "Rosa Lee"})
    answer = rosa.put(f"/applications/{application}/answers/birth_date", {"value": {"day": "4", "month": "5"}})
    assert (answer.status_code, problem(answer)) == (422, "answer-not-taken")
    assert answer.json["errors"] == [
        {"in": "body", "pointer": "/value/year", "detail": "We need the year too, for example 1948."}
    ]


@pytest.mark.parametrize(
    "value",
    [
        {"day": [[["4"]]]},
        [["post"]],
        "x" * 5001,
        ["x"] * 101,
        {str(number): "x" for number in range(11)},
        10**16,
    ],
)
def test_an_answer_that_nests_or_grows_is_refused_at_the_door(rosa: Person, value: Any) -> None:
    answer = rosa.put(f"/applications/{begin(rosa)}/answers/full_name", {"value": value})
    assert (answer.status_code, problem(answer)) == (422, "fields-wrong")
    assert answer.json["errors"][0]["pointer"] == "/value"


def test_nobody_sees_or_changes_what_is_somebody_elses(rosa: Person, wai: Person) -> None:
    application = begin(rosa)
    path = f"/applications/{application}"
    assert wai.get(path).status_code == 404
    assert wai.get(f"{path}/service").status_code == 404
    assert wai.put(f"{path}/answers/full_name", {"value": "Wai"}).status_code == 404
    assert wai.put(f"{path}/submission").status_code == 404
    assert wai.delete(path).status_code == 204
    assert rosa.get(path).status_code == 200
    assert wai.get("/applications").json["items"] == []


def test_an_unknown_service_cannot_be_begun(rosa: Person) -> None:
    assert rosa.put(f"/applications/{uuid.uuid4()}", {"service": "moon-landing"}).status_code == 404


def test_a_list_comes_in_pages_newest_first(rosa: Person) -> None:
    sent = [send(rosa) for _ in range(5)]
    seen: list[str] = []
    after = ""
    for _ in range(3):
        page = rosa.get(f"/applications?limit=2{after}").json
        seen += [each["id"] for each in page["items"]]
        after = f"&after={page['next']}"
    assert page["next"] is None
    assert seen == sent[::-1]


def test_a_longer_list_takes_no_more_queries(town: Town, rosa: Person) -> None:
    application = begin(rosa)
    with town.parts.writing() as session:
        older = publish(session, {CARD: town.parts.content.documents[CARD] + "\n# an older version\n"}, clock.now())
        session.execute(update(Application).values(state="sent", reference="A", version_id=older[CARD]))
    rosa.get("/applications")
    few = town.queries(lambda: rosa.get("/applications"))
    with town.parts.writing() as session:
        account = session.get(Application, 1).account_id  # type: ignore[union-attr]
        for number in range(30):
            one, _ = actions.begin(session, account, CARD, older[CARD], uuid.uuid4(), clock.now())
            one.state, one.reference = "sent", f"B{number}"
            session.flush()
    assert len(rosa.get("/applications?limit=100").json["items"]) == 31
    assert town.queries(lambda: rosa.get("/applications?limit=100")) == few
    assert (
        rosa.get(f"/applications/{application}/service").json["version"]
        != rosa.get(f"/services/{CARD}").json["version"]
    )


def test_a_full_page_of_a_hundred_says_that_more_follow(town: Town, rosa: Person) -> None:
    begin(rosa)
    with town.parts.writing() as session:
        first = session.get(Application, 1)
        assert first is not None
        first.state, first.reference = "sent", "A"
        session.flush()
        for number in range(100):
            one, _ = actions.begin(session, first.account_id, CARD, first.version_id, uuid.uuid4(), clock.now())
            one.state, one.reference = "sent", f"B{number}"
            session.flush()
    page = rosa.get("/applications?limit=100").json
    assert len(page["items"]) == 100
    assert len(rosa.get(f"/applications?limit=100&after={page['next']}").json["items"]) == 1


def test_the_service_of_an_application_is_the_one_it_was_begun_with(rosa: Person) -> None:
    answer = rosa.get(f"/applications/{begin(rosa)}/service")
    assert answer.json == rosa.get(f"/services/{CARD}").json
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_answer_is_written_over_only_by_who_has_seen_it(rosa: Person) -> None:
    path = f"/applications/{begin(rosa)}/answers/full_name"
    first = rosa.put(path, {"value": "Rosa Lee"}, headers={"If-None-Match": "*"})
    seen = {"If-Match": first.headers["ETag"]}
    assert first.headers["ETag"] == f'"{first.json["version"]}"'
    other = rosa.put(path, {"value": "Rosa Anna Lee"}, headers=seen)
    assert other.status_code == 200
    for late in (seen, {"If-None-Match": "*"}, {"If-Match": f"W/{other.headers['ETag']}"}):
        answer = rosa.put(path, {"value": "R. Lee"}, headers=late)
        assert (answer.status_code, problem(answer)) == (412, "answer-changed")
        both = {"kept": "Rosa Anna Lee", "sent": "R. Lee", "version": other.json["version"]}
        assert (answer.json["question"], answer.json["conflict"]) == ("full_name", both)
    whole = rosa.get(path.partition("/answers")[0]).json
    assert whole["journey"]["answers"] == {"full_name": "Rosa Anna Lee"}
    assert whole["versions"] == {"full_name": other.json["version"]}
    for chosen in ({"If-Match": f'"{other.json["version"]}"'}, {"If-Match": "*"}, {}):
        assert rosa.put(path, {"value": "R. Lee"}, headers=chosen).json["value"] == "R. Lee"


def test_what_a_slow_line_brings_twice_is_taken_once_and_takes_nothing_back(rosa: Person) -> None:
    path = f"/applications/{begin(rosa)}/answers/full_name"
    unseen = {"If-None-Match": "*"}
    kept = [rosa.put(path, {"value": "Rosa"}, headers=unseen).json["version"] for _ in range(2)]
    assert kept[0] == kept[1]
    changed = rosa.put(path, {"value": "Anna"}, headers={"If-Match": f'"{kept[0]}"'})
    back = rosa.put(path, {"value": "Rosa"}, headers={"If-Match": changed.headers["ETag"]})
    replayed = rosa.put(path, {"value": "Anna"}, headers={"If-Match": f'"{kept[0]}"'})
    assert (replayed.status_code, replayed.json["conflict"]["version"]) == (412, back.json["version"])
