"""The file for calendars, as RFC 5545 says."""

import re
import uuid
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.appointments.ics import LONGEST_LINE, calendar_file
from backend.domain.appointments.models import Appointment

WHEN = datetime(2027, 3, 28, 10, 30, tzinfo=timezone(timedelta(hours=1)))
WORDS = st.text(st.characters(codec="utf-8"), max_size=300)


def visit(**changes: object) -> Appointment:
    facts = {"public_id": uuid.UUID(int=7), "state": "booked", "version": 2, "changed_at": WHEN - timedelta(days=9)}
    return Appointment(**facts | {"starts_at": WHEN, "ends_at": WHEN + timedelta(minutes=15)} | changes)


def lines(file: bytes) -> dict[str, str]:
    """Names and values, unfolded (section 3.1)."""
    whole = file.decode().replace("\r\n ", "")
    assert whole.endswith("\r\n")
    return dict(line.split(":", 1) for line in whole[:-2].split("\r\n") if not line.startswith(("BEGIN", "END")))


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def test_the_moment_is_in_utc_and_the_words_are_escaped() -> None:
    said = lines(
        calendar_file(visit(), title="A check; a talk, or both\\", place="8 Market Hill, HC1", notes=["a", "b"])
    )
    assert said == {
        "VERSION": "2.0",
        "PRODID": "-//Handrail//Appointments//EN",
        "METHOD": "PUBLISH",
        "UID": "00000000-0000-0000-0000-000000000007",
        "SEQUENCE": "2",
        "DTSTAMP": "20270319T093000Z",
        "DTSTART": "20270328T093000Z",
        "DTEND": "20270328T094500Z",
        "STATUS": "CONFIRMED",
        "SUMMARY": "A check\\; a talk\\, or both\\\\",
        "LOCATION": "8 Market Hill\\, HC1",
        "DESCRIPTION": "a\\nb",
    }


def test_a_cancelled_one_takes_the_place_of_the_one_before_it() -> None:
    said = lines(calendar_file(visit(state="cancelled"), title="A visit", place="", notes=[]))
    assert (said["METHOD"], said["STATUS"], said["SEQUENCE"]) == ("CANCEL", "CANCELLED", "3")


@given(WORDS, WORDS, st.lists(WORDS, max_size=4))
def test_whatever_the_words_lines_are_short_whole_and_come_back(title: str, place: str, notes: list[str]) -> None:
    file = calendar_file(visit(), title=title, place=place, notes=notes)
    pieces = file.split(b"\r\n")
    assert max(map(len, pieces)) <= LONGEST_LINE
    for piece in pieces:
        piece.decode()  # no letter is cut in two
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", piece)
    said = lines(file)
    kept = [re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", "", each) for each in (title, place, "\n".join(notes))]
    assert [unescaped(said[name]) for name in ("SUMMARY", "LOCATION", "DESCRIPTION")] == kept
    assert datetime.strptime(said["DTSTART"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) == WHEN
