"""One message when something that was learned is to be practised again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from backend.domain.inbox import actions as inbox
from backend.domain.inbox.queries import told_since
from backend.domain.learning import reminders
from backend.domain.learning.reminders import Lessons

KIND = "practise-again"
PAUSE = timedelta(hours=20)
"""One message a day is enough: the page it leads to has all that is due."""


def remind(session: Session, lessons: Lessons, payload: Mapping[str, Any], now: datetime) -> str:
    """Do a job of `reminders.plan`; never two messages for the same refresher. Returns how it ended, in a word."""
    account: int = payload["account"]
    found = reminders.due(session, payload, lessons, now)
    if found is None or told_since(session, account, KIND, now - PAUSE):
        return "not-needed"
    key = f"{KIND}:{account}:{found.lesson}:{found.round}"
    values = {"what": lessons[found.lesson].title}
    inbox.post(session, account, kind=KIND, key=key, values=values, link="/learning", now=now)
    return "told"
