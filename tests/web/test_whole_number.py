"""A national number at the desk: its end, and all of it only for who asks, which its person can read."""

from http import HTTPStatus

from flask import Flask

from backend.core import clock
from backend.domain.access import queries as history
from backend.domain.access.queries import Seen
from backend.domain.identity import actions as identity
from backend.parts import Parts
from tests.domain.given import ROSA
from tests.web.readers import Reader, Seeded

NUMBER, END = "NC123456C", "56C"


def newest(parts: Parts) -> Seen:
    with parts.writing() as session:
        return history.of_person(session, identity.account_for(session, ROSA, clock.now()))[0]


def test_the_desk_shows_the_end_and_the_whole_only_when_asked_which_is_told(
    parts: Parts, amir: Reader, rosa: Reader, seeded: Seeded
) -> None:
    where = f"/desk/applications/{seeded.name_sent}"
    page = amir.get(where).text
    assert NUMBER not in page
    assert END in page
    assert "number.ending" in newest(parts).fields
    assert "number" not in newest(parts).fields
    assert "National Insurance number, only its end" in rosa.get(f"/history/{newest(parts).number}").text
    assert f'href="{where}/numbers/number"' in page
    assert NUMBER in amir.get(f"{where}/numbers/number").text
    assert newest(parts).fields == ("number",)
    amir.get(f"{where}/ask")
    assert "number" not in newest(parts).fields


def test_nothing_else_is_shown_that_way_and_nobody_else_sees_it(
    parts: Parts, amir: Reader, maya: Reader, seeded: Seeded
) -> None:
    where = f"/desk/applications/{seeded.name_sent}/numbers"
    before = newest(parts).number
    for place in ("born", "nothing", "a/b/c"):
        assert amir.get(f"{where}/{place}").status_code == HTTPStatus.NOT_FOUND
    assert amir.get(f"/desk/applications/{seeded.sent}/numbers/number").status_code == HTTPStatus.NOT_FOUND
    assert maya.get(f"{where}/number").status_code == HTTPStatus.FORBIDDEN
    assert newest(parts).number == before


def test_the_api_tells_the_end_and_the_whole_only_when_asked(
    app: Flask, parts: Parts, amir: Reader, seeded: Seeded
) -> None:
    token = amir.cookie("handrail_session")
    headers = {"Authorization": f"Bearer {token}"}
    where = f"/api/v1/desk/applications/{seeded.name_sent}"
    client = app.test_client()
    case = client.get(where, headers=headers).text
    assert NUMBER not in case
    assert END in case
    assert client.get(f"{where}/numbers/number", headers=headers).json["number"] == NUMBER
    assert newest(parts).fields == ("number",)
