"""The city's clock in a test's hands."""

from datetime import UTC, datetime, timedelta

A_MONDAY_EVENING = datetime(2026, 6, 1, 17, 0, tzinfo=UTC)


class Watch:
    """A clock that a test can put forward. It stands still, or runs on from where it is, as a browser expects."""

    def __init__(self, moment: datetime = A_MONDAY_EVENING, *, runs: bool = False) -> None:
        self._moment, self._runs, self._began = moment, runs, datetime.now(UTC)

    def now(self) -> datetime:
        return self._moment + (datetime.now(UTC) - self._began if self._runs else timedelta(0))

    def wait(self, **long: float) -> None:
        self._moment += timedelta(**long)
