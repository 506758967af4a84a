"""What follows an answer: sending an application, the staff's list of few and of many, and who saw what.

As in `diary`, on databases of both kinds; the list is asked for through the whole API, as the desk does.
"""

import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event, func, insert, select, text

from backend.app import create_app
from backend.config import load
from backend.core import clock
from backend.core.reading import STAFF, Matter, Opened, Reader
from backend.core.reference import new_reference
from backend.domain.access import actions as access
from backend.domain.access import queries as history
from backend.domain.access.rules import DECIDING
from backend.domain.applications import actions, queries
from backend.domain.applications.models import Application
from backend.domain.identity import actions as identity
from backend.domain.identity import queries as accounts
from backend.domain.intake import actions as intake
from backend.logs import set_up_logs
from backend.parts import Parts, build
from bench.citizens import ANSWERS
from bench.citizens import SERVICE as CARD
from bench.diary import MAKERS

AMIR = "+447700900201"
SENT = 200
FEW, MANY = 1_000, 100_000
OPEN_SHARE = 5
"""One in five is still open; a list of what has ended is the longest there is."""
ASSIGNED_SHARE = 50
"""One in so many is somebody's work: twenty of a thousand, two thousand of a hundred thousand."""
LISTS = {
    "What is to be done": "",
    "What was approved": "?view=approved",
    "One's own work": "?mine=true",
}
LIST_TIMES = 200
QUIET = 50
"""Of the program's own log only what is broken."""
READINGS = 400
AT_ONCE = 8
ENTRIES = 50_000
IN_A_BATCH = 2_000


@dataclass
class Seen:
    """What one kind of database saw, in milliseconds; lists by (which, how many are there), entries a second."""

    sending: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    lists: dict[tuple[str, int], list[float]] = field(default_factory=dict)
    queries: dict[tuple[str, int], int] = field(default_factory=dict)
    reading: list[float] = field(default_factory=list)
    bare_reading: list[float] = field(default_factory=list)
    together: float = 0
    verified_in: float = 0
    verified: int = 0


def measure(home: Path) -> dict[str, Seen]:
    """Measure both kinds of database; raises what a server that cannot start raises."""
    found = {}
    for name, make in MAKERS.items():
        folder = home / name
        folder.mkdir(parents=True)
        with make(folder) as fresh:
            print(f"desk: {name}", file=sys.stderr)
            small, large = (_parts(folder / size, fresh()) for size in ("small", "large"))
            try:
                found[name] = _kind(small, large)
            finally:
                small.close()
                large.close()
    return found


def _parts(home: Path, url: str) -> Parts:
    home.mkdir()
    told = {"HANDRAIL_HOME": str(home), "HANDRAIL_DATABASE_URL": url, "HANDRAIL_THREADS": str(AT_ONCE)}
    return build(load(told))


def _kind(small: Parts, large: Parts) -> Seen:
    seen = Seen()
    sent = [_send(small, number, seen) for number in range(SENT)]
    _fill(small, sent[0], FEW)
    _fill(large, _send(large, 0, Seen()), MANY)
    _list({FEW: small, MANY: large}, seen)
    _read(small, sent, seen)
    _verify(small, seen)
    return seen


def _send(parts: Parts, number: int, seen: Seen) -> int:
    """Somebody fills in a travel card; only the sending is measured, one durable transaction."""
    service, now = parts.content.services[CARD], clock.now()
    with parts.writing() as session:
        account = identity.account_for(session, f"+4477009{number:05}", now)
        draft, _ = actions.begin(session, account, CARD, parts.versions[CARD], uuid.uuid4(), now)
        for question, value in ANSWERS.items():
            intake.save_answer(session, parts.diary, draft, service, question, value, parts.context(), now)
    began, used = time.perf_counter(), time.process_time()
    with parts.writing() as session:
        mine = queries.mine(session, account, draft.public_id, lock=True)
        actions.send(session, mine, service, parts.context(), parts.content.work_days, now)
    seen.processor.append((time.process_time() - used) * 1000)
    seen.sending.append((time.perf_counter() - began) * 1000)
    return draft.id


def _fill(parts: Parts, like: int, count: int) -> None:
    """Copy a sent application until so many are there: most of them decided, a few at work."""
    with parts.reading() as session:
        row = dict(session.execute(select(Application.__table__).where(Application.id == like)).mappings().one())
        there = session.scalar(select(func.count(Application.id))) or 0
    del row["id"]
    now, references = clock.now(), set[str]()
    with parts.writing() as session:
        amir = identity.account_for(session, AMIR, now)
    while len(references) < count:  # two of a hundred thousand may be the same, and the program then takes another
        references.add(new_reference())
    for start in range(there, count, IN_A_BATCH):
        rows = []
        for number in range(start, min(start + IN_A_BATCH, count)):
            at_work, state = number % OPEN_SHARE == 0, "approved"
            if at_work:
                state = "in_work" if number % ASSIGNED_SHARE == 0 else "sent"
            rows.append(row | {"public_id": uuid.uuid4(), "reference": references.pop(), "state": state})
            rows[-1]["decided_at"] = None if at_work else now
            rows[-1]["assignee_id"] = amir if state == "in_work" else None
        with parts.writing() as session:
            session.execute(insert(Application), rows)
    if not parts.database.is_sqlite:  # as its own housekeeping does after so many rows
        with parts.writing() as session:
            session.execute(text("ANALYZE"))


def _desk(parts: Parts) -> Callable[[str], Any]:
    """The API as a caseworker of one office asks it."""
    with parts.writing() as session:
        amir = identity.account_for(session, AMIR, clock.now())
        identity.give_role(session, amir, "caseworker", parts.content.services[CARD].office)
        token = identity._open_session(session, amir, uuid.uuid4(), clock.now()).token  # noqa: SLF001
    client: FlaskClient = create_app(parts=parts).test_client()
    set_up_logs(QUIET)

    def ask(path: str) -> None:
        answer = client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == HTTPStatus.OK, answer.text

    return ask


def _list(towns: Mapping[int, Parts], seen: Seen) -> None:
    """Ask the short list and the long one in turns, so that whatever else the machine does is on both."""
    desks = {count: _desk(parts) for count, parts in towns.items()}
    for name, wanted in LISTS.items():
        path = f"/desk/applications{wanted}"
        for count, ask in desks.items():
            ask(path)
            with _counted(towns[count]) as asked:
                ask(path)
            seen.queries[name, count], seen.lists[name, count] = len(asked), []
        for _ in range(LIST_TIMES):
            for count, ask in desks.items():
                seen.lists[name, count].append(_timed(lambda ask=ask, path=path: ask(path)))


@contextmanager
def _counted(parts: Parts) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(*details: Any) -> None:
        if details[2] != "BEGIN":
            asked.append(details[2])

    event.listen(parts.database.reader, "before_cursor_execute", note)
    yield asked
    event.remove(parts.database.reader, "before_cursor_execute", note)


def _read(parts: Parts, ids: list[int], seen: Seen) -> None:
    """A caseworker opens an application, with and without its entry in the history; the two in turns."""
    with parts.reading() as session:
        amir = accounts.account_of(session, AMIR)
    for number in range(READINGS):
        application = ids[number % len(ids)]
        for reader, times in ((None, seen.bare_reading), (Reader(STAFF, amir, DECIDING), seen.reading)):
            times.append(_timed(lambda reader=reader, application=application: _open(parts, application, reader)))
    reader, began = Reader(STAFF, amir, DECIDING), time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as people:
        list(people.map(lambda number: _open(parts, ids[number % len(ids)], reader), range(READINGS)))
    seen.together = READINGS / (time.perf_counter() - began)


def _open(parts: Parts, application: int, reader: Reader | None) -> None:
    with parts.reading(reader) as session:
        queries.submitted(session, session.get_one(Application, application))


def _verify(parts: Parts, seen: Seen) -> None:
    """Walk a chain as long as that of a busy month."""
    with parts.reading() as session:
        there = history.verify(parts.database, None).count
    by = Reader(STAFF, None, DECIDING)
    for start in range(there, ENTRIES, IN_A_BATCH):
        opened = Opened(by)
        for _ in range(start, min(start + IN_A_BATCH, ENTRIES)):
            opened.fields[None, Matter("application", uuid.uuid4(), CARD, 1)] = dict.fromkeys(ANSWERS)
        with parts.writing() as session:
            access.record(session, opened, clock.now() + timedelta(microseconds=start))
    began = time.perf_counter()
    chain = history.verify(parts.database, None)
    seen.verified_in, seen.verified = time.perf_counter() - began, chain.count
    assert not chain.faults


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000
