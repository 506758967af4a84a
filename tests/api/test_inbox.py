import uuid

from sqlalchemy import func, select

from backend.core import clock
from backend.domain.inbox import actions
from backend.domain.inbox.actions import MOST_DEVICES
from backend.domain.inbox.models import Device, Message
from tests.api.test_applications import problem
from tests.api.town import Person, Town, send


def test_a_message_is_read_in_the_reader_s_language_and_marked_once(rosa: Person) -> None:
    send(rosa)
    page = rosa.get("/inbox").json
    assert (page["unread"], page["next"]) == (1, None)
    message = page["items"][0]
    assert message["kind"] == "received"
    assert message["body"]
    assert rosa.get(f"/inbox/{message['id']}").json == message
    assert [rosa.put(f"/inbox/{message['id']}/read").status_code for _ in range(2)] == [204, 204]
    read = rosa.get(f"/inbox/{message['id']}").json["read_at"]
    assert rosa.put(f"/inbox/{message['id']}/read").status_code == 204
    assert rosa.get(f"/inbox/{message['id']}").json["read_at"] == read
    assert rosa.get("/inbox").json["unread"] == 0


def test_messages_are_their_reader_s_alone(rosa: Person, wai: Person) -> None:
    send(rosa)
    message = rosa.get("/inbox").json["items"][0]["id"]
    assert wai.get(f"/inbox/{message}").status_code == 404
    assert wai.put(f"/inbox/{message}/read").status_code == 404
    assert rosa.get("/inbox").json["unread"] == 1
    assert wai.get("/inbox").json["items"] == []


def test_messages_come_in_pages_and_a_longer_page_takes_no_more_queries(town: Town, rosa: Person) -> None:
    send(rosa)
    one = town.queries(lambda: rosa.get("/inbox"))
    with town.parts.writing() as session:
        account = session.scalar(select(Message.account_id))
        assert account is not None
        for number in range(30):
            values = {"service": "Get a senior travel card", "reference": "AA39EN9W", "days": 10}
            actions.post(
                session, account, kind="received", key=f"test:{number}", values=values, link="/", now=clock.now()
            )
    assert town.queries(lambda: rosa.get("/inbox?limit=100")) == one
    first = rosa.get("/inbox?limit=20").json
    second = rosa.get(f"/inbox?limit=20&after={first['next']}").json
    ids = [each["id"] for each in first["items"] + second["items"]]
    assert ids == sorted(ids, reverse=True)
    assert (len(set(ids)), second["next"]) == (31, None)


def test_a_phone_rings_for_one_person_however_often_it_is_sent(town: Town, rosa: Person, wai: Person) -> None:
    device = uuid.uuid4()
    assert [rosa.put(f"/devices/{device}", {"token": "abc"}).status_code for _ in range(2)] == [204, 204]
    assert wai.put(f"/devices/{device}", {"token": "def"}).status_code == 404
    assert wai.delete(f"/devices/{device}").status_code == 204
    with town.parts.reading() as session:
        assert session.scalar(select(func.count()).where(Device.id == device)) == 1
    assert [rosa.delete(f"/devices/{device}").status_code for _ in range(2)] == [204, 204]
    with town.parts.reading() as session:
        assert session.scalar(select(func.count()).where(Device.id == device)) == 0


def test_too_many_phones_are_refused(rosa: Person) -> None:
    for number in range(MOST_DEVICES):
        assert rosa.put(f"/devices/{uuid.uuid4()}", {"token": f"phone-{number}"}).status_code == 204
    answer = rosa.put(f"/devices/{uuid.uuid4()}", {"token": "one-more"})
    assert (answer.status_code, problem(answer)) == (409, "too-many-devices")


def test_the_address_of_a_phone_is_bounded(rosa: Person) -> None:
    for token in ("", "x" * 1001, "with space", "line\nbreak", 5, None):
        answer = rosa.put(f"/devices/{uuid.uuid4()}", {"token": token})
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/token"), token
