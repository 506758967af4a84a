"""What a learner did, written small: events in columns, for a line that is slow and paid for by the byte.

Fifty events that a phone made one after the other are some 350 bytes once they are compressed, and 7,900 as plain JSON:

    {"ids": [{"first": "6b1f9a52-3f0e-4d3b-9d0c-0d2a00000000", "count": 3}],
     "lessons": [{"lesson": "senior-travel-card", "steps": ["welcome", "give-name"]}],
     "step": [0, 1, 1], "kind": [1, 4, 1], "run": [2, 2, 2], "at": [1795780800, 12, 40]}

Each column has a number for every event. `step` counts through the steps of all `lessons` together, `kind` and `run`
are places in `EVENT_KINDS` and `RUNS`. The first of `at` is in seconds since 1970, each other in seconds since the one
before it, less than zero where the clock was set back. Ids go up by one from the first of each stretch; a phone makes
that one at random and leaves room behind it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tutorials.progress import EVENT_KINDS, Event
from tutorials.runs import RUNS

MEDIA_TYPE = "application/vnd.handrail.events+json"
COLUMNS = ("step", "kind", "run", "at")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""A phone whose clock has lost its time says so, or earlier."""
FAR_AHEAD = datetime(9999, 12, 31, tzinfo=UTC)
HIGHEST_ID = 2**128


class BatchWrong(Exception):
    """Columns that do not fit together; `places` are where, such as ('kind', 3), none for a column as a whole."""

    def __init__(self, places: Iterable[tuple[str, int | None]]) -> None:
        super().__init__("the columns do not fit together")
        self.places = tuple(places)


def written_small(events: Sequence[Event]) -> dict[str, Any]:
    """The batch of these events, in their order; times are cut to whole seconds."""
    steps: dict[str, list[str]] = {}
    for each in events:
        inside = steps.setdefault(each.lesson, [])
        if each.step not in inside:
            inside.append(each.step)
    places = {pair: number for number, pair in enumerate(_pairs(steps.items()))}
    times = [int(each.at.timestamp()) for each in events]
    return {
        "ids": _stretches([each.id for each in events]),
        "lessons": [{"lesson": lesson, "steps": inside} for lesson, inside in steps.items()],
        "step": [places[each.lesson, each.step] for each in events],
        "kind": [EVENT_KINDS.index(each.kind) for each in events],
        "run": [RUNS.index(each.run) for each in events],
        "at": [each - before for before, each in zip([0, *times], times, strict=False)],
    }


def _stretches(ids: Iterable[UUID]) -> list[dict[str, Any]]:
    found: list[tuple[UUID, int]] = []
    for each in ids:
        if found and each.int == found[-1][0].int + found[-1][1]:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((each, 1))
    return [{"first": str(first), "count": count} for first, count in found]


def _pairs(lessons: Iterable[tuple[str, Sequence[str]]]) -> Iterable[tuple[str, str]]:
    return ((lesson, step) for lesson, steps in lessons for step in steps)


def read_small(batch: Mapping[str, Any]) -> list[Event]:
    """The events of a batch whose parts are of their types, with `first` read as UUID. Raises `BatchWrong`.

    A time that no calendar has becomes its nearest end: it is for whoever keeps the log to doubt it.
    """
    count = _counted(batch["ids"])
    short = [(name, None) for name in COLUMNS if len(batch[name]) != count]
    if short:
        raise BatchWrong(short)
    ids = [UUID(int=each["first"].int + n) for each in _within(batch["ids"]) for n in range(each["count"])]
    pairs = list(_pairs((each["lesson"], each["steps"]) for each in batch["lessons"]))
    sizes = {"step": len(pairs), "kind": len(EVENT_KINDS), "run": len(RUNS)}
    wrong = [(name, n) for name, size in sizes.items() for n, at in enumerate(batch[name]) if not 0 <= at < size]
    if wrong:
        raise BatchWrong(wrong)
    events, seconds = [], 0
    for id_, step, kind, run, later in zip(ids, *(batch[name] for name in COLUMNS), strict=True):
        seconds += later
        lesson, name = pairs[step]
        events.append(Event(id_, lesson, name, EVENT_KINDS[kind], _moment(seconds), RUNS[run]))
    return events


def _counted(stretches: Sequence[Mapping[str, Any]]) -> int:
    # One below nothing would hide another of a hundred million, and their sum would look small.
    empty = [("ids", n) for n, each in enumerate(stretches) if type(each["count"]) is not int or each["count"] < 1]
    if empty:
        raise BatchWrong(empty)
    return sum(each["count"] for each in stretches)


def _within(stretches: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    over = [("ids", n) for n, each in enumerate(stretches) if each["first"].int + each["count"] > HIGHEST_ID]
    if over:
        raise BatchWrong(over)
    return stretches


def _moment(seconds: int) -> datetime:
    most = int((FAR_AHEAD - LONG_AGO).total_seconds())
    return LONG_AGO + timedelta(seconds=min(max(seconds, 0), most))
