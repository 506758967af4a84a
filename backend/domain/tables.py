"""Every table there is, so that migrations and tests see them all."""

from backend.core.database import Base
from backend.core.outbox import OutboxRow
from backend.domain.access.models import Entry, Head, Question
from backend.domain.applications.models import (
    Answer,
    ApplicantName,
    Application,
    ApplicationEvent,
    EarlierSubmission,
    PaperForm,
    Request,
    Words,
)
from backend.domain.appointments.models import Appointment, ClosedDay, Seat, Slot, Waiting
from backend.domain.callbacks.models import Callback
from backend.domain.catalogue.models import ServiceVersion
from backend.domain.desk.models import Batch, Export
from backend.domain.identity.models import Account, AccountRole, LoginSession, PostalContact, SignIn, Staff
from backend.domain.inbox.models import Device, Message
from backend.domain.learning.models import Learner, LearningEvent, StepDifficulty
from backend.domain.mandates.models import Deed, Mandate, WrongCode
from backend.domain.publications.models import Publication, Translation, TranslationWriter, Version, Writer
from backend.domain.registers.models import Consent, Correction, RegisterFact
from backend.domain.search.models import SearchDocument, SearchMiss, SearchSpelling, SearchSynonym, SearchWord
from backend.domain.uploads.models import Upload
from backend.domain.webhooks.models import Webhook, WebhookDelivery

ALL: tuple[type[Base], ...] = (
    OutboxRow,
    Account,
    PostalContact,
    AccountRole,
    Staff,
    SignIn,
    LoginSession,
    ServiceVersion,
    Application,
    Answer,
    Words,
    Request,
    EarlierSubmission,
    PaperForm,
    ApplicantName,
    ApplicationEvent,
    Batch,
    Export,
    Message,
    Device,
    Learner,
    LearningEvent,
    StepDifficulty,
    Appointment,
    Slot,
    Seat,
    Waiting,
    ClosedDay,
    Mandate,
    Deed,
    WrongCode,
    Callback,
    Consent,
    RegisterFact,
    Correction,
    Entry,
    Head,
    Question,
    SearchDocument,
    SearchWord,
    SearchSpelling,
    SearchMiss,
    SearchSynonym,
    Publication,
    Version,
    Writer,
    Translation,
    TranslationWriter,
    Upload,
    Webhook,
    WebhookDelivery,
)
