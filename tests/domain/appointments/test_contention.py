"""A thousand people want the same time at once: never too many, no stolen hold, and an answer for everybody."""

import threading
from datetime import datetime

from sqlalchemy import func, select

from backend.core.database import Busy
from backend.domain.appointments.errors import SlotTaken
from backend.domain.appointments.models import Appointment
from backend.domain.appointments.rules import HOLD_FOR
from tests.domain.appointments.clinic import NOW, Clinic, plan
from tests.domain.appointments.crowd import CLIENTS, SECONDS, crowd, rush

ROOM = 3


def test_a_thousand_on_one_time_fill_it_and_never_more(clinic: Clinic) -> None:
    clinic.plan(plan(capacity=ROOM))
    clinic.open()
    slot = clinic.slot()
    went = rush(clinic, slot)
    assert went.ends == {"booked": ROOM, "taken": CLIENTS - ROOM}
    assert min(client.near for client in went.clients if client.ended == "taken") == 5
    assert [seat.appointment_id is not None for seat in clinic.seats(slot)] == [True] * ROOM
    with clinic.parts.reading() as session:
        assert session.scalar(select(func.count()).select_from(Appointment)) == ROOM
        owners = set(session.scalars(select(Appointment.account_id)))
    assert owners == {client.account for client in went.clients if client.ended == "booked"}, "nobody's hold was stolen"


def test_holds_that_run_out_while_others_come_are_never_stolen(clinic: Clinic) -> None:
    clinic.plan(plan(capacity=ROOM))
    clinic.open()
    slot, accounts = clinic.slot(40), crowd(clinic)[:160]
    held: list[tuple[datetime, datetime]] = []
    together = threading.Barrier(16)

    def come(number: int) -> None:
        for turn, account in enumerate(accounts[number::16]):
            together.wait(SECONDS)  # clocks of machines differ a little, not by half an hour
            now = NOW + (turn * 16 + number) * HOLD_FOR / 40
            try:
                held.append((now, clinic.hold(slot, account, now).until))
            except (SlotTaken, Busy):
                continue

    threads = [threading.Thread(target=come, args=[number]) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert len(held) > ROOM, "places came free again"
    for moment, _ in held:
        assert len([1 for begin, until in held if begin <= moment < until]) <= ROOM
