"""Holding and booking: what is promised, what is refused and why, and that nothing is left half done."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from backend.core.database import vault_of
from backend.core.reference import is_reference
from backend.domain.appointments import actions, queries
from backend.domain.appointments.errors import (
    AppointmentIdTaken,
    HoldForeign,
    HoldOver,
    LongerNotFree,
    NeedUnknown,
    SlotClosed,
    SlotPast,
    SlotTaken,
    SlotUnknown,
    TooManyAppointments,
)
from backend.domain.appointments.models import Appointment, Seat
from backend.domain.appointments.rules import HOLD_FOR, HOLD_UNHURRIED, MOST_AHEAD
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity import actions as identity
from tests.domain.appointments.clinic import NOW, VISIT, Clinic, minutes, plan


def test_a_held_time_is_booked_and_confirmed(clinic: Clinic) -> None:
    rosa, slot = clinic.person(), clinic.slot()
    held = clinic.hold(slot, rosa)
    assert held.until == NOW + HOLD_FOR
    booked = clinic.book_held(rosa, held.token)
    assert (booked.state, booked.starts_at, booked.office) == ("booked", held.slot.starts_at, held.slot.office)
    assert is_reference(booked.reference)
    assert clinic.booked(slot) == 1
    assert clinic.told(rosa) == ["booked"]
    letter = clinic.letter(rosa)
    assert (letter["what"], letter["place"]) == ("See a doctor", "Market Hill Clinic")
    assert letter["link"] == f"/appointments/{booked.public_id}"


def test_a_taken_time_names_the_nearest_free_ones(clinic: Clinic) -> None:
    slots = clinic.slots()
    clinic.hold(slots[3].id, clinic.person(1))
    with pytest.raises(SlotTaken) as taken:
        clinic.hold(slots[3].id, clinic.person(2))
    near = [free.starts_at for free in taken.value.values["alternatives"]]
    assert len(near) == 5
    assert set(near[:2]) == {slots[2].starts_at, slots[4].starts_at}


def test_who_uses_the_elder_mode_is_not_hurried_and_nobody_else_gets_the_time_meanwhile(clinic: Clinic) -> None:
    rosa, wai, slot, soon = clinic.person(1), clinic.person(2), clinic.slot(-1), clinic.slots()[0]
    with clinic.parts.writing() as session:
        identity.keep_choices(session, rosa, {"mode": "elder"})
    assert clinic.hold(soon.id, rosa).until == soon.starts_at < NOW + HOLD_UNHURRIED
    held = clinic.hold(slot, rosa)
    assert held.until == NOW + HOLD_UNHURRIED
    much_later = NOW + 11 * HOLD_FOR
    with pytest.raises(SlotTaken):
        clinic.hold(slot, wai, much_later)
    assert clinic.book_held(rosa, held.token, much_later).account_id == rosa


def test_a_hold_that_is_over_frees_itself_and_can_no_longer_be_booked(clinic: Clinic) -> None:
    rosa, wai, slot = clinic.person(1), clinic.person(2), clinic.slot()
    held = clinic.hold(slot, rosa)
    just_before, then = held.until - timedelta(microseconds=1), held.until
    with pytest.raises(SlotTaken):
        clinic.hold(slot, wai, just_before)
    with pytest.raises(HoldOver):
        clinic.book_held(rosa, held.token, then)
    booked = clinic.book(slot, wai, then)
    assert booked.account_id == wai
    with pytest.raises(HoldOver):
        clinic.book_held(rosa, held.token, just_before)


def test_a_hold_that_is_over_is_kept_again_while_nobody_took_the_time(clinic: Clinic) -> None:
    rosa, wai, slot = clinic.person(1), clinic.person(2), clinic.slot()
    held = clinic.hold(slot, rosa)
    with clinic.parts.writing() as session:
        actions.hold_again(session, wai, held.token, held.until)
        actions.hold_again(session, rosa, held.token, held.until)
    with pytest.raises(SlotTaken):
        clinic.hold(slot, wai, held.until)
    again = held.until + HOLD_FOR
    other = clinic.hold(slot, wai, again)
    with clinic.parts.writing() as session:
        actions.hold_again(session, rosa, held.token, again)
    with pytest.raises(HoldOver):
        clinic.book_held(rosa, held.token, again)
    assert clinic.book_held(wai, other.token, again).account_id == wai


def test_somebody_killed_between_hold_and_book_leaves_no_ghost(clinic: Clinic) -> None:
    slot, rosa = clinic.slot(), clinic.person(1)
    held = clinic.hold(slot, rosa)

    def be_killed() -> None:
        with clinic.parts.writing() as session:
            actions.book(session, clinic.diary, rosa, uuid.uuid4(), held.token, (), NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        be_killed()
    assert clinic.booked(slot) == 0
    assert clinic.told(rosa) == []
    with clinic.parts.reading() as session:
        assert session.scalars(select(Appointment.id)).all() == []
    assert clinic.book(slot, clinic.person(2), held.until).state == "booked"


def test_the_same_id_twice_books_once(clinic: Clinic) -> None:
    rosa, public_id, held = clinic.person(), uuid.uuid4(), clinic.hold(clinic.slot(), clinic.person())
    first = clinic.book_held(rosa, held.token, public_id=public_id)
    again = clinic.book_held(rosa, held.token, NOW + minutes(30), public_id=public_id)
    assert (again.id, again.reference) == (first.id, first.reference)
    assert clinic.told(rosa) == ["booked"]
    with pytest.raises(HoldOver):
        clinic.book_held(rosa, held.token)
    with pytest.raises(AppointmentIdTaken):
        clinic.book_held(clinic.person(2), held.token, public_id=public_id)


def test_the_same_hold_sent_twice_is_one_and_is_not_prolonged(clinic: Clinic) -> None:
    rosa, slot = clinic.person(), clinic.slot()
    token = str(uuid.uuid4())
    with clinic.parts.writing() as session:
        first = actions.hold(session, slot, rosa, NOW, token=token)
    with clinic.parts.writing() as session:
        again = actions.hold(session, slot, rosa, NOW + minutes(5), token=token)
    assert (again.token, again.until) == (token, first.until)
    wai = clinic.person(2)
    with pytest.raises(HoldForeign), clinic.parts.writing() as session:
        actions.hold(session, slot, wai, NOW, token=token)


def test_choosing_another_time_lets_the_first_go_but_a_failed_choice_keeps_it(clinic: Clinic) -> None:
    rosa, wai = clinic.person(1), clinic.person(2)
    first, second, taken = (slot.id for slot in clinic.slots()[:3])
    clinic.hold(first, rosa)
    held = clinic.hold(second, rosa)
    clinic.hold(first, wai)
    clinic.book(taken, clinic.person(3))
    with pytest.raises(SlotTaken):
        clinic.hold(taken, rosa)
    assert clinic.book_held(rosa, held.token).state == "booked"


def test_a_forged_or_foreign_hold_books_nothing(clinic: Clinic) -> None:
    rosa, wai, slot = clinic.person(1), clinic.person(2), clinic.slot()
    held = clinic.hold(slot, rosa)
    with pytest.raises(HoldForeign):
        clinic.book_held(wai, held.token)
    for forged in ("", "x" * 43, held.token[:-1], held.token.swapcase() + "a", str(slot)):
        with pytest.raises(HoldOver):
            clinic.book_held(wai, forged)
    assert clinic.booked(slot) == 0


def test_times_that_are_past_unknown_or_closed_cannot_be_held(clinic: Clinic) -> None:
    rosa, slot = clinic.person(), clinic.slots()[0]
    with pytest.raises(SlotPast):
        clinic.hold(slot.id, rosa, slot.starts_at)
    for unknown in (0, -1, 10**9, 2**40, 2**80):
        with pytest.raises(SlotUnknown):
            clinic.hold(unknown, rosa)
    clinic.close(slot.day)
    with pytest.raises(SlotClosed) as closed:
        clinic.hold(slot.id, rosa)
    assert all(free.starts_at.date() > slot.day for free in closed.value.values["alternatives"])


def test_a_hold_on_a_time_that_begins_meanwhile_books_nothing(clinic: Clinic) -> None:
    rosa, slot = clinic.person(), clinic.slots()[0]
    held = clinic.hold(slot.id, rosa, slot.starts_at - minutes(1))
    with pytest.raises(SlotPast):
        clinic.book_held(rosa, held.token, slot.starts_at)


def test_a_clock_that_jumps_back_blocks_no_place(clinic: Clinic) -> None:
    slot = clinic.slot()
    clinic.hold(slot, clinic.person(1))
    clinic.wrong_clock(slot, NOW + timedelta(days=300))
    assert clinic.soonest(limit=1)[0].slot_id == slot
    assert clinic.book(slot, clinic.person(2)).state == "booked"


def test_nobody_has_more_than_so_many_ahead(clinic: Clinic) -> None:
    rosa = clinic.person()
    slots = clinic.slots()
    for slot in slots[:MOST_AHEAD]:
        booked = clinic.book(slot.id, rosa)
    with pytest.raises(TooManyAppointments):
        clinic.book(slots[MOST_AHEAD].id, rosa)
    clinic.cancel(booked, NOW, by=rosa)
    assert clinic.book(slots[MOST_AHEAD].id, rosa).state == "booked"


def test_needs_are_sealed_and_unknown_ones_refused(clinic: Clinic) -> None:
    rosa, held = clinic.person(), clinic.hold(clinic.slot(), clinic.person())
    with pytest.raises(NeedUnknown):
        clinic.book_held(rosa, held.token, needs=("a lift",))
    booked = clinic.book_held(rosa, held.token, needs=("interpreter",))
    with clinic.parts.reading() as session:
        found = queries.mine(session, rosa, booked.public_id)
        assert queries.needs_of(session, found) == ("interpreter",)
        assert b"interpreter" not in (found.needs_sealed or b"")
        assert vault_of(session).open(found.needs_sealed or b"", f"needs:{found.id}") == ["interpreter"]


def test_a_longer_visit_takes_the_time_after_it_too(clinic: Clinic) -> None:
    slots = clinic.slots()
    booked = clinic.book(slots[0].id, clinic.person(1), needs=("longer",))
    assert booked.ends_at == slots[1].ends_at
    assert [clinic.booked(slot.id) for slot in slots[:3]] == [1, 1, 0]
    with pytest.raises(SlotTaken):
        clinic.hold(slots[1].id, clinic.person(2))
    clinic.cancel(booked, by=1)
    assert [clinic.booked(slot.id) for slot in slots[:3]] == [0, 0, 0]


def test_without_room_for_a_longer_visit_times_with_room_are_named(clinic: Clinic) -> None:
    slots = clinic.slots()
    clinic.book(slots[1].id, clinic.person(1))
    held = clinic.hold(slots[0].id, clinic.person(2))
    with pytest.raises(LongerNotFree) as full:
        clinic.book_held(clinic.person(2), held.token, needs=("longer",))
    assert clinic.booked(slots[0].id) == 0, "nothing was booked, and the hold is still there"
    starts = {slot.starts_at for slot in slots}
    named = [free.starts_at for free in full.value.values["alternatives"]]
    assert named
    assert all(each + minutes(15) in starts - {slots[1].starts_at} for each in named)
    assert clinic.book_held(clinic.person(2), held.token).state == "booked"


def test_the_last_time_of_a_day_has_no_longer_visit(clinic: Clinic) -> None:
    last = max(slot for slot in (each.starts_at for each in clinic.slots()) if slot.date() == NOW.date())
    slot = next(each.id for each in clinic.slots() if each.starts_at == last)
    with pytest.raises(LongerNotFree):
        clinic.book(slot, clinic.person(), needs=("longer",))


def test_places_for_the_counter_and_for_the_day_itself_are_kept(clinic: Clinic) -> None:
    clinic.plan(plan(capacity=3, counter_only=1, same_day=1))
    clinic.open()
    today, later = clinic.slots()[0], next(each for each in clinic.slots() if each.day > NOW.date())
    left = {free.slot_id: free.left for free in clinic.soonest(limit=100)}
    assert (left[today.id], left[later.id]) == (2, 1)
    assert {free.slot_id: free.left for free in clinic.soonest(limit=100, counter=True)}[later.id] == 3
    clinic.book(later.id, clinic.person(1))
    with pytest.raises(SlotTaken):
        clinic.hold(later.id, clinic.person(2))
    staff = clinic.person(9)
    held = clinic.hold(later.id, staff, counter=True)
    booked = clinic.book_held(clinic.person(2), held.token, booked_by=staff)
    assert (booked.account_id, booked.booked_by) == (clinic.person(2), staff)
    assert [seat.class_ for seat in clinic.seats(later.id) if seat.appointment_id == booked.id] == ["counter"]


def test_the_database_itself_refuses_what_must_not_be(clinic: Clinic) -> None:
    slot, rosa = clinic.slot(), clinic.person()
    booked = clinic.book(slot, rosa)
    seat = clinic.seats(slot)[0]
    whole = {name: getattr(seat, name) for name in ("slot_id", "kind", "office", "starts_at")} | {"class_": "open"}
    refused = [
        whole | {"number": 1},
        whole | {"number": 0},
        whole | {"number": 2, "appointment_id": booked.id},
        whole | {"number": 2, "hold_hash": b"x"},
        whole | {"number": 2, "class_": "vip"},
        whole | {"number": 2, "class_": "same_day"},
        whole | {"number": 2, "slot_id": 10**6},
    ]
    for row in refused:
        with pytest.raises(IntegrityError), clinic.parts.writing() as session:
            session.execute(insert(Seat).values(row))


def test_an_appointment_is_its_person_s_alone(clinic: Clinic) -> None:
    rosa, booked = clinic.person(1), clinic.book(clinic.slot(), clinic.person(1))
    with clinic.parts.reading() as session:
        assert queries.mine(session, rosa, booked.public_id).id == booked.id
        for account, public_id in ((clinic.person(2), booked.public_id), (rosa, uuid.uuid4())):
            with pytest.raises(NotFound):
                queries.mine(session, account, public_id)
        assert queries.by_reference(session, booked.reference) is not None


def test_what_one_wishes_for_is_found(clinic: Clinic) -> None:
    clinic.plan(
        plan(),
        plan(staff="Dr Wong", opens=plan().opens.replace(hour=14), closes=plan().closes.replace(hour=15)),
        plan(office="quay-clinic", days=("tue",)),
    )
    clinic.open()
    assert {free.staff for free in clinic.soonest(staff="Dr Wong")} == {"Dr Wong"}
    assert all(free.starts_at.hour >= 12 for free in clinic.soonest(part="afternoon"))
    assert {free.office for free in clinic.soonest(offices=["quay-clinic"])} == {"quay-clinic"}
    assert clinic.soonest(offices=[]) == []
    first = clinic.soonest(limit=4)
    assert [free.starts_at for free in first] == sorted(free.starts_at for free in first)
    later = clinic.soonest(after=first[-1].starts_at, limit=1)
    assert later[0].starts_at > first[-1].starts_at
    with clinic.parts.reading() as session:
        assert queries.staff_of(session, VISIT, NOW) == ["Dr Wong"]
        days = queries.days_with_space(session, VISIT, "quay-clinic", NOW)
    assert [(each.day.weekday(), each.left) for each in days] == [(1, 8), (1, 8)]
