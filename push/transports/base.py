"""What every transport is, and what each of them checks before it sends."""

import re
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from push.message import Channel, Delivery, Outcome

ADDRESS_LIMIT = 4096  # characters: registration tokens have no stated length, and are some 200 today

_TOKEN = re.compile(r"[!-~]+")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")  # ITU-T E.164: at most 15 digits


class SettingError(ValueError):
    """A transport cannot be made from its settings; the message says in plain words what to change."""


@runtime_checkable
class Transport(Protocol):
    """A way to a phone.

    `name` is how the settings call it, `channel` what it carries, and `batch_limit` how many deliveries one call
    does well with; more are accepted and take longer.
    """

    @property
    def name(self) -> str:
        """The name in the settings, for example `console`."""
        ...

    @property
    def channel(self) -> Channel:
        """`push` or `sms`: a delivery for the other one is refused."""
        ...

    @property
    def batch_limit(self) -> int:
        """How many deliveries to hand over at once, 1 or more."""
        ...

    def send(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Send each delivery: one outcome for each, in the same order.

        Never raises for a bad delivery, nor for a carrier that is down: those are outcomes. May take as long as the
        network does, so call it outside of any transaction.
        """
        ...


def objection(delivery: Delivery, channel: Channel) -> Outcome | None:
    """The refusal of a delivery that cannot go by this channel, or None when it can."""
    if delivery.channel != channel:
        return Outcome.refused("wrong-channel")
    if channel == "sms":
        return None if _E164.fullmatch(delivery.address) else Outcome.refused("bad-number")
    if len(delivery.address) > ADDRESS_LIMIT or not _TOKEN.fullmatch(delivery.address):
        return Outcome.refused("bad-address")
    return None
