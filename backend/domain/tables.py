"""Every table there is, so that migrations and tests see them all."""

from backend.core.database import Base
from backend.core.outbox import OutboxRow
from backend.domain.applications.models import Answer, Application
from backend.domain.appointments.models import Appointment, ClosedDay, Seat, Slot, Waiting
from backend.domain.callbacks.models import Callback
from backend.domain.catalogue.models import ServiceVersion
from backend.domain.identity.models import Account, AccountRole, LoginSession, SignIn
from backend.domain.inbox.models import Device, Message
from backend.domain.learning.models import Learner, LearningEvent
from backend.domain.mandates.models import Deed, Mandate, WrongCode
from backend.domain.publications.models import Publication, Version, Writer
from backend.domain.search.models import SearchDocument, SearchMiss, SearchSpelling, SearchSynonym, SearchWord

ALL: tuple[type[Base], ...] = (
    OutboxRow,
    Account,
    AccountRole,
    SignIn,
    LoginSession,
    ServiceVersion,
    Application,
    Answer,
    Message,
    Device,
    Learner,
    LearningEvent,
    Appointment,
    Slot,
    Seat,
    Waiting,
    ClosedDay,
    Mandate,
    Deed,
    WrongCode,
    Callback,
    SearchDocument,
    SearchWord,
    SearchSpelling,
    SearchMiss,
    SearchSynonym,
    Publication,
    Version,
    Writer,
)
