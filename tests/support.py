"""What tests of several floors share."""

from datetime import timedelta

from sqlalchemy import update

from backend.core import clock
from backend.domain.identity.models import SignIn
from backend.parts import Parts
from backend.worker import drain
from push.transports.console import read_phone


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
