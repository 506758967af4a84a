import uuid

import pytest

from backend.core import clock
from backend.domain.identity.rules import TRIES
from tests.api.test_applications import problem
from tests.api.town import Person, Town

NUMBER = "07700 900120"


def test_a_code_opens_and_the_token_says_who(town: Town, nobody: Person) -> None:
    sign_in = uuid.uuid4()
    asked = nobody.put(f"/sign-ins/{sign_in}", {"phone": NUMBER})
    assert (asked.status_code, asked.json) == (202, {"digits": 6, "minutes": 15})
    opened = nobody.put(f"/sign-ins/{sign_in}/code", {"code": town.code()})
    assert opened.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in opened.headers
    nobody.token = opened.json["token"]
    assert nobody.get("/me").json == {
        "language": None,
        "text_size": None,
        "theme": None,
        "mode": None,
        "phone": "+447700900120",
        "roles": [],
        "unread": 0,
    }


def test_asking_again_with_the_same_id_sends_nothing_more(town: Town, nobody: Person) -> None:
    sign_in = uuid.uuid4()
    assert [nobody.put(f"/sign-ins/{sign_in}", {"phone": NUMBER}).status_code for _ in range(3)] == [202] * 3
    assert len(town.codes()) == 1


def test_asking_too_soon_says_how_long_to_wait(nobody: Person) -> None:
    nobody.put(f"/sign-ins/{uuid.uuid4()}", {"phone": NUMBER})
    soon = nobody.put(f"/sign-ins/{uuid.uuid4()}", {"phone": NUMBER})
    assert (soon.status_code, problem(soon)) == (429, "wait-for-code")
    assert 0 < int(soon.headers["Retry-After"]) <= 30
    assert "1 minute" in soon.json["detail"]


@pytest.mark.parametrize("number", ["1", "rosa", "07700 900120 ext. 5"])
def test_what_is_no_phone_number_is_said_so_beside_the_field(nobody: Person, number: str) -> None:
    answer = nobody.put(f"/sign-ins/{uuid.uuid4()}", {"phone": number})
    assert (answer.status_code, problem(answer)) == (422, "phone-number-wrong")
    assert answer.json["errors"][0]["pointer"] == "/phone"


def test_wrong_codes_are_counted_until_the_code_is_over(town: Town, nobody: Person) -> None:
    sign_in = uuid.uuid4()
    nobody.put(f"/sign-ins/{sign_in}", {"phone": NUMBER})
    right = town.code()
    wrong = "000000" if right != "000000" else "111111"
    answers = [nobody.put(f"/sign-ins/{sign_in}/code", {"code": wrong}) for _ in range(TRIES)]
    assert [each.status_code for each in answers] == [422] * (TRIES - 1) + [410]
    assert str(TRIES - 1) in answers[0].json["detail"]
    assert problem(nobody.put(f"/sign-ins/{sign_in}/code", {"code": right})) == "code-over"


def test_the_same_code_again_gives_a_new_token_and_ends_the_one_before(town: Town, nobody: Person) -> None:
    sign_in = uuid.uuid4()
    nobody.put(f"/sign-ins/{sign_in}", {"phone": NUMBER})
    code = town.code()
    first, second = (
        nobody.put(f"/sign-ins/{sign_in}/code", {"code": f" {code[:3]} {code[3:]} "}).json["token"] for _ in range(2)
    )
    assert Person(nobody.client, first).get("/me").status_code == 401
    assert Person(nobody.client, second).get("/me").status_code == 200


def test_an_unknown_sign_in_has_no_code(nobody: Person) -> None:
    answer = nobody.put(f"/sign-ins/{uuid.uuid4()}/code", {"code": "123456"})
    assert (answer.status_code, problem(answer)) == (404, "sign-in-unknown")


def test_signing_out_ends_the_token_and_may_be_repeated(rosa: Person) -> None:
    assert [rosa.delete("/session").status_code for _ in range(2)] == [204, 204]
    answer = rosa.get("/me")
    assert (answer.status_code, problem(answer)) == (401, "not-signed-in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic cm9zYTpyb3Nh", "Bearer " + "x" * 5000, "Bearer \xff"]
)
def test_anything_but_a_sound_token_is_nobody(nobody: Person, header: str) -> None:
    assert nobody.get("/me", headers={"Authorization": header}).status_code == 401


def test_a_cookie_opens_nothing(rosa: Person, nobody: Person) -> None:
    nobody.client.set_cookie("handrail_session", rosa.token or "")
    assert nobody.get("/me").status_code == 401


def test_the_code_is_sent_in_the_language_that_was_asked_in(town: Town, nobody: Person) -> None:
    nobody.language = "zh-Hant"
    nobody.put(f"/sign-ins/{uuid.uuid4()}", {"phone": NUMBER})
    assert [payload["language"] for payload in town.codes()] == ["zh-Hant"]


def test_the_clock_of_a_token_is_told(rosa: Person, town: Town) -> None:
    sign_in = uuid.uuid4()
    rosa.put(f"/sign-ins/{sign_in}", {"phone": NUMBER})
    told = rosa.put(f"/sign-ins/{sign_in}/code", {"code": town.code()}).json["expires_at"]
    assert told > clock.now().isoformat()
    assert told.endswith("+00:00")
