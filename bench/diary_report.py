"""What appointments cost, as a part of the document."""

import statistics
from collections.abc import Mapping

from bench.diary import DAYS, FULL, FULL_DAYS, OFFICES, Seen, percentile
from bench.report import table, verdict

FIND_AIM_MS = 50
BOOK_AIM_MS = 10


def diary(seen: Mapping[str, Seen]) -> list[str]:
    """Finding, booking, and the rush on one time."""
    return [
        "## Appointments",
        "",
        "`python -m bench diary`",
        "",
        *_finding(seen),
        *_booking(seen),
        *_rush(seen),
    ]


def _finding(seen: Mapping[str, Seen]) -> list[str]:
    rows = [
        [
            f"{way}, {name}",
            f"{statistics.median(times):.1f}",
            f"{percentile(times, 95):.1f}",
            f"≤ {FIND_AIM_MS} ms",
            verdict(percentile(times, 95), FIND_AIM_MS, "ms"),
        ]
        for name, each in seen.items()
        for way, times in each.finding.items()
    ]
    slots = next(iter(seen.values())).slots
    opened = ", ".join(f"{each.opened_in:.0f} s on {name}" for name, each in seen.items())
    return [
        (
            f"Finding the ten soonest free times: {OFFICES} offices, {DAYS} days, {slots:,} times, of which "
            f"{FULL:.0%} of the first {FULL_DAYS} days are taken. Making this whole calendar once took {opened}."
        ),
        "",
        *table(["The soonest", "p50 ms", "p95 ms", "Aim", ""], rows),
    ]


def _booking(seen: Mapping[str, Seen]) -> list[str]:
    rows = [
        [
            name,
            f"{statistics.median(each.booking):.1f}",
            f"{percentile(each.booking, 95):.1f}",
            f"{statistics.median(each.processor):.1f}",
            f"≤ {BOOK_AIM_MS} ms",
            verdict(statistics.median(each.processor), BOOK_AIM_MS, "ms"),
        ]
        for name, each in seen.items()
    ]
    return [
        (
            "Holding a time in that city and booking it, in two durable transactions, with its message, the push for "
            "it and three reminders written down. Processor time is the program's, the median."
        ),
        "",
        *table(["Booking", "p50 ms", "p95 ms", "processor ms", "Aim of processor", ""], rows),
    ]


def _rush(seen: Mapping[str, Seen]) -> list[str]:
    rows = [
        [
            name,
            str(each.rush.ends["booked"]),
            str(each.rush.ends["taken"]),
            f"{each.rush.percentile(50):.2f}",
            f"{each.rush.percentile(95):.2f}",
            str(each.rush.asked_again),
        ]
        for name, each in seen.items()
        if each.rush is not None
    ]
    return [
        (
            "A thousand clients on one time with three places, all in the same moment and in one process: who got a "
            "place, who got near alternatives, and how long until each had an answer. A client that is told to try "
            "again tries at once. `tests/domain/appointments/test_contention.py` holds to it that it is never more."
        ),
        "",
        *table(["Rush", "booked", "told of others", "p50 s", "p95 s", "tried again"], rows),
    ]
