"""What every transport promises. A new one joins by a fixture of its name here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from push.message import Channel, Delivery, Kind, Outcome
from push.transports import TRANSPORTS, SettingError, Transport, make
from push.transports.console import ConsoleTransport
from push.transports.fcm import FcmTransport
from push.transports.sms_http import SmsHttpTransport
from tests.push.conftest import Deliver
from tests.push.fake_fcm import FakeFcm
from tests.push.fake_gateway import FakeGateway


@dataclass(frozen=True)
class Case:
    """A transport, an address it can reach, and how many messages a person would see."""

    transport: Transport
    address: str
    seen: Callable[[], int]


@pytest.fixture
def console_push(tmp_path: Path) -> Case:
    return _console(tmp_path / "push.jsonl", "push", "phone-1")


@pytest.fixture
def console_sms(tmp_path: Path) -> Case:
    return _console(tmp_path / "sms.jsonl", "sms", "+447700900123")


def _console(file: Path, channel: Channel, address: str) -> Case:
    return Case(ConsoleTransport(file, channel), address, lambda: len(file.read_text().splitlines()))


@pytest.fixture
def fcm_push(fcm: FcmTransport, fake_fcm: FakeFcm) -> Case:
    # A phone shows one message for each tag.
    tags = lambda: {(m["token"], m["android"]["notification"]["tag"]) for m in fake_fcm.messages}  # noqa: E731
    return Case(fcm, "token-1", lambda: len(tags()))


@pytest.fixture
def http_sms(texts: SmsHttpTransport, gateway: FakeGateway) -> Case:
    return Case(texts, "+447700900123", lambda: len(gateway.shown))


@pytest.fixture(params=["console_push", "console_sms", "fcm_push", "http_sms"])
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.getfixturevalue(request.param)
    return found


def test_every_transport_in_the_registry_is_held_to_this_contract() -> None:
    held = {"console", "fcm", "http"}
    assert set(TRANSPORTS) == held


def test_it_is_a_transport_with_a_name_a_channel_and_a_limit(case: Case) -> None:
    assert isinstance(case.transport, Transport)
    assert case.transport.name in TRANSPORTS
    assert case.transport.channel in {"push", "sms"}
    assert case.transport.batch_limit >= 1


def test_nothing_to_send_is_no_outcome(case: Case) -> None:
    assert case.transport.send([]) == []


def test_one_outcome_for_each_delivery_in_the_same_order(case: Case, deliver: Deliver) -> None:
    other: Channel = "sms" if case.transport.channel == "push" else "push"
    batch = [
        deliver("a", case.address, case.transport.channel),
        deliver("b", "", case.transport.channel),
        deliver("c", case.address, other),
        deliver("d", "two words", case.transport.channel),
        deliver("e", "\ud83d", case.transport.channel),
        deliver("f", case.address, case.transport.channel),
        deliver("g", "x" * 5000, case.transport.channel),
    ]
    outcomes = case.transport.send(batch)
    assert [outcome.kind for outcome in outcomes] == [
        *(Kind.SENT, Kind.REFUSED, Kind.REFUSED, Kind.REFUSED, Kind.REFUSED, Kind.SENT, Kind.REFUSED)
    ]
    assert outcomes[2] == Outcome.refused("wrong-channel")
    assert case.seen() == 2


def test_bad_deliveries_alone_are_refused_without_any_sending(case: Case, deliver: Deliver) -> None:
    assert [o.kind for o in case.transport.send([deliver("a", "", case.transport.channel)])] == [Kind.REFUSED]
    assert case.transport.send([]) == []


def test_a_repeat_is_seen_once(case: Case, deliver: Deliver) -> None:
    batch = [deliver("a", case.address, case.transport.channel), deliver("b", case.address, case.transport.channel)]
    assert case.transport.send(batch) == case.transport.send(batch) == [Outcome.SENT] * 2
    assert case.seen() == 2


def test_a_message_that_is_far_too_long_is_trimmed_and_sent(case: Case, deliver: Deliver) -> None:
    for number, body in enumerate(("您好" * 20_000, "\ud83d" * 9000, "e\u0301" * 9000, "\x00" * 9000, "")):
        delivery = deliver(f"long-{number}", case.address, case.transport.channel, body=body)
        assert case.transport.send([delivery]) == [Outcome.SENT]


def test_more_than_the_batch_limit_is_taken_all_the_same(case: Case, deliver: Deliver) -> None:
    many: list[Delivery] = [
        deliver(f"k{number}", case.address, case.transport.channel) for number in range(case.transport.batch_limit + 1)
    ]
    assert case.transport.send(many) == [Outcome.SENT] * len(many)
    assert case.seen() == len(many)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(SettingError, match=r"no push transport called 'pigeon'\. Choose one of: console, fcm, http\."):
        make("pigeon", {})
