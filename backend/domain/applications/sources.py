"""Where an answer came from when it was not typed: it is sealed together with a print of the very value it is about."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.database import vault_of
from backend.core.reading import open_within
from backend.core.vault import SealBroken
from backend.domain.applications.models import Answer, Application

REGISTER, EARLIER, OWN = "register", "earlier", "own"
"""What a register said, what the person told us before, and what they say although a register says otherwise."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer came from. `fact` is what it is about, 'residents.birth_date'.

    `day` is since when a register says so ('2026-05-03'), or the moment at which the person told us (ISO 8601).
    """

    kind: str
    fact: str
    day: str

    @property
    def register(self) -> str:
        """The id of the register."""
        return self.fact.partition(".")[0]


def source_place(application_id: int, question: str) -> str:
    """What the source of an answer is sealed for."""
    return f"answer-source:{application_id}:{question}"


def seal_source(session: Session, application: Application, question: str, value: Any, source: Source) -> bytes:
    """A source, sealed for an answer and bound to its value."""
    said = asdict(source) | {"of": _print(session, value)}
    return vault_of(session).seal(said, source_place(application.id, question))


def _print(session: Session, value: Any) -> str:
    return vault_of(session).index(json.dumps(value, sort_keys=True), "answer-source").hex()


def sources_of(session: Session, application: Application, answers: Mapping[str, Any]) -> dict[str, Source]:
    """Which of these answers were not typed: question → source. One whose value is another by now has none."""
    query = select(Answer.question, Answer.source_sealed).where(
        Answer.application_id == application.id, Answer.source_sealed.is_not(None)
    )
    found = {}
    for question, sealed in session.execute(query):
        try:
            said = open_within(session, sealed or b"", source_place(application.id, question))
        except SealBroken:  # nobody can vouch for it any more
            continue
        if question in answers and said.pop("of") == _print(session, answers[question]):
            found[question] = Source(**said)
    return found
