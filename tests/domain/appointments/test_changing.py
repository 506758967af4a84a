"""Changing, cancelling, and waiting for something sooner."""

from datetime import timedelta

import pytest

from backend.domain.appointments import queries, sooner
from backend.domain.appointments.errors import HoldForeign, HoldOver, NotBooked, OtherKind, TooLateToChange
from backend.domain.appointments.models import Appointment
from tests.domain.appointments.clinic import HILL, NOW, QUAY, Clinic, kind, minutes, plan


def wait(clinic: Clinic, found: Appointment, *, anywhere: bool = False) -> None:
    with clinic.parts.writing() as session:
        sooner.wait_for_sooner(session, clinic.again(session, found), NOW, anywhere=anywhere)


def test_a_changed_time_frees_the_old_one_and_keeps_the_reference(clinic: Clinic) -> None:
    old, new = clinic.slots()[10:12]
    rosa = clinic.person()
    booked = clinic.book(old.id, rosa)
    held = clinic.hold(new.id, rosa)
    changed = clinic.change(booked, held.token)
    assert (changed.id, changed.reference, changed.version) == (booked.id, booked.reference, 2)
    assert (changed.starts_at, changed.day) == (new.starts_at, new.day)
    assert (clinic.booked(old.id), clinic.booked(new.id)) == (0, 1)
    assert clinic.told(rosa) == ["booked", "changed"]
    assert clinic.letter(rosa)["was"] == old.starts_at.isoformat()


def test_the_same_change_sent_twice_is_one(clinic: Clinic) -> None:
    old, new = clinic.slots()[10:12]
    rosa = clinic.person()
    booked, held = clinic.book(old.id, rosa), clinic.hold(new.id, rosa)
    both = [clinic.change(booked, held.token) for _ in range(2)]
    assert [each.version for each in both] == [2, 2]
    assert clinic.told(rosa) == ["booked", "changed"]


def test_a_change_that_fails_changes_nothing(clinic: Clinic) -> None:
    old, new = clinic.slots()[10:12]
    rosa, wai = clinic.person(1), clinic.person(2)
    booked, held = clinic.book(old.id, rosa), clinic.hold(new.id, wai)
    with pytest.raises(HoldForeign):
        clinic.change(booked, held.token)
    with pytest.raises(HoldOver):
        clinic.change(booked, "no such hold")
    assert clinic.now_is(booked).starts_at == old.starts_at
    assert (clinic.booked(old.id), clinic.booked(new.id)) == (1, 0)


def test_after_the_limit_only_staff_change_or_cancel(clinic: Clinic) -> None:
    slots = clinic.slots()
    late = slots[0].starts_at - timedelta(hours=2) + minutes(1)
    rosa, amir = clinic.person(1), clinic.person(9)
    booked = clinic.book(slots[0].id, rosa, late)
    held = clinic.hold(slots[20].id, rosa, late)
    with pytest.raises(TooLateToChange):
        clinic.change(booked, held.token, late)
    with pytest.raises(TooLateToChange):
        clinic.cancel(booked, late)
    by_staff = clinic.hold(slots[21].id, amir, late)
    assert clinic.change(booked, by_staff.token, late, by=amir).starts_at == slots[21].starts_at
    assert clinic.cancel(booked, slots[21].starts_at, by=amir).state == "cancelled"


def test_cancelling_twice_is_the_same_and_a_cancelled_time_stays_so(clinic: Clinic) -> None:
    slot, rosa = clinic.slots()[10], clinic.person()
    booked = clinic.book(slot.id, rosa)
    assert [clinic.cancel(booked).state for _ in range(2)] == ["cancelled", "cancelled"]
    assert clinic.booked(slot.id) == 0
    assert clinic.told(rosa) == ["booked", "cancelled"]
    held = clinic.hold(slot.id, rosa)
    with pytest.raises(NotBooked):
        clinic.change(booked, held.token)
    with pytest.raises(NotBooked):
        wait(clinic, booked)


def test_a_time_for_something_else_is_refused(clinic: Clinic) -> None:
    rosa, booked = clinic.person(), clinic.book(clinic.slots()[10].id, clinic.person())
    base = clinic.parts.content.bookables
    clinic.plan(plan(), plan(kind="foot-care", office=QUAY), of=kind())
    kinds = {**base.kinds, "foot-care": kind(id="foot-care")}
    object.__setattr__(clinic.parts.content.bookables, "kinds", kinds)
    clinic.open()
    held = clinic.hold(clinic.slots(QUAY)[0].id, rosa)
    with pytest.raises(OtherKind):
        clinic.change(booked, held.token)


def test_a_longer_visit_stays_longer_when_it_moves(clinic: Clinic) -> None:
    slots = clinic.slots()
    rosa = clinic.person()
    booked = clinic.book(slots[10].id, rosa, needs=("longer",))
    moved = clinic.change(booked, clinic.hold(slots[16].id, rosa).token)
    assert moved.ends_at - moved.starts_at == minutes(30)
    assert [clinic.booked(slot.id) for slot in (slots[10], slots[11], slots[16], slots[17])] == [0, 0, 1, 1]


def test_a_freed_time_is_offered_once_to_whoever_has_waited_longest(clinic: Clinic) -> None:
    slots = clinic.slots()
    soon = clinic.book(slots[9].id, clinic.person(1))
    waiting = [clinic.book(slots[20 + number].id, clinic.person(2 + number)) for number in range(2)]
    for each in waiting:
        wait(clinic, each)
        wait(clinic, each)
    clinic.cancel(soon)
    assert [clinic.told(clinic.person(number))[-1] for number in (2, 3)] == ["sooner", "booked"]
    letter = clinic.letter(clinic.person(2))
    assert letter["when"] == slots[9].starts_at.isoformat()
    assert letter["was"] == slots[20].starts_at.isoformat()
    assert letter["link"] == f"/appointments/{waiting[0].public_id}/change?slot={slots[9].id}"
    clinic.cancel(clinic.book(slots[9].id, clinic.person(1)))
    assert [clinic.told(clinic.person(number))[-1] for number in (2, 3)] == ["sooner", "sooner"]
    clinic.cancel(clinic.book(slots[9].id, clinic.person(1)))
    assert clinic.told(clinic.person(2)).count("sooner") == 1


def test_only_who_gains_by_it_is_offered_a_freed_time(clinic: Clinic) -> None:
    clinic.plan(plan(), plan(office=QUAY))
    clinic.open()
    hill, quay = clinic.slots(HILL), clinic.slots(QUAY)
    earlier = clinic.book(hill[5].id, clinic.person(1))
    here = clinic.book(hill[30].id, clinic.person(2))
    anywhere = clinic.book(hill[31].id, clinic.person(3))
    wait(clinic, earlier)
    wait(clinic, here)
    wait(clinic, anywhere, anywhere=True)
    clinic.cancel(clinic.book(quay[20].id, clinic.person(4)))
    assert [clinic.told(clinic.person(number))[-1] for number in (1, 2, 3)] == ["booked", "booked", "sooner"]
    with clinic.parts.reading() as session:
        assert queries.is_waiting(session, here)
        assert not queries.is_waiting(session, anywhere)


def test_who_has_changed_or_cancelled_waits_no_more(clinic: Clinic) -> None:
    slots = clinic.slots()
    rosa = clinic.person(1)
    booked = clinic.book(slots[30].id, rosa)
    wait(clinic, booked)
    clinic.change(booked, clinic.hold(slots[25].id, rosa).token)
    clinic.cancel(clinic.book(slots[9].id, clinic.person(2)))
    assert clinic.told(rosa) == ["booked", "changed"]
    wait(clinic, booked)
    with clinic.parts.writing() as session:
        sooner.stop_waiting(session, booked, NOW)
        sooner.stop_waiting(session, booked, NOW)
    clinic.cancel(clinic.book(slots[9].id, clinic.person(2)))
    assert "sooner" not in clinic.told(rosa)


def test_a_place_kept_for_the_counter_is_not_offered(clinic: Clinic) -> None:
    clinic.plan(plan(counter_only=1), plan(office=QUAY))
    clinic.open()
    wait(clinic, clinic.book(clinic.slots(QUAY)[30].id, clinic.person(1)), anywhere=True)
    amir = clinic.person(9)
    held = clinic.hold(clinic.slots()[10].id, amir, counter=True)
    clinic.cancel(clinic.book_held(clinic.person(2), held.token, booked_by=amir), by=amir)
    assert clinic.told(clinic.person(1)) == ["booked"]
