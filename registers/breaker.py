"""A circuit breaker: what fails again and again is left alone for a while, so that nobody waits for it."""

import threading
from dataclasses import dataclass, replace

FAILURES = 3
REST_SECONDS = 30.0
LONGEST_REST = 300.0


@dataclass(frozen=True, slots=True)
class Circuit:
    """How it stands with something that may fail: failures in a row, until when it rests, whether one tries it now.

    Times are seconds of a clock that only goes forward.
    """

    failures: int = 0
    rests_until: float = 0.0
    trying_until: float = 0.0

    def may_ask(self, now: float) -> bool:
        """Whether it may be asked: always while it is well, and after a rest by one at a time."""
        return self.failures < FAILURES or (now >= self.rests_until and now >= self.trying_until)

    def asked(self, now: float) -> "Circuit":
        """Somebody asks it now. Who tries after a rest and is never heard of again holds up others so long only."""
        return self if self.failures < FAILURES else replace(self, trying_until=now + REST_SECONDS)

    def noted(self, *, well: bool, now: float) -> "Circuit":
        """It answered well, or failed; each failure after a rest makes the next rest longer, up to a limit."""
        if well:
            return Circuit()
        failures = self.failures + 1
        if failures < FAILURES:
            return Circuit(failures)
        rest = min(REST_SECONDS * 2 ** min(failures - FAILURES, 10), LONGEST_REST)
        return Circuit(failures, rests_until=now + rest)


class Breaker:
    """A circuit that threads share."""

    def __init__(self) -> None:
        self._circuit = Circuit()
        self._turn = threading.Lock()

    def begin(self, now: float) -> bool:
        """Whether one may ask now; who may, says afterwards with `note` how it went."""
        with self._turn:
            may = self._circuit.may_ask(now)
            if may:
                self._circuit = self._circuit.asked(now)
            return may

    def note(self, *, well: bool, now: float) -> None:
        """Note how it went."""
        with self._turn:
            self._circuit = self._circuit.noted(well=well, now=now)
