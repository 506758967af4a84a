"""How hard each step of a lesson is: reckoned once a day from what all learners did, and kept without their names."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.core.database import fill_in
from backend.domain.learning.models import LearningEvent, StepDifficulty
from backend.domain.learning.queries import EVENT_COLUMNS, read_event
from tutorials.lesson import Lesson
from tutorials.progress import Event
from tutorials.skill import Item, Number, how_hard

EVERY = timedelta(days=1)
EVENTS_READ = 20_000
"""The newest ones: steps change, and so do those who learn. They take about ten megabytes while they are read."""


def reckon(session: Session, lessons: Mapping[str, Lesson], now: datetime) -> bool:
    """Reckon it anew if a day has passed; returns whether it has."""
    last = session.scalar(select(func.max(StepDifficulty.reckoned_at)))
    if last is not None and now - last < EVERY:
        return False
    logs: defaultdict[str, list[Event]] = defaultdict(list)
    newest = select(LearningEvent.learner_id, *EVENT_COLUMNS).order_by(LearningEvent.number.desc()).limit(EVENTS_READ)
    for row in session.execute(newest):
        logs[str(row.learner_id)].append(read_event(row))
    rows = [
        {"lesson": lesson, "step": step, "value": known.value, "answers": known.count, "reckoned_at": now}
        for (lesson, step), known in sorted(how_hard(logs, lessons).items())
    ]
    session.execute(delete(StepDifficulty))
    fill_in(session, StepDifficulty, rows)
    return True


def known(session: Session) -> dict[Item, Number]:
    """How hard steps are, as it was reckoned last; nothing of those that nobody has tried."""
    rows = session.execute(
        select(StepDifficulty.lesson, StepDifficulty.step, StepDifficulty.value, StepDifficulty.answers)
    )
    return {(row.lesson, row.step): Number(row.value, row.answers) for row in rows}
