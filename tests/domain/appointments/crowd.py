"""A thousand people who all want the same time."""

import statistics
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import insert, select

from backend.core.database import Busy
from backend.domain.appointments.errors import SlotTaken
from backend.domain.identity.models import Account
from tests.domain.appointments.clinic import NOW, Clinic

CLIENTS = 1000
SECONDS = 120
"""Long enough for a machine that is busy with other tests too; `make bench` says how long it takes."""


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


@dataclass(frozen=True)
class Rush:
    """How it went: each client, and the seconds until the last one was answered."""

    clients: list[Client]
    took: float

    @property
    def ends(self) -> Counter[str]:
        """How many ended how."""
        return Counter(client.ended for client in self.clients)

    @property
    def asked_again(self) -> int:
        """How often somebody was told that the city is busy, and asked again."""
        return sum(client.asked_again for client in self.clients)

    def percentile(self, share: int) -> float:
        """Seconds within which this share in a hundred had their answer."""
        return statistics.quantiles([client.took for client in self.clients], n=100)[share - 1]


def rush(clinic: Clinic, slot: int) -> Rush:
    """Let a thousand people want one time in the same moment, and wait until each has an answer."""
    start = threading.Barrier(CLIENTS)
    clients = [Client(clinic, account, slot, start) for account in crowd(clinic)]
    began = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join(SECONDS)
    return Rush(clients, time.perf_counter() - began)
