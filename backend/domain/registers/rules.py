"""When registers are asked, for what, and which of the things that are known is offered."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from backend.domain.catalogue.registers import CityRegister
from flows.service import Question, Service
from flows.types.person import name_of

FILL_IN = "fill-in"
FRESH = timedelta(days=1)
"""For so long what a register said is not asked for again."""
AGAIN = timedelta(minutes=1)
"""Registers that failed are asked again after this, at the next question."""
FACTS_KEPT = timedelta(days=30)
CORRECTIONS_KEPT = timedelta(days=365)
"""After their answer."""
LONGEST_REASON = 1000


def asked_facts(service: Service, registers: Mapping[str, CityRegister]) -> dict[str, Question]:
    """What a service could be told by the city's registers: fact, 'residents.birth_date' → the question it answers."""
    found: dict[str, Question] = {}
    for question in service.questions:
        register, _, fact = (question.prefill or "").partition(".")
        if register in registers and fact in registers[register].facts:
            found.setdefault(f"{register}.{fact}", question)
    return found


def by_register(facts: Iterable[str]) -> dict[str, list[str]]:
    """Facts put together by the register that has them: 'residents' → ['birth_date', …]."""
    found: dict[str, list[str]] = {}
    for each in facts:
        register, _, fact = each.partition(".")
        found.setdefault(register, []).append(fact)
    return found


def due_facts(
    allowed: Collection[str], known: Mapping[str, datetime], tried_at: datetime | None, now: datetime
) -> list[str]:
    """Which facts to ask for now: those allowed that nobody has asked for lately, and none right after a failure.

    `known` maps fact → when its register last said what it knows.
    """
    if tried_at is not None and now < tried_at + AGAIN:
        return []
    return sorted(each for each in set(allowed) if each not in known or known[each] + FRESH <= now)


def fitted(question: Question, value: Any) -> Any:
    """A value in the form that a question takes: a name in one line and a name in its parts are the same name."""
    if question.type == "person" and isinstance(value, str):
        return {"name": value}
    if (
        question.type == "text"
        and isinstance(value, Mapping)
        and ("name" in value or {"given", "family"} <= set(value))
    ):
        return name_of(value)
    return value
