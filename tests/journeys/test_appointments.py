"""Appointments on a phone: found, booked, changed, cancelled; taken by somebody else; and the counter's day."""

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from backend.domain.appointments.models import Appointment
from backend.parts import Parts
from tests.journeys import people, probes
from tests.support import Opened, Phone
from tests.watch import A_MONDAY_EVENING, Watch

GUIYING = "+447700900102"
CLINIC = "/appointments/new/clinic-visit"
FROM_EVENING_TO_EIGHT = 14 * 60
"""Minutes from then to eight o'clock on Tuesday, half an hour before the clinic opens."""

pytestmark = pytest.mark.usefixtures("watch")


@pytest.fixture
def start(opened: Opened) -> str:
    """The calendar is open from that evening on."""
    return opened(A_MONDAY_EVENING)


def sign_in_at(page: Page, place: str, number: str, phone: Phone) -> None:
    """Sign in and go on to a place."""
    page.goto(f"/sign-in?{urlencode({'next': place})}")
    people.sign_in(page, number, phone.code, lambda _: None)


def press_time(page: Page, which: int = 0) -> None:
    people.press(page, page.locator("main .times button").nth(which))


def booked(parts: Parts) -> list[Appointment]:
    with parts.reading() as session:
        return list(session.scalars(select(Appointment).order_by(Appointment.id)))


@pytest.mark.parametrize(("language", "size"), [("en", 100), ("zh-Hans", 200)])
def test_a_citizen_finds_the_soonest_time_books_changes_and_cancels(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts, language: str, size: int
) -> None:
    page = open_phone()
    people.choose(page, language, size, lambda _: None)
    people.press(page, page.locator("main a[href='/appointments/new']"))
    book_the_soonest(page, phone)
    assert [each.office for each in booked(parts)] == ["hill-clinic"]
    change_the_office(page, f"/appointments/{booked(parts)[0].public_id}")
    assert [(each.office, each.version) for each in booked(parts)] == [("quay-clinic", 2)]
    think_better_of_it(page)
    assert [each.state for each in booked(parts)] == ["cancelled"]
    assert [each["channel"] for each in phone.received(people.ROSA)].count("push") == 3


def book_the_soonest(page: Page, phone: Phone) -> None:
    """From what it is for to the booked page, signing in on the way; then the places where it is shown."""
    probes.hold(page)
    people.press(page, page.locator(f"main a[href='{CLINIC}']"))
    probes.hold(page)
    people.press_main(page)
    probes.hold(page)
    wanted = page.locator("main .times button").nth(6).get_attribute("value")
    press_time(page, 6)
    people.sign_in(page, people.ROSA, phone.code, lambda _: None)
    first = page.locator("main .times button").evaluate_all("(all) => all.slice(0, 2).map((each) => each.value)")
    assert wanted in first, "the time that was pressed before signing in is on top"
    probes.hold(page)
    press_time(page)
    probes.hold(page)
    page.locator("[value=interpreter]").check()
    people.press_main(page)
    probes.hold(page)
    people.press_main(page)
    expect(page).to_have_url(re.compile("done=booked"))
    expect(page.locator(".reference")).to_have_count(1)
    probes.hold(page)
    for place in ("/appointments", "/"):
        page.goto(place)
        probes.hold(page)
        expect(page.locator("main a[href^='/appointments/']")).not_to_have_count(0)


def change_the_office(page: Page, appointment: str) -> None:
    """Choose another place, another day and a time there."""
    page.goto(f"{appointment}/change")
    for link in ("a[href$='/offices']", "a[href$='office=quay-clinic']", "a[href*='/days?']"):
        probes.hold(page)
        people.press(page, page.locator(f"main {link}"))
    probes.hold(page)
    people.press(page, page.locator("main .links a").nth(2))
    press_time(page)
    probes.hold(page)
    people.press_main(page)
    expect(page).to_have_url(re.compile("done=changed"))


def think_better_of_it(page: Page) -> None:
    """Ask for something sooner, then cancel after all."""
    people.press(page, page.locator("main form[action$='/sooner'] button"))
    expect(page).to_have_url(re.compile("done=waiting"))
    probes.hold(page)
    people.press(page, page.locator("main a[href$='/cancel']"))
    probes.hold(page)
    people.press(page, page.locator("main .button-danger"))
    probes.hold(page)


def test_booking_works_with_javascript_off_and_needs_can_be_changed_before(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts
) -> None:
    page = open_phone(java_script_enabled=False)
    sign_in_at(page, f"{CLINIC}/people", people.ROSA, phone)
    people.press(page, page.locator("main .card").first)
    press_time(page, 3)
    page.locator("[value=hearing_loop]").check()
    people.press_main(page)
    people.press(page, page.locator("main .summary-change a").last)
    expect(page.locator("[value=hearing_loop]")).to_be_checked()
    page.locator("[value=companion]").check()
    people.press_main(page)
    people.press_main(page)
    expect(page.locator("main")).to_contain_text("Dr Mei Wong")
    expect(page.locator("main")).to_contain_text("A hearing loop")
    expect(page.locator("main")).to_contain_text("Somebody comes with me")
    assert [each.staff for each in booked(parts)] == ["Dr Mei Wong"]


def test_a_taken_time_shows_times_near_it_and_keeps_what_was_looked_for(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts
) -> None:
    doctor = f"{CLINIC}/times?staff=Dr%20Mei%20Wong"
    slow, quick = open_phone(), open_phone()
    sign_in_at(slow, "/", people.ROSA, phone)
    slow.goto(doctor)
    phone.let_an_hour_pass()
    sign_in_at(quick, "/", GUIYING, phone)
    quick.goto(doctor)
    press_time(quick)
    press_time(slow)
    expect(slow.locator("h1")).to_have_text("This time is taken now")
    probes.hold(slow)
    press_time(slow)
    people.press_main(slow)
    people.press_main(slow)
    expect(slow).to_have_url(re.compile("done=booked"))
    people.press_main(quick)
    people.press_main(quick)
    assert len({each.starts_at for each in booked(parts)}) == 2


def test_after_the_ten_minutes_a_time_that_went_is_chosen_again_and_one_still_free_is_booked(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts, watch: Watch
) -> None:
    doctor = f"{CLINIC}/times?staff=Dr%20Mei%20Wong"
    page, other = open_phone(), open_phone()
    sign_in_at(page, doctor, people.ROSA, phone)
    press_time(page, 2)
    page.locator("[value=interpreter]").check()
    people.press_main(page)
    watch.wait(minutes=11)
    sign_in_at(other, doctor, GUIYING, phone)
    press_time(other, 2)
    people.press_main(page)
    expect(page.locator("h1")).to_have_text("Please choose a time again")
    probes.hold(page)
    press_time(page, 1)
    expect(page.locator("[value=interpreter]")).to_be_checked()
    people.press_main(page)
    assert booked(parts) == []
    watch.wait(minutes=11)
    people.press_main(page)
    expect(page).to_have_url(re.compile("done=booked"))


def test_going_back_after_booking_leads_to_the_appointment_and_not_to_a_fright(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts
) -> None:
    page = open_phone()
    sign_in_at(page, f"{CLINIC}/times", people.ROSA, phone)
    press_time(page, 5)
    people.press_main(page)
    check_page = page.url
    people.press_main(page)
    page.goto(check_page)
    expect(page).to_have_url(re.compile(f"/appointments/{booked(parts)[0].public_id}"))


def test_on_the_day_a_person_says_that_they_are_here_and_the_counter_calls_them(
    open_phone: Callable[..., Page], phone: Phone, watch: Watch
) -> None:
    watch.wait(minutes=FROM_EVENING_TO_EIGHT)
    page = open_phone()
    sign_in_at(page, f"{CLINIC}/times?office=hill-clinic", people.ROSA, phone)
    press_time(page)
    people.press_main(page)
    people.press_main(page)
    people.press(page, page.locator("form[action$='/here'] button"))
    expect(page.locator("h1")).to_have_text("We know that you are here")
    expect(page.locator("main")).to_contain_text("You are next")
    probes.hold(page)

    desk = open_phone()
    sign_in_at(desk, "/desk", people.AMIR, phone)
    people.press(desk, desk.locator("main a[href='/desk/appointments']"))
    desk.goto("/desk/appointments?office=hill-clinic")
    probes.hold(desk)
    people.press(desk, desk.locator("main a[href^='/desk/appointments/book']"))
    probes.hold(desk)
    people.press(desk, desk.locator("main form[method=post] .button-primary"))
    expect(desk.locator("#problems")).to_be_visible()
    probes.hold(desk)
    desk.locator("#phone").fill("07700 900 102")
    desk.locator("[name=slot]").nth(1).check()
    people.press(desk, desk.locator("main form[method=post] .button-primary"))
    probes.hold(desk)
    expect(desk.locator("main")).to_contain_text("07700 900102")
    people.press(desk, desk.locator("main a[href$='slip?language=zh-Hant']"))
    expect(desk.locator("html")).to_have_attribute("lang", "zh-Hant")
    probes.hold(desk)

    desk.goto("/desk/appointments?office=hill-clinic")
    expect(desk.locator("main table")).to_contain_text("Booked")
    desk.locator("#at").select_option("Room 3")
    people.press(desk, desk.locator("form[action$='/next'] .button-primary"))
    probes.hold(desk)
    expect(desk.locator("main .ticket")).to_contain_text("Room 3")
    page.reload()
    expect(page.locator("h1")).to_have_text("It is your turn")
    expect(page.locator("main")).to_contain_text("Room 3")
    probes.hold(page)
    watch.wait(minutes=60)
    people.press(desk, desk.locator("button[value=serve]"))
    people.press(desk, desk.locator("form[action$='/next'] .button-primary"))
    expect(desk.locator("[role=status]:visible")).to_contain_text("Nobody who is here waits now")
    people.press(desk, desk.locator("main table a").nth(1))
    people.press(desk, desk.locator("button[value=miss]"))
    desk.goto("/desk/appointments/use?office=hill-clinic")
    probes.hold(desk)


def test_closing_a_day_asks_once_moves_everybody_and_tells_them(
    open_phone: Callable[..., Page], phone: Phone, parts: Parts
) -> None:
    page = open_phone()
    sign_in_at(page, f"{CLINIC}/times?staff=Dr%20Mei%20Wong&day=2026-06-04", people.ROSA, phone)
    press_time(page)
    people.press_main(page)
    people.press_main(page)
    desk = open_phone()
    sign_in_at(desk, "/desk/appointments", people.AMIR, phone)
    desk.goto("/desk/appointments?office=hill-clinic&day=2026-06-04")
    people.press(desk, desk.locator("main a[href*='/close']"))
    expect(desk.locator("main")).to_contain_text("1 person has booked")
    people.press(desk, desk.locator("main .button-danger"))
    expect(desk.locator("#why-error")).to_be_visible()
    probes.hold(desk)
    desk.locator("#why").fill("The heating is broken.")
    people.press(desk, desk.locator("main .button-danger"))
    expect(desk.locator("main")).to_contain_text("We moved 1 person")
    expect(desk.locator("main")).to_contain_text("The heating is broken.")
    probes.hold(desk)
    page.goto("/inbox")
    people.press(page, page.locator("main .card").first)
    expect(page.locator("main")).to_contain_text("The heating is broken.")
    assert booked(parts)[0].day.isoformat() > "2026-06-04"


def test_the_nearest_place_comes_first_once_the_phone_may_say_where_it_is(open_phone: Callable[..., Page]) -> None:
    page = open_phone(geolocation={"latitude": 50.3549, "longitude": -2.4056}, permissions=["geolocation"])
    page.goto(f"{CLINIC}/offices")
    expect(page.locator("main .card").first).to_contain_text("Market Hill")
    people.press(page, page.locator("#near"))
    expect(page.locator("main .card").first).to_contain_text("miles from you")
    expect(page.locator("main .card").first).not_to_contain_text("Market Hill")
    probes.hold(page)


def test_a_phone_that_does_not_say_where_it_is_says_so_kindly(open_phone: Callable[..., Page]) -> None:
    page = open_phone(permissions=[])
    page.goto(f"{CLINIC}/offices")
    page.locator("#near").click()
    expect(page.locator("#near-said")).to_contain_text("choose from the list")
    probes.hold(page)
