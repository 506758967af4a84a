"""The administrator's pages: setting up who is told, without a script, and seeing what became of it."""

import re
from http import HTTPStatus

from tests.domain.given import CARD
from tests.web.readers import Reader, Seeded

PLACE = "https://records.example/hooks"


def begin(priya: Reader, **fields: object) -> str:
    form = priya.get("/desk/webhooks/new").text
    made = re.search(r'name="id" value="([^"]+)"', form)
    assert made is not None
    wanted: dict[str, object] = {
        "name": "Records system",
        "address": PLACE,
        "events": ["application.sent"],
        "service": "",
    }
    answer = priya.post("/desk/webhooks/new", id=made[1], **(wanted | fields))
    assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text
    return str(answer.location).partition("?")[0]


def test_an_administrator_finds_the_way_from_the_first_page(priya: Reader, rosa: Reader) -> None:
    assert "/desk/webhooks" in priya.get("/").text
    assert "/desk/webhooks" not in rosa.get("/").text
    assert "No system is told yet" in priya.get("/desk/webhooks").text


def test_a_system_is_set_up_and_gets_answers_only_once_they_are_chosen(priya: Reader) -> None:
    place = begin(priya, service=CARD)
    page = priya.get(place).text
    assert PLACE in page
    assert "No answers" in page
    assert "whsec_" in page
    form = priya.get(f"{place}/edit").text
    assert 'value="full_name"' in form
    fields = {"name": "Records system", "address": PLACE, "events": ["application.sent", "application.decided"]}
    priya.post(f"{place}/edit", **fields, service=CARD, answers=["full_name"])
    assert "No answers" not in priya.get(place).text
    assert 'value="full_name" checked' in priya.get(f"{place}/edit").text
    priya.post(f"{place}/edit", **fields, service="", answers=["full_name"])
    assert "No answers" in priya.get(place).text, "with the service the choice is gone"


def test_what_was_typed_wrong_is_said_at_its_field_and_nothing_is_lost(priya: Reader) -> None:
    answer = priya.post("/desk/webhooks/new", name="Records", address="https://10.0.0.1/hooks", service="")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "inside a closed network" in answer.text
    assert "Choose at least one thing to tell of." in answer.text
    assert 'value="Records"' in answer.text
    assert "https://10.0.0.1/hooks" in answer.text


def test_the_last_messages_say_how_it_went_and_go_out_again_by_a_button(priya: Reader, seeded: Seeded) -> None:
    place = f"/desk/webhooks/{seeded.webhook}"
    page = priya.get(place).text
    for words in ("It arrived", "It did not arrive", "Next try:", "answered with the number 500", "was too slow"):
        assert words in page, words
    answer = priya.post(f"{place}/deliveries/{seeded.delivery}/again")
    assert answer.location == f"{place}?sent=1#deliveries"
    assert priya.get(place).text.count("It arrived") == 0


def test_a_paused_system_is_not_tested_and_says_why(priya: Reader) -> None:
    place = begin(priya, paused="yes")
    answer = priya.post(f"{place}/test")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Switch it on first" in answer.text


def test_a_test_and_a_new_secret_are_a_button_each_and_taking_away_asks_once_more(priya: Reader) -> None:
    place = begin(priya)
    assert priya.post(f"{place}/test").status_code == HTTPStatus.SEE_OTHER
    assert "A test" in priya.get(place).text
    secret = re.search(r"whsec_[^<]+", priya.get(place).text)
    priya.post(f"{place}/secret")
    page = priya.get(place).text
    assert secret is not None
    assert secret[0] not in page
    assert "still counts until" in page
    assert "cannot take this back" in priya.get(f"{place}/remove").text
    assert priya.post(f"{place}/remove").location == "/desk/webhooks?removed=1"
    assert priya.get(place).status_code == HTTPStatus.NOT_FOUND


def test_other_staff_see_nothing_of_it(amir: Reader, seeded: Seeded) -> None:
    answer = amir.get(f"/desk/webhooks/{seeded.webhook}")
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "whsec_" not in answer.text
