"""After sending a helper reads along; they write, answer and appeal only where they may send, and it is said."""

import uuid
from http import HTTPStatus

import pytest
from flask import Flask
from sqlalchemy import select

from backend.core import clock
from backend.domain.access import queries as history
from backend.domain.applications.models import ApplicationEvent, Words
from backend.domain.identity import actions as identity
from backend.domain.mandates.models import Deed
from backend.parts import Parts
from tests.domain.given import CARD, ROSA
from tests.web.readers import Reader, Seeded, help_by
from tests.web.test_sent_pages import hidden

ANNA = "+447700900104"


def helping(app: Flask, parts: Parts, *, may_send: bool) -> tuple[Reader, dict[str, str]]:
    mandate: uuid.UUID = help_by(parts, ANNA, scope=(f"service:{CARD}",), may_send=may_send)
    return Reader(app).sign_in(ANNA).help(mandate), {"for": str(mandate)}


def test_a_helper_reads_the_messages_and_the_receipt_and_the_person_sees_that(
    app: Flask, parts: Parts, seeded: Seeded
) -> None:
    anna, _ = helping(app, parts, may_send=False)
    where = f"/applications/{seeded.needed}"
    assert "Is the house number right?" in anna.get(f"{where}/more").text
    assert "I have moved." in anna.get(f"{where}/messages").text
    assert "7 Mill Lane" in anna.get(f"/applications/{seeded.sent}/receipt").text
    with parts.writing() as session:
        rosa = identity.account_for(session, ROSA, clock.now())
        read = [set(each.fields) for each in history.of_person(session, rosa) if each.kind == "helper"]
    assert {"application.words"} <= set().union(*read)
    assert {"full_name", "address"} <= set().union(*read)


def test_who_may_not_send_is_told_that_it_waits_for_the_person(app: Flask, parts: Parts, seeded: Seeded) -> None:
    anna, fields = helping(app, parts, may_send=False)
    for ending in ("/messages", "/more", "/appeal"):
        place = f"/applications/{seeded.refused if ending == '/appeal' else seeded.needed}{ending}"
        page = anna.get(place)
        assert page.status_code == (HTTPStatus.FORBIDDEN if ending == "/appeal" else HTTPStatus.OK)
        assert "<textarea" not in page.text
        assert anna.post(place, words="I write for her.", **fields).status_code == HTTPStatus.FORBIDDEN
    assert "You may read this, but not send anything." in anna.get(f"/applications/{seeded.needed}/messages").text
    with parts.reading() as session:
        assert session.scalars(select(Deed)).all() == []


def test_who_may_send_writes_answers_and_appeals_and_it_says_who_it_was(
    app: Flask, parts: Parts, rosa: Reader, amir: Reader, seeded: Seeded
) -> None:
    anna, fields = helping(app, parts, may_send=True)
    messages, more = f"/applications/{seeded.sent}/messages", f"/applications/{seeded.needed}"
    assert anna.post(messages, words="She has moved.", **fields).location == f"{messages}?written=1"
    address = {"answer-line1": "9 Mill Lane", "answer-town": "Harbour City", "answer-postcode": "HC3 4DE"}
    anna.post(f"{more}/questions/full_name?check=1", answer="Rosa Maria Lee", **fields)
    anna.post(f"{more}/questions/address?check=1", **address, **fields)
    request = hidden(anna.get(f"{more}/more"), "request")
    assert anna.post(f"{more}/more", request=request, words="", **fields).location == f"{more}?answered=1"
    appeal = f"/applications/{seeded.refused}/appeal"
    assert anna.post(appeal, words="Please look again.", **fields).location.endswith("?appealed=1")
    with parts.reading() as session:
        done = session.scalars(select(Deed.what).order_by(Deed.id)).all()
        actors = select(ApplicationEvent.actor).where(ApplicationEvent.kind.in_(["answered", "appealed"]))
        assert set(session.scalars(actors)) == {"helper"}
        assert set(session.scalars(select(Words.actor).where(Words.kind == "appeal"))) == {"helper"}
    assert [each for each in done if each != "filled"] == ["wrote", "answered", "appealed"]
    page = rosa.get(f"/helpers/{fields['for']}").text
    for words in ("Wrote to the city", "Answered what was asked", "Asked to look again"):
        assert words in page
    assert "She has moved." in amir.get(f"/desk/applications/{seeded.sent}").text


@pytest.mark.parametrize("may_send", [True, False])
def test_taking_back_stays_with_the_person(app: Flask, parts: Parts, seeded: Seeded, may_send: bool) -> None:  # noqa: FBT001
    anna, fields = helping(app, parts, may_send=may_send)
    where = f"/applications/{seeded.sent}"
    assert f"{where}/withdraw" not in anna.get(where).text
    assert anna.post(f"{where}/withdraw", **fields).status_code == HTTPStatus.FORBIDDEN
