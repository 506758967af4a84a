"""The pages of appointments: what they show, and what they do with what nobody should send."""

import csv
import io
import re
import uuid
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from backend.core import clock
from backend.domain.appointments.errors import HoldForeign
from backend.domain.appointments.models import Appointment, Seat, Slot
from backend.parts import Parts
from tests.domain.given import AMIR
from tests.support import Opened
from tests.watch import A_MONDAY_EVENING, Watch
from tests.web.readers import Reader
from tests.web.test_query_counts import counted

GUIYING = "+447700900102"
CLINIC = "/appointments/new/clinic-visit"
HOME_VISIT = "/appointments/new/care-visit"
DESK = "/desk/appointments"


@pytest.fixture
def start(opened: Opened) -> str:
    """The calendar is open from that evening on."""
    return opened(A_MONDAY_EVENING)


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    made = Watch()
    monkeypatch.setattr(clock, "now", made.now)
    return made


def hold(person: Reader, base: str = CLINIC, **wish: str) -> str:
    """Press the first time of a list; returns where that leads."""
    slot = slots_on(person.get(f"{base}/times", query_string=wish))[0]
    answer = person.post(f"{base}/hold", slot=slot)
    assert answer.status_code == 303, answer.text
    return str(answer.location).split("?")[0]


def book(person: Reader, **wish: str) -> str:
    """Hold and book the first time; returns the appointment's address."""
    return str(person.post(hold(person, **wish)).location).split("?")[0]


def slots_on(answer: TestResponse) -> list[str]:
    return re.findall(r'name="slot" value="(\d+)"', answer.text)


@pytest.fixture
def guiying(app: Flask) -> Reader:
    return Reader(app).sign_in(GUIYING)


def booked(parts: Parts) -> list[Appointment]:
    with parts.reading() as session:
        return list(session.scalars(select(Appointment).order_by(Appointment.id)))


def test_pressing_book_twice_books_once(rosa: Reader, parts: Parts) -> None:
    held = hold(rosa)
    first, second = rosa.post(held), rosa.post(held)
    assert first.location == second.location
    assert len(booked(parts)) == 1


def test_pressing_a_time_twice_holds_one_place(rosa: Reader, parts: Parts) -> None:
    hold(rosa)
    hold(rosa)
    with parts.reading() as session:
        assert len(session.scalars(select(Seat).where(Seat.held_by.is_not(None))).all()) == 1


def test_pressing_change_twice_changes_once(rosa: Reader, parts: Parts) -> None:
    here = book(rosa)
    held = hold(rosa, f"{here}/change", part="afternoon").removesuffix("/check")
    assert rosa.post(held).location == rosa.post(held).location == f"{here}?done=changed"
    assert booked(parts)[0].version == 2


def test_the_filters_of_the_list_find_what_they_say(rosa: Reader, parts: Parts) -> None:
    def found(**wish: str) -> list[Slot]:
        numbers = slots_on(rosa.get(f"{CLINIC}/times", query_string=wish))
        with parts.reading() as session:
            return [session.get_one(Slot, int(each)) for each in numbers]

    assert {each.part for each in found(part="afternoon")} == {"afternoon"}
    assert {each.office for each in found(office="quay-clinic")} == {"quay-clinic"}
    assert {each.staff for each in found(staff="Dr Mei Wong")} == {"Dr Mei Wong"}
    assert {each.day.isoformat() for each in found(day="2026-06-08", office="hill-clinic")} == {"2026-06-08"}


def test_the_nearest_place_comes_first_for_who_says_where_they_are(rosa: Reader) -> None:
    def order(query: str) -> list[str]:
        return re.findall(r"times\?office=([a-z-]+)", rosa.get(f"{CLINIC}/offices{query}").text)

    assert order("?near=50.3549,-2.4056") == ["quay-clinic", "hill-clinic"]
    assert order("?near=50.3641,-2.4139") == ["hill-clinic", "quay-clinic"]
    assert "0.1 miles from you" in rosa.get(f"{CLINIC}/offices?near=50.3641,-2.4139").text
    assert order("?near=nowhere") == order("")


def test_later_times_follow_without_a_gap(rosa: Reader, parts: Parts) -> None:
    page, seen = f"{CLINIC}/times", []
    for _ in range(12):
        answer = rosa.get(page)
        seen += [int(each) for each in slots_on(answer)]
        later = re.search(rf'href="({CLINIC}/times\?[^"]+)"', answer.text)
        assert later
        page = later[1].replace("&amp;", "&")
    with parts.reading() as session:
        query = select(Slot.id).where(Slot.kind == "clinic-visit", Slot.starts_at > clock.now())
        bookable = list(session.scalars(query.order_by(Slot.starts_at, Slot.id).limit(len(seen))))
    assert seen == bookable


@pytest.mark.parametrize(
    "wish",
    [
        "after=yesterday",
        "after=0001-01-01T00:00:00%2B14:00",
        "after=9999-12-31T23:59:59-14:00",
        "after=2026-06-08T09:00:00",
        "day=0001-01-01",
        "day=9999-12-31",
        "day=2026-02-30",
        "office=nowhere&part=night&staff=%00&needs=gold",
        f"staff={'x' * 500}",
    ],
)
def test_a_malformed_wish_is_passed_over(rosa: Reader, wish: str) -> None:
    for page in ("times", "days", "offices", "people"):
        assert rosa.get(f"{CLINIC}/{page}?{wish}").status_code == 200


@pytest.mark.parametrize("slot", ["", "x", "-1", "0", "2147483648", "99999999999", "9" * 40, "1e3", "１"])
def test_a_time_that_nobody_offered_is_a_clear_answer(rosa: Reader, slot: str, parts: Parts) -> None:
    answer = rosa.post(f"{CLINIC}/hold", slot=slot)
    assert answer.status_code == 404
    assert "We do not know this time" in answer.text
    assert slots_on(answer), "and other times to choose from"
    assert booked(parts) == []


def test_a_time_for_something_else_is_not_booked_under_this_name(rosa: Reader, parts: Parts) -> None:
    other = slots_on(rosa.get("/appointments/new/phone-help/times"))[0]
    assert rosa.post(f"{CLINIC}/hold", slot=other).status_code == 404
    here = book(rosa)
    assert rosa.post(f"{here}/change/hold", slot=other).status_code == 404
    assert [each.kind for each in booked(parts)] == ["clinic-visit"]


def test_a_forged_or_foreign_hold_books_nothing(rosa: Reader, guiying: Reader, parts: Parts) -> None:
    for token in ("x", "A" * 43, "%00", "x" * 300):
        answer = rosa.post(f"{CLINIC}/held/{token}")
        assert answer.status_code == 410
        assert "Please choose a time again" in answer.text
    held = hold(rosa)
    assert guiying.get(held).status_code == 410
    assert guiying.post(held).status_code == HoldForeign.status
    assert booked(parts) == []
    assert rosa.post(held).status_code == 303


def test_who_takes_an_hour_finds_the_time_kept_again_and_books_it(rosa: Reader, watch: Watch, parts: Parts) -> None:
    held = hold(rosa)
    for page in (held, f"{held}/check"):
        watch.wait(minutes=30)
        assert rosa.get(page).status_code == 200, page
    watch.wait(minutes=30)
    assert rosa.post(held).status_code == 303
    assert len(booked(parts)) == 1


def test_a_hold_that_is_over_and_taken_by_another_says_so_and_books_nothing(
    rosa: Reader, guiying: Reader, watch: Watch, parts: Parts
) -> None:
    held = hold(rosa)
    watch.wait(minutes=10)
    hold(guiying)
    assert rosa.get(held).status_code == rosa.get(f"{held}/check").status_code == rosa.post(held).status_code == 410
    assert booked(parts) == []


def test_needs_that_the_city_does_not_know_are_left_out(rosa: Reader, parts: Parts) -> None:
    held = hold(rosa)
    assert 'value="gold"' not in rosa.get(f"{held}/check?needs=gold&needs=companion").text
    here = rosa.post(held, needs=["gold", "companion"]).location
    assert "Somebody comes with me" in rosa.get(here).text
    assert len(booked(parts)) == 1


def test_somebody_elses_appointment_is_not_there(rosa: Reader, guiying: Reader) -> None:
    here = book(rosa)
    for page in ("", "/calendar.ics", "/cancel", "/change", "/change/times"):
        assert guiying.get(here + page).status_code == 404, page
    for page in ("/cancel", "/sooner", "/here", "/change/hold", "/change/held/x"):
        assert guiying.post(here + page, slot="1").status_code == 404, page


def test_who_is_not_signed_in_is_asked_to_and_comes_back(nobody: Reader) -> None:
    assert nobody.get("/appointments").location.startswith("/sign-in?next=%2Fappointments")
    slot = slots_on(nobody.get(f"{CLINIC}/times"))[0]
    assert "times" in nobody.post(f"{CLINIC}/hold", slot=slot).location


def test_an_appointment_says_where_when_with_whom_and_what_to_bring(rosa: Reader) -> None:
    page = rosa.get(book(rosa, staff="Dr Mei Wong")).text
    for words in ("Tuesday 2 June 2026", "9:00am", "Dr Mei Wong", "Market Hill Clinic", "Tram 4", "Your health card"):
        assert words in page


def test_cancelling_twice_is_the_same_and_too_late_is_said_kindly(rosa: Reader, watch: Watch, parts: Parts) -> None:
    here = book(rosa)
    assert rosa.post(f"{here}/cancel").location == rosa.post(f"{here}/cancel").location == here
    assert "This appointment is cancelled" in rosa.get(f"{here}?done=booked").text
    late = book(rosa)
    watch.wait(hours=13)
    assert rosa.get(f"{late}/cancel").location == rosa.post(f"{late}/cancel").location == f"{late}?done=late"
    assert rosa.get(f"{late}/change").location == f"{late}?done=late"
    assert "It is too late to change it here" in rosa.get(f"{late}?done=late").text
    assert [each.state for each in booked(parts)] == ["cancelled", "booked"]


def test_i_am_here_is_for_the_day_itself(rosa: Reader, watch: Watch, parts: Parts) -> None:
    here = book(rosa)
    assert "I am here" not in rosa.get(here).text
    assert rosa.post(f"{here}/here").location == f"{here}?done=early"
    watch.wait(hours=14)
    assert "I am here" in rosa.get(here).text
    assert rosa.post(f"{here}/here").location == rosa.post(f"{here}/here").location == here
    assert "You are next" in rosa.get(here).text
    assert booked(parts)[0].state == "arrived"


def test_a_person_with_as_many_as_they_may_have_is_led_to_their_list(rosa: Reader, parts: Parts) -> None:
    for hour in range(5):
        book(rosa, day=f"2026-06-{8 + hour:02}")
    answer = rosa.post(hold(rosa, day="2026-06-22"))
    assert answer.status_code == 409
    assert 'href="/appointments"' in answer.text
    assert len(booked(parts)) == 5


def test_the_calendar_file_is_well_formed_and_says_the_moment_in_utc(rosa: Reader, parts: Parts) -> None:
    book(rosa)
    found = booked(parts)[0]
    answer = rosa.get(f"/appointments/{found.public_id}/calendar.ics")
    assert answer.mimetype == "text/calendar"
    lines = answer.data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    unfolded = answer.data.decode().replace("\r\n ", "")
    assert f"DTSTART:{found.starts_at:%Y%m%dT%H%M%SZ}" in unfolded
    assert "LOCATION:Market Hill Clinic\\, 8 Market Hill\\, Harbour City" in unfolded
    assert f"UID:{found.public_id}" in unfolded
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_is_visited_at_home_sees_no_way_to_an_office(rosa: Reader, parts: Parts, watch: Watch) -> None:
    held = hold(rosa, HOME_VISIT)
    before = rosa.get(f"{held}/check")
    page = str(rosa.post(held).location).split("?")[0]
    for shown in (before, rosa.get(page), rosa.get("/appointments")):
        assert "At your home" in shown.text
        assert "Lantern Square" not in shown.text
    assert "We come to your home. We ring you before." in rosa.get(page).text
    file = rosa.get(f"{page}/calendar.ics").data.decode().replace("\r\n ", "")
    assert "LOCATION:At your home" in file
    watch.wait(seconds=(booked(parts)[0].starts_at - watch.now()).total_seconds() - 60)
    assert "I am here" not in rosa.get(page).text


def test_a_visit_at_home_is_noted_as_made_without_anybody_coming_to_an_office(
    app: Flask, rosa: Reader, parts: Parts, watch: Watch
) -> None:
    page = str(rosa.post(hold(rosa, HOME_VISIT)).location).split("?")[0]
    desk = f"/desk{page}"
    watch.wait(seconds=(booked(parts)[0].starts_at - watch.now()).total_seconds() + 60)
    amir = Reader(app).sign_in(AMIR)
    assert "Is here now" not in amir.get(desk).text
    assert "Nobody was at home" in amir.get(desk).text
    rosa.post(f"{page}/here")
    amir.post(f"{desk}/state", do="arrive")
    assert "We know that you are here" not in rosa.get(page).text
    amir.post(f"{desk}/state", do="serve")
    assert "We were with you. Thank you." in rosa.get(page).text


def test_an_office_that_goes_to_people_calls_nobody_and_takes_nobody_in(amir: Reader) -> None:
    for office, receives in (("hill-clinic", True), ("home-care", False)):
        shown = amir.get(f"{DESK}?office={office}").text
        assert "Book for a person" in shown
        assert ("Call the next person" in shown) is receives
        assert ("Somebody came without an appointment" in shown) is receives
        assert amir.get(f"{DESK}/walk-in?office={office}").status_code == (200 if receives else 404)


def test_a_way_without_stairs_is_no_wish_for_a_visit_at_home(rosa: Reader) -> None:
    asked = rosa.get(hold(rosa, HOME_VISIT))
    assert 'value="interpreter"' in asked.text
    assert 'value="step_free"' not in asked.text


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_every_page_is_there_in_every_language(rosa: Reader, amir: Reader, language: str) -> None:
    held = hold(rosa)
    here = book(rosa, part="afternoon")
    for person in (rosa, amir):
        person.client.set_cookie("handrail_choices", f"{language}.200.dark")
    finding = [f"{base}{page}" for base in (CLINIC, f"{here}/change") for page in ("", "/offices", "/people", "/times")]
    own = ["/appointments", "/appointments/new", here, f"{here}/cancel", f"{here}/calendar.ics", *finding]
    for path in own:
        assert rosa.get(path).status_code == 200, path
    assert rosa.get(held).status_code == 410
    at_desk = here.replace("/appointments", DESK)
    office = "?office=hill-clinic&day=2026-06-02"
    desk = ["", "/book", "/walk-in", "/close", "/use", "/use.csv", "/use.json", "/day.csv", "/day.json"]
    for path in [f"{DESK}{page}{office}" for page in desk] + [at_desk, f"{at_desk}/slip", f"{at_desk}/change"]:
        assert amir.get(path).status_code == 200, path


def test_the_desk_is_for_staff_alone(rosa: Reader) -> None:
    here = book(rosa).replace("/appointments", DESK)
    for path in (DESK, here, f"{here}/slip", f"{DESK}/day.csv", f"{DESK}/use", f"{DESK}/close", f"{DESK}/book"):
        assert rosa.get(path).status_code == 403, path
    for path in (f"{DESK}/next", f"{DESK}/close", f"{DESK}/book", f"{here}/state", f"{here}/note"):
        assert rosa.post(path).status_code == 403, path


def at_counter(amir: Reader, phone: str, slot: str, public_id: str, **more: object) -> TestResponse:
    fields = {"office": "hill-clinic", "kind": "clinic-visit", "phone": phone, "slot": slot, "id": public_id}
    return amir.post(f"{DESK}/book", **fields | more)


def test_booking_at_the_counter_twice_books_once_and_the_person_sees_it(
    amir: Reader, rosa: Reader, parts: Parts
) -> None:
    slot = slots_on_desk(amir)[0]
    public_id = str(uuid.uuid4())
    for _ in range(2):
        answer = at_counter(amir, "07700 900101", slot, public_id, needs=["companion"])
        assert answer.location == f"{DESK}/{public_id}"
    assert "Somebody comes with me" in rosa.get(f"/appointments/{public_id}").text
    assert [each.booked_by is not None for each in booked(parts)] == [True]
    with parts.reading() as session:
        assert session.scalars(select(Seat).where(Seat.held_by.is_not(None))).all() == []


def slots_on_desk(amir: Reader, **query: str) -> list[str]:
    asked = {"office": "hill-clinic", "kind": "clinic-visit"} | query
    page = amir.get(f"{DESK}/book", query_string=asked).text
    return re.findall(r'name="slot" value="(\d+)"', page)


def test_a_wrong_number_at_the_counter_keeps_all_that_was_chosen(amir: Reader, parts: Parts) -> None:
    slot = slots_on_desk(amir)[2]
    answer = at_counter(amir, "12", slot, str(uuid.uuid4()), needs=["interpreter"])
    assert answer.status_code == 422
    assert 'value="12"' in answer.text
    assert re.search(rf'name="slot" value="{slot}" checked', answer.text)
    assert re.search(r'value="interpreter" checked', answer.text)
    for wrong in ("", "x", "9" * 40):
        assert at_counter(amir, "07700 900101", wrong, "no-id").status_code in {404, 422}
    assert booked(parts) == []


def test_staff_give_another_time_also_past_the_persons_limit(
    app: Flask, rosa: Reader, watch: Watch, parts: Parts
) -> None:
    here = book(rosa)
    watch.wait(hours=13)
    amir = Reader(app).sign_in(AMIR)
    at_desk = here.replace("/appointments", DESK)
    page = amir.get(f"{at_desk}/change").text
    slot = re.findall(r'name="slot" value="(\d+)"', page)[4]
    for _ in range(2):
        assert amir.post(f"{at_desk}/change", slot=slot).status_code == 303
    assert booked(parts)[0].version == 2
    assert amir.post(f"{at_desk}/change").status_code == 422
    with parts.reading() as session:
        assert session.scalars(select(Seat).where(Seat.held_by.is_not(None))).all() == []


def test_somebody_without_an_appointment_waits_called_handed_on_and_served(
    app: Flask, watch: Watch, parts: Parts
) -> None:
    watch.wait(hours=14)
    amir = Reader(app).sign_in(AMIR)
    public_id = str(uuid.uuid4())
    fields = {"office": "hill-clinic", "kind": "clinic-visit", "phone": "07700 900102", "id": public_id}
    assert amir.post(f"{DESK}/walk-in", **fields | {"kind": "nothing"}).status_code == 422
    for _ in range(2):
        assert amir.post(f"{DESK}/walk-in", **fields).location == f"{DESK}/{public_id}"
    assert "Nobody who is here waits" not in amir.get(amir.post(f"{DESK}/next", office="hill-clinic").location).text
    assert amir.post(f"{DESK}/{public_id}/transfer", staff="Nobody").status_code == 422
    assert amir.post(f"{DESK}/{public_id}/transfer", staff="Dr Mei Wong").status_code == 303
    assert booked(parts)[0].state == "arrived"
    for do in ("call", "serve"):
        assert amir.post(f"{DESK}/{public_id}/state", do=do, back=DESK).location == DESK
    assert amir.post(f"{DESK}/{public_id}/state", do="call").location.endswith("said=not-there")
    assert "said=nobody" in amir.post(f"{DESK}/next", office="hill-clinic").location
    assert [(each.state, each.staff) for each in booked(parts)] == [("served", "Dr Mei Wong")]


def test_after_an_action_staff_are_led_to_our_own_pages_only(amir: Reader, rosa: Reader) -> None:
    at_desk = book(rosa).replace("/appointments", DESK)
    answer = amir.post(f"{at_desk}/state", do="cancel", back="https://elsewhere.example/")
    assert answer.location == at_desk


def test_a_note_is_for_staff_and_can_be_taken_away(amir: Reader, rosa: Reader) -> None:
    here = book(rosa)
    at_desk = here.replace("/appointments", DESK)
    amir.post(f"{at_desk}/note", note="Please speak slowly <b>and</b> clearly.")
    assert "&lt;b&gt;" in amir.get(at_desk).text
    assert "speak slowly" not in rosa.get(here).text
    amir.post(f"{at_desk}/note", note=" ")
    assert "speak slowly" not in amir.get(at_desk).text


def test_a_reference_said_on_the_telephone_finds_the_appointment(amir: Reader, rosa: Reader, parts: Parts) -> None:
    book(rosa)
    found = booked(parts)[0]
    typed = f"{found.reference[:4]} {found.reference[4:]}".lower()
    asked = amir.get(f"{DESK}/find", query_string={"reference": typed})
    assert asked.location == f"{DESK}/{found.public_id}"
    assert "No appointment has this reference" in amir.get(amir.get(f"{DESK}/find?reference=x").location).text


def test_the_table_files_hold_the_day_without_telephone_numbers(amir: Reader, rosa: Reader, parts: Parts) -> None:
    book(rosa)
    answer = amir.get(f"{DESK}/day.csv?office=hill-clinic&day=2026-06-02")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0] == ["time", "kind", "with", "needs", "reference", "number", "state"]
    assert rows[1][0] == "08:30"
    assert rows[1][4] == booked(parts)[0].reference
    assert "900101" not in answer.text
    use = amir.get(f"{DESK}/use.csv?office=hill-clinic&since=2026-06-02&until=2026-06-02").text
    assert list(csv.reader(io.StringIO(use.removeprefix("\ufeff"))))[1][:3] == ["2026-06-02", "60", "1"]


def test_the_same_is_told_to_other_programs_in_json(amir: Reader, rosa: Reader, parts: Parts) -> None:
    book(rosa)
    answer = amir.get(f"{DESK}/day.json?office=hill-clinic&day=2026-06-02")
    (item,) = answer.json["items"]
    assert (answer.json["office"], answer.json["day"]) == ("hill-clinic", "2026-06-02")
    assert item["reference"] == booked(parts)[0].reference
    assert datetime.fromisoformat(item["starts_at"]) == booked(parts)[0].starts_at
    assert set(item) == {"starts_at", "kind", "staff", "needs", "reference", "ticket", "state"}
    assert answer.headers["Content-Disposition"] == 'attachment; filename="hill-clinic-2026-06-02.json"'
    use = amir.get(f"{DESK}/use.json?office=hill-clinic&since=2026-06-02&until=2026-06-02").json
    assert (use["items"][0]["day"], use["items"][0]["places"], use["items"][0]["booked"]) == ("2026-06-02", 60, 1)


def test_how_the_days_went_is_seen_as_bars_and_read_as_a_table(amir: Reader, rosa: Reader) -> None:
    book(rosa)
    page = amir.get(f"{DESK}/use?office=hill-clinic&since=2026-06-02&until=2026-06-02").text
    chart = page[page.index('<figure class="chart"') : page.index("</figure>")]
    assert '<progress aria-hidden="true" value="1" max="60">' in chart
    assert "<strong>1 of 60</strong>" in chart
    assert "1 of 60" in page[page.index("<table") :]


@pytest.mark.parametrize("place", ["office=nowhere", "day=tomorrow", "day=9999-12-31", "since=x&until=0001-01-01"])
def test_the_desk_passes_over_malformed_choices(amir: Reader, place: str) -> None:
    for page in ("", "/use", "/use.csv", "/use.json", "/day.csv", "/day.json", "/close", "/book", "/walk-in"):
        assert amir.get(f"{DESK}{page}?{place}").status_code == 200, page


def test_closing_a_day_needs_a_reason_and_a_day_that_is_not_over(amir: Reader, rosa: Reader, parts: Parts) -> None:
    book(rosa, office="hill-clinic", day="2026-06-03")
    day = {"office": "hill-clinic", "day": "2026-06-03"}
    assert amir.post(f"{DESK}/close", **day, why="  ").status_code == 422
    assert amir.post(f"{DESK}/close", office="hill-clinic", day="2026-05-01", why="Rain").status_code == 422
    assert "moved=1&dropped=0" in amir.post(f"{DESK}/close", **day, why="The heating is broken").location
    assert "moved=0&dropped=0" in amir.post(f"{DESK}/close", **day, why="The heating is broken").location
    assert booked(parts)[0].day.isoformat() > "2026-06-03"
    assert "2026-06-03" not in rosa.get(f"{CLINIC}/days?office=hill-clinic").text


def test_the_message_about_a_sooner_time_leads_to_it_on_top(rosa: Reader, guiying: Reader) -> None:
    first = book(rosa, staff="Dr Mei Wong")
    later = book(guiying, staff="Dr Mei Wong", day="2026-06-08")
    guiying.post(f"{later}/sooner")
    rosa.post(f"{first}/cancel")
    inbox = guiying.get("/inbox").text
    message = guiying.get(re.findall(r'href="(/inbox/\d+)"', inbox)[0]).text
    link = re.search(rf'href="({later}/change\?slot=(\d+))"', message)
    assert link
    times = guiying.get(guiying.get(link[1]).location)
    assert link[2] in slots_on(times)[:2]


@pytest.mark.parametrize("path", ["/appointments", f"{DESK}?office=hill-clinic&day=2026-06-08", "/"])
def test_lists_cost_as_many_queries_with_many_rows_as_with_few(
    parts: Parts, rosa: Reader, guiying: Reader, amir: Reader, path: str
) -> None:
    person = amir if path.startswith(DESK) else rosa

    def queries() -> int:
        with counted(parts) as statements:
            assert person.get(path).status_code == 200
        return len(statements)

    book(rosa, day="2026-06-08")
    queries()  # the very first reading also begins the history of readings
    few = queries()
    for each in (rosa, rosa, guiying, guiying):
        book(each, day="2026-06-08", office="hill-clinic")
    assert queries() == few


@pytest.mark.parametrize("where", ["book", "walk-in"])
def test_somebody_without_a_phone_is_booked_once_and_takes_a_slip_home(
    app: Flask, parts: Parts, watch: Watch, where: str
) -> None:
    watch.wait(hours=14)
    amir = Reader(app).sign_in(AMIR)
    form = amir.get(f"{DESK}/{where}?office=hill-clinic").text
    slots = re.findall(r'name="slot" value="(\d+)"', form) or [""]
    public_id = re.findall(r'name="id" value="([^"]+)"', form)[0]
    sent = {"id": public_id, "office": "hill-clinic", "kind": "clinic-visit", "phone": " ", "slot": slots[0]}
    locations = {amir.post(f"{DESK}/{where}", **sent).location for _ in range(2)}
    assert locations == {f"{DESK}/{public_id}"}
    (found,) = booked(parts)
    assert "No phone" in amir.get(f"{DESK}/{public_id}").text
    slip = amir.get(f"{DESK}/{public_id}/slip").text
    assert f"{found.reference[:4]} {found.reference[4:]}" in slip
    assert ("Your number is 1" in slip) is (where == "walk-in")
    assert amir.post(f"{DESK}/{where}", **sent | {"id": str(uuid.uuid4()), "phone": "12"}).status_code == 422
