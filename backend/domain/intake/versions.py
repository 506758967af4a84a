"""A draft whose service has changed, or is not offered any more.

It stays as it was begun until its person takes the new version. They see first what that would change; what they do
not want to take is not shown to them twice.
"""

from collections.abc import Container, Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.domain.applications import actions as applications
from backend.domain.applications.errors import NotOffered, VersionPassed
from backend.domain.applications.events import note_deed
from backend.domain.applications.models import Answer, Application
from backend.domain.applications.queries import answers_of
from backend.domain.appointments import actions as appointments
from backend.domain.intake.queries import time_questions
from backend.domain.uploads import actions as uploads
from flows.carry import Carried, carry
from flows.service import Service
from flows.types import Context
from flows.types.enclosed import files_asked


def newer(application: Application, versions: Mapping[str, int]) -> int | None:
    """The version on offer, if a draft was begun with another; a form on paper asks what is on the paper."""
    offered = versions.get(application.service)
    other = offered is not None and offered != application.version_id
    return offered if other and application.state == "draft" and not application.on_paper else None


def is_told(application: Application, versions: Mapping[str, int]) -> bool:
    """Whether its person should hear of the newer version: there is one, and they have not chosen to stay."""
    return newer(application, versions) not in {None, application.passed_over_id}


def is_left(application: Application, offered: Container[str]) -> bool:
    """Whether it is a draft of a service that the city does not offer any more."""
    return application.state == "draft" and application.service not in offered


def hold_to_offered(application: Application, offered: Container[str]) -> None:
    """Raises `NotOffered` for a draft of a service that was withdrawn; nothing of it is lost."""
    if is_left(application, offered):
        raise NotOffered


def changes(session: Session, application: Application, old: Service, new: Service, context: Context) -> Carried:
    """What would become of a draft with the newer version."""
    return carry(old, new, answers_of(session, application), context)


def choose(
    session: Session,
    application: Application,
    services: tuple[Service, Service],
    wanted: int,
    versions: Mapping[str, int],
    context: Context,
    now: datetime,
) -> None:
    """Stay on the version a draft was begun with, or take the one on offer; again changes nothing.

    `services` are the draft's own and the one on offer. Raises `VersionPassed` for any other version; `AlreadySent`.
    """
    offered = newer(application, versions)
    if wanted == application.version_id:
        if offered is not None:
            application.passed_over_id = offered
        return
    applications.hold_open(application)
    if wanted != offered:
        raise VersionPassed
    _take(session, application, services, offered, context, now)


def _take(
    session: Session,
    application: Application,
    services: tuple[Service, Service],
    version: int,
    context: Context,
    now: datetime,
) -> None:
    old, new = services
    answers = answers_of(session, application)
    carried = carry(old, new, answers, context)
    for question in time_questions(old):
        held = answers.get(question.id)
        if held is not None and "hold" in held and question.id not in carried.answers:
            appointments.let_go(session, application.account_id, held["hold"])
    # What the new version asks in another way must not stand as its answer; what it does not ask at all may stay.
    misfits = [path for path in answers if path not in carried.answers and new.question(path) is not None]
    session.execute(delete(Answer).where(Answer.application_id == application.id, Answer.question.in_(misfits)))
    if files_asked(old) and not files_asked(new):
        uploads.forget_all_but(session, application)
    for path, value in carried.answers.items():
        if value != answers[path]:
            applications.keep(session, application, path, value, now)
    note_deed(session, application, "filled", f"filled:{application.public_id}:{now:%Y-%m-%d}", now)
    application.version_id, application.saved_at = version, now
