"""`python -m bench` measures all and writes docs/benchmarks.md.

`python -m bench PART …` prints only those parts; with `--write` it puts them in their places in the document.
"""

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from backend.logs import set_up_logs
from bench import (
    citizens,
    curriculum,
    desk,
    desk_report,
    diary,
    diary_report,
    journey,
    learner,
    learning,
    pages,
    peers,
    rates,
    report,
    search,
)
from bench.program import LOG, ROOT, demo

STARTS = 7
DOCUMENT = ROOT / "docs" / "benchmarks.md"
QUIET = 50
"""Of the program's own log, in this process, only what is broken."""


def start(home: Path) -> list[str]:
    """How long the second and later starts take."""
    with demo(home) as first:
        first_time = first.started_in
    times = []
    for _ in range(STARTS):
        with demo(home) as program:
            times.append(program.started_in)
    return report.start(first_time, times)


def weights(home: Path) -> list[str]:
    """What each page costs a phone."""
    with demo(home) as program:
        return report.pages(pages.weigh(program, home))


def lessons(home: Path) -> list[str]:
    """What all lessons, the first one and their sounds weigh."""
    with demo(home) as program:
        return curriculum.lines(program, home)


def beside(home: Path) -> list[str]:
    """What others' pages cost."""
    return report.peers(*peers.weigh(home))


def speed(home: Path) -> list[str]:
    """Requests a second, waiting times and memory."""
    with demo(home) as program, rates.bare(home) as other:
        before = program.resident_mb()
        people = [citizens.sign_in(program, home, citizens.number_of(client)) for client in range(citizens.CLIENTS)]
        ids = rates.drafts(program, people)
        measured = rates.cases(program, other, people, ids)
        right = {}
        for number in range(rates.ROUNDS):
            for case in measured:
                print(f"round {number + 1} of {rates.ROUNDS}: {case.name}", file=sys.stderr)
                for name, load in (("ours", case.ours), *case.beside.items()):
                    rates.measure(load, case.seen[name])
                if case.name.startswith("Saving"):
                    right[case.name] = rates.kept(program, people, ids, case.seen["ours"].answered)
        after = program.resident_mb()
    return report.speed(measured, right, rates.troubles(home / LOG)) + report.memory(before, after)


def appointments(home: Path) -> list[str]:
    """What appointments cost on both kinds of database."""
    return diary_report.diary(diary.measure(home))


def at_the_desk(home: Path) -> list[str]:
    """What sending costs, the staff's list, and the history of who saw what."""
    return desk_report.desk(desk.measure(home))


def journeys(_: Path) -> list[str]:
    """What it costs to work out where a person stands."""
    return report.journeys(journey.measure())


def searching(home: Path) -> list[str]:
    """What search finds, and how long it takes among ten thousand documents."""
    xquad = search.folder()
    return search.lines(search.waiting(home / "speed"), search.recall(home / "recall", xquad) if xquad else [])


PARTS: Mapping[str, Callable[[Path], list[str]]] = {
    "start": start,
    "journey": journeys,
    "learner": lambda _: learner.lines(),
    "learning": learning.lines,
    "speed": speed,
    "diary": appointments,
    "desk": at_the_desk,
    "search": searching,
    "pages": weights,
    "curriculum": lessons,
    "peers": beside,
}


def main() -> int:
    """Measure what was asked for."""
    asked = [each for each in sys.argv[1:] if each != "--write"]
    wanted = asked or list(PARTS)
    if not set(wanted) <= set(PARTS):
        print(f"use: python -m bench [--write] [{'|'.join(PARTS)}]", file=sys.stderr)
        return 2
    set_up_logs(QUIET)
    lines = []
    for name in wanted:
        print(f"measuring: {name}", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            citizens.seed(home)
            lines += PARTS[name](home)
    if asked and len(asked) == len(sys.argv) - 1:
        print("\n".join(lines))
        return 0
    document = DOCUMENT.read_text() if asked else "\n".join(report.head()) + "\n"
    DOCUMENT.write_text(report.put_in(document, lines, report.today() if asked else ""))
    print("docs/benchmarks.md is written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
