"""A thousand people want the same time at once: never too many, no stolen hold, and an answer for everybody."""

import statistics
import threading
import time
import uuid
from collections import Counter
from datetime import datetime

import pytest
from sqlalchemy import func, insert, select

from backend.core.database import Busy
from backend.domain.appointments.errors import SlotTaken
from backend.domain.appointments.models import Appointment
from backend.domain.appointments.rules import HOLD_FOR
from backend.domain.identity.models import Account
from tests.domain.appointments.clinic import NOW, Clinic, plan

CLIENTS = 1000
ROOM = 3
SECONDS = 30


class Client(threading.Thread):
    """Somebody who holds a time and books it, and asks again when the city is busy, as an app does."""

    def __init__(self, clinic: Clinic, account: int, slot: int, start: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self.clinic, self.account, self.slot, self.start_together = clinic, account, slot, start
        self.ended, self.near, self.asked_again, self.took = "unfinished", 0, 0, 0.0

    def run(self) -> None:
        self.start_together.wait()
        began = time.perf_counter()
        while self.ended == "unfinished" and time.perf_counter() - began < SECONDS:
            try:
                self._try()
            except Busy:
                self.asked_again += 1
            except SlotTaken as taken:
                self.ended, self.near = "taken", len(taken.values["alternatives"])
            except Exception as error:  # noqa: BLE001  (whatever it is, the test names it)
                self.ended = repr(error)
        self.took = time.perf_counter() - began

    def _try(self) -> None:
        held = self.clinic.hold(self.slot, self.account)
        public_id = uuid.uuid4()
        while self.ended == "unfinished":
            try:
                self.clinic.book_held(self.account, held.token, public_id=public_id)
            except Busy:
                self.asked_again += 1
            else:
                self.ended = "booked"


def crowd(clinic: Clinic) -> list[int]:
    """Accounts of a thousand people."""
    rows = [{"phone_sealed": b"-", "phone_index": b"crowd-%d" % number, "created_at": NOW} for number in range(CLIENTS)]
    with clinic.parts.writing() as session:
        session.execute(insert(Account), rows)
        return list(session.scalars(select(Account.id).where(Account.phone_sealed == b"-")))


def test_a_thousand_on_one_time_fill_it_and_never_more(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    clinic.plan(plan(capacity=ROOM))
    clinic.open()
    slot = clinic.slot()
    start = threading.Barrier(CLIENTS)
    clients = [Client(clinic, account, slot, start) for account in crowd(clinic)]
    began = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join(SECONDS)
    took = time.perf_counter() - began
    assert took < SECONDS
    assert Counter(client.ended for client in clients) == {"booked": ROOM, "taken": CLIENTS - ROOM}
    assert min(client.near for client in clients if client.ended == "taken") == 5
    assert [seat.appointment_id is not None for seat in clinic.seats(slot)] == [True] * ROOM
    with clinic.parts.reading() as session:
        assert session.scalar(select(func.count()).select_from(Appointment)) == ROOM
        owners = set(session.scalars(select(Appointment.account_id)))
    assert owners == {client.account for client in clients if client.ended == "booked"}, "nobody's hold was stolen"
    times = statistics.quantiles([client.took for client in clients], n=20)
    again = sum(client.asked_again for client in clients)
    with capsys.disabled():
        kind = clinic.parts.database.url.get_backend_name()
        print(  # noqa: T201  (the figure that the test states)
            f"\n{CLIENTS} clients on one time ({kind}): all answered in {took:.1f} s, "
            f"median {statistics.median(client.took for client in clients):.2f} s, p95 {times[-1]:.2f} s, "
            f"busy and asked again {again}"
        )


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
