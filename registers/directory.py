"""All registers of a city, asked at the same time."""

import threading
from collections.abc import Mapping, Sequence

from registers.answers import Answer, Outcome, Register

LONGEST_WAIT = 3.0
"""Seconds, after which whoever has not answered is slow: more than a question to one takes."""


def ask_all(registers: Mapping[str, Register], person: str, wanted: Mapping[str, Sequence[str]]) -> dict[str, Answer]:
    """Ask each register of `wanted` (register → facts) about a person. One that the city does not have is down."""
    came = {name: Answer(Outcome.SLOW if name in registers else Outcome.DOWN) for name in wanted}
    if len(wanted) == 1:
        (name,) = wanted
        return {name: registers[name].ask(person, wanted[name])} if name in registers else came

    def one(name: str) -> None:
        came[name] = registers[name].ask(person, wanted[name])

    threads = [threading.Thread(target=one, args=(name,), daemon=True) for name in wanted if name in registers]
    for each in threads:
        each.start()
    for each in threads:
        each.join(LONGEST_WAIT)
    return dict(came)
