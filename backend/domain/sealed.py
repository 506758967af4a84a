"""Where sealed values are, and sealing them again with a new key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import inspect, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.core.database import Base, Database, vault_of
from backend.core.outbox import OutboxRow
from backend.domain.access.models import Entry, Question
from backend.domain.access.queries import answer_place as history_answer_place
from backend.domain.access.queries import question_place, what_place
from backend.domain.applications.models import Answer, Application, EarlierSubmission, Words
from backend.domain.applications.queries import answer_place, earlier_place, submitted_place, words_place
from backend.domain.applications.sources import source_place
from backend.domain.appointments.models import Appointment
from backend.domain.callbacks.models import Callback
from backend.domain.callbacks.queries import about_place, phone_place
from backend.domain.identity.models import Account, PostalContact, SignIn
from backend.domain.identity.queries import contact_place
from backend.domain.inbox.models import Device, Message
from backend.domain.mandates.models import Mandate
from backend.domain.mandates.queries import name_place
from backend.domain.registers.models import Correction, RegisterFact
from backend.domain.registers.queries import fact_place, reason_place, right_place, told_place
from backend.domain.uploads.models import Upload
from backend.domain.uploads.queries import name_place as upload_name_place
from backend.domain.webhooks.models import Webhook
from backend.domain.webhooks.queries import address_place, old_secret_place, secret_place

BATCH = 200


@dataclass(frozen=True, slots=True)
class Place:
    """One column of sealed values: its table, its key columns, and what a value there is sealed for."""

    column: InstrumentedAttribute[Any]
    keys: tuple[InstrumentedAttribute[Any], ...]
    name: Callable[..., str]

    @property
    def table(self) -> type[Base]:
        """The table it is in."""
        return cast("type[Base]", self.column.class_)


PLACES = (
    Place(Account.phone_sealed, (Account.phone_index,), lambda index: f"account:{index.hex()}"),
    Place(PostalContact.contact_sealed, (PostalContact.account_id,), contact_place),
    Place(SignIn.phone_sealed, (SignIn.id,), lambda key: f"sign_in:{key}"),
    Place(Application.submitted_sealed, (Application.id,), submitted_place),
    Place(Words.words_sealed, (Words.public_id,), words_place),
    Place(
        EarlierSubmission.answers_sealed, (EarlierSubmission.application_id, EarlierSubmission.number), earlier_place
    ),
    Place(Answer.value_sealed, (Answer.application_id, Answer.question), answer_place),
    Place(Answer.source_sealed, (Answer.application_id, Answer.question), source_place),
    Place(RegisterFact.said_sealed, (RegisterFact.account_id, RegisterFact.service, RegisterFact.fact), fact_place),
    Place(Correction.told_sealed, (Correction.public_id,), told_place),
    Place(Correction.right_sealed, (Correction.public_id,), right_place),
    Place(Correction.reason_sealed, (Correction.public_id,), reason_place),
    Place(Appointment.needs_sealed, (Appointment.id,), lambda key: f"needs:{key}"),
    Place(Appointment.note_sealed, (Appointment.id,), lambda key: f"note:{key}"),
    Place(Mandate.helper_name_sealed, (Mandate.public_id,), lambda key: name_place("helper", key)),
    Place(Mandate.giver_name_sealed, (Mandate.public_id,), lambda key: name_place("giver", key)),
    Place(Callback.phone_sealed, (Callback.public_id,), phone_place),
    Place(Callback.about_sealed, (Callback.public_id,), about_place),
    Place(Message.values_sealed, (Message.key,), lambda key: f"message:{key}"),
    Place(Device.address_sealed, (Device.id,), lambda key: f"device:{key}"),
    Place(Upload.name_sealed, (Upload.public_id,), upload_name_place),
    Place(Entry.what_sealed, (Entry.number,), what_place),
    Place(Question.text_sealed, (Question.public_id,), question_place),
    Place(Question.answer_sealed, (Question.public_id,), history_answer_place),
    Place(Webhook.address_sealed, (Webhook.public_id,), address_place),
    Place(Webhook.secret_sealed, (Webhook.public_id,), secret_place),
    Place(Webhook.old_secret_sealed, (Webhook.public_id,), old_secret_place),
    Place(OutboxRow.payload, (OutboxRow.key,), lambda key: f"outbox:{key}"),
)


def seal_again(database: Database) -> int:
    """Seal everything with the key in use; returns how many values were under an older one.

    Batches are transactions of their own, so that nobody waits long, and it may be stopped and started again.
    """
    return sum(_place(database, place) for place in PLACES)


def _place(database: Database, place: Place) -> int:
    changed, after = 0, None
    order = [getattr(place.table, str(column.key)) for column in inspect(place.table).primary_key]
    while True:
        with database.writing() as session:
            query = (
                select(place.column, *place.keys, *order).where(place.column.is_not(None)).order_by(*order).limit(BATCH)
            )
            if after is not None:
                query = query.where(_later(order, after))
            rows = session.execute(query).all()
            changed += sum(_row(session, place, row[0], row[1 : 1 + len(place.keys)]) for row in rows)
        if len(rows) < BATCH:
            return changed
        after = rows[-1][1 + len(place.keys) :]


def _later(order: list[Any], after: Any) -> Any:

    return tuple_(*order) > tuple_(*after)


def _row(session: Session, place: Place, sealed: bytes, keys: Any) -> int:
    vault = vault_of(session)
    if vault.uses_active_key(sealed):
        return 0
    name = place.name(*keys)
    again = vault.seal(vault.open(sealed, name), name)
    where = [column == key for column, key in zip(place.keys, keys, strict=True)]
    where.append(place.column == sealed)  # what somebody has changed meanwhile is under the new key already
    session.execute(update(place.table).where(*where).values({place.column.key: again}))
    return 1
