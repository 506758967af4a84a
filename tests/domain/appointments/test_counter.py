"""At the office: here, called, served, missed, handed on, and come without an appointment."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from backend.domain.appointments import counter, office_day, queries
from backend.domain.appointments.errors import AppointmentIdTaken, AtHome, NoRoomToday, NotBooked, NotTheDay, NotThere
from backend.domain.appointments.models import Appointment
from backend.domain.appointments.sooner import wait_for_sooner
from tests.domain.appointments.clinic import HILL, NOW, VISIT, Clinic, minutes, plan
from tests.domain.appointments.clinic import kind as visit_kind

AMIR, JO = 8, 9


def arrive(clinic: Clinic, found: Appointment, now: datetime = NOW) -> Appointment:
    with clinic.parts.writing() as session:
        return counter.arrive(session, clinic.diary, clinic.again(session, found), now)


def call_next(clinic: Clinic, by: int = AMIR, **wishes: str) -> Appointment | None:
    account = clinic.person(by)
    with clinic.parts.writing() as session:
        return counter.call_next(session, clinic.diary, HILL, account, NOW, **wishes)


def walk_in(clinic: Clinic, number: int, now: datetime = NOW, public_id: uuid.UUID | None = None) -> Appointment:
    account, staff = clinic.person(number), clinic.person(AMIR)
    with clinic.parts.writing() as session:
        return counter.walk_in(
            session, clinic.diary, HILL, VISIT, account, public_id or uuid.uuid4(), (), now, staff_account=staff
        )


def test_who_is_here_has_a_number_and_says_it_twice_with_no_harm(clinic: Clinic) -> None:
    slots = clinic.slots()
    first, second = (clinic.book(slots[number].id, clinic.person(number + 1)) for number in (0, 1))
    assert [arrive(clinic, second).ticket, arrive(clinic, first).ticket] == [1, 2]
    assert arrive(clinic, second, NOW + minutes(5)).arrived_at == NOW


def test_one_is_here_only_on_the_day_and_with_a_time(clinic: Clinic) -> None:
    slot = next(each for each in clinic.slots() if each.day > NOW.date())
    booked = clinic.book(slot.id, clinic.person())
    with pytest.raises(NotTheDay):
        arrive(clinic, booked)
    clinic.cancel(booked)
    with pytest.raises(NotBooked):
        arrive(clinic, booked, slot.starts_at)


def test_people_are_called_by_their_time_and_told_where_to_come(clinic: Clinic) -> None:
    slots = clinic.slots()
    people = [clinic.book(slots[number].id, clinic.person(number + 1)) for number in range(3)]
    for each in reversed(people):
        arrive(clinic, each)
    called = [call_next(clinic, counter="Window 3") for _ in range(4)]
    assert [each.id if each else None for each in called] == [*(each.id for each in people), None]
    assert clinic.told(clinic.person(1)) == ["booked", "called"]
    assert clinic.letter(clinic.person(1))["counter"] == "Window 3"
    assert clinic.now_is(people[0]).called_by == clinic.person(AMIR)


def test_two_members_of_staff_never_call_the_same_person(clinic: Clinic) -> None:
    slots = clinic.slots()
    for number in range(2):
        arrive(clinic, clinic.book(slots[number].id, clinic.person(number + 1)))
    both = [call_next(clinic, AMIR), call_next(clinic, JO)]
    assert len({each.id for each in both if each}) == 2


def test_the_same_call_sent_twice_at_once_calls_one_person_and_books_one_place(clinic: Clinic) -> None:
    slots, rosa, amir, public_id = clinic.slots(), clinic.person(1), clinic.person(AMIR), uuid.uuid4()

    def book() -> int:
        with clinic.parts.writing() as session:
            return counter.book_for(session, clinic.diary, slots[0].id, rosa, public_id, (), NOW, staff_account=amir).id

    def call() -> int | None:
        with clinic.parts.writing() as session:
            found = counter.call_next_once(session, clinic.diary, HILL, amir, NOW)
            return found.id if found else None

    with ThreadPoolExecutor(4) as pool:
        booked = {each.result() for each in [pool.submit(book) for _ in range(4)]}
    with clinic.parts.reading() as session:
        first = queries.at_desk(session, public_id)
    for each in (first, clinic.book(slots[1].id, clinic.person(2))):
        arrive(clinic, each)
    with ThreadPoolExecutor(4) as pool:
        called = {each.result() for each in [pool.submit(call) for _ in range(4)]}
    assert booked == called == {first.id}
    assert clinic.told(rosa) == ["booked", "called"]


def test_how_long_it_takes_counts_those_before_and_the_time_itself(clinic: Clinic) -> None:
    clinic.plan(plan(capacity=2))
    clinic.open()
    slots = clinic.slots()
    people = [clinic.book(slots[number // 2].id, clinic.person(number + 1)) for number in range(4)]
    for each in people:
        arrive(clinic, each)
    now = slots[1].starts_at
    with clinic.parts.reading() as session:
        found = [office_day.queue_position(session, each, now) for each in people]
        early = office_day.queue_position(session, people[0], NOW)
    assert [each.before for each in found] == [0, 1, 2, 3]
    assert [each.minutes for each in found] == [0, 8, 15, 23]
    assert (early.before, early.minutes) == (0, 60)


def test_served_is_served_and_only_who_came_can_be(clinic: Clinic) -> None:
    booked = clinic.book(clinic.slot(), clinic.person())
    with clinic.parts.writing() as session, pytest.raises(NotThere):
        counter.serve(session, clinic.diary, clinic.again(session, booked), NOW)
    arrive(clinic, booked)
    for later in (minutes(20), minutes(40)):
        with clinic.parts.writing() as session:
            counter.serve(session, clinic.diary, clinic.again(session, booked), NOW + later)
    assert clinic.now_is(booked).ended_at == NOW + minutes(20)
    with clinic.parts.writing() as session, pytest.raises(NotThere):
        counter.call(session, clinic.diary, clinic.again(session, booked), 1, NOW, counter=None)


def test_who_did_not_come_is_told_kindly_and_never_before_their_time(clinic: Clinic) -> None:
    slot, rosa = clinic.slots()[0], clinic.person()
    booked = clinic.book(slot.id, rosa)
    with clinic.parts.writing() as session, pytest.raises(NotThere):
        counter.miss(session, clinic.diary, clinic.again(session, booked), NOW)
    for _ in range(2):
        with clinic.parts.writing() as session:
            counter.miss(session, clinic.diary, clinic.again(session, booked), slot.ends_at)
    assert clinic.told(rosa) == ["booked", "missed"]


def test_one_who_is_handed_on_waits_for_the_other_person_and_keeps_the_number(clinic: Clinic) -> None:
    clinic.plan(plan(), plan(staff="Dr Wong"))
    booked = clinic.book(clinic.slot(), clinic.person())
    ticket = arrive(clinic, booked).ticket
    assert call_next(clinic) is not None
    with clinic.parts.writing() as session:
        counter.transfer(session, clinic.diary, clinic.again(session, booked), "Dr Wong", NOW)
    assert call_next(clinic, staff="") is None
    called = call_next(clinic, JO, counter="Room 2") if (found := clinic.now_is(booked)).staff else None
    assert called is not None
    assert (found.state, called.id, called.ticket) == ("arrived", booked.id, ticket)
    assert clinic.told(clinic.person()) == ["booked", "called", "called"]


def test_a_note_is_sealed_and_can_be_taken_away(clinic: Clinic) -> None:
    booked = clinic.book(clinic.slot(), clinic.person())
    for text, kept in (("  Brings  her son ", "Brings her son"), ("", None)):
        with clinic.parts.writing() as session:
            counter.write_note(session, clinic.again(session, booked), text)
        with clinic.parts.reading() as session:
            found = queries.at_desk(session, booked.public_id)
            assert queries.note_of(session, found) == kept
            assert b"son" not in (found.note_sealed or b"")


def test_who_comes_without_an_appointment_has_the_next_free_time_of_today(clinic: Clinic) -> None:
    clinic.plan(plan(capacity=1, counter_only=1))
    clinic.open()
    first = walk_in(clinic, 1)
    assert (first.state, first.starts_at, first.ticket) == ("arrived", clinic.slots()[0].starts_at, 1)
    assert walk_in(clinic, 2).starts_at == clinic.slots()[1].starts_at
    assert walk_in(clinic, 1, public_id=first.public_id).id == first.id
    with pytest.raises(AppointmentIdTaken):
        walk_in(clinic, 2, public_id=first.public_id)


def test_nobody_is_taken_in_for_what_is_done_at_home(clinic: Clinic) -> None:
    clinic.plan(plan(), of=visit_kind(at_home=True))
    clinic.open()
    with pytest.raises(AtHome):
        walk_in(clinic, 1)
    assert not any(clinic.booked(each.id) for each in clinic.slots())


def test_when_today_is_full_other_days_are_named(clinic: Clinic) -> None:
    today = [each for each in clinic.slots() if each.day == NOW.date()]
    for number in range(len(today)):
        walk_in(clinic, number + 20)
    with pytest.raises(NoRoomToday) as full:
        walk_in(clinic, 1)
    assert full.value.values["alternatives"][0].starts_at.date() == NOW.date() + timedelta(days=1)
    assert [clinic.booked(each.id) for each in today] == [1] * len(today)


def test_the_day_is_seen_in_order_with_needs_and_telephone(clinic: Clinic) -> None:
    slots = clinic.slots()
    second = clinic.book(slots[1].id, clinic.person(1), needs=("interpreter",))
    first = clinic.book(slots[0].id, clinic.person(2))
    gone = clinic.book(slots[2].id, clinic.person(3))
    clinic.cancel(gone, by=1)
    with clinic.parts.reading() as session:
        rows = office_day.day_view(session, HILL, NOW.date())
    assert [row.appointment.id for row in rows] == [first.id, second.id, gone.id]
    assert (rows[1].needs, rows[1].phone) == (("interpreter",), "+447700900001")


def test_use_and_waits_are_counted_by_day(clinic: Clinic) -> None:
    slots = clinic.slots()
    people = [clinic.book(slots[number].id, clinic.person(number + 1)) for number in range(4)]
    clinic.cancel(people[0], by=1)
    arrive(clinic, people[1])
    amir = clinic.person(AMIR)
    with clinic.parts.writing() as session:
        found = clinic.again(session, people[1])
        counter.call(session, clinic.diary, found, amir, found.starts_at + minutes(12), counter=None)
        counter.serve(session, clinic.diary, found, found.starts_at + minutes(20))
        counter.miss(session, clinic.diary, clinic.again(session, people[2]), slots[2].ends_at)
    with clinic.parts.reading() as session:
        (day,) = office_day.utilisation(session, HILL, NOW.date(), NOW.date())
        many = office_day.utilisation(session, HILL, NOW.date(), NOW.date() + timedelta(days=5000))
    assert (day.places, day.booked, day.served, day.missed, day.cancelled, day.wait_minutes) == (8, 3, 1, 1, 1, 12)
    assert len(many) == 15


def test_to_a_visit_at_home_nobody_comes_and_it_is_served_from_its_time_on(clinic: Clinic) -> None:
    clinic.plan(plan(), of=visit_kind(at_home=True))
    found = clinic.book(clinic.slots()[0].id, clinic.person(1))
    with pytest.raises(NotThere):
        arrive(clinic, found)
    with clinic.parts.writing() as session:
        wait_for_sooner(session, clinic.again(session, found), NOW)
    for early, state in ((minutes(1), "booked"), (minutes(0), "served"), (minutes(-5), "served")):
        with clinic.parts.writing() as session:
            again = clinic.again(session, found)
            if state == "booked":
                with pytest.raises(NotThere):
                    counter.serve(session, clinic.diary, again, again.starts_at - early)
            else:
                counter.serve(session, clinic.diary, again, again.starts_at - early)
            assert again.state == state
    with clinic.parts.reading() as session:
        assert not queries.is_waiting(session, clinic.again(session, found))
