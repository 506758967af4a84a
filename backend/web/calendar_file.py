"""An appointment as an iCalendar file (RFC 5545)."""

from collections.abc import Iterator
from datetime import UTC, datetime

from markupsafe import Markup

from backend.domain.appointments.models import Appointment
from backend.web.door import say, translator
from backend.web.visits import Visit

LONGEST_LINE = 75
"""Octets of a line without its end (section 3.1)."""


def calendar_file(appointment: Appointment, visit: Visit) -> bytes:
    """One event with its time in UTC, place, and what to bring. A changed or cancelled one replaces itself."""
    _ = translator().text
    notes = [_plain(say(visit.office.getting_there))]
    if visit.bring:
        notes.append(_("What to bring") + ": " + "; ".join(_plain(say(each)) for each in visit.bring))
    notes.append(_("Your reference") + f": {visit.reference[:4]} {visit.reference[4:]}")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Handrail//Appointments//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{visit.public_id}",
        f"SEQUENCE:{appointment.version}",
        f"DTSTAMP:{_utc(appointment.changed_at)}",
        f"DTSTART:{_utc(appointment.starts_at)}",
        f"DTEND:{_utc(appointment.ends_at)}",
        f"STATUS:{'CANCELLED' if visit.state == 'cancelled' else 'CONFIRMED'}",
        f"SUMMARY:{_escaped(_plain(visit.name))}",
        f"LOCATION:{_escaped(', '.join([_plain(say(visit.office.name)), *visit.office.address]))}",
        f"DESCRIPTION:{_escaped(chr(10).join(notes))}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _plain(text: Markup) -> str:
    """Words without the mark-up that a page would have around them."""
    return str(text.striptags())


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """A text value (section 3.3.11)."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(sign, written)
    return text


def _folded(line: str) -> Iterator[bytes]:
    """A line in pieces that are short enough, each but the first beginning with a space; no letter is cut in two."""
    piece = b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > LONGEST_LINE:
            yield piece
            piece = b" "
        piece += octets
    yield piece
