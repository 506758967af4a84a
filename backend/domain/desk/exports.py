"""What leaves the desk as a file: limited, in parts that follow each other, and written down."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.domain.applications import queries
from backend.domain.applications.models import Application
from backend.domain.catalogue.models import ServiceVersion
from backend.domain.desk.models import Export
from backend.domain.desk.queue import Offices, Wanted
from backend.domain.desk.queue import page as list_page
from backend.domain.desk.rules import MOST_IN_FILE
from backend.domain.identity import queries as identity
from flows.submission import as_published

COLUMNS = ("reference", "service", "office", "state", "sent_at", "due_on", "assigned_to", "decided_at")
"""Of the table file. There are no answers in it: it is for planning, and files travel."""
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Part:
    """One file's rows, and the number after which the next file begins; None at the end."""

    rows: list[Any]
    next: int | None

    def as_json(self) -> bytes:
        """The documents of a part as one JSON object with `items` and `next`."""
        return orjson.dumps({"items": self.rows, "next": self.next})


def table(session: Session, wanted: Wanted, by: int, now: datetime, *, after: int | None = None) -> Part:
    """The list as rows of `COLUMNS`, without anybody's answers; that it was taken is written down."""
    found, following = _part(list_page(session, wanted, after=after, limit=MOST_IN_FILE + 1, most=MOST_IN_FILE + 1))
    names = identity.staff_named(session, {each.assignee_id for each in found if each.assignee_id is not None})
    rows = [[_cell(each, column, names) for column in COLUMNS] for each in found]
    _write_down(session, by, "csv", wanted, len(found), after, now)
    return Part(rows, following)


def _cell(application: Application, column: str, names: Mapping[int, Any]) -> Any:
    if column == "assigned_to":
        member = names.get(application.assignee_id or 0)
        return member.name if member else application.assignee_id
    value = getattr(application, column)
    return value.isoformat() if hasattr(value, "isoformat") else value


def submissions(
    session: Session,
    service: str,
    offices: Offices,
    schema: Callable[[str, str], str],
    by: int | None,
    now: datetime,
    *,
    after: int | None = None,
) -> Part:
    """What people sent of one service, as documents of its published schema, in the order they were begun.

    `schema` gives the address of the schema of a service in a version (its digest). That it was taken is written down,
    unless nobody at the desk takes it (`by` is None): then whoever runs the program does.
    """
    query = select(Application, ServiceVersion.digest).join(ServiceVersion, ServiceVersion.id == Application.version_id)
    query = query.where(Application.service == service, Application.state != "draft")
    if offices is not None:
        query = query.where(Application.office.in_(offices))
    if after is not None:
        query = query.where(Application.id > after)
    rows = session.execute(query.order_by(Application.id).limit(MOST_IN_FILE + 1)).all()
    shown = rows[:MOST_IN_FILE]
    documents = [document(session, each, digest, schema(service, digest)) for each, digest in shown]
    if by is not None:
        _write_down(session, by, "submissions", Wanted(service=service, offices=offices), len(shown), after, now)
    return Part(documents, shown[-1][0].id if len(rows) > len(shown) else None)


def document(session: Session, application: Application, version: str, schema: str) -> dict[str, Any]:
    """One submission as it leaves the house; `version` is the digest of the service's description."""
    return {
        "$schema": schema,
        "id": str(application.public_id),
        "reference": application.reference,
        "service": application.service,
        "version": version,
        "office": application.office,
        "state": application.state,
        "sent_at": application.sent_at.isoformat() if application.sent_at else None,
        "decided_at": application.decided_at.isoformat() if application.decided_at else None,
        "answers": as_published(queries.submitted(session, application)),
    }


def _part(found: Sequence[Application]) -> tuple[Sequence[Application], int | None]:
    shown = found[:MOST_IN_FILE]
    return shown, shown[-1].id if len(found) > len(shown) else None


def _write_down(
    session: Session, by: int, form: str, wanted: Wanted, count: int, after: int | None, now: datetime
) -> None:
    told = {"view": wanted.view, "office": wanted.office, "service": wanted.service, "after": after}
    session.add(Export(account_id=by, format=form, wanted=told, count=count, made_at=now))


def taken(session: Session, by: int) -> Iterator[tuple[Export, str | None]]:
    """The newest files that somebody took, each with their name."""
    query = select(Export).where(Export.account_id == by).order_by(Export.id.desc()).limit(MOST_SHOWN)
    found = session.scalars(query).all()
    names = identity.staff_named(session, {each.account_id for each in found})
    for each in found:
        member = names.get(each.account_id)
        yield each, member.name if member else None
