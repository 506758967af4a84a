"""An appointment as a file that calendars understand: iCalendar (RFC 5545)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from backend.domain.appointments.diary import Diary
from backend.domain.appointments.models import Appointment
from backend.domain.inbox.texts import in_groups

LONGEST_LINE = 75
"""Octets of a line without its end (section 3.1)."""


def file_of(appointment: Appointment, diary: Diary, _: Callable[..., str]) -> bytes:
    """An appointment for the person's own calendar, in the words of a translator."""
    kind = diary.bookables.kinds.get(appointment.kind)
    office = diary.content.offices.get(appointment.office)
    at_home = diary.at_home(appointment.kind)
    notes = [_("We come to your home. We ring you before.")] if at_home else [_(office.getting_there)] if office else []
    if kind and kind.bring:
        notes.append(_("What to bring: %(things)s", things="; ".join(_(each) for each in kind.bring)))
    notes.append(_("Your reference is %(reference)s.", reference=in_groups(appointment.reference)))
    there = [_(diary.office_name(appointment.office)), *(office.address if office else ())]
    place = [_("At your home")] if at_home else there
    return calendar_file(appointment, title=_(diary.kind_name(appointment.kind)), place=", ".join(place), notes=notes)


def calendar_file(appointment: Appointment, *, title: str, place: str, notes: Sequence[str]) -> bytes:
    """One event in UTC, in the reader's words. A changed or cancelled one takes the place of the one before it.

    `notes` are paragraphs. The event's id is the appointment's; its sequence is the version, and one more when it is
    cancelled (RFC 5546, section 2.1.4).
    """
    cancelled = appointment.state == "cancelled"
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Handrail//Appointments//EN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{appointment.public_id}",
        f"SEQUENCE:{appointment.version + cancelled}",
        f"DTSTAMP:{_utc(appointment.changed_at)}",
        f"DTSTART:{_utc(appointment.starts_at)}",
        f"DTEND:{_utc(appointment.ends_at)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        f"SUMMARY:{_escaped(title)}",
        f"LOCATION:{_escaped(place)}",
        f"DESCRIPTION:{_escaped(chr(10).join(notes))}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _utc(moment: datetime) -> str:
    """A moment in the form 'date with UTC time' (section 3.3.5)."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """A text value (section 3.3.11); control characters have no place in one."""
    printable = "".join(letter for letter in text if letter == "\n" or (letter >= " " and letter != "\x7f"))
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        printable = printable.replace(sign, written)
    return printable


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
