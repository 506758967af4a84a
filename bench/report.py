"""What was measured, as a document: each figure with its command, its aim, and where it missed, by how much and why."""

import os
import platform
import re
import sqlite3
import statistics
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from bench import pages as weights
from bench import rates
from bench.citizens import CLIENTS
from bench.journey import AIM_MS as JOURNEY_AIM_MS
from bench.journey import IN_A_ROUND, ROUNDS
from bench.pages import Weight
from bench.rates import BARE, ROW, Case

MEMORY_AIM_MB = 150
SAVED_AIM_MS = 50
SAVING = "Saving"


def head() -> list[str]:
    """What this is, and on what machine it was measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    machine = (
        f"{os.cpu_count()} cores ({platform.machine()}, shared with other work), {memory:.0f} GB of memory, "
        f"{platform.system()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"waitress {version('waitress')}, Flask {version('flask')}, SQLAlchemy {version('sqlalchemy')}"
    )
    return [
        "# What it costs",
        "",
        "`make bench` measures all of this and writes this page. The commands below make one part each.",
        f"Measured on {datetime.now(UTC):%-d %B %Y}. Machine: {machine}.",
        "",
        (
            "The machine does other work too, so times differ from run to run by a third and more. Trust the ratios: "
            "what is compared was measured in the same run, in turns."
        ),
        "",
    ]


def today() -> str:
    """When a part was measured that was put in by itself."""
    return f"Measured on {datetime.now(UTC):%-d %B %Y}."


def put_in(document: str, lines: Sequence[str], when: str) -> str:
    """The document with the sections of these lines in the place of those of the same names, or at its end.

    `when` stands below the title of each: a part that was measured by itself says so.
    """
    for section in re.split(r"^(?=## )", "\n".join(lines).strip() + "\n", flags=re.MULTILINE):
        title, _, rest = section.partition("\n")
        if not title.startswith("## "):
            continue
        made = f"{title}\n\n{when}\n{rest}".rstrip() if when else section.rstrip()
        old = re.compile(rf"^{re.escape(title)}$.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
        if old.search(document):
            document = old.sub(lambda _, made=made: f"{made}\n\n", document)  # type: ignore[misc]
        else:
            document = f"{document.rstrip()}\n\n{made}\n"
    return document.rstrip() + "\n"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table whose first column is words and whose others are figures."""
    align = ["---", *["---:"] * (len(header) - 1)]
    return [f"| {' | '.join(row)} |" for row in (header, align, *rows)] + [""]


def verdict(value: float, aim: float, unit: str) -> str:
    """Whether an aim was met, or by how much it was not."""
    if value <= aim:
        return "met"
    return f"**missed by {value - aim:.1f} {unit}**"


def start(first: float, times: Sequence[float]) -> list[str]:
    """From the command to the first answer."""
    return [
        "## Start",
        "",
        "`python -m bench start`",
        "",
        "From starting `handrail demo` to its first answer. The first start also makes the database.",
        "",
        *table(
            ["First start", f"Second start, median of {len(times)}", "Slowest of them"],
            [[f"{first:.2f} s", f"{statistics.median(times):.2f} s", f"{max(times):.2f} s"]],
        ),
    ]


def journeys(measured: Sequence[tuple[str, int, float, float]]) -> list[str]:
    """Where a person stands, worked out anew from the answers."""
    rows = [
        [name, str(count), f"{usual:.2f}", f"{slowest:.2f}", "≤ 1 ms", verdict(usual, JOURNEY_AIM_MS, "ms")]
        for name, count, usual, slowest in measured
    ]
    return [
        "## Working a journey out",
        "",
        "`python -m bench journey`",
        "",
        (
            f"In one process, all questions answered, {ROUNDS} rounds of {IN_A_ROUND} journeys. The first figure is "
            "the median of the rounds, the second the slowest round."
        ),
        "",
        *table(["Service", "pages", "ms", "slowest ms", "Aim", ""], rows),
    ]


def memory(before: float, after: float) -> list[str]:
    """Resident memory of the one process: server, worker and database."""
    rows = [
        [name, f"{value:.0f} MB", f"≤ {MEMORY_AIM_MB} MB", verdict(value, MEMORY_AIM_MB, "MB")]
        for name, value in (("after its start", before), ("after the load", after))
    ]
    return [
        "## Memory",
        "",
        "`python -m bench speed`",
        "",
        "Resident memory of the one process in which server, worker and database are.",
        "",
        *table(["When", "Resident", "Aim", ""], rows),
        *([] if after <= MEMORY_AIM_MB else ["", WHY_SO_LARGE]),
    ]


WHY_SO_LARGE = (
    "Why it was missed: the libraries take about 60 MB and the program's own code 50. The city's services and lessons, "
    "in five languages, take the rest, and requests some more. It was a first start, which also makes the demo city's "
    "week; a second start holds about five less."
)


def pages(weighed: Sequence[Weight]) -> list[str]:
    """Bytes and requests of each page."""
    return [
        "## Pages",
        "",
        "`python -m bench pages`",
        "",
        (
            "Bytes as they go over the line, compressed, headers among them, in Chromium. "
            "The first visit is with an empty "
            "browser and so brings what all pages share, and what the phone keeps for when there is no connection. "
            "HTML + CSS and JavaScript are bodies of the first visit. "
            f"Aims: a page with its styles ≤ {weights.HTML_AIM:,} bytes (it fits the first "
            "flight of a new connection), "
            f"all JavaScript ≤ {weights.SCRIPT_AIM:,} bytes."
        ),
        "",
        *_visits(weighed),
        *_too_heavy(weighed),
    ]


def _visits(weighed: Sequence[Weight]) -> list[str]:
    header = ["Page", "first visit, bytes", "requests", "second visit, bytes", "requests", "HTML + CSS", "JavaScript"]
    rows = [
        [
            each.page.name,
            f"{each.first.bytes:,}",
            str(each.first.requests),
            f"{each.second.bytes:,}",
            str(each.second.requests),
            f"{each.html_and_css:,}",
            f"{each.script:,}",
        ]
        for each in weighed
    ]
    return table(header, rows)


def _too_heavy(weighed: Sequence[Weight]) -> list[str]:
    lines = [
        f"- {each.page.name}: page and styles are {each.html_and_css - weights.HTML_AIM:,} bytes over the aim. It is a "
        "whole lesson in one document, so that it works offline; its steps cost no request after it."
        for each in weighed
        if each.html_and_css > weights.HTML_AIM
    ]
    lines += [
        f"- {each.page.name}: JavaScript is {each.script - weights.SCRIPT_AIM:,} bytes over the aim."
        for each in weighed
        if each.script > weights.SCRIPT_AIM
    ]
    return ["Missed:", "", *lines, ""] if lines else ["Every page meets both aims.", ""]


def peers(weighed: Sequence[Weight], left_out: Sequence[str]) -> list[str]:
    """What others' pages cost, beside ours."""
    return [
        "## Beside others",
        "",
        "`python -m bench peers`",
        "",
        (
            "Bytes over the line in the same run, as above. GOV.UK Frontend has the best-known components for "
            "public services; its page here is a title, two paragraphs, a list and a button. Kolibri teaches in places "
            "without a network; its page here is where a learner signs in."
        ),
        "",
        *_visits(weighed),
        *left_out,
        "",
    ]


def speed(cases: Sequence[Case], kept: Mapping[str, int], troubles: int) -> list[str]:
    """Rates, waiting times, and the same beside a bare route."""
    return [
        "## Speed",
        "",
        "`python -m bench speed`",
        "",
        (
            f"{CLIENTS} clients on connections of their own, each its own citizen and "
            "session, one request after the other "
            f"without a pause: {rates.ROUNDS} rounds of {rates.SECONDS} s each, from a "
            "separate process on the same machine. "
            f"'At a pace' each client waits {rates.PAUSE} s between two answers; people take "
            "longer. Answers are saved with "
            "`synchronous=FULL`: what was acknowledged survives a power cut. Processor time "
            "is the program's, for a request."
        ),
        "",
        *table(["What", "a second", "p50 ms", "p95 ms", "p99 ms", "processor ms"], [_row(each) for each in cases]),
        (
            "Beside it, in turns in the same run: a bare Flask route on the same server "
            "(waitress, the same threads), and "
            "for saving also one that commits one row to SQLite, as durably, and does nothing else."
        ),
        "",
        *table(
            ["What", "beside", "a second", "p99 ms", "processor ms", "times as many as ours"],
            [
                [
                    each.name,
                    name,
                    f"{seen.rate:,.0f}",
                    f"{seen.percentile(99):.0f}",
                    f"{statistics.median(seen.processor):.2f}",
                    f"{each.ratio(name):.1f}",
                ]
                for each in cases
                for name, seen in each.seen.items()
                if name != "ours"
            ],
        ),
        *_saving(cases, kept, troubles),
    ]


def _row(case: Case) -> list[str]:
    seen = case.seen["ours"]
    times = [f"{seen.percentile(share):.0f}" for share in (50, 95, 99)]
    return [case.name, f"{seen.rate:,.0f}", *times, f"{statistics.median(seen.processor):.2f}"]


def _saving(cases: Sequence[Case], kept: Mapping[str, int], troubles: int) -> list[str]:
    rows = []
    for case in (each for each in cases if each.name.startswith(SAVING)):
        seen = case.seen["ours"]
        rows.append(
            [
                case.name,
                f"{seen.percentile(99):.0f} ms",
                f"≤ {SAVED_AIM_MS} ms",
                verdict(seen.percentile(99), SAVED_AIM_MS, "ms"),
                str(seen.wrong.total()),
                f"{kept[case.name]} of {CLIENTS}",
            ]
        )
    locked = "never" if not troubles else f"**{troubles} times**"
    return [
        (
            f"Aims for saving: 99 of 100 answers saved durably within {SAVED_AIM_MS} ms, none "
            "refused, none lost. The log "
            f"spoke of a locked database or a failure {locked}."
        ),
        "",
        *table(["What", "p99", "Aim", "", "refused", "clients whose last answers are all there"], rows),
        *_why(cases),
    ]


def _why(cases: Sequence[Case]) -> list[str]:
    flat_out = [case for case in cases if case.name.startswith(SAVING) and case.beside]
    missed = [case for case in flat_out if case.seen["ours"].percentile(99) > SAVED_AIM_MS]
    lines = []
    for case in missed:
        ours, bare, row = case.seen["ours"], case.seen[BARE], case.seen[ROW]
        used, least = statistics.median(ours.processor), statistics.median(bare.processor)
        lines.append(
            f"- {case.name}: {CLIENTS} clients without a pause keep the processor busy all the time, so each waits for "
            f"the {CLIENTS - 1} others: {CLIENTS} × {1000 / ours.rate:.1f} ms. An answer takes {used:.1f} ms of "
            f"processor time, of which the bare route is {least:.1f}; the bare route with one durable row has a p99 of "
            f"{row.percentile(99):.0f} ms here. Nobody waits for the disk or for a lock alone."
        )
    return ["Why it was missed:", "", *lines, ""] if lines else []
