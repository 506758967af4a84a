"""What is asked of a register, and what can come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Protocol


class Outcome(Enum):
    """How asking a register went."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    """The register has nobody like this."""
    SLOW = "slow"
    DOWN = "down"
    BROKEN = "broken"
    """What came cannot be read, is too large, or is not what was asked for."""
    OTHER_PERSON = "other-person"
    UNSIGNED = "unsigned"
    """What came does not prove that the register said it."""
    RESTING = "resting"
    """It failed several times, so for a while nobody asks it."""

    @property
    def settled(self) -> bool:
        """Whether the register said what it knows, so that asking again at once would bring nothing new."""
        return self in {Outcome.ANSWERED, Outcome.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Fact:
    """What a register holds of one thing about a person, and the day since when it stands there so."""

    value: Any
    as_of: date


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking one register: the facts it has, by name; none unless it `ANSWERED`."""

    outcome: Outcome
    facts: Mapping[str, Fact] = field(default_factory=dict)


class Register(Protocol):
    """A register that can be asked."""

    def ask(self, person: str, facts: Sequence[str]) -> Answer:
        """Ask for facts about the person with a phone number (E.164). Never raises; within a bounded time.

        May take as long as that, so call it outside of any transaction.
        """
        ...
