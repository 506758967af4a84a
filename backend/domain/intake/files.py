"""Photos and files as answers: begun for a question, and part of its answer as soon as they are whole.

Looking at a file takes a process of its own, and the virus scanner the network, so neither happens inside a
transaction. Killed at any point, the same call goes on from there: the parts stay until what they make is kept.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from backend.core.vault import SealBroken
from backend.domain.applications import actions as applications
from backend.domain.applications import asking
from backend.domain.applications.errors import AlreadySent, NotOnJourney
from backend.domain.applications.models import Application
from backend.domain.applications.queries import answers_of, at_desk, matter_of, mine
from backend.domain.applications.rules import with_entry_asked
from backend.domain.appointments.diary import Diary
from backend.domain.catalogue.errors import NotFound
from backend.domain.inbox import actions as inbox
from backend.domain.intake import actions as intake
from backend.domain.intake.enclosed import sent_files
from backend.domain.uploads import actions, queries
from backend.domain.uploads.actions import Announced
from backend.domain.uploads.errors import EnoughHere, FileRefused, HarmfulFile, PartsMissing, PartWrong
from backend.domain.uploads.files import Files
from backend.domain.uploads.looking import Seen, looked_at
from backend.domain.uploads.models import Upload
from backend.domain.uploads.queries import Enclosure
from backend.domain.uploads.rules import missing, part_count, part_length
from backend.domain.uploads.scanner import ScannerAway
from flows.service import Question, Service
from flows.types import Context
from flows.types.enclosed import most, takes_files

SCAN_LATER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a door lends for taking in a file: its transactions, the program's files, and where and when it is."""

    reading: Callable[[], AbstractContextManager[Session]]
    writing: Callable[[], AbstractContextManager[Session]]
    files: Files
    diary: Diary
    service_of: Callable[[Session, Application], Service]
    context: Context
    now: datetime


def begin(
    session: Session,
    application: Application,
    service: Service,
    question_id: str,
    public_id: uuid.UUID,
    said: Announced,
    context: Context,
    now: datetime,
) -> Upload:
    """Begin a photo or file for a question; the same again returns what is there.

    Raises `AlreadySent`, `NotOnJourney` (also for a question that takes no files), `EntryGone`, `TooManyEntries`, the
    `FileRefused` that can be told before anything is sent, `EnoughHere`, `EnoughToday` and `OtherFile`.
    """
    answers = dict(with_entry_asked(service, answers_of(session, application), question_id))
    question = applications.asked(application, service, answers, question_id, context)
    asking.hold_to_asked(session, application, question)
    if not takes_files(question):
        raise NotOnJourney
    actions.hold_to_kind(question, said)
    named = answers.get(question_id) or []
    if most(question) > 1 and len(named) >= most(question) and str(public_id) not in named:
        raise EnoughHere(most=most(question))
    return actions.begin(session, application, question, public_id, said, now)


def keep_part(desk: Desk, account_id: int, upload_id: uuid.UUID, number: int, data: bytes) -> Upload:
    """Keep a part of a file; the same again changes nothing, also once the file is whole.

    Raises `PartWrong` and `NoRoom`.
    """
    with desk.reading() as session:
        upload = queries.mine(session, account_id, upload_id)
    if not 1 <= number <= part_count(upload.size) or len(data) != part_length(upload.size, number):
        raise PartWrong
    if upload.state == "arriving":
        desk.files.store.keep_part(upload_id, number, data)
    return upload


def complete(desk: Desk, account_id: int, upload_id: uuid.UUID, sent: Iterable[bytes] | None = None) -> Enclosure:
    """Look at a file whose parts are all there, keep it, and make it part of the answer; again returns the same.

    `sent` is the whole file where it came in one piece; else it is read from its parts. Where a question takes one, it
    takes the place of the one before. Raises `PartsMissing`, the `FileRefused` that fits (the answer is as it was
    then), `NoRoom`, `EnoughHere`, `NotOnJourney` and `AlreadySent`.
    """
    with desk.reading() as session:
        upload = queries.mine(session, account_id, upload_id)
        if upload.state != "arriving":
            return _outcome(session, upload)
        question = _question_of(desk, session, upload)
    store = desk.files.store
    if sent is None:
        if missing(upload.size, store.parts(upload_id)):
            raise PartsMissing
        sent = store.joined(upload_id, part_count(upload.size))
    try:
        with looked_at(sent, question.type) as seen:
            kept = store.keep(upload_id, "whole", seen.whole())
            if seen.has_small:
                store.keep(upload_id, "small", seen.small())
    except FileRefused as refused:
        _note_refusal(desk, upload_id, refused)
        raise
    except SealBroken:
        with desk.reading() as session:
            upload = queries.mine(session, account_id, upload_id)
            if upload.state == "arriving":
                raise
            return _outcome(session, upload)  # somebody else was quicker, and the parts are gone
    _settle(desk, upload_id, seen, kept)
    store.drop_parts(upload_id)
    if desk.files.scanner:
        scan(desk, upload_id)
    with desk.reading() as session:
        return _outcome(session, queries.mine(session, account_id, upload_id))


def _outcome(session: Session, upload: Upload) -> Enclosure:
    application = session.get_one(Application, upload.application_id)
    found = queries.shown(session, upload, matter_of(application))
    if found.why is not None:
        raise found.why
    return found


def _question_of(desk: Desk, session: Session, upload: Upload) -> Question:
    application = session.get_one(Application, upload.application_id)
    question = desk.service_of(session, application).question(upload.question)
    if question is None or not takes_files(question):
        raise NotOnJourney
    return question


def _note_refusal(desk: Desk, upload_id: uuid.UUID, refused: FileRefused) -> None:
    with desk.writing() as session:
        upload = actions.hold(session, upload_id)
        if upload is not None and upload.state == "arriving":
            actions.refuse(upload, refused.slug())
    desk.files.store.forget(upload_id)


def _settle(desk: Desk, upload_id: uuid.UUID, seen: Seen, kept: int) -> None:
    """In one transaction the file is whole, the answer names it, and a scan is due."""
    scan = desk.files.scanner is not None
    with desk.writing() as session:
        upload = actions.hold(session, upload_id)
        if upload is None:  # taken away meanwhile
            raise NotFound
        if upload.state == "arriving":
            actions.arrived(upload, seen, kept, scan=scan)
            if scan:
                actions.scan_later(session, upload, desk.now + SCAN_LATER)
            _add_to_answer(desk, session, upload)


def _add_to_answer(desk: Desk, session: Session, upload: Upload) -> None:
    application = session.get_one(Application, upload.application_id, with_for_update=True)
    service = desk.service_of(session, application)
    question = service.question(upload.question)
    if question is None:
        raise NotOnJourney
    before = [each for each in answers_of(session, application).get(question.id) or [] if each != str(upload.public_id)]
    named = [*(before if most(question) > 1 else []), str(upload.public_id)]
    if len(named) > most(question):
        raise EnoughHere(most=most(question))
    session.flush()
    where = (session, desk.diary, application, service)
    intake.save_answer(*where, question.id, named, desk.context, desk.now)


def take_away(
    session: Session, application: Application, service: Service, upload_id: uuid.UUID, now: datetime
) -> None:
    """Take a file away, out of its answer too; one that is not there is gone already.

    A question that has none left is open again. What the city was sent already it keeps. Raises `AlreadySent`.
    """
    upload = queries.find(session, upload_id)
    if upload is None or upload.application_id != application.id:
        return
    question = service.question(upload.question)
    if application.state not in {"draft", "more_needed"} or question is None:
        raise AlreadySent
    asking.hold_to_asked(session, application, question)
    _out_of_answer(session, application, upload, now)
    if upload_id not in sent_files(session, application):
        actions.forget(session, upload)


def _out_of_answer(session: Session, application: Application, upload: Upload, now: datetime) -> None:
    named = answers_of(session, application).get(upload.question)
    if not named or str(upload.public_id) not in named:
        return
    left = [each for each in named if each != str(upload.public_id)]
    if left:
        applications.keep(session, application, upload.question, left, now)
    else:
        applications.unanswer(session, application, upload.question, now)


def enclosures(session: Session, application: Application) -> Sequence[Enclosure]:
    """The files that are in an answer, in the order they were begun, and in a draft also those that were refused."""
    found = _shown(session, application)
    return [each for each in found if each.in_answer or (each.why and application.state == "draft")]


def named(session: Session, application: Application, answers: Mapping[str, Any]) -> dict[str, list[Enclosure]]:
    """The files that these answers name, under the paths of their questions, in the order of the answer."""
    there = {str(each.id): each for each in _shown(session, application)}
    return {
        path: [there[each] for each in value if each in there]
        for path, value in answers.items()
        if isinstance(value, list) and any(each in there for each in value)
    }


def _shown(session: Session, application: Application) -> list[Enclosure]:
    about = matter_of(application)
    return [queries.shown(session, each, about) for each in queries.of_application(session, application.id)]


Found = tuple[Application, Upload]


def of_person(session: Session, account_id: int, application_id: uuid.UUID, upload_id: uuid.UUID) -> Found:
    """A person's application and an upload of theirs to it; any other is not found."""
    application = mine(session, account_id, application_id)
    upload = queries.mine(session, account_id, upload_id)
    if upload.application_id != application.id:
        raise NotFound
    return application, upload


def of_desk(
    session: Session, offices: Collection[str] | None, application_id: uuid.UUID, upload_id: uuid.UUID
) -> Found:
    """An application that staff of these offices see, and a file that was sent with it; any other is not found."""
    application = at_desk(session, application_id, offices)
    upload = queries.find(session, upload_id)
    if upload is None or upload.application_id != application.id or upload_id not in sent_files(session, application):
        raise NotFound
    return application, upload


def scan(desk: Desk, upload_id: uuid.UUID) -> bool:
    """Have a file that waits looked at for viruses; returns whether that is settled. Called outside transactions."""
    with desk.reading() as session:
        upload = queries.find(session, upload_id)
    if upload is None or upload.state != "waiting":
        return True
    try:
        scanner, store = desk.files.scanner, desk.files.store
        harm = scanner.harm_in(store.read(upload_id, "whole")) if scanner else None
    except ScannerAway:
        return False
    with desk.writing() as session:
        held = actions.hold(session, upload_id)
        if held is not None and held.state == "waiting":
            if harm is None:
                actions.cleared(held)
            else:
                _found_harm(desk, session, held)
    if harm is not None:
        store.forget(upload_id)
    return True


def _found_harm(desk: Desk, session: Session, upload: Upload) -> None:
    """Refuse it and tell the person; in what was sent already, the desk sees it too."""
    application = session.get_one(Application, upload.application_id, with_for_update=True)
    service = desk.service_of(session, application)
    actions.refuse(upload, HarmfulFile.slug())
    if application.state in {"draft", "more_needed"}:
        _out_of_answer(session, application, upload, desk.now)
        upload.in_answer = upload.public_id in sent_files(session, application)
    inbox.post(
        session,
        application.account_id,
        kind="file-harmful",
        key=f"file-harmful:{upload.public_id}",
        values={"service": service.title},
        link=f"/applications/{application.public_id}",
        now=desk.now,
    )
