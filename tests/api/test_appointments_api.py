"""Appointments over the API: found, kept, booked, changed, cancelled, arrived; and the office's day."""

import itertools
import uuid
from datetime import datetime, timedelta

import pytest
import time_machine

from backend.core import clock
from tests.api.test_applications import problem
from tests.api.town import Person, Town, book, free_time, hold
from tests.support import Opened

KIND = "clinic-visit"


@pytest.fixture
def start(opened: Opened) -> str:
    """The calendar is open."""
    return opened(clock.now())


def when(person: Person, appointment: str) -> datetime:
    return datetime.fromisoformat(person.get(f"/appointments/{appointment}").json["starts_at"])


def test_what_can_be_booked_is_told_to_anyone(nobody: Person) -> None:
    answer = nobody.get("/appointment-kinds")
    kinds = {each["id"]: each for each in answer.json["items"]}
    assert set(kinds) == {"clinic-visit", "phone-help", "travel-card-help", "care-visit"}
    assert [each["id"] for each in kinds.values() if each["at_home"]] == ["care-visit"]
    assert (kinds[KIND]["minutes"], kinds[KIND]["longer_minutes"]) == (15, 30)
    assert "longer" not in kinds["travel-card-help"]["needs"]
    assert (kinds[KIND]["staff"], kinds["phone-help"]["staff"]) == (["Dr Mei Wong", "Dr Samuel Okoro"], [])
    assert nobody.get("/appointment-kinds", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    first = nobody.get("/appointment-kinds?limit=3").json
    assert len(nobody.get(f"/appointment-kinds?limit=3&after={first['next']}").json["items"]) == 1


def test_free_times_are_found_by_wish(nobody: Person) -> None:
    def found(**wishes: str) -> list[dict[str, str]]:
        answer = nobody.get("/appointment-slots", query_string={"kind": KIND, **wishes})
        assert answer.status_code == 200, answer.text
        items: list[dict[str, str]] = answer.json["items"]
        return items

    assert [each["starts_at"] for each in found()] == sorted(each["starts_at"] for each in found())
    assert {each["office"] for each in found(office="quay-clinic")} == {"quay-clinic"}
    assert {each["staff"] for each in found(staff="Dr Mei Wong")} == {"Dr Mei Wong"}
    assert all(datetime.fromisoformat(each["starts_at"]).hour >= 11 for each in found(part="afternoon"))


def test_pages_of_free_times_pass_over_none(nobody: Person) -> None:
    whole = nobody.get("/appointment-slots", query_string={"kind": KIND, "limit": 60}).json["items"]
    seen, after = [], None
    while len(seen) < 40:
        query = {"kind": KIND, "limit": 7} | ({"after": after} if after else {})
        page = nobody.get("/appointment-slots", query_string=query).json
        seen += [each["id"] for each in page["items"]]
        after = page["next"]
    assert seen[:40] == [each["id"] for each in whole][:40]


def test_days_with_room_are_told_to_anyone(nobody: Person) -> None:
    days = nobody.get(f"/appointment-days?kind={KIND}&office=quay-clinic").json["items"]
    first = nobody.get(f"/appointment-slots?kind={KIND}&office=quay-clinic&limit=1").json["items"][0]
    assert days[0]["day"] == first["starts_at"][:10]
    assert [each["day"] for each in days] == sorted({each["day"] for each in days})
    assert all(each["left"] > 0 for each in days)
    for query in ("kind=nothing&office=quay-clinic", f"kind={KIND}&office=nowhere"):
        assert nobody.get(f"/appointment-days?{query}").status_code == 404
    for query in ("", f"kind={KIND}", "kind=A&office=B"):
        assert nobody.get(f"/appointment-days?{query}").status_code == 422


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("kind=nothing", 404),
        ("kind=Clinic%20Visit", 422),
        ("kind=clinic-visit&after=tomorrow", 422),
        ("kind=clinic-visit&after=2030-01-01T10:00:00", 422),
        ("kind=clinic-visit&part=night", 422),
        ("kind=clinic-visit&limit=101", 422),
        ("kind=clinic-visit&office=" + "x" * 61, 422),
        ("kind=clinic-visit&staff=%00", 422),
    ],
)
def test_wishes_of_another_form_are_refused(nobody: Person, query: str, status: int) -> None:
    assert nobody.get(f"/appointment-slots?{query}").status_code == status


def test_a_time_is_kept_booked_and_booked_once_though_sent_twice(rosa: Person) -> None:
    slot, held, appointment = free_time(rosa), str(uuid.uuid4()), str(uuid.uuid4())
    kept = [rosa.put(f"/appointment-holds/{held}", {"slot": slot}) for _ in range(2)]
    assert [each.status_code for each in kept] == [200, 200]
    assert kept[0].json == kept[1].json
    assert kept[0].json["slot"]["id"] == slot
    booked = [rosa.put(f"/appointments/{appointment}", {"hold": held, "needs": ["companion"]}) for _ in range(2)]
    assert [each.status_code for each in booked] == [201, 200]
    assert booked[0].json == booked[1].json
    said = booked[0].json
    assert (said["id"], said["name"], said["office_name"]) == (
        appointment,
        "See a doctor or a nurse",
        rosa.get(f"/offices/{said['office']}").json["name"],
    )
    assert (said["state"], said["needs"], said["can_change"], said["queue"]) == ("booked", ["companion"], True, None)
    assert said["bring"]
    assert rosa.get(f"/appointments/{appointment}").json == said
    assert [each["kind"] for each in rosa.get("/inbox").json["items"]] == ["booked"]
    message = rosa.get("/inbox").json["items"][0]
    assert not any("T" in each and "+00:00" in each for each in message["body"]), "moments are in words"


def test_a_taken_time_answers_409_with_near_alternatives_and_keeps_the_first_booking(rosa: Person, wai: Person) -> None:
    slot = free_time(rosa, staff="Dr Mei Wong")
    appointment = book(rosa, slot)
    late = wai.put(f"/appointment-holds/{uuid.uuid4()}", {"slot": slot})
    assert (late.status_code, problem(late)) == (409, "slot-taken")
    near = late.json["alternatives"]
    assert len(near) == 5
    assert slot not in {each["id"] for each in near}
    assert wai.put(f"/appointment-holds/{uuid.uuid4()}", {"slot": near[0]["id"]}).status_code == 200
    assert rosa.get(f"/appointments/{appointment}").json["state"] == "booked"


def test_the_alternatives_are_times_as_the_document_describes_them(rosa: Person, wai: Person, nobody: Person) -> None:
    described = nobody.get("/api/openapi.json").json["components"]["schemas"]
    reference = described["Problem"]["properties"]["alternatives"]["items"]["$ref"]
    slot = free_time(rosa, staff="Dr Mei Wong")
    hold(rosa, slot)
    near = wai.put(f"/appointment-holds/{uuid.uuid4()}", {"slot": slot}).json["alternatives"]
    assert all(set(each) == set(described[reference.rpartition("/")[2]]["properties"]) for each in near)


def test_a_time_that_was_kept_is_let_go_and_free_for_others(rosa: Person, wai: Person) -> None:
    slot = free_time(rosa, staff="Dr Mei Wong")
    held = hold(rosa, slot)
    path = f"/appointment-holds/{uuid.uuid4()}"
    assert wai.delete(f"/appointment-holds/{held}").status_code == 204
    assert problem(wai.put(path, {"slot": slot})) == "slot-taken", "nobody ends somebody else's hold"
    assert [rosa.delete(f"/appointment-holds/{held}").status_code for _ in range(2)] == [204, 204]
    assert wai.put(path, {"slot": slot}).status_code == 200
    assert problem(rosa.put(f"/appointments/{uuid.uuid4()}", {"hold": held})) == "hold-over"


def test_letting_an_old_hold_go_late_leaves_the_new_one(rosa: Person) -> None:
    old = hold(rosa, free_time(rosa))
    new = hold(rosa, free_time(rosa, 9))
    assert rosa.delete(f"/appointment-holds/{old}").status_code == 204
    appointment = f"/appointments/{uuid.uuid4()}"
    assert rosa.put(appointment, {"hold": new}).status_code == 201
    assert rosa.delete(f"/appointment-holds/{new}").status_code == 204
    assert rosa.get(appointment).json["state"] == "booked", "what was booked stays"


def test_a_time_that_has_begun_is_past(rosa: Person, wai: Person) -> None:
    slot = free_time(rosa)
    appointment = book(rosa, slot)
    with time_machine.travel(when(rosa, appointment), tick=False):
        late = wai.put(f"/appointment-holds/{uuid.uuid4()}", {"slot": slot})
    assert (late.status_code, problem(late)) == (409, "slot-past")


def test_a_longer_visit_that_does_not_fit_says_where_it_does_and_the_hold_runs_on(rosa: Person, wai: Person) -> None:
    later = (clock.now() + timedelta(days=1)).isoformat()
    query = {"kind": KIND, "staff": "Dr Mei Wong", "after": later, "limit": "100"}
    times = rosa.get("/appointment-slots", query_string=query).json["items"]
    first, second = next(pair for pair in itertools.pairwise(times) if pair[0]["ends_at"] == pair[1]["starts_at"])
    book(wai, second["id"])
    held, path = hold(rosa, first["id"]), f"/appointments/{uuid.uuid4()}"
    full = rosa.put(path, {"hold": held, "needs": ["longer"]})
    assert (full.status_code, problem(full)) == (409, "longer-not-free")
    assert first["id"] not in {each["id"] for each in full.json["alternatives"]}
    assert len(full.json["alternatives"]) > 0
    assert rosa.put(path, {"hold": held}).status_code == 201


def test_a_person_has_five_appointments_ahead_at_most(rosa: Person) -> None:
    for number in range(5):
        book(rosa, free_time(rosa, number * 5))
    sixth = rosa.put(f"/appointments/{uuid.uuid4()}", {"hold": hold(rosa, free_time(rosa, 40))})
    assert (sixth.status_code, problem(sixth)) == (409, "too-many-appointments")
    assert "5" in sixth.json["detail"]


def test_forged_foreign_and_old_holds_book_nothing(rosa: Person, wai: Person) -> None:
    held = hold(rosa, free_time(rosa))
    path = f"/appointments/{uuid.uuid4()}"
    assert problem(wai.put(path, {"hold": held})) == "hold-foreign"
    assert problem(wai.put(path, {"hold": str(uuid.uuid4())})) == "hold-over"
    with time_machine.travel(clock.now() + timedelta(minutes=10), tick=False):
        assert problem(rosa.put(path, {"hold": held})) == "hold-over"
    assert rosa.get("/appointments").json["items"] == wai.get("/appointments").json["items"] == []
    for slot in (2**31 - 1, free_time(rosa)):
        answer = wai.put(f"/appointment-holds/{held}", {"slot": slot})
        assert problem(answer) == "hold-foreign"
    assert problem(wai.put(f"/appointment-holds/{uuid.uuid4()}", {"slot": 2**31 - 1})) == "slot-unknown"


@pytest.mark.parametrize(
    "body", [{}, {"hold": "mine"}, {"hold": str(uuid.UUID(int=1)), "needs": ["a lift"]}, {"hold": None}, {"x": 1}]
)
def test_a_booking_of_another_form_is_refused(rosa: Person, body: dict[str, object]) -> None:
    assert rosa.put(f"/appointments/{uuid.uuid4()}", body).status_code == 422
    for slot in ("17", 0, 2**31, 1.5, None, True):
        assert rosa.put(f"/appointment-holds/{uuid.uuid4()}", {"slot": slot}).status_code == 422
    assert rosa.put(f"/appointment-holds/{uuid.uuid4()}", {"slot": float(free_time(rosa))}).status_code == 200


def test_a_time_is_changed_once_though_sent_twice_and_cancelled(rosa: Person) -> None:
    appointment = book(rosa, free_time(rosa))
    before = rosa.get(f"/appointments/{appointment}").json
    held = hold(rosa, free_time(rosa, 30))
    both = [rosa.put(f"/appointments/{appointment}/time", {"hold": held}) for _ in range(2)]
    assert [each.status_code for each in both] == [200, 200]
    assert both[0].json == both[1].json
    assert both[0].json["reference"] == before["reference"]
    assert both[0].json["starts_at"] != before["starts_at"]
    gone = [rosa.put(f"/appointments/{appointment}/cancellation") for _ in range(2)]
    assert [each.json["state"] for each in gone] == ["cancelled", "cancelled"]
    assert problem(rosa.put(f"/appointments/{appointment}/waiting", {})) == "not-booked"
    assert [each["kind"] for each in rosa.get("/inbox").json["items"]] == ["cancelled", "changed", "booked"]


def test_after_the_limit_it_is_too_late_here(rosa: Person) -> None:
    appointment = book(rosa, free_time(rosa))
    with time_machine.travel(when(rosa, appointment) - timedelta(minutes=60), tick=False):
        assert rosa.get(f"/appointments/{appointment}").json["can_change"] is False
        late = rosa.put(f"/appointments/{appointment}/cancellation")
        assert (late.status_code, problem(late)) == (409, "too-late-to-change")


def test_waiting_for_a_sooner_time_is_begun_and_ended(rosa: Person) -> None:
    appointment = book(rosa, free_time(rosa))
    path = f"/appointments/{appointment}/waiting"
    assert [rosa.put(path, {"anywhere": True}).json["waiting"] for _ in range(2)] == [True, True]
    assert [rosa.delete(path).status_code for _ in range(2)] == [204, 204]
    assert rosa.get(f"/appointments/{appointment}").json["waiting"] is False


def test_an_appointment_is_its_person_s_alone(rosa: Person, wai: Person, nobody: Person) -> None:
    appointment = book(rosa, free_time(rosa))
    paths = [
        ("GET", "", None),
        ("GET", ".ics", None),
        ("PUT", "/time", {"hold": str(uuid.uuid4())}),
        ("PUT", "/cancellation", None),
        ("PUT", "/arrival", None),
        ("PUT", "/waiting", {}),
        ("DELETE", "/waiting", None),
    ]
    for method, path, body in paths:
        assert wai.call(method, f"/appointments/{appointment}{path}", body).status_code == 404, path
        assert nobody.call(method, f"/appointments/{appointment}{path}", body).status_code == 401, path
    taken = wai.put(f"/appointments/{appointment}", {"hold": hold(wai, free_time(wai, 5))})
    assert (taken.status_code, problem(taken)) == (409, "appointment-id-taken")
    assert rosa.get(f"/appointments/{appointment}").json["state"] == "booked"


def test_the_calendar_file_is_for_the_reader_s_calendar(rosa: Person) -> None:
    appointment = book(rosa, free_time(rosa))
    answer = rosa.get(f"/appointments/{appointment}.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"UID:{appointment}\r\n" in answer.text
    assert "SUMMARY:See a doctor or a nurse\r\n" in answer.text


def test_lists_come_in_pages_with_as_many_queries_for_any_length(
    town: Town, rosa: Person, wai: Person, amir: Person
) -> None:
    booked = [book(rosa, free_time(rosa, number * 5)) for number in range(3)]
    one = town.queries(lambda: rosa.get("/appointments?limit=1"))
    assert town.queries(lambda: rosa.get("/appointments?limit=100")) == one
    first = rosa.get("/appointments?limit=2").json
    second = rosa.get(f"/appointments?limit=2&after={first['next']}").json
    assert [each["id"] for each in first["items"] + second["items"]] == booked[::-1]
    few = town.queries(lambda: rosa.get(f"/appointment-slots?kind={KIND}&limit=1"))
    assert town.queries(lambda: rosa.get(f"/appointment-slots?kind={KIND}&limit=100")) == few
    day = when(rosa, booked[0]).date()
    office = rosa.get(f"/appointments/{booked[0]}").json["office"]
    path = f"/desk/appointments?office={office}&day={day}"
    amir.get(path)  # the very first reading also begins the history of readings
    few = town.queries(lambda: amir.get(path))
    book(wai, free_time(wai, office=office, after=f"{day}T00:00:00+00:00"))
    assert town.queries(lambda: amir.get(path)) == few


def test_a_day_at_the_office(town: Town, rosa: Person) -> None:
    appointment = book(rosa, free_time(rosa), "interpreter")
    moment = when(rosa, appointment)
    assert problem(rosa.put(f"/appointments/{appointment}/arrival")) == "not-the-day"
    with time_machine.travel(moment - timedelta(minutes=20), tick=False):
        desk = town.person("caseworker")  # staff sign in each day
        here = [rosa.put(f"/appointments/{appointment}/arrival").json for _ in range(2)]
        assert [each["ticket"] for each in here] == [1, 1]
        assert here[0]["queue"] == {"before": 0, "minutes": 20}
        rows = desk.get(f"/desk/appointments?office={here[0]['office']}&day={moment.date()}").json["items"]
        assert [(row["id"], row["state"], row["needs"]) for row in rows] == [(appointment, "arrived", ["interpreter"])]
        assert rows[0]["phone"].startswith("+447700900")
        path = f"/desk/appointments/{appointment}/state"
        called = desk.put(path, {"state": "called", "counter": "Window 3"}).json
        assert (called["state"], called["counter"]) == ("called", "Window 3")
        assert rosa.get("/inbox").json["items"][0]["body"][-1] == "Where: Window 3"
        assert [desk.put(path, {"state": "served"}).json["state"] for _ in range(2)] == ["served", "served"]
        assert problem(desk.put(path, {"state": "missed"})) == "not-there"
        assert problem(desk.put(path, {"state": "cancelled"})) == "not-booked"


def test_staff_cancel_for_a_person_past_the_limit(rosa: Person, amir: Person) -> None:
    appointment = book(rosa, free_time(rosa))
    assert amir.put(f"/desk/appointments/{appointment}/state", {"state": "cancelled"}).json["state"] == "cancelled"
    assert rosa.get("/inbox").json["items"][0]["kind"] == "cancelled"


def test_the_desk_is_for_staff_and_refuses_other_forms(rosa: Person, amir: Person) -> None:
    appointment = book(rosa, free_time(rosa))
    path = f"/desk/appointments/{appointment}/state"
    assert rosa.put(path, {"state": "served"}).status_code == 403
    assert rosa.get("/desk/appointments?office=hill-clinic&day=2026-12-01").status_code == 403
    for body in ({}, {"state": "booked"}, {"state": "called", "counter": "x" * 41}):
        assert amir.put(path, body).status_code == 422
    assert amir.put(f"/desk/appointments/{uuid.uuid4()}/state", {"state": "served"}).status_code == 404
    assert amir.get("/desk/appointments?office=nowhere&day=2026-12-01").status_code == 404
    assert amir.get("/desk/appointments?office=hill-clinic&day=2026-02-30").status_code == 422
