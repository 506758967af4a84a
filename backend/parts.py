"""The parts of a running program, made once from the settings and handed to whoever needs them."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.config import ROOT, Settings
from backend.core import clock
from backend.core.database import Database
from backend.domain.applications.models import Application
from backend.domain.appointments.diary import Diary
from backend.domain.catalogue import queries as catalogue
from backend.domain.catalogue import search
from backend.domain.catalogue.actions import publish
from backend.domain.catalogue.city import Content, load_content
from backend.domain.catalogue.practice import with_practice
from backend.domain.publications.actions import take_in
from flows.load import load_service
from flows.service import Service
from flows.types import Context
from i18n.catalogues import Catalogues, Translator
from i18n.formats import Formats
from i18n.languages import LANGUAGES, SOURCE, Language
from push.timing import QuietHours
from push.transports import Transport, make

VERSIONS_KEPT_READY = 64


@dataclass(frozen=True)
class Parts:
    """What the doors and the worker stand on.

    `versions` maps service id → id of the version new applications begin with; `wake` is set when there is new work
    in the outbox, so that the worker in the same process need not wait for its next look.
    """

    settings: Settings
    database: Database
    content: Content
    catalogues: Catalogues
    formats: Mapping[str, Formats]
    indexes: Mapping[str, search.Index]
    versions: Mapping[str, int]
    transports: Mapping[str, Transport]
    quiet_hours: QuietHours | None
    older: dict[int, Service] = field(default_factory=dict)
    wake: threading.Event = field(default_factory=threading.Event)

    @property
    def languages(self) -> list[Language]:
        """The languages this city speaks, in its order."""
        return [LANGUAGES[tag] for tag in self.content.city.languages]

    def translator(self, tag: str) -> Translator:
        """The translator of one language."""
        return self.catalogues.translator(tag)

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.content.city.time_zone)

    @property
    def diary(self) -> Diary:
        """What appointments must know of the city."""
        return Diary(self.content, self.quiet_hours)

    def today(self) -> date:
        """The calendar day in the city."""
        return clock.today(self.content.city.time_zone)

    def context(self) -> Context:
        """Where and when an answer is checked now."""
        return Context(self.today(), self.content.city.region, clock.now())

    def service_of(self, session: Session, application: Application) -> Service:
        """The service in the version an application was begun with."""
        current = self.content.services.get(application.service)
        if current is not None and self.versions.get(application.service) == application.version_id:
            return current
        return self._older_version(session, application.version_id)

    def _older_version(self, session: Session, version_id: int) -> Service:
        """Versions never change, so each is read once; a list of applications costs no query a row."""
        if version_id not in self.older:
            if len(self.older) >= VERSIONS_KEPT_READY:
                self.older.clear()
            self.older[version_id] = load_service(catalogue.document_of(session, version_id))
        return self.older[version_id]

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction, after which the worker is woken if there is something for it."""
        with self.database.writing() as session:
            yield session
            woken = session.info.pop("outbox_woken", False)
        if woken:
            self.wake.set()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads."""
        with self.database.reading() as session:
            yield session

    def close(self) -> None:
        """Give back what was opened."""
        self.database.close()


def build(settings: Settings, now: datetime | None = None) -> Parts:
    """Make the parts. The database must be at its newest migration; raises `ContentBroken` and `SettingError`."""
    read = load_content(settings.content)
    content = with_practice(read, (now or clock.now()).astimezone(ZoneInfo(read.city.time_zone)).date())
    catalogues = Catalogues.load(ROOT / "i18n" / "locales", settings.content / "locales")
    city = content.city
    database = Database(settings.database_url, settings.vault(), readers=settings.threads + 2)
    with database.writing() as session:
        versions = publish(session, content.documents, now or clock.now())
        take_in(session, content.texts, SOURCE.tag, ZoneInfo(city.time_zone), now or clock.now())
    return Parts(
        settings=settings,
        database=database,
        content=content,
        catalogues=catalogues,
        formats={tag: Formats(LANGUAGES[tag], city.time_zone, city.currency) for tag in city.languages},
        indexes={tag: search.build(content, tag, catalogues.translator(tag).text) for tag in city.languages},
        versions=versions,
        transports=_transports(settings),
        quiet_hours=_quiet_hours(settings, city.time_zone),
    )


def _transports(settings: Settings) -> Mapping[str, Transport]:
    """The ways to a phone, by channel; a channel set to none has no entry."""
    console = {"file": str(settings.phone_file)}
    chosen = {
        "push": (settings.push_transport, console | {"credentials": settings.fcm_credentials or ""}),
        "sms": (settings.sms_transport, console | {"url": settings.sms_url or "", "token": settings.sms_token or ""}),
    }
    return {
        channel: make(name, told | {"channel": channel}) for channel, (name, told) in chosen.items() if name != "none"
    }


def _quiet_hours(settings: Settings, time_zone: str) -> QuietHours | None:
    if settings.quiet_hours is None:
        return None
    start, end = (time.fromisoformat(part) for part in settings.quiet_hours.split("-"))
    return QuietHours(start, end, ZoneInfo(time_zone))
