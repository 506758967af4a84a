"""What the actions must know of the city: what can be booked, its offices and its clock, and when phones are quiet."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from backend.domain.catalogue.bookables import Bookables
from backend.domain.catalogue.city import Content
from push.timing import QuietHours


@dataclass(frozen=True, slots=True)
class Diary:
    """The city's diary. It is made once at the start; what is in it comes from the content folder and the settings."""

    content: Content
    quiet: QuietHours | None = None

    @property
    def bookables(self) -> Bookables:
        """What can be booked."""
        return self.content.bookables

    def zone_of(self, office: str) -> ZoneInfo:
        """The time zone of an office: its own, or the city's."""
        return self.content.zone_of(office)

    def today(self, now: datetime, office: str) -> date:
        """The calendar day it is at an office at this moment."""
        return now.astimezone(self.zone_of(office)).date()

    def kind_name(self, kind: str) -> str:
        """What a kind is called, to be translated; its id where the city has it no more."""
        found = self.bookables.kinds.get(kind)
        return found.name if found else kind

    def at_home(self, kind: str) -> bool:
        """Whether somebody comes to the person for this kind."""
        found = self.bookables.kinds.get(kind)
        return found is not None and found.at_home

    def office_name(self, office: str) -> str:
        """What an office is called, to be translated; its id where the city has it no more."""
        found = self.content.offices.get(office)
        return found.name if found else office

    def in_a_row(self, kind: str, *, longer: bool) -> int:
        """How many times in a row a visit takes: one, or more for who needs longer."""
        found = self.bookables.kinds.get(kind)
        if not longer or found is None or found.longer_minutes is None:
            return 1
        return found.longer_minutes // found.minutes
