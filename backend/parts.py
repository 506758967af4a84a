"""The parts of a running program, made once from the settings and handed to whoever needs them."""

import threading
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.config import ROOT, Settings
from backend.core import clock
from backend.core.database import Busy, Database
from backend.core.reading import Opened, Reader, read_as
from backend.domain.access import actions as access
from backend.domain.applications.models import Application
from backend.domain.appointments.diary import Diary
from backend.domain.catalogue import queries as catalogue
from backend.domain.catalogue.actions import publish
from backend.domain.catalogue.city import Content, load_content
from backend.domain.catalogue.glossary import finder, plain_lists
from backend.domain.catalogue.practice import with_practice
from backend.domain.catalogue.speech import Shelf
from backend.domain.intake import known
from backend.domain.learning.badges import Signer, kept_key, key_from
from backend.domain.publications.actions import take_in
from backend.domain.publications.queries import Searchable, published
from backend.domain.search.actions import note_miss
from backend.domain.search.documents import KINDS, of_city, synonyms_of_city
from backend.domain.search.indexing import keep_all
from backend.domain.search.queries import Findings, Synonyms, find
from backend.domain.search.rules import MOST_FOUND, Document
from backend.domain.uploads.files import Files
from backend.domain.uploads.scanner import Scanner
from backend.domain.uploads.store import Store
from flows.load import load_service
from flows.service import Service
from flows.types import Context
from i18n.catalogues import Catalogues, Translator
from i18n.formats import Formats
from i18n.glossary import Finder
from i18n.languages import EVERY, LANGUAGES, PSEUDO, SOURCE, Language
from i18n.plain.lists import Lists
from prose.document import KINDS as TEXTS
from push.timing import QuietHours
from push.transports import SettingError, Transport, make
from registers.answers import Register
from registers.http import HttpRegister

VERSIONS_KEPT_READY = 64
LOCALES = ROOT / "i18n" / "locales"


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
    synonyms: Synonyms
    versions: Mapping[str, int]
    transports: Mapping[str, Transport]
    quiet_hours: QuietHours | None
    shelf: Shelf
    files: Files
    older: dict[int, Service] = field(default_factory=dict)
    wake: threading.Event = field(default_factory=threading.Event)
    lists: dict[str, Lists] = field(default_factory=dict)
    finders: dict[str, Finder] = field(default_factory=dict)
    registers: Mapping[str, Register] = field(default_factory=dict)

    @property
    def languages(self) -> list[Language]:
        """The languages this city speaks, in its order."""
        return [LANGUAGES[tag] for tag in self.content.city.languages]

    @property
    def spoken(self) -> list[str]:
        """The tags of all languages that an answer can be in; a demo also speaks those made for tests."""
        return [*self.content.city.languages, *_pseudo(self.settings)]

    def spoken_to(self, account: str | None) -> str:
        """The tag in which to write to somebody who chose this language, or none, when the city may have spoken it."""
        return account if account in self.spoken else self.content.city.languages[0]

    def translator(self, tag: str) -> Translator:
        """The translator of one language."""
        return self.catalogues.translator(tag)

    def plain_lists(self, tag: str) -> Lists:
        """The words that count as plain in a language of the city; read when somebody first looks at a text in it."""
        if tag not in self.lists:
            terms, names = self.content.glossary.values(), self.content.names
            self.lists[tag] = plain_lists(self.settings.content, tag, terms, names, self.translator(tag).text)
        return self.lists[tag]

    def terms(self, tag: str) -> Finder:
        """Finds the terms of the glossary in texts of a language."""
        if tag not in self.finders:
            self.finders[tag] = finder(self.content.glossary.values(), self.translator(tag).text)
        return self.finders[tag]

    @property
    def catalogue_folders(self) -> Mapping[str, Path]:
        """Where the catalogues are: those of the product, and those of the city."""
        return {"handrail": LOCALES, "content": self.settings.content / "locales"}

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.content.city.time_zone)

    @cached_property
    def signer(self) -> Signer | None:
        """Signs certificates, where this city gives any; its key is read when it is first needed."""
        file = self.settings.badge_key
        if file is None:
            return None
        key = kept_key(file) if self.settings.demo else key_from(file.read_bytes())
        return Signer(self.settings.public_url, self.content.city.name, key, self.settings.key("badges"))

    @property
    def diary(self) -> Diary:
        """What appointments must know of the city."""
        return Diary(self.content, self.quiet_hours)

    def today(self) -> date:
        """The calendar day in the city."""
        return clock.today(self.content.city.time_zone)

    def context(self) -> Context:
        """Where and when an answer is checked now."""
        known = self.content
        return Context(self.today(), known.city.region, clock.now(), offices=known.offices, landmarks=known.landmarks)

    def known_city(self, covers: Callable[[str], bool]) -> known.City:
        """What offering known values needs; `covers` says of which services the caller may see answers."""
        return known.City(self.content.registers, self.registers, self.service_of, self.context(), covers)

    def fetch_known(self, account_id: int, public_id: uuid.UUID) -> None:
        """Ask registers for what a person has allowed; it ends within a few seconds, whatever they do."""
        known.fetch(self.writing, self.known_city(lambda _: True), account_id, public_id, clock.now())

    def service_of(self, session: Session, application: Application) -> Service:
        """The service in the version an application was begun with."""
        return self.service_at(session, application.service, application.version_id)

    def service_at(self, session: Session, service: str, version_id: int) -> Service:
        """A service in one of its versions."""
        if self.versions.get(service) == version_id and service in self.content.services:
            return self.content.services[service]
        return self._older_version(session, version_id)

    def schema_address(self, service: str, version: str) -> str:
        """Where the schema of what is sent of a service is published, for one of its versions (a digest)."""
        return f"{self.settings.public_url}/api/v1/services/{service}/submission-schema?version={version}"

    def keep_months(self, service: Service) -> int:
        """For how many months after a decision an application is kept: what its service says, or the city."""
        return service.keep_months or self.content.city.keep_months

    def _older_version(self, session: Session, version_id: int) -> Service:
        """Versions never change, so each is read once; a list of applications costs no query a row."""
        if version_id not in self.older:
            if len(self.older) >= VERSIONS_KEPT_READY:
                self.older.clear()
            self.older[version_id] = load_service(catalogue.document_of(session, version_id))
        return self.older[version_id]

    def search(self, typed: str, tag: str, kinds: Collection[str] | None = None, limit: int = MOST_FOUND) -> Findings:
        """What fits a person's words in their language, or in the city's others; words that find nothing are counted.

        Nobody waits or fails because of the counting: if many people save at this moment, it is left out.
        """
        others = [each for each in self.content.city.languages if each != tag]
        with self.reading() as session:
            found = find(session, typed, [tag, *others], self.synonyms, kinds=kinds, limit=limit)
        if kinds is None and (not found.items or found.language != tag):
            with suppress(Busy), self.writing() as session:
                note_miss(session, typed, tag, self.today())
        return found

    @contextmanager
    def writing(self, reader: Reader | None = None) -> Iterator[Session]:
        """A transaction, after which the worker is woken if there is something for it.

        What was opened in it for a `reader` is written into the access history with it. Without one the program works
        for itself.
        """
        with self.database.writing() as session:
            opened = read_as(session, reader) if reader else None
            yield session
            access.record(session, opened, clock.now())
            woken = session.info.pop("outbox_woken", False)
        if woken:
            self.wake.set()

    @contextmanager
    def reading(self, reader: Reader | None = None) -> Iterator[Session]:
        """A session that only reads.

        What was opened in it for a `reader` is in the access history before anything is answered, however it ended.
        """
        opened: Opened | None = None
        try:
            with self.database.reading() as session:
                opened = read_as(session, reader) if reader else None
                yield session
        finally:
            if opened is not None and opened.fields:
                with self.database.writing() as session:
                    access.record(session, opened, clock.now())

    def close(self) -> None:
        """Give back what was opened."""
        self.database.close()


def build(settings: Settings, now: datetime | None = None) -> Parts:
    """Make the parts. The database must be at its newest migration; raises `ContentBroken` and `SettingError`."""
    read = load_content(settings.content)
    content = with_practice(read, (now or clock.now()).astimezone(ZoneInfo(read.city.time_zone)).date())
    catalogues = Catalogues.load(LOCALES, settings.content / "locales")
    city = content.city
    spoken = [*city.languages, *_pseudo(settings)]
    database = Database(settings.database_url, settings.vault(), readers=settings.threads + 2)
    with database.writing() as session:
        versions = publish(session, content.documents, now or clock.now())
        take_in(session, content.texts, SOURCE.tag, ZoneInfo(city.time_zone), now or clock.now())
        make_findable(session, content, catalogues)
        make_texts_findable(session, content, catalogues, now or clock.now(), clock.today(city.time_zone))
    _check_badge_key(settings)
    return Parts(
        settings=settings,
        database=database,
        content=content,
        catalogues=catalogues,
        formats={tag: Formats(EVERY[tag], city.time_zone, city.currency) for tag in spoken},
        synonyms=synonyms_of_city(content),
        versions=versions,
        transports=_transports(settings),
        quiet_hours=_quiet_hours(settings, city.time_zone),
        shelf=Shelf(settings.speech_folder),
        files=files_of(settings),
        registers=registers_at(settings.registers_url, settings, content),
    )


def registers_at(address: str | None, settings: Settings, content: Content) -> dict[str, Register]:
    """The registers that the city's folder names, at this address; none without one."""
    if address is None:
        return {}
    key = settings.registers_key
    return {name: HttpRegister(name, address, *key) for name in content.registers}


def _check_badge_key(settings: Settings) -> None:
    """A city's key is looked at when the program starts; a demo makes its own when it is first needed."""
    if settings.demo or settings.badge_key is None:
        return
    try:
        key_from(settings.badge_key.read_bytes())
    except (ValueError, TypeError, OSError) as error:
        raise SettingError(
            "HANDRAIL_BADGE_KEY holds no RSA key of 2048 bits or more, in PEM without a password."
        ) from error


def _pseudo(settings: Settings) -> tuple[str, ...]:
    return tuple(PSEUDO) if settings.demo else ()


def make_findable(session: Session, content: Content, catalogues: Catalogues) -> None:
    """Let search know the city's folder; what is as it was at the last start costs nothing."""
    for tag in content.city.languages:
        keep_all(session, tag, KINDS, of_city(content, catalogues.translator(tag)))


def make_texts_findable(session: Session, content: Content, catalogues: Catalogues, now: datetime, today: date) -> None:
    """Let search know the texts that are public now, of the folder and of the desk, and no others."""
    for tag in content.city.languages:
        texts = published(session, now, today, [catalogues.translator(tag)])
        keep_all(session, tag, TEXTS, [_as_document(each) for each in texts])


def _as_document(text: Searchable) -> Document:
    page = f"/articles/{text.id}"
    return Document(text.kind, text.id, page, text.title, text.short, text.written_in, text.keywords, text.body)


def files_of(settings: Settings) -> Files:
    """Where the files that people send lie, and who looks at them for viruses."""
    return Files(Store(settings.uploads, settings.vault()), Scanner(settings.clamd) if settings.clamd else None)


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
