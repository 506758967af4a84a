"""What tests of several floors share."""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import update

from backend.core import clock
from backend.core.database import Database
from backend.domain.identity.models import SignIn
from backend.parts import Parts
from backend.worker import drain
from push.transports.console import read_phone

Opened = Callable[[datetime], str]
"""Gives a database to copy, in which the calendar is open from a moment's day on."""


@contextmanager
def parts_on(url: str, parts: Parts) -> Iterator[Parts]:
    """The same parts on a database that is closed afterwards, so that it may be copied."""
    database = Database(url, parts.settings.vault(), readers=1)
    yield dataclasses.replace(parts, database=database)
    database.close()


class Phone:
    """A demo person's phone: what it received, after the worker has done what is due."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def received(self, number: str) -> list[dict[str, str]]:
        drain(self._parts)
        return read_phone(self._parts.settings.phone_file, number, 100)

    def code(self, number: str) -> str:
        texts = [each["body"] for each in self.received(number) if each["key"].startswith("sign-in:")]
        return "".join(character for character in texts[0] if character.isdigit())[:6]

    def let_an_hour_pass(self) -> None:
        """Let the codes asked for be an hour old, so that new ones may be asked for at once."""
        with self._parts.writing() as session:
            session.execute(update(SignIn).values(asked_at=clock.now() - timedelta(hours=1)))
