"""How times are opened from the city's plan, and how a day is closed with everybody moved."""

import threading
import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from backend import worker
from backend.core.clock import months_later
from backend.domain.appointments import calendar, counter, queries, seats
from backend.domain.appointments.errors import SlotClosed
from backend.domain.appointments.models import Appointment, Seat, Slot
from backend.domain.catalogue.hours import Holiday
from backend.parts import Parts
from tests.domain.appointments.clinic import HILL, NOW, QUAY, Clinic, kind, minutes, plan

TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)


def numbers(clinic: Clinic) -> tuple[int, int]:
    with clinic.parts.reading() as session:
        slots, seats = (session.scalar(select(func.count()).select_from(each)) for each in (Slot, Seat))
        return slots or 0, seats or 0


def test_opening_twice_changes_nothing_and_each_day_adds_one(clinic: Clinic) -> None:
    assert numbers(clinic) == (15 * 8, 15 * 8)
    assert clinic.open() == 0
    assert clinic.open(TOMORROW) == 8
    assert numbers(clinic) == (16 * 8, 16 * 8)


def test_days_that_the_folder_closes_have_no_times(clinic: Clinic) -> None:
    clinic.plan(plan(), plan(office=QUAY), closed=(Holiday(TOMORROW, HILL, "Holiday"), Holiday(TODAY, None, "Holiday")))
    clinic.open()
    assert {TODAY, TOMORROW} & {slot.day for slot in clinic.slots()} == set()
    assert TOMORROW in {slot.day for slot in clinic.slots(QUAY)}


def test_a_changed_plan_takes_out_what_nobody_has_and_leaves_people_their_times(clinic: Clinic) -> None:
    kept, held, free = clinic.slots()[20:23]
    booked = clinic.book(kept.id, clinic.person(1))
    clinic.hold(held.id, clinic.person(2))
    clinic.plan(plan(opens=time(14), closes=time(15), capacity=2))
    clinic.open()
    hours = {slot.starts_at.hour for slot in clinic.slots() if slot.closed_at is None}
    assert hours == {14}
    there = {slot.id: slot.closed_at for slot in clinic.slots()}
    assert there[kept.id] is not None
    assert there[held.id] is not None
    assert free.id not in there
    assert clinic.now_is(booked).state == "booked"
    with pytest.raises(SlotClosed):
        clinic.hold(kept.id, clinic.person(3))
    clinic.plan(plan())
    clinic.open()
    assert {slot.id: slot.closed_at for slot in clinic.slots()}[kept.id] is None
    assert clinic.booked(kept.id) == 1


def test_room_grows_and_shrinks_with_the_plan_but_never_takes_a_place_from_anybody(clinic: Clinic) -> None:
    slot = clinic.slots()[10]
    clinic.plan(plan(capacity=3, counter_only=1))
    clinic.open()
    assert [seat.class_ for seat in clinic.seats(slot.id)] == ["open", "open", "counter"]
    for number in (1, 2):
        clinic.book(slot.id, clinic.person(number))
    clinic.plan(plan(capacity=1))
    clinic.open()
    assert [seat.appointment_id is not None for seat in clinic.seats(slot.id)] == [True, True]
    assert clinic.slots()[10].capacity == 1
    assert len(clinic.seats(clinic.slots()[11].id)) == 1


def test_a_city_that_changes_its_zone_has_its_times_at_the_new_hour(clinic: Clinic) -> None:
    import dataclasses  # noqa: PLC0415

    content = clinic.parts.content
    clinic.base = dataclasses.replace(
        clinic.base,
        content=dataclasses.replace(content, city=dataclasses.replace(content.city, time_zone="Asia/Hong_Kong")),
    )
    clinic.plan(plan())
    clinic.open()
    zone = ZoneInfo("Asia/Hong_Kong")
    assert {slot.starts_at.astimezone(zone).hour for slot in clinic.slots() if slot.closed_at is None} == {10, 11}


def test_times_over_the_change_of_clocks_are_those_on_the_wall(clinic: Clinic) -> None:
    clinic.plan(plan(opens=time(0), closes=time(4)))
    clinic.open(date(2027, 3, 25))
    starts = [slot.starts_at for slot in clinic.slots() if slot.day == date(2027, 3, 28)]
    assert len(starts) == 12
    assert datetime(2027, 3, 28, 1, 0, tzinfo=UTC) in starts
    assert len([slot for slot in clinic.slots() if slot.day == date(2027, 3, 27)]) == 16


def test_closing_a_day_moves_everybody_with_a_message_and_a_choice(clinic: Clinic) -> None:
    tomorrow = [slot for slot in clinic.slots() if slot.day == TOMORROW]
    people = [clinic.book(slot.id, clinic.person(number)) for number, slot in enumerate(tomorrow[:3], 1)]
    held = clinic.hold(tomorrow[4].id, clinic.person(9))
    assert clinic.close(TOMORROW) == calendar.Closed(3, 0)
    moved = [clinic.now_is(each) for each in people]
    assert {each.day for each in moved} == {TOMORROW + timedelta(days=1)}
    assert len({each.starts_at for each in moved}) == 3
    assert [each.version for each in moved] == [2, 2, 2]
    assert [each.reference for each in moved] == [each.reference for each in people]
    letter = clinic.letter(clinic.person(1))
    assert (letter["kind"], letter["why"]) == ("moved", "The heating is broken")
    assert (letter["was"], letter["when"]) == (tomorrow[0].starts_at.isoformat(), moved[0].starts_at.isoformat())
    with pytest.raises(Exception, match="hold-over"):
        clinic.book_held(clinic.person(9), held.token)
    assert sum(clinic.booked(slot.id) for slot in tomorrow) == 0
    assert clinic.close(TOMORROW) == calendar.Closed(0, 0)
    assert clinic.told(clinic.person(1)) == ["booked", "moved"]
    clinic.open()
    assert all(free.starts_at.date() != TOMORROW for free in clinic.soonest(limit=100))


def test_who_cannot_be_moved_is_cancelled_and_told(clinic: Clinic) -> None:
    clinic.plan(plan(days=("tue",)), of=kind(days_ahead=1))
    clinic.open()
    booked = clinic.book(clinic.slots()[-1].id, clinic.person())
    assert clinic.close(clinic.now_is(booked).day) == calendar.Closed(0, 1)
    assert clinic.now_is(booked).state == "cancelled"
    assert clinic.told(clinic.person()) == ["booked", "closed"]


def test_on_closing_people_keep_whom_they_see_and_the_length_of_their_visit(clinic: Clinic) -> None:
    clinic.plan(plan(), plan(staff="Dr Wong", days=("tue", "fri")))
    clinic.open()
    slot = next(each for each in clinic.slots() if each.staff and each.day == TOMORROW)
    booked = clinic.book(slot.id, clinic.person(), needs=("longer",))
    clinic.close(TOMORROW)
    moved = clinic.now_is(booked)
    assert (moved.staff, moved.day.weekday(), moved.ends_at - moved.starts_at) == ("Dr Wong", 4, minutes(30))


def test_who_is_here_already_is_left_in_peace_when_the_day_is_closed(clinic: Clinic) -> None:
    booked = clinic.book(clinic.slot(), clinic.person())
    with clinic.parts.writing() as session:
        counter.arrive(session, clinic.diary, clinic.again(session, booked), NOW)
    assert clinic.close(TODAY) == calendar.Closed(0, 0)
    assert clinic.now_is(booked).state == "arrived"


def test_closing_a_day_while_people_book_leaves_nobody_there(clinic: Clinic) -> None:
    clinic.plan(plan(capacity=2))
    clinic.open()
    tomorrow = [slot.id for slot in clinic.slots() if slot.day == TOMORROW]
    accounts = [clinic.person(number) for number in range(1, 17)]
    start = threading.Barrier(len(accounts) + 1)

    def book(number: int, account: int) -> None:
        start.wait()
        try:
            clinic.book(tomorrow[number % len(tomorrow)], account)
        except Exception as error:  # noqa: BLE001
            seen.append(type(error).__name__)
        else:
            seen.append("booked")

    seen: list[str] = []
    threads = [threading.Thread(target=book, args=each) for each in enumerate(accounts)]
    for thread in threads:
        thread.start()
    start.wait()
    clinic.close(TOMORROW)
    for thread in threads:
        thread.join(20)
    assert set(seen) <= {"booked", "SlotClosed", "HoldOver"}, seen
    assert len(seen) == len(accounts)
    with clinic.parts.reading() as session:
        there = session.scalars(
            select(Appointment).where(Appointment.day == TOMORROW, Appointment.state == "booked")
        ).all()
        booked = session.scalars(select(Appointment).where(Appointment.state == "booked")).all()
        taken = session.scalars(select(Seat.appointment_id).where(Seat.appointment_id.is_not(None))).all()
    assert there == []
    assert sorted(taken) == sorted(each.id for each in booked)
    assert len(booked) == seen.count("booked")


def test_the_worker_opens_the_calendar_and_makes_the_folder_s_closures(clinic: Clinic, parts: Parts) -> None:
    worker.open_calendar(parts)
    with parts.reading() as session:
        assert queries.soonest(session, "phone-help", datetime.now(UTC), limit=1)
    clinic.open()
    booked = clinic.book(next(slot.id for slot in clinic.slots() if slot.day == TOMORROW), clinic.person())
    clinic.plan(plan(), closed=(Holiday(TOMORROW, None, "Holiday"),))
    clinic.open()
    with clinic.parts.reading() as session:
        assert calendar.closures_to_make(session, clinic.diary, NOW) == [(HILL, TOMORROW, "Holiday")]
    assert clinic.close(TOMORROW).moved == 1
    assert clinic.now_is(booked).day > TOMORROW


def test_what_is_over_long_ago_is_forgotten_and_the_appointment_stays_without_its_needs(clinic: Clinic) -> None:
    booked = clinic.book(clinic.slot(), clinic.person(), needs=("interpreter",))
    with clinic.parts.writing() as session:
        calendar.forget_old(session, NOW + timedelta(days=415), 72)
    assert numbers(clinic)[1] == 0
    assert clinic.now_is(booked).needs_sealed is None
    clinic.open()
    clinic.hold(clinic.slot(1), clinic.person())
    with clinic.parts.writing() as session:
        calendar.forget_old(session, NOW + timedelta(days=1) + minutes(11), 72)
        session.execute(update(Seat).where(Seat.held_by.is_not(None)).values(number=9))
    assert all(seat.number == 1 for seat in clinic.seats(clinic.slot(1)))


def test_an_appointment_goes_with_its_messages_after_so_many_months_even_while_its_place_is_still_there(
    clinic: Clinic,
) -> None:
    rosa, wai = clinic.person(1), clinic.person(2)
    booked = clinic.book(clinic.slot(0), rosa)
    clinic.book(clinic.slots()[-1].id, wai)
    kept = months_later(booked.ends_at, 3)
    for moment, told in ((kept, ["booked"]), (kept + timedelta(seconds=1), [])):
        with clinic.parts.writing() as session:
            calendar.forget_old(session, moment, 3)
        assert clinic.told(rosa) == told
    assert clinic.told(wai) == ["booked"]
    with clinic.parts.reading() as session:
        assert [each.account_id for each in session.scalars(select(Appointment))] == [wai]


def test_a_plan_with_other_visits_changes_the_times_that_are_there_and_not_what_people_were_told(
    clinic: Clinic,
) -> None:
    first, second = clinic.slots()[:2]
    booked = clinic.book(first.id, clinic.person())
    clinic.plan(plan(), of=kind(minutes=30, longer_minutes=60, change_until_hours=24))
    clinic.open()
    there = {slot.id: slot for slot in clinic.slots()}
    assert second.id not in there, "nobody had the time that begins in the middle of a visit"
    assert there[first.id].ends_at - there[first.id].starts_at == minutes(30)
    assert there[first.id].starts_at - there[first.id].change_until == timedelta(hours=24)
    assert (clinic.now_is(booked).ends_at, clinic.now_is(booked).change_until) == (first.ends_at, first.change_until)


def test_a_walk_in_and_a_change_lead_to_no_more_than_there_is_room_for(clinic: Clinic) -> None:
    slots = clinic.slots()[:3]
    public_id = uuid.uuid4()
    rosa, amir = clinic.person(1), clinic.person(9)
    with clinic.parts.writing() as session:
        counter.walk_in(session, clinic.diary, HILL, "clinic-visit", rosa, public_id, (), NOW, staff_account=amir)
    with clinic.parts.writing() as session:
        seats.let_go_of(session, amir)
    assert [clinic.booked(slot.id) for slot in slots] == [1, 0, 0]
