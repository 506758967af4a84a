"""Events in columns: the same events come out, they are small, and what does not fit is named."""

import json
import zlib
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutorials.batch import FAR_AHEAD, LONG_AGO, BatchWrong, read_small, written_small
from tutorials.curriculum import OWN
from tutorials.load import load_lesson
from tutorials.progress import EVENT_KINDS, Event, EventKind
from tutorials.runs import RUNS, Run

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
EVENTS = st.builds(
    Event,
    st.integers(0, 40).map(lambda number: UUID(int=number)) | st.uuids(),
    st.sampled_from(["first", "second"]),
    st.sampled_from(["welcome", "try", "end"]),
    st.sampled_from(EVENT_KINDS),
    st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
        lambda at: at.replace(microsecond=0)
    ),
    st.sampled_from(RUNS),
)


def sent(events: list[Event]) -> dict[str, Any]:
    """A batch as it arrives: through JSON, with its ids read."""
    batch: dict[str, Any] = json.loads(json.dumps(written_small(events)))
    return batch | {"ids": [each | {"first": UUID(each["first"])} for each in batch["ids"]]}


@settings(max_examples=40)
@given(st.lists(EVENTS, max_size=20))
def test_the_same_events_come_out_in_the_same_order(events: list[Event]) -> None:
    assert read_small(sent(events)) == events


def a_morning(count: int) -> list[Event]:
    """What a phone notes on a morning of practice: steps in turn, at uneven times, with hints and mistakes between."""
    dice = Random(7)  # noqa: S311  (the same each time)
    steps = [step.id for step in load_lesson((OWN / "lessons" / "tap-and-back.yaml").read_text()).steps]
    base, at, events = UUID("6b1f9a52-3f0e-4d3b-9d0c-0d2a00000000").int, NOON, list[Event]()
    kinds: list[EventKind] = ["hint", "mistake", "done", "done", "done"]
    runs: list[Run] = ["guided", "hints", "alone"]
    done = 0
    for number in range(count):
        at += timedelta(seconds=dice.randint(4, 90))
        kind = dice.choice(kinds)
        step, run = steps[done % len(steps)], runs[done // len(steps) % len(runs)]
        events.append(Event(UUID(int=base + number), "tap-and-back", step, kind, at, run))
        done += kind == "done"
    return events


def test_fifty_events_are_at_most_five_hundred_bytes_on_the_line() -> None:
    packed = zlib.compress(json.dumps(written_small(a_morning(50)), separators=(",", ":")).encode())
    assert len(packed) <= 500, len(packed)


def test_what_does_not_fit_together_is_named_by_its_place() -> None:
    batch = sent(a_morning(3))
    places = {
        ("kind", None): batch | {"kind": [1, 1]},
        ("step", 1): batch | {"step": [0, 99, 0]},
        ("run", 2): batch | {"run": [1, 1, -1]},
        ("ids", 0): batch | {"ids": [{"first": UUID(int=2**128 - 1), "count": 3}]},
    }
    for place, wrong in places.items():
        with pytest.raises(BatchWrong) as found:
            read_small(wrong)
        assert found.value.places[0] == place
    with pytest.raises(BatchWrong):
        read_small(batch | {"ids": [{"first": UUID(int=1), "count": 10**12}]})


@pytest.mark.parametrize(
    ("counts", "place"),
    [((10**8, 3 - 10**8), 1), ((3, 0), 1), ((True, 2), 0), ((1.0, 2), 0), (("3",), 0), ((None, 3), 0)],
)
def test_a_stretch_of_less_than_one_event_is_refused_so_that_none_hides_another_of_a_hundred_million(
    counts: tuple[Any, ...], place: int
) -> None:
    batch = sent(a_morning(3)) | {"ids": [{"first": UUID(int=1), "count": count} for count in counts]}
    with pytest.raises(BatchWrong) as found:
        read_small(batch)
    assert found.value.places == (("ids", place),)


def test_a_time_that_no_calendar_has_becomes_its_nearest_end() -> None:
    batch = sent(a_morning(3)) | {"at": [-(10**12), 10**12, 10**12]}
    assert [each.at for each in read_small(batch)] == [LONG_AGO, LONG_AGO, FAR_AHEAD]
