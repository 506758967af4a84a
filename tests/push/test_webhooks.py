"""Posting to other people's systems: signed as the standard says, to public addresses alone, whatever they answer."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from push.message import Kind, Outcome
from push.signing import headers, new_secret
from push.webhooks import AddressWrong, Call, Caller, check_address, may_be_called, read_networks
from tests.push.fake_receiver import FakeReceiver, Said, genuine

HERE = read_networks("127.0.0.0/8, ::1")
BODY = b'{"type": "webhook.test"}'


@contextmanager
def receiving() -> Iterator[FakeReceiver]:
    with FakeReceiver() as receiver:
        thread = Thread(target=receiver.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield receiver
        receiver.shutdown()
        thread.join()


@pytest.fixture
def receiver() -> Iterator[FakeReceiver]:
    with receiving() as found:
        found.secret = new_secret()
        yield found


def call(receiver: FakeReceiver, number: int = 1) -> Call:
    return Call(receiver.url, f"msg_{number}", BODY, (receiver.secret,))


def test_a_signature_is_that_of_the_standard() -> None:
    """The example that the libraries of Standard Webhooks test themselves with."""
    secret, at = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", datetime.fromtimestamp(1614265330, UTC)
    signed = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', (secret,))
    assert signed["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("secret", ["whsec_", "whsec_c2hvcnQ=", "whsec_?", f"whsec_{'QUJD' * 30}"])
def test_a_secret_that_the_standard_does_not_allow_signs_nothing(secret: str) -> None:
    with pytest.raises(ValueError, match="A webhook's secret"):
        headers("msg_1", datetime.now(UTC), BODY, (secret,))


@settings(max_examples=25)
@given(body=st.binary(max_size=60), cut=st.integers(0, 59))
def test_what_the_guide_gives_takes_every_message_of_ours_and_none_that_was_changed(body: bytes, cut: int) -> None:
    verify, secret, other = genuine(), new_secret(), new_secret()
    signed = headers("msg_1", datetime.now(UTC), body, (other, secret))
    assert verify(signed, body, secret)
    assert verify(signed, body, other), "either secret, while both are in use"
    assert not verify(signed, body + b" ", secret)
    assert not verify(signed, body[:cut] + b"x" + body[cut:], secret)
    assert not verify(signed | {"webhook-id": "msg_2"}, body, secret)
    assert not verify(signed, body, new_secret())
    old = headers("msg_1", datetime.now(UTC) - timedelta(minutes=6), body, (secret,))
    assert not verify(old, body, secret), "recorded, and sent again later"


def test_a_message_arrives_signed_and_the_next_one_follows_on_the_same_line(receiver: FakeReceiver) -> None:
    assert Caller(HERE).call([[call(receiver, 1), call(receiver, 2)]]) == [[Outcome.SENT, Outcome.SENT]]
    assert list(receiver.taken) == ["msg_1", "msg_2"]
    assert receiver.taken["msg_1"] == json.loads(BODY)
    said = receiver.calls[0][0]
    assert (said["content-type"], said["host"]) == ("application/json", receiver.url.split("/")[2])


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (Said(500), Outcome.retry("status-500")),
        (Said(401), Outcome.retry("status-401")),
        (Said(302, headers={"Location": "/other"}), Outcome.retry("status-302")),
        (Said(503, headers={"Retry-After": "120"}), Outcome.retry("status-503", timedelta(minutes=2))),
        (Said(410), Outcome(Kind.GONE, None, "status-410")),
        (Said(drop=True), Outcome.retry("unreachable")),
        (Said(seconds=0.4), Outcome.retry("too-slow")),
    ],
    ids=str,
)
def test_what_is_not_taken_says_why_and_holds_the_rest_back(
    receiver: FakeReceiver, said: Said, outcome: Outcome
) -> None:
    receiver.answers = [said]
    assert Caller(HERE, timeout=0.2).call([[call(receiver, 1), call(receiver, 2)]]) == [[outcome]]
    assert len(receiver.calls) == 1


def test_one_that_is_slow_holds_up_no_other(receiver: FakeReceiver) -> None:
    with receiving() as slow:
        slow.secret, slow.answers = new_secret(), [Said(seconds=0.4)]
        down = Call("http://127.0.0.1:1/hooks", "msg_1", BODY, (new_secret(),))
        told = Caller(HERE, timeout=0.2).call([[call(slow)], [down], [call(receiver)]])
    assert [each.reason for (each,) in told] == ["too-slow", "unreachable", None]
    assert receiver.taken


PRIVATE = ("127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "0.0.0.0", "224.0.0.1", "100.64.0.1")  # noqa: S104
PRIVATE_6 = ("::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1")


@pytest.mark.parametrize("number", [*PRIVATE, *PRIVATE_6])
def test_nothing_is_posted_into_a_closed_network(number: str) -> None:
    assert not may_be_called(ip_address(number))
    with pytest.raises(AddressWrong, match="private"):
        check_address(f"https://{f'[{number}]' if ':' in number else number}/hooks")


def test_a_name_that_leads_into_a_closed_network_is_found_out_when_it_is_called(
    receiver: FakeReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = receiver.server_port
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in ("9.9.9.9", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    outside = Call(f"https://records.example:{port}/hooks", "msg_1", BODY, (receiver.secret,))
    assert Caller().call([[outside]]) == [[Outcome.retry("private-address")]]
    assert receiver.calls == []


def test_the_city_opens_its_own_networks_and_no_others() -> None:
    inside = read_networks("10.20.0.0/16, 192.168.7.12,")
    check_address("http://10.20.3.4:8080/hooks", inside)
    check_address("https://192.168.7.12/hooks", inside)
    for closed in ("https://10.21.0.1/", "https://192.168.7.13/"):
        with pytest.raises(AddressWrong, match="private"):
            check_address(closed, inside)
    for wrong in ("10.20.0.1/16", "records.example", ",".join(["10.0.0.0/8"] * 21)):
        with pytest.raises(ValueError, match=r".+"):
            read_networks(wrong)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("records.example/hooks", "shape"),
        ("https://", "shape"),
        ("https://a b.example/", "shape"),
        ("https://user:word@records.example/", "shape"),
        ("https://records.example/#part", "shape"),
        ("https://records.example:0/", "shape"),
        ("https://[::1/", "shape"),
        (f"https://records.example/{'x' * 400}", "shape"),
        ("ftp://records.example/", "scheme"),
        ("http://records.example/hooks", "scheme"),
        ("http://8.8.8.8/hooks", "scheme"),
    ],
)
def test_what_is_no_address_for_a_message_is_refused(address: str, why: str) -> None:
    with pytest.raises(AddressWrong, match=why):
        check_address(address)
    check_address("https://records.example:8443/hooks?from=handrail")
