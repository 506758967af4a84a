"""What sending, the staff's list and the history of who saw what cost, as a part of the document."""

import statistics
from collections.abc import Mapping

from bench.desk import AT_ONCE, ENTRIES, FEW, LISTS, MANY, Seen
from bench.diary import percentile
from bench.report import table, verdict

SEND_AIM_MS = 10
TIMES_AIM = 2


def desk(seen: Mapping[str, Seen]) -> list[str]:
    """Sending, the list, and the history."""
    return ["## The desk", "", "`python -m bench desk`", "", *_sending(seen), *_lists(seen), *_history(seen)]


def _sending(seen: Mapping[str, Seen]) -> list[str]:
    rows = [
        [
            name,
            f"{statistics.median(each.sending):.1f}",
            f"{percentile(each.sending, 95):.1f}",
            f"{statistics.median(each.processor):.1f}",
            f"≤ {SEND_AIM_MS} ms",
            verdict(statistics.median(each.processor), SEND_AIM_MS, "ms"),
        ]
        for name, each in seen.items()
    ]
    return [
        (
            "Sending a travel card: the journey and every answer looked at once more, sealed, with its reference, its "
            "history, the message to its person and the reminder of the day it is due, in one durable transaction. "
            "Processor time is the program's, the median."
        ),
        "",
        *table(["Sending", "p50 ms", "p95 ms", "processor ms", "Aim of processor", ""], rows),
    ]


def _lists(seen: Mapping[str, Seen]) -> list[str]:
    rows = []
    for name, each in seen.items():
        for which in LISTS:
            few, many = (each.lists[which, count] for count in (FEW, MANY))
            times = percentile(many, 95) / percentile(few, 95)
            cells = [
                f"{how:.1f}" for all_of in (few, many) for how in (statistics.median(all_of), percentile(all_of, 95))
            ]
            asked = sorted({each.queries[which, count] for count in (FEW, MANY)})
            aim = [f"{times:.1f}", f"≤ {TIMES_AIM}", verdict(times, TIMES_AIM, "times")]
            rows.append([f"{which}, {name}", *cells, *aim, " and ".join(map(str, asked))])
    return [
        (
            f"A page of 20 of a caseworker's list through the API, at {FEW:,} applications and at {MANY:,}, of which "
            "one in five is open, asked in turns; milliseconds. `times` compares the p95 of both. The number of "
            "queries must not grow."
        ),
        "",
        *table(
            ["List", f"p50 at {FEW:,}", "p95", f"p50 at {MANY:,}", "p95", "times", "Aim", "", "queries"],
            rows,
        ),
    ]


def _history(seen: Mapping[str, Seen]) -> list[str]:
    rows = []
    for name, each in seen.items():
        plain, told = statistics.median(each.bare_reading), statistics.median(each.reading)
        cells = [
            f"{plain:.2f}",
            f"{told:.2f}",
            f"{percentile(each.reading, 95):.2f}",
            f"{1000 / told:,.0f}",
            f"{each.together:,.0f}",
        ]
        rows.append([name, *cells, f"{each.verified_in:.1f} s"])
    return [
        (
            "Opening the answers of one application without and with its entry in the history of who saw what, one "
            "after the other, each entry durable before anything is shown; and `verify-history` over "
            f"{ENTRIES:,} entries."
        ),
        "",
        *table(
            [
                "History",
                "without, p50 ms",
                "with, p50 ms",
                "p95 ms",
                "a second",
                f"a second, {AT_ONCE} at once",
                "verified in",
            ],
            rows,
        ),
    ]
