"""The staff's side of appointments over the API: at the counter, on the telephone, and the office's calendar."""

import csv
import io
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from backend.core import clock
from tests.api.test_applications import problem
from tests.api.town import Person, Town, book, free_time, hold
from tests.support import Opened

KIND, HILL = "clinic-visit", "hill-clinic"
WONG = "Dr Mei Wong"


@pytest.fixture
def start(opened: Opened) -> str:
    """The calendar is open."""
    return opened(clock.now())


@pytest.fixture
def morning(town: Town) -> Iterator[date]:
    """It is the early morning of a Tuesday of the week after next, when the clinic opens later."""
    today = town.parts.today()
    tuesday = today + timedelta(days=7 + (1 - today.weekday()) % 7)
    with time_machine.travel(datetime(tuesday.year, tuesday.month, tuesday.day, 5, 0, tzinfo=UTC), tick=False):
        yield tuesday


@pytest.fixture
def jo(town: Town, morning: date) -> Person:
    """A caseworker who signed in this morning."""
    assert morning
    return town.person("caseworker")


def phone_of(person: Person) -> str:
    phone: str = person.get("/me").json["phone"]
    return phone


def slot_ids(desk: Person, **wishes: str) -> list[int]:
    answer = desk.get("/desk/appointment-slots", query_string={"kind": KIND, "limit": "100"} | wishes)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json["items"]]


def walk_in(desk: Person, phone: str, appointment: uuid.UUID | None = None, **more: Any) -> Any:
    body = {"phone": phone, "office": HILL, "kind": KIND} | more
    return desk.put(f"/desk/walk-ins/{appointment or uuid.uuid4()}", body)


def call(desk: Person, **wishes: str) -> Any:
    answer = desk.put(f"/desk/offices/{HILL}/call", wishes)
    assert answer.status_code == 200, answer.text
    return answer.json["called"]


def test_staff_book_for_a_person_once_though_sent_twice_and_the_person_has_it(rosa: Person, amir: Person) -> None:
    appointment, slot = uuid.uuid4(), free_time(rosa)
    kept = hold(rosa, free_time(rosa, 20))
    body = {"phone": phone_of(rosa), "slot": slot, "needs": ["interpreter"]}
    both = [amir.put(f"/desk/appointments/{appointment}", body) for _ in range(2)]
    assert [each.status_code for each in both] == [201, 200]
    said = both[0].json
    assert said == both[1].json == amir.get(f"/desk/appointments/{appointment}").json
    assert (said["phone"], said["by_staff"], said["needs"], said["note"]) == (
        body["phone"],
        True,
        ["interpreter"],
        None,
    )
    assert (said["language"], said["state"]) == ("en", "booked")
    assert rosa.get(f"/appointments/{appointment}").json["reference"] == said["reference"]
    assert [each["kind"] for each in rosa.get("/inbox").json["items"]] == ["booked"]
    assert rosa.put(f"/appointments/{uuid.uuid4()}", {"hold": kept}).status_code == 201, "her own hold was left alone"


def test_a_person_who_never_signed_in_is_booked_for_by_phone(town: Town, amir: Person) -> None:
    appointment = uuid.uuid4()
    body = {"phone": "07700 900 777", "slot": slot_ids(amir)[0]}
    assert amir.put(f"/desk/appointments/{appointment}", body).json["phone"] == "+447700900777"
    other = amir.put(f"/desk/appointments/{appointment}", body | {"phone": "07700 900778"})
    assert (other.status_code, problem(other)) == (409, "appointment-id-taken")
    with town.parts.reading() as session:
        assert town.rows(session)["appointment"] == 1


def test_what_cannot_be_booked_for_a_person_is_said_and_leaves_nothing(town: Town, rosa: Person, amir: Person) -> None:
    path, phone = f"/desk/appointments/{uuid.uuid4()}", phone_of(rosa)
    with town.parts.reading() as session:
        accounts = town.rows(session)["account"]
    wrong = amir.put(path, {"phone": "12", "slot": slot_ids(amir)[0]})
    assert (wrong.status_code, problem(wrong)) == (422, "phone-number-wrong")
    assert [each["pointer"] for each in wrong.json["errors"]] == ["/phone"]
    assert problem(amir.put(path, {"phone": "07700 900779", "slot": 2**31 - 1})) == "slot-unknown"
    slot = free_time(rosa, staff=WONG)
    book(rosa, slot)
    taken = amir.put(path, {"phone": phone, "slot": slot})
    assert (taken.status_code, problem(taken)) == (409, "slot-taken")
    assert len(taken.json["alternatives"]) == 5
    for body in (
        {},
        {"phone": phone},
        {"phone": phone, "slot": "1"},
        {"phone": phone, "slot": 1, "needs": ["x"]},
        {"phone": phone, "slot": 1, "kind": KIND},
        {"phone": "x" * 200, "slot": 1},
    ):
        assert amir.put(path, body).status_code == 422, body
    with town.parts.reading() as session:
        rows = town.rows(session)
    assert (rows["account"], rows["appointment"]) == (accounts, 1), "no account is left of a booking that failed"


def test_a_longer_visit_that_does_not_fit_names_times_where_it_does(jo: Person) -> None:
    first, second, third, *_ = slot_ids(jo, staff=WONG)
    body = {"phone": "07700 900777", "slot": second}
    assert jo.put(f"/desk/appointments/{uuid.uuid4()}", body).status_code == 201
    path = f"/desk/appointments/{uuid.uuid4()}"
    longer = {"phone": "07700 900778", "slot": first, "needs": ["longer"]}
    full = jo.put(path, longer)
    assert (full.status_code, problem(full)) == (409, "longer-not-free")
    fits = [each["id"] for each in full.json["alternatives"] if each["staff"] == WONG]
    assert first not in fits
    assert third in fits
    booked = jo.put(path, longer | {"slot": third}).json
    length = datetime.fromisoformat(booked["ends_at"]) - datetime.fromisoformat(booked["starts_at"])
    assert length == timedelta(minutes=30)


def test_places_kept_for_staff_are_found_and_booked_by_staff_alone(rosa: Person, amir: Person) -> None:
    theirs = {
        each["id"]: each["left"]
        for each in amir.get(f"/desk/appointment-slots?kind={KIND}&office={HILL}").json["items"]
    }
    public = {
        each["id"]: each["left"] for each in rosa.get(f"/appointment-slots?kind={KIND}&office={HILL}").json["items"]
    }
    more = [slot for slot in theirs.keys() & public.keys() if theirs[slot] > public[slot]]
    assert more
    slot = more[0]
    for number in range(theirs[slot]):
        body = {"phone": f"07700 9008{number:02}", "slot": slot}
        assert amir.put(f"/desk/appointments/{uuid.uuid4()}", body).status_code == 201
    full = amir.put(f"/desk/appointments/{uuid.uuid4()}", {"phone": "07700 900899", "slot": slot})
    assert problem(full) == "slot-taken"


def test_staff_change_a_time_past_the_limit_once_though_sent_twice(town: Town, rosa: Person) -> None:
    appointment = book(rosa, free_time(rosa))
    before = rosa.get(f"/appointments/{appointment}").json
    path = f"/desk/appointments/{appointment}/time"
    with time_machine.travel(datetime.fromisoformat(before["starts_at"]) - timedelta(minutes=30), tick=False):
        desk = town.person("caseworker")
        slot = slot_ids(desk, office=before["office"])[8]
        both = [desk.put(path, {"slot": slot}) for _ in range(2)]
        assert [each.status_code for each in both] == [200, 200]
        assert both[0].json == both[1].json
        assert both[0].json["reference"] == before["reference"]
        assert both[0].json["starts_at"] > before["starts_at"]
        assert [each["kind"] for each in rosa.get("/inbox").json["items"]][:2] == ["changed", "booked"]
        assert problem(desk.put(path, {"slot": 2**31 - 1})) == "slot-unknown"
        other = slot_ids(desk, kind="phone-help")[0]
        assert problem(desk.put(path, {"slot": other})) == "other-kind"
        assert desk.put(f"/desk/appointments/{appointment}/state", {"state": "cancelled"}).status_code == 200
        assert problem(desk.put(path, {"slot": slot})) == "not-booked", "also for the time it had"
        assert desk.put(f"/desk/appointments/{uuid.uuid4()}/time", {"slot": slot}).status_code == 404


def test_who_comes_without_an_appointment_is_taken_in_once_though_sent_twice(jo: Person) -> None:
    appointment = uuid.uuid4()
    both = [walk_in(jo, "07700 900777", appointment, needs=["hearing_loop"]) for _ in range(2)]
    assert [each.status_code for each in both] == [201, 200]
    assert both[0].json == both[1].json
    assert (both[0].json["state"], both[0].json["ticket"], both[0].json["needs"]) == ("arrived", 1, ["hearing_loop"])
    assert problem(walk_in(jo, "07700 900778", appointment)) == "appointment-id-taken"
    assert walk_in(jo, "07700 900778").json["ticket"] == 2


def test_a_walk_in_of_another_form_or_to_nowhere_is_refused(jo: Person) -> None:
    assert walk_in(jo, "07700 900777", office="nowhere").status_code == 404
    assert walk_in(jo, "07700 900777", kind="nothing").status_code == 404
    assert walk_in(jo, "07700 900777", kind="phone-help").status_code == 404, "the clinic has no such thing"
    assert problem(walk_in(jo, "07700 900777", office="home-care", kind="care-visit")) == "at-home"
    assert problem(walk_in(jo, "no number")) == "phone-number-wrong"
    assert walk_in(jo, "07700 900777", needs=["a lift"]).status_code == 422


def test_when_nobody_more_can_be_seen_today_the_next_times_are_named(town: Town, jo: Person, morning: date) -> None:
    with time_machine.travel(datetime(morning.year, morning.month, morning.day, 20, 0, tzinfo=UTC), tick=False):
        desk = town.person("caseworker")
        full = walk_in(desk, "07700 900777")
    assert (full.status_code, problem(full)) == (409, "no-room-today")
    assert full.json["alternatives"][0]["starts_at"] > f"{morning}T20"
    assert jo.get(f"/desk/appointments?office={HILL}&day={morning}").json["items"] == []


def test_calling_the_next_again_calls_nobody_twice(town: Town, jo: Person, morning: date) -> None:
    first, second, third = (walk_in(jo, f"07700 90077{number}").json["id"] for number in range(3))
    assert [call(jo, counter="Window 3")["id"] for _ in range(3)] == [first, first, first]
    rows = jo.get(f"/desk/appointments?office={HILL}&day={morning}").json["items"]
    assert {row["id"]: row["state"] for row in rows} == {first: "called", second: "arrived", third: "arrived"}
    colleague = town.person("caseworker")
    assert call(colleague)["id"] == second, "another member of staff calls another person"
    jo.put(f"/desk/appointments/{first}/state", {"state": "served"})
    assert call(jo)["id"] == third
    jo.put(f"/desk/appointments/{third}/state", {"state": "served"})
    assert call(jo) is None


def test_only_who_came_for_something_or_somebody_is_called(jo: Person, rosa: Person) -> None:
    slot = slot_ids(jo, staff=WONG)[0]
    walked = walk_in(jo, "07700 900777").json["id"]
    hers = str(uuid.uuid4())
    jo.put(f"/desk/appointments/{hers}", {"phone": phone_of(rosa), "slot": slot})
    assert jo.put(f"/desk/appointments/{hers}/state", {"state": "arrived"}).status_code == 200
    assert call(jo, kind="phone-help") is None
    assert call(jo, staff=WONG)["id"] == hers
    jo.put(f"/desk/appointments/{hers}/state", {"state": "served"})
    assert call(jo, staff="")["id"] == walked


def test_a_person_is_handed_on_once_though_sent_twice(town: Town, jo: Person) -> None:
    here = walk_in(jo, "07700 900777").json
    path = f"/desk/appointments/{here['id']}/staff"
    call(jo)
    assert WONG in here["hand_on_to"]
    both = [jo.put(path, {"staff": WONG}).json for _ in range(2)]
    assert both[0] == both[1]
    assert (both[0]["staff"], both[0]["state"], both[0]["ticket"]) == (WONG, "arrived", here["ticket"])
    assert "" in both[0]["hand_on_to"]
    assert WONG not in both[0]["hand_on_to"]
    doctor = town.person("caseworker")
    assert call(doctor, staff=WONG)["id"] == here["id"]
    assert jo.put(path, {"staff": WONG}).json["state"] == "called", "a late repeat takes nobody back"
    nobody = jo.put(path, {"staff": "Dr Nobody"})
    assert (nobody.status_code, problem(nobody)) == (422, "staff-unknown")
    assert [each["pointer"] for each in nobody.json["errors"]] == ["/staff"]
    jo.put(f"/desk/appointments/{here['id']}/state", {"state": "served"})
    assert problem(jo.put(path, {"staff": ""})) == "not-there"


def test_a_note_is_kept_for_staff_and_taken_away(rosa: Person, amir: Person) -> None:
    appointment = book(rosa, free_time(rosa))
    path = f"/desk/appointments/{appointment}/note"
    assert [amir.put(path, {"note": "Comes  with her son."}).json["note"] for _ in range(2)] == [
        "Comes with her son."
    ] * 2
    assert "son" not in rosa.get(f"/appointments/{appointment}").text
    assert amir.put(path, {"note": ""}).json["note"] is None
    for body in ({}, {"note": None}, {"note": "x" * 1001}, {"note": "\x00"}):
        assert amir.put(path, body).status_code == 422
    assert amir.put(f"/desk/appointments/{uuid.uuid4()}/note", {"note": "x"}).status_code == 404


def test_who_does_not_come_is_missed_but_not_before_their_time(town: Town, rosa: Person) -> None:
    appointment = book(rosa, free_time(rosa))
    starts_at = datetime.fromisoformat(rosa.get(f"/appointments/{appointment}").json["starts_at"])
    path = f"/desk/appointments/{appointment}/state"
    with time_machine.travel(starts_at - timedelta(minutes=1), tick=False):
        desk = town.person("caseworker")
        assert problem(desk.put(path, {"state": "missed"})) == "not-there"
        assert problem(desk.put(path, {"state": "called"})) == "not-there"
    with time_machine.travel(starts_at + timedelta(minutes=20), tick=False):
        both = [desk.put(path, {"state": "missed"}).json for _ in range(2)]
        assert both[0] == both[1]
        assert both[0]["state"] == "missed"
        assert both[0]["ended_at"]
    assert [each["kind"] for each in rosa.get("/inbox").json["items"]] == ["missed", "booked"]


def test_an_appointment_is_found_by_the_reference_that_a_person_says(rosa: Person, amir: Person) -> None:
    appointment = book(rosa, free_time(rosa))
    reference = rosa.get(f"/appointments/{appointment}").json["reference"]
    said = f"{reference[:4]} {reference[4:]}".lower()
    assert amir.get(f"/desk/appointment-references/{said}").json["id"] == appointment
    for unknown in ("AAAA", "%20", "%00", "x" * 300):
        assert problem(amir.get(f"/desk/appointment-references/{unknown}")) == "not-found"


def test_a_closed_day_says_whom_it_moved_and_again_moves_nobody(rosa: Person, wai: Person, amir: Person) -> None:
    appointment = book(rosa, free_time(rosa, office=HILL))
    before = rosa.get(f"/appointments/{appointment}").json
    day = datetime.fromisoformat(before["starts_at"]).date()
    kept = hold(wai, free_time(wai, 1, office=HILL))
    path = f"/desk/offices/{HILL}/closed-days/{day}"
    first = amir.put(path, {"why": "The  heating is broken."})
    assert (first.status_code, first.json) == (
        200,
        {"office": HILL, "day": str(day), "why": "The heating is broken.", "moved": 1, "cancelled": 0},
    )
    again = amir.put(path, {"why": "Another reason"}).json
    assert (again["moved"], again["cancelled"], again["why"]) == (0, 0, "The heating is broken.")
    after = rosa.get(f"/appointments/{appointment}").json
    assert after["starts_at"] > before["ends_at"]
    assert (after["state"], after["reference"]) == ("booked", before["reference"])
    assert rosa.get("/inbox").json["items"][0]["kind"] == "moved"
    shown = amir.get(f"/desk/appointments?office={HILL}&day={day}").json
    assert (shown["closed"], shown["items"]) == ("The heating is broken.", [])
    over = wai.put(f"/appointments/{uuid.uuid4()}", {"hold": kept})
    assert (over.status_code, problem(over)) == (410, "hold-over"), "closing while booking books nothing"


def test_a_time_of_a_day_that_closed_meanwhile_is_refused_with_others_near(rosa: Person, amir: Person) -> None:
    slot = free_time(rosa, office=HILL)
    starts_at = rosa.get("/appointment-slots", query_string={"kind": KIND, "office": HILL, "limit": "100"}).json[
        "items"
    ]
    day = next(each["starts_at"] for each in starts_at if each["id"] == slot)[:10]
    amir.put(f"/desk/offices/{HILL}/closed-days/{day}", {"why": "Water"})
    closed = rosa.put(f"/appointment-holds/{uuid.uuid4()}", {"slot": slot})
    assert (closed.status_code, problem(closed)) == (409, "slot-closed")
    assert closed.json["alternatives"]
    assert day not in {each["starts_at"][:10] for each in closed.json["alternatives"] if each["office"] == HILL}
    for_her = amir.put(f"/desk/appointments/{uuid.uuid4()}", {"phone": phone_of(rosa), "slot": slot})
    assert problem(for_her) == "slot-closed"


def test_a_day_is_closed_only_with_a_reason_and_not_when_it_is_over(amir: Person) -> None:
    today = clock.now().date()
    over = amir.put(f"/desk/offices/{HILL}/closed-days/{today - timedelta(days=2)}", {"why": "Water"})
    assert (over.status_code, problem(over)) == (409, "day-is-over")
    path = f"/desk/offices/{HILL}/closed-days/{today + timedelta(days=3)}"
    for body in ({}, {"why": ""}, {"why": "   "}, {"why": "x" * 201}, {"why": "a\nb"}, {"why": None}):
        assert amir.put(path, body).status_code == 422, body
    for place in (f"nowhere/closed-days/{today}", f"{HILL}/closed-days/2027-02-30", f"{HILL}/closed-days/tomorrow"):
        assert amir.put(f"/desk/offices/{place}", {"why": "Water"}).status_code == 404


def test_how_days_went_is_told_as_numbers_and_as_a_table_file(town: Town, jo: Person, morning: date) -> None:
    served, missed = (walk_in(jo, f"07700 90077{number}").json for number in range(2))
    starts_at = datetime.fromisoformat(served["starts_at"])
    with time_machine.travel(starts_at + timedelta(minutes=10), tick=False):
        call(jo)
        jo.put(f"/desk/appointments/{served['id']}/state", {"state": "served"})
        jo.put(f"/desk/appointments/{missed['id']}/state", {"state": "missed"})
    path = f"/desk/offices/{HILL}/use"
    query = {"since": str(morning), "until": str(morning)}
    (row,) = jo.get(path, query_string=query).json["items"]
    assert (row["day"], row["booked"], row["served"], row["missed"]) == (str(morning), 2, 1, 1)
    assert (row["cancelled"], row["wait_minutes"]) == (0, 10)
    file = jo.get(f"{path}.csv", query_string=query)
    assert file.content_type == "text/csv; charset=utf-8"
    assert (file.headers["Cache-Control"], file.data[:3]) == ("no-store", b"\xef\xbb\xbf")
    assert file.headers["Content-Disposition"] == f'attachment; filename="{HILL}-{morning}-{morning}.csv"'
    (told,) = csv.DictReader(io.StringIO(file.data.decode("utf-8-sig")))
    assert told == {name: str(value) for name, value in row.items()}
    assert town.queries(lambda: jo.get(path, query_string=query)) <= 5


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"since": "2027-01-02", "until": "2027-01-01"}, "/until"),
        ({"since": "2027-01-01", "until": "2028-01-03"}, "/until"),
        ({"since": "0001-01-01", "until": "9999-12-31"}, "/until"),
        ({"since": "2027-02-30", "until": "2027-03-01"}, "/since"),
        ({"since": "2027-01-01"}, "/until"),
    ],
)
def test_days_of_another_form_are_refused_in_plain_words(amir: Person, query: dict[str, str], pointer: str) -> None:
    for path in ("use", "use.csv"):
        answer = amir.get(f"/desk/offices/{HILL}/{path}", query_string=query)
        assert answer.status_code == 422
        assert [each["pointer"] for each in answer.json["errors"]] == [pointer]
        assert "form we need" not in answer.text


def test_the_last_days_of_the_calendar_are_no_trouble(amir: Person) -> None:
    days = {"since": "9999-12-30", "until": "9999-12-31"}
    assert amir.get(f"/desk/offices/{HILL}/use", query_string=days).json["items"] == []
    assert amir.get(f"/desk/appointments?office={HILL}&day=9999-12-31").json["items"] == []


def test_a_day_as_a_table_file_has_no_telephone_numbers_and_no_notes(rosa: Person, amir: Person) -> None:
    appointment = book(rosa, free_time(rosa, office=HILL), "interpreter", "companion")
    amir.put(f"/desk/appointments/{appointment}/note", {"note": "Speak slowly"})
    said = rosa.get(f"/appointments/{appointment}").json
    day = said["starts_at"][:10]
    file = amir.get(f"/desk/appointments.csv?office={HILL}&day={day}")
    assert file.content_type == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(file.data.decode("utf-8-sig")))
    assert row == {
        "starts_at": said["starts_at"],
        "kind": KIND,
        "staff": said["staff"],
        "needs": "interpreter companion",
        "reference": said["reference"],
        "ticket": "",
        "state": "booked",
    }
