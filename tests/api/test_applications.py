from tests.api.town import ANSWERS, Person, begin


def test_a_citizen_begins_answers_and_sends(rosa: Person) -> None:
    application = begin(rosa)
    here = rosa.get(f"/applications/{application}").json
    assert here["state"] == "draft"
    assert here["journey"]["next"] == "full_name"
    for number, (question, value) in enumerate(ANSWERS.items(), 1):
        assert here["journey"]["next"] == question
        assert here["journey"]["progress"]["number"] == number
        here = rosa.put(f"/applications/{application}/answers/{question}", {"value": value}).json
    assert here["journey"]["complete"]
    assert here["journey"]["next"] is None
    sent = rosa.put(f"/applications/{application}/submission")
    assert sent.status_code == 200
    assert sent.json["state"] == "sent"
    whole = rosa.get(f"/applications/{application}").json
    assert whole["reference"] == sent.json["reference"]
    assert whole["journey"]["answers"]["address"]["line2"] == ""
