"""Every sealed value can be sealed again with a new key, wherever it is."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Session

from backend.core import outbox
from backend.core.database import Base, Database
from backend.core.outbox import OutboxRow
from backend.core.reading import SYSTEM, Matter, Reader, read_as
from backend.core.vault import SealBroken, Vault
from backend.domain import sealed, tables
from backend.domain.access import actions as history
from backend.domain.access import questions
from backend.domain.access.rules import TELLING
from backend.domain.applications import asking, queries
from backend.domain.applications.actions import keep
from backend.domain.applications.events import citizen, staff
from backend.domain.applications.models import Application
from backend.domain.applications.queries import submitted
from backend.domain.applications.sources import Source
from backend.domain.appointments import actions as booking
from backend.domain.appointments import calendar, counter
from backend.domain.appointments import queries as visits
from backend.domain.appointments.diary import Diary
from backend.domain.appointments.models import Appointment
from backend.domain.callbacks import actions as callbacks
from backend.domain.callbacks import queries as calls
from backend.domain.callbacks.actions import Asking
from backend.domain.catalogue.city import Content
from backend.domain.identity import actions as identity
from backend.domain.identity import queries as accounts
from backend.domain.identity.rules import Contact
from backend.domain.inbox import actions as inbox_actions
from backend.domain.inbox import queries as inbox
from backend.domain.intake import actions as intake
from backend.domain.mandates import actions as mandates
from backend.domain.mandates import queries as helping
from backend.domain.registers import actions as registers
from backend.domain.registers.actions import Mistake
from backend.domain.sealed import PLACES, seal_again
from backend.domain.uploads import actions as uploads
from backend.domain.uploads import queries as photos
from backend.domain.uploads.actions import Announced
from backend.domain.uploads.models import Upload
from backend.domain.webhooks import actions as webhooks
from backend.domain.webhooks import queries as systems
from backend.domain.webhooks.actions import Wanted
from tests.databases import Maker
from tests.domain.given import AMIR, ANSWERS, NOW, PRIYA, ROSA, TODAY, Town, publish_into

OLD, NEW, INDEX = b"o" * 32, b"n" * 32, b"i" * 32
BEFORE = Vault({"old": OLD}, INDEX)
DURING = Vault({"new": NEW, "old": OLD}, INDEX)
AFTER = Vault({"new": NEW}, INDEX)


ENDINGS = ("_index", "_hash", ".mark", ".hash", ".digest", ".before", ".seal")


def test_every_column_that_can_hold_a_sealed_value_is_known() -> None:
    binary = {
        f"{table.__tablename__}.{column.key}"
        for table in tables.ALL
        for column in table.__table__.columns
        if isinstance(column.type, LargeBinary)
    }
    hashes = {each for each in binary if each.endswith(ENDINGS)}
    assert {f"{place.table.__tablename__}.{place.column.key}" for place in PLACES} == binary - hashes


@pytest.fixture
def filled(template: Maker, content: Content) -> Town:
    """A city in which every kind of sealed value is there."""
    town = publish_into(Database(template(), BEFORE), content)
    with town.database.writing() as session:
        application = town.sent(session, town.account(session))
        ask_and_answer(session, town, application)
        town.decide(session, application, "refused", "A reason")
        town.answer(session, town.begin(session, application.account_id), "full_name", "Rosa Lee")
        send_a_photo(session, town, application.account_id)
        inbox_actions.keep_device(session, application.account_id, uuid.uuid4(), "token", NOW)
        book(session, application.account_id, content)
        help_by(session, application.account_id, town.account(session, AMIR))
        asking = Asking(None, ROSA, "::1", "en")
        said = {"part": "morning", "about": "My bus pass", "city": content.city, "now": NOW}
        callbacks.ask(session, uuid.uuid4(), asking, **said)
        ask_who_read(session, application)
        tell_us_once(session, town, application.account_id)
        tell_a_system(session, town.account(session, PRIYA))
        identity.account_by_post(session, Contact("Edith Stone", ("2 Quay Street",)), NOW)
        identity.ask_for_code(session, uuid.uuid4(), ROSA, region="GB", language="en", caller="::1", now=NOW)
    town.database.close()
    return town


def send_a_photo(session: Session, town: Town, account: int) -> None:
    """A photo on its way; what is in it lies in the store, which has a test of its own."""
    permit = town.begin(session, account, "disabled-parking-permit")
    question = town.service(permit.service).by_id["photo"]
    uploads.begin(session, permit, question, uuid.uuid4(), Announced("IMG_2041.jpg", "image/jpeg", 9), NOW)


def tell_us_once(session: Session, town: Town, account: int) -> None:
    """A register says where a person lives; they take it over, then say that it is wrong, and it stays so."""
    said = {"value": ANSWERS["address"], "as_of": "2026-05-03"}
    registers.keep_facts(session, account, "street-problem", {"residents.address": said}, NOW)
    told = town.begin(session, account, "change-of-address")
    keep(session, told, "full_name", "Rosa Lee", NOW, Source("register", "residents.full_name", "2026-05-03"))
    place = ("change-of-address", told.version_id, "old_address")
    mistake = Mistake("residents.address", "residents-office", *place, said, ANSWERS["address"])
    wrong = registers.report(session, account, uuid.uuid4(), mistake, NOW)
    registers.end(session, wrong, "kept", "The paper says so.", account, NOW)
    registers.keep_facts(session, account, "street-problem", {"residents.address": said}, NOW)


def tell_a_system(session: Session, by: int) -> None:
    """A system of the city, with a secret and the one before it."""
    wanted = Wanted("Records system", "https://records.example/hooks", ["application.sent"])
    hook, _ = webhooks.save(session, by, uuid.uuid4(), wanted, {}, (), NOW)
    webhooks.renew_secret(session, hook, uuid.uuid4(), by, NOW)


def ask_who_read(session: Session, application: Application) -> None:
    """The program reads an application; its person asks about it, and is answered."""
    opened = read_as(session, Reader(SYSTEM, purpose=TELLING))
    submitted(session, application)
    history.record(session, opened, NOW)
    session.info.pop("opened")
    asked = questions.ask(session, application.account_id, uuid.uuid4(), 1, "Why?", NOW)
    questions.answer(session, asked.public_id, "To decide.", application.account_id, NOW)


def ask_and_answer(session: Session, town: Town, application: Application) -> None:
    """The desk asks for another name, and gets one, so that the first answers are kept as earlier ones."""
    request, days, by = uuid.uuid4(), town.content.work_days, staff(town.account(session, AMIR))
    asking.ask(session, application, town.service(), request, None, ["full_name"], by, days, NOW)
    later = NOW + timedelta(minutes=5)
    intake.save_answer(
        session, Diary(town.content), application, town.service(), "full_name", "Rosa Maria Lee", TODAY, later
    )
    answered = (None, citizen(application.account_id), TODAY, days, later)
    asking.answer(session, application, town.service(), request, *answered)


def book(session: Session, account: int, content: Content) -> None:
    """An appointment with a need and a note."""
    calendar.open_slots(session, content, NOW.date(), office="hill-clinic")
    free = visits.soonest(session, "clinic-visit", NOW, limit=1)[0]
    held = booking.hold(session, free.slot_id, account, NOW)
    found = booking.book(session, Diary(content), account, uuid.uuid4(), held.token, ["interpreter"], NOW)
    counter.write_note(session, found, "Comes with a friend")


def help_by(session: Session, giver: int, helper: int) -> None:
    """Help, with what each of the two calls the other."""
    today = NOW.date()
    given = mandates.give(
        session, giver, uuid.uuid4(), scope=["appointments"], ends_on=today, name="Amir", today=today, now=NOW
    )
    code = mandates.new_code(session, given, today=today, now=NOW)
    mandates.take(session, helper, ROSA, code, region="GB", name="Rosa", today=today, now=NOW)


def opened(town: Town, vault: Vault) -> Database:
    return Database(str(town.database.url.render_as_string(hide_password=False)), vault)


def test_after_sealing_again_the_old_key_is_needed_nowhere(filled: Town) -> None:
    during = opened(filled, DURING)
    changed = seal_again(during)
    assert changed == sum(count(during).values())
    assert all(count(during).values()), "every place was tried"
    assert seal_again(during) == 0, "doing it again does nothing"
    during.close()
    after = opened(filled, AFTER)
    with after.writing() as session:
        read_everything(session)
    after.close()


def count(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            f"{place.table.__tablename__}.{place.column.key}": len(
                session.scalars(select(place.column).where(place.column.is_not(None))).all()
            )
            for place in PLACES
        }


def read_everything(session: Session) -> None:
    application = session.scalars(select(Application).where(Application.state == "refused")).one()
    assert queries.submitted(session, application) == ANSWERS | {"full_name": "Rosa Maria Lee"}
    assert queries.earlier(session, application)[0][1] == dict(ANSWERS)
    assert queries.answers_of(session, application) == queries.submitted(session, application)
    assert queries.reason(session, application) == "A reason"
    assert accounts.phone_of(session, application.account_id) == ROSA
    assert all(inbox.values_of(session, each) for each in inbox.messages(session, application.account_id))
    visit = session.scalars(select(Appointment)).one()
    assert (visits.needs_of(session, visit), visits.note_of(session, visit)) == (
        ("interpreter",),
        "Comes with a friend",
    )
    (given,) = helping.given(session, application.account_id, NOW.date())
    acting = helping.acting(session, identity.account_for(session, AMIR, NOW), given.public_id, NOW.date())
    assert acting is not None
    assert (given.name, acting.name, acting.ending) == ("Amir", "Rosa", ROSA[-4:])
    assert inbox.devices(session, application.account_id)[0][1] == "token"
    assert [photos.shown(session, each, Matter("application")).name for each in session.scalars(select(Upload))] == [
        "IMG_2041.jpg"
    ]
    (call,) = calls.waiting(session)
    assert (call.phone, call.about) == (ROSA, "My bus pass")
    (told,) = systems.webhooks(session)
    assert told.address == "https://records.example/hooks"
    assert len(set(systems.secrets_of(session, told.row, NOW))) == 2
    jobs = outbox.claim(session, NOW)
    assert {job.kind for job in jobs} == {"message", "sign-in-code"}
    code = next(job.payload for job in jobs if job.kind == "sign-in-code")["code"]
    sign_in = next(job.key for job in jobs if job.kind == "sign-in-code").partition(":")[2]
    assert isinstance(identity.enter_code(session, uuid.UUID(sign_in), code, NOW), identity.SignedIn)


def test_more_than_a_batch_is_sealed_again_whatever_the_key_of_the_table(
    filled: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = opened(filled, BEFORE)
    with before.writing() as session:
        for number in range(7):
            identity.ask_for_code(
                session, uuid.uuid4(), f"+44770090{number:04}", region="GB", language="en", caller="::1", now=NOW
            )
            inbox_actions.keep_device(session, 1, uuid.uuid4(), f"token-{number}", NOW)
    before.close()
    monkeypatch.setattr(sealed, "BATCH", 2)
    during = opened(filled, DURING)
    assert seal_again(during) == sum(count(during).values())
    assert seal_again(during) == 0
    during.close()


def test_a_value_that_no_key_opens_stops_it_and_what_was_done_stays_done(filled: Town) -> None:
    stranger = opened(filled, Vault({"stranger": b"s" * 32}, INDEX))
    with stranger.writing() as session:
        outbox.enqueue(session, "note", "zzz", {}, NOW)
    stranger.close()
    during = opened(filled, DURING)
    with pytest.raises(SealBroken, match="no key 'stranger'"):
        seal_again(during)
    with during.reading() as session:
        assert session.scalars(select(OutboxRow.payload).where(OutboxRow.key == "zzz")).one() is not None
    during.close()


def test_tables_in_places_are_mapped_tables() -> None:
    assert all(issubclass(place.table, Base) for place in PLACES)
