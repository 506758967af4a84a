"""What the worker does with what is due: codes, notifications, and everything that can go wrong with them."""

import dataclasses
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import select, update

from backend import worker
from backend.core import clock, outbox
from backend.core.outbox import LEASE, OutboxRow
from backend.domain.identity import actions as identity
from backend.domain.identity import queries as accounts
from backend.domain.identity.models import Account, LoginSession, SignIn
from backend.domain.inbox import actions as inbox
from backend.domain.inbox import queries as messages
from backend.domain.inbox.models import Message
from backend.domain.learning import actions as learning
from backend.domain.learning.models import Learner
from backend.parts import Parts
from push.message import Outcome
from push.timing import TRIES, QuietHours
from push.transports.console import ConsoleTransport, read_phone
from tests.core.carriers import Carrier

ROSA, CHEN = "+447700900101", "+447700900102"
NEWS = {"service": "Get a senior travel card", "reference": "AA39EN9W", "days": 10}


class Post:
    """The city's post office: parts whose transports are in memory."""

    def __init__(self, parts: Parts) -> None:
        self.push, self.sms = Carrier("push"), Carrier("sms")
        self.parts = dataclasses.replace(parts, transports={"push": self.push, "sms": self.sms})

    def account(self, number: str) -> int:
        with self.parts.writing() as session:
            return identity.account_for(session, number, clock.now())

    def tell(self, number: str, key: str = "received:1") -> int:
        """Put a message into somebody's inbox; returns its id."""
        account = self.account(number)
        with self.parts.writing() as session:
            inbox.post(session, account, kind="received", key=key, values=NEWS, link="/", now=clock.now())
            return session.scalars(select(Message.id).where(Message.key == key)).one()

    def ask_for_code(self, number: str, language: str = "en") -> uuid.UUID:
        sign_in = uuid.uuid4()
        with self.parts.writing() as session:
            identity.ask_for_code(
                session, sign_in, number, region="GB", language=language, caller="::1", now=clock.now()
            )
        return sign_in

    def drain(self) -> int:
        return worker.drain(self.parts)

    def row(self, kind: str = "message") -> OutboxRow:
        with self.parts.reading() as session:
            return session.scalars(select(OutboxRow).where(OutboxRow.kind == kind)).one()


@pytest.fixture
def post(parts: Parts) -> Post:
    return Post(parts)


@pytest.mark.parametrize(
    ("language", "city", "words"),
    [("en", "Harbour City", "is your code"), ("zh-Hans", "海港市", "验证码"), ("zh-Hant", "海港市", "驗證碼")],
)
def test_a_code_goes_out_as_a_text_in_the_readers_language(post: Post, language: str, city: str, words: str) -> None:
    sign_in = post.ask_for_code("+447700900150", language)
    assert post.drain() == 1
    (sent,) = post.sms.sent
    assert (sent.address, sent.push.key, sent.push.language) == ("+447700900150", f"sign-in:{sign_in}", language)
    assert city in sent.push.body
    assert words in sent.push.body
    code = "".join(character for character in sent.push.body if character.isdigit())
    with post.parts.writing() as session:
        assert isinstance(identity.enter_code(session, sign_in, code, clock.now()), identity.SignedIn)
    assert post.row("sign-in-code").payload is None, "the code is wiped once it was sent"


def test_a_message_rings_each_phone_in_the_language_its_owner_chose(post: Post) -> None:
    account = post.account(CHEN)
    with post.parts.writing() as session:
        identity.keep_choices(session, account, {"language": "zh-Hans"})
        inbox.keep_device(session, account, uuid.uuid4(), "second-phone", clock.now())
    message = post.tell(CHEN)
    post.drain()
    assert {each.address for each in post.push.sent} == {CHEN, "second-phone"}
    assert {each.push.key for each in post.push.sent} == {f"message:{message}"}
    assert {each.push.link for each in post.push.sent} == {f"/inbox/{message}"}
    assert {each.push.language for each in post.push.sent} == {"zh-Hans"}
    assert "Get a senior travel card" not in post.push.sent[0].push.title
    assert post.sms.sent == []


def test_a_locked_screen_shows_no_reference_and_no_reason(post: Post) -> None:
    account = post.account(ROSA)
    values = NEWS | {"text": "We are sorry.", "reason": "You are 44 years old."}
    with post.parts.writing() as session:
        inbox.post(session, account, kind="refused", key="decided:1", values=values, link="/", now=clock.now())
    post.drain()
    shown = post.push.sent[0].push.title + post.push.sent[0].push.body
    assert "AA39EN9W" not in shown
    assert "44" not in shown


def test_a_person_without_the_app_gets_a_text(post: Post) -> None:
    post.tell("+447700900160")
    post.drain()
    assert post.push.sent == []
    (sent,) = post.sms.sent
    assert sent.address == "+447700900160"
    assert sent.push.title == "Harbour City"
    assert "travel card" not in f"{sent.push.title} {sent.push.body}"  # others may see the phone's screen


def test_quiet_hours_hold_a_message_back_and_let_a_code_through(post: Post) -> None:
    night = QuietHours(clock_time(21), clock_time(8), ZoneInfo("Europe/London"))
    post.parts = dataclasses.replace(post.parts, quiet_hours=night)
    with time_machine.travel(datetime(2026, 11, 23, 22, 30, tzinfo=UTC), tick=False):
        post.tell(ROSA)
        post.ask_for_code(ROSA)
        assert post.drain() == 2
        assert len(post.sms.sent) == 1
        assert post.push.sent == []
    assert post.row().due_at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    with time_machine.travel(datetime(2026, 11, 24, 7, 59, 59, tzinfo=UTC), tick=False):
        assert post.drain() == 0
    with time_machine.travel(datetime(2026, 11, 24, 8, 0, tzinfo=UTC), tick=False):
        assert post.drain() == 1
    assert len(post.push.sent) == 1


def test_a_message_that_meets_the_very_end_of_quiet_hours_is_not_lost(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.tell(ROSA)
    quiet_until = iter([clock.now() + timedelta(milliseconds=20)])

    def when_to_send(now: datetime, _: bool, __: object) -> datetime:  # noqa: FBT001
        return next(quiet_until, now)

    monkeypatch.setattr(worker, "when_to_send", when_to_send)
    post.drain()
    time.sleep(0.03)
    post.drain()
    assert len(post.push.sent) == 1


def test_a_phone_that_is_gone_is_forgotten_and_the_others_ring(post: Post) -> None:
    account = post.account(ROSA)
    with post.parts.writing() as session:
        inbox.keep_device(session, account, uuid.uuid4(), "second-phone", clock.now())
    with post.parts.reading() as session:
        first = messages.devices(session, account)[0][1]
    post.push.answers = [Outcome.GONE]
    post.tell(ROSA)
    post.drain()
    with post.parts.reading() as session:
        assert first not in [address for _, address in messages.devices(session, account)]
        assert len(messages.devices(session, account)) == 1
    assert len(post.push.sent) == 2
    assert post.sms.sent == []
    assert post.row().outcome == "sent"


def test_when_the_last_phone_is_gone_a_text_goes_out_instead(post: Post) -> None:
    post.push.answers = [Outcome.GONE]
    post.tell(ROSA)
    post.drain()
    assert [each.address for each in post.sms.sent] == [ROSA]
    assert post.row().outcome == "sent"


def test_what_can_be_tried_again_is_put_off_and_given_up_in_the_end(post: Post) -> None:
    post.push.answers = [Outcome.retry("carrier-down")] * (TRIES + 5)
    moment = datetime(2026, 11, 23, 12, tzinfo=UTC)
    with time_machine.travel(moment, tick=False):
        post.tell(ROSA)
    waits = []
    for attempt in range(1, TRIES + 1):
        with time_machine.travel(moment, tick=False):
            assert post.drain() == 1
        row = post.row()
        assert row.attempts == attempt
        waits.append(row.due_at - moment)
        moment = row.due_at
    assert all(wait >= timedelta(seconds=10) for wait in waits[:-1])
    assert sum(waits, timedelta()) < timedelta(hours=36)
    assert (post.row().outcome, post.row().payload) == ("given-up", None)


def test_a_carrier_that_asks_to_wait_is_obeyed(post: Post) -> None:
    post.push.answers = [Outcome.retry("slow-down", timedelta(hours=2))]
    post.tell(ROSA)
    before = clock.now()
    post.drain()
    assert post.row().due_at >= before + timedelta(hours=2)
    assert len(post.push.sent) == 1


def test_what_never_goes_is_not_tried_again(post: Post) -> None:
    post.push.answers = [Outcome.refused("bad-address")]
    post.tell(ROSA)
    assert post.drain() == 1
    assert post.row().outcome == "bad-address"


def test_a_message_that_was_read_before_it_was_sent_rings_nobody(post: Post) -> None:
    message, account = post.tell(ROSA), post.account(ROSA)
    with post.parts.writing() as session:
        inbox.mark_read(session, account, message, clock.now())
    assert post.drain() == 1
    assert post.push.sent == []
    assert post.row().outcome == "not-needed"


def test_without_a_transport_nothing_is_sent_and_nothing_piles_up(post: Post) -> None:
    post.parts = dataclasses.replace(post.parts, transports={})
    post.tell(ROSA)
    post.ask_for_code(ROSA)
    assert post.drain() == 2
    assert post.row().outcome == post.row("sign-in-code").outcome == "no-transport"
    assert post.drain() == 0


def test_one_message_that_cannot_be_written_does_not_hold_up_the_others(post: Post) -> None:
    broken = post.tell(ROSA, "received:1")
    sound = post.tell(CHEN, "received:2")
    with post.parts.writing() as session:
        session.execute(update(Message).where(Message.id == broken).values(values_sealed=b"\x04demo"))
    assert post.drain() == 2
    assert [each.push.key for each in post.push.sent] == [f"message:{sound}"]
    with post.parts.reading() as session:
        row = session.scalars(select(OutboxRow).where(OutboxRow.key == f"message:{broken}")).one()
        assert row.done_at is None
        assert row.due_at > clock.now(), "it may be tried again when its key is back"


def test_a_crash_between_sending_and_noting_it_sends_nothing_twice(
    parts: Parts, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = post.tell(ROSA)

    class Crash(BaseException):
        pass

    def crash(*_: object, **__: object) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(worker, "_settle", crash)
        with pytest.raises(Crash):
            worker.drain(parts)
    assert worker.drain(parts) == 0, "another worker leaves it alone while the lease lasts"
    fresh = {"push": ConsoleTransport(parts.settings.phone_file, "push"), "sms": Carrier("sms")}
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)):
        assert worker.drain(dataclasses.replace(parts, transports=fresh)) == 1
    received = read_phone(parts.settings.phone_file, ROSA, 100)
    assert [each["key"] for each in received] == [f"message:{message}"]
    assert post.row().outcome == "sent"


def test_tidying_forgets_what_has_no_further_use_and_nothing_else(post: Post, parts: Parts) -> None:
    number = "+447700900170"
    now = clock.now()
    old, fresh = post.ask_for_code(number), uuid.uuid4()
    with parts.writing() as session:
        session.execute(update(SignIn).where(SignIn.id == old).values(asked_at=now - timedelta(hours=25)))
        identity.ask_for_code(session, fresh, number, region="GB", language="en", caller="::1", now=now)
        account = identity.account_for(session, number, now)
        for sign_in, ends in ((uuid.uuid4(), now - timedelta(seconds=1)), (uuid.uuid4(), now + timedelta(days=1))):
            session.add(
                LoginSession(
                    token_hash=sign_in.bytes, account_id=account, sign_in_id=sign_in, created_at=now, expires_at=ends
                )
            )
        visitor = learning.learner_of_browser(session, "a" * 43, now - timedelta(days=401))
        learner = learning.learner_of_account(session, account, now - timedelta(days=401))
    worker.tidy(parts)
    with parts.reading() as session:
        assert session.scalars(select(SignIn.id)).all() == [fresh]
        assert session.scalars(select(LoginSession.expires_at)).all() == [now + timedelta(days=1)]
        assert session.scalars(select(Learner.id)).all() == [learner]
        assert visitor != learner
        assert session.get(Account, account) is not None
        assert accounts.phone_of(session, account) == number


def test_the_worker_goes_on_after_its_work_failed_and_stops_when_told(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, done = threading.Event(), threading.Event()
    real: Callable[[Parts], int] = worker.drain
    tries = []

    def failing_once(parts: Parts) -> int:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("the database is away")
        count = real(parts)
        if count:
            done.set()
        return count

    monkeypatch.setattr(worker, "drain", failing_once)
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0.05)
    running = threading.Thread(target=worker.run, args=(post.parts, stop))
    running.start()
    post.tell(ROSA)
    assert done.wait(10)
    stop.set()
    post.parts.wake.set()
    running.join(10)
    assert not running.is_alive()
    assert len(post.push.sent) == 1


def test_new_work_wakes_the_worker_only_after_it_is_committed(parts: Parts) -> None:
    def change_one_s_mind() -> None:
        with parts.writing() as session:
            outbox.enqueue(session, "message", "lost", {"message": 1}, clock.now())
            raise LookupError

    parts.wake.clear()
    with pytest.raises(LookupError):
        change_one_s_mind()
    assert not parts.wake.is_set()
    with parts.writing() as session:
        outbox.enqueue(session, "message", "kept", {"message": 1}, clock.now())
        assert not parts.wake.is_set()
    assert parts.wake.is_set()
