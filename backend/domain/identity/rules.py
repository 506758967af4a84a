"""Decisions about signing in, and who may do what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

CODE_DIGITS = 6
CODE_LIFETIME = timedelta(minutes=15)
TRIES = 5
WINDOW = timedelta(hours=1)
CODES_PER_PHONE = 5
CODES_PER_CALLER = 60
"""A whole workshop behind one address signs in within the hour; a machine that tries numbers is stopped."""
WAITS = (timedelta(0), timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=5))
CITIZEN_SESSION = timedelta(days=90)
STAFF_SESSION = timedelta(hours=12)
TEXT_SIZES = (100, 125, 150, 200, 300)
"""In percent."""
THEMES = ("auto", "light", "dark", "contrast")
MODES = ("standard", "elder")
"""How much is on a page: everything, or less of it and larger (长辈版)."""
ELDER_SIZE = 125
"""The elder mode's text is this large or larger: 22.5 px where the browser's own size is not changed."""


ROLES = ("caseworker", "lead", "publisher", "counter", "auditor", "administrator")
"""What staff may be. A lead is a caseworker too, and hears of what is late."""
EVERY_OFFICE = ""
"""The office of a role that goes for the whole city."""
LONGEST_STAFF_NAME = 80
ENDING = 4


class Who(Enum):
    """Who may call a route. Every route states one."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    CASEWORKER = "caseworker"
    PUBLISHER = "publisher"
    COUNTER = "counter"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    STAFF = "staff"
    """Anybody who works at the city, whatever their role."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person without a phone is reached: a name, and the lines of an address."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Helper:
    """Who does something for another person, and the mandate that allows it. `ending`: their number's last digits.

    `kind` is a word of `mandates.rules.KINDS`: staff at a counter are helpers too. `scope` and `may_send` say what for.
    """

    account_id: int
    mandate_id: int
    ending: str
    kind: str = "help"
    scope: tuple[str, ...] = ()
    may_send: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever is signed in on this device, and what they chose. `posts` are the roles with the office of each.

    While they help somebody, `account_id` is the person they do it for, `helper` says who does it, and the roles of
    staff are gone: nobody works at the city on behalf of another.
    """

    account_id: int
    session_id: int
    roles: frozenset[str]
    language: str | None
    text_size: int | None
    theme: str | None
    mode: str | None = None
    helper: Helper | None = None
    posts: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_staff(self) -> bool:
        """Whether they work at the city."""
        return bool(self.roles)

    @property
    def offices(self) -> frozenset[str] | None:
        """The offices whose applications they work on; None is the whole city."""
        found = frozenset(office for role, office in self.posts if role == Who.CASEWORKER.value)
        return None if EVERY_OFFICE in found else found

    def leads(self, office: str) -> bool:
        """Whether they are a lead of this office."""
        return not {("lead", office), ("lead", EVERY_OFFICE)}.isdisjoint(self.posts)

    def acting_for(self, giver_id: int, helper: Helper) -> "Caller":
        """The same person while they help another."""
        return replace(self, account_id=giver_id, roles=frozenset(), helper=helper, posts=frozenset())


def posts_of(given: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Roles with their offices, and those that come with them."""
    posts = frozenset(given)
    return posts | {(Who.CASEWORKER.value, office) for role, office in posts if role == "lead"}


def may(caller: Caller | None, who: Who) -> bool:
    """Whether this caller belongs to those who may."""
    if who is Who.ANYONE:
        return True
    if caller is None:
        return False
    if who is Who.STAFF:
        return caller.is_staff
    return who is Who.SIGNED_IN or who.value in caller.roles


def wait_before_code(asked: Sequence[datetime], now: datetime) -> timedelta:
    """How long to wait before another code may be sent to a phone, given when codes were asked for in the last hour.

    Each code makes the next one wait longer; after the fifth, until the first is an hour old.
    """
    until = now
    while True:
        recent = sorted(moment for moment in asked if until - moment < WINDOW)
        later = _next_code(recent, until)
        if later <= until:
            return until - now
        until = later


def _next_code(recent: Sequence[datetime], now: datetime) -> datetime:
    if len(recent) >= CODES_PER_PHONE:
        return recent[-CODES_PER_PHONE] + WINDOW
    return recent[-1] + WAITS[len(recent)] if recent else now


def ending_of(number: str) -> str:
    """The last four digits of a phone number, by which people know each other here."""
    return number[-ENDING:]


def session_lifetime(roles: frozenset[str]) -> timedelta:
    """Citizens stay signed in long, so that nobody is surprised; staff sign in each day."""
    return STAFF_SESSION if roles else CITIZEN_SESSION
