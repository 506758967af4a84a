import json
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from push.message import Delivery, Kind, Outcome, Push
from push.transports import SettingError, make, sms_http
from push.transports.sms_http import TEXT_LIMIT, SmsHttpTransport, check_token, check_url, words
from tests.push.conftest import Deliver
from tests.push.fake_gateway import TOKEN, FakeGateway, Said

ROOT = Path(__file__).parents[2]
NUMBER = "+447700900123"
BODY = "123456 is your code."


def text(deliver: Deliver, key: str = "code:7", number: str = NUMBER) -> Delivery:
    return deliver(key, number, "sms", body=BODY)


def test_a_text_is_posted_with_its_number_words_and_key(
    texts: SmsHttpTransport, gateway: FakeGateway, deliver: Deliver
) -> None:
    assert texts.send([text(deliver)]) == [Outcome.SENT]
    assert gateway.requests == [{"to": NUMBER, "text": f"We have your form\n{BODY}", "key": "code:7"}]
    (headers,) = gateway.headers
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["idempotency-key"] == "code:7"
    assert headers["content-type"] == "application/json"


def test_a_title_that_the_body_says_is_not_said_twice() -> None:
    push = Push("k", "港灣市", "123456 是您在港灣市的登入碼。", "/sign-in", "zh-Hant")
    assert words(push) == push.body


@given(st.text(max_size=900), st.text(max_size=900))
def test_words_are_bounded_and_can_always_be_encoded(title: str, body: str) -> None:
    said = words(Push("k", title, body, "/", "en"))
    assert len(said) <= TEXT_LIMIT
    said.encode()


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (Said(200), Outcome.SENT),
        (Said(204, b""), Outcome.SENT),
        (Said(201, b"not json"), Outcome.SENT),
        (Said(404), Outcome.GONE),
        (Said(410), Outcome.GONE),
        (Said(400), Outcome.refused("status-400")),
        (Said(422, b'{"code": "landline"}'), Outcome.refused("landline")),
        (Said(422, b'{"code": "n447700900123"}'), Outcome.refused("status-422")),
        (Said(422, b'{"code": "Not A Code"}'), Outcome.refused("status-422")),
        (Said(422, b'{"code": 7}'), Outcome.refused("status-422")),
        (Said(422, b'{"code": "' + b"a" * 41 + b'"}'), Outcome.refused("status-422")),
        (Said(422, b"[" * 4000), Outcome.refused("status-422")),
        (Said(422, b"\xff"), Outcome.refused("status-422")),
        (Said(401), Outcome.retry("bad-credential")),
        (Said(403), Outcome.retry("bad-credential")),
        (Said(408), Outcome.retry("status-408")),
        (Said(429), Outcome.retry("status-429")),
        (Said(500), Outcome.retry("status-500")),
        (Said(503), Outcome.retry("status-503")),
        (Said(409), Outcome.retry("status-409")),
        (Said(429, headers={"Retry-After": "30"}), Outcome.retry("status-429", timedelta(seconds=30))),
        (Said(503, headers={"Retry-After": "120"}), Outcome.retry("status-503", timedelta(seconds=120))),
        (Said(429, headers={"Retry-After": "soon"}), Outcome.retry("status-429")),
        (Said(drop=True), Outcome.retry("gateway-unreachable")),
    ],
)
def test_each_answer_says_what_to_do_next(
    texts: SmsHttpTransport, gateway: FakeGateway, deliver: Deliver, said: Said, outcome: Outcome
) -> None:
    gateway.answers["+447700900102"] = said
    batch = [text(deliver, f"k{number}", f"+44770090010{number}") for number in (1, 2, 3)]
    assert texts.send(batch) == [Outcome.SENT, outcome, Outcome.SENT]
    assert len(gateway.requests) == 3  # nothing is asked for twice


def test_a_wrong_token_is_one_clear_line_without_number_words_or_token(gateway: FakeGateway, deliver: Deliver) -> None:
    transport = SmsHttpTransport(gateway.url, "an-old-token")
    with capture_logs() as logs:
        outcomes = transport.send([text(deliver, f"k{number}") for number in range(3)])
    assert outcomes == [Outcome.retry("bad-credential")] * 3
    (line,) = logs
    assert (line["log_level"], line["event"], line["reason"], line["count"]) == (
        "error",
        "push_failed",
        "bad-credential",
        3,
    )
    assert "HANDRAIL_SMS_TOKEN" in line["hint"]
    for secret in (NUMBER.removeprefix("+"), "123456", "an-old-token"):
        assert secret not in json.dumps(line)


def test_numbers_that_are_gone_are_said_for_a_wrong_path_looks_the_same(
    texts: SmsHttpTransport, gateway: FakeGateway, deliver: Deliver
) -> None:
    gateway.answers[NUMBER] = Said(404)
    with capture_logs() as logs:
        assert texts.send([text(deliver)]) == [Outcome.GONE]
    assert [(line["reason"], line["count"]) for line in logs] == [("no-such-number", 1)]
    assert "HANDRAIL_SMS_URL" in logs[0]["hint"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(
    texts: SmsHttpTransport, gateway: FakeGateway, deliver: Deliver, status: int
) -> None:
    gateway.answers[NUMBER] = Said(status, headers={"Location": gateway.url + "/elsewhere"})
    with capture_logs() as logs:
        assert texts.send([text(deliver)]) == [Outcome.retry("redirected")]
    assert len(gateway.requests) == 1
    assert "HANDRAIL_SMS_URL" in logs[0]["hint"]


def test_a_silent_gateway_is_given_up_after_the_time_out(gateway: FakeGateway, deliver: Deliver) -> None:
    gateway.answers[NUMBER] = Said(seconds=3)
    started = time.monotonic()
    outcomes = SmsHttpTransport(gateway.url, TOKEN, 0.5).send([text(deliver), text(deliver, "k", "+447700900124")])
    assert outcomes == [Outcome.retry("gateway-timeout"), Outcome.SENT]
    assert time.monotonic() - started < 2.5


@pytest.mark.parametrize(
    ("status", "outcome"), [(200, Outcome.SENT), (400, Outcome.refused("status-400")), (410, Outcome.GONE)]
)
def test_an_answer_that_drips_is_given_up_in_time_and_its_status_counts(
    gateway: FakeGateway, deliver: Deliver, status: int, outcome: Outcome
) -> None:
    gateway.answers[NUMBER] = Said(status, b" " * 3000, drip=0.2)  # each read is quick, all of them take 6 seconds
    started = time.monotonic()
    assert SmsHttpTransport(gateway.url, TOKEN, 0.6).send([text(deliver)]) == [outcome]
    assert time.monotonic() - started < 3


def test_a_huge_answer_is_not_read_to_its_end(texts: SmsHttpTransport, gateway: FakeGateway, deliver: Deliver) -> None:
    huge = 64 * 2**20
    gateway.answers[NUMBER] = Said(400, b'{"code": "landline", "more": "' + b"x" * huge)
    assert texts.send([text(deliver)]) == [Outcome.refused("status-400")]
    assert gateway.bytes_given < huge // 2


def test_a_gateway_that_is_down_is_tried_again_and_said_once(gateway: FakeGateway, deliver: Deliver) -> None:
    gateway.shutdown()
    gateway.server_close()
    with capture_logs() as logs:
        outcomes = SmsHttpTransport(gateway.url, TOKEN).send([text(deliver, f"k{number}") for number in range(20)])
    assert outcomes == [Outcome.retry("gateway-unreachable")] * 20
    assert [(line["reason"], line["count"]) for line in logs] == [("gateway-unreachable", 20)]
    gateway.socket.close()


def test_texts_go_ten_at_a_time_over_connections_that_are_kept(
    texts: SmsHttpTransport, gateway: FakeGateway, deliver: Deliver
) -> None:
    batch = [text(deliver, f"k{number}", f"+4477009{number:05}") for number in range(60)]
    for each in batch:
        gateway.answers[each.address] = Said(seconds=0.02)
    assert texts.send(batch) == [Outcome.SENT] * 60
    assert 1 < gateway.most <= 10
    assert len(gateway.callers) <= 20


def test_a_batch_that_takes_too_long_leaves_the_rest_for_later(
    gateway: FakeGateway, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms_http, "BEGIN_SECONDS", 0.2)
    batch = [text(deliver, f"k{number}", f"+4477009001{number:02}") for number in range(25)]
    for each in batch:
        gateway.answers[each.address] = Said(seconds=0.5)
    outcomes = SmsHttpTransport(gateway.url, TOKEN).send(batch)
    assert outcomes == [Outcome.SENT] * 10 + [Outcome.retry("gateway-slow")] * 15
    assert len(gateway.requests) == 10


def test_a_proxy_in_the_environment_is_not_asked_about_this_machine(
    gateway: FakeGateway, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert SmsHttpTransport(gateway.url, TOKEN).send([text(deliver)]) == [Outcome.SENT]


def test_an_encrypted_address_wants_a_certificate(gateway: FakeGateway, deliver: Deliver) -> None:
    transport = SmsHttpTransport(gateway.url.replace("http:", "https:"), TOKEN, 2)
    assert transport.send([text(deliver)]) == [Outcome.retry("gateway-unreachable")]
    assert gateway.requests == []


@pytest.mark.parametrize(
    "url",
    ["https://sms.example/send?from=city", "https://sms.example:8443", "http://localhost:9/x", "http://[::1]:80/x"],
)
def test_addresses_that_may_be_used(url: str) -> None:
    check_url(url)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "is like https://sms.example/send"),
        ("sms.example", "is like https://sms.example/send"),
        ("https://", "is like https://sms.example/send"),
        ("https://sms.example/a b", "is like https://sms.example/send"),
        ("https://sms.example:0/", "is like https://sms.example/send"),
        ("https://sms.example:port/", "cannot be read"),
        ("https://[sms/", "cannot be read"),
        ("http://sms.example/send", "begins with https://"),
        ("http://localhost.example/send", "begins with https://"),
        ("http://127.0.0.1.example/send", "begins with https://"),
        ("http://10.0.0.1/send", "begins with https://"),
        ("ftp://localhost/send", "begins with https://"),
        ("https://user:hush@sms.example/", "holds no user, password or #"),
        ("https://sms.example/#x", "holds no user, password or #"),
    ],
)
def test_addresses_that_are_refused(url: str, sentence: str) -> None:
    with pytest.raises(SettingError, match=sentence) as caught:
        check_url(url)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "schlüssel", "x" * 4097])
def test_tokens_that_are_refused_are_not_shown(token: str) -> None:
    with pytest.raises(SettingError, match="The gateway's token is") as caught:
        check_token(token)
    assert not token or token not in str(caught.value)


@pytest.mark.parametrize("timeout", ["0", "31", "-1", "soon", "nan", "1e9"])
def test_a_wrong_time_out_is_said_at_the_start(timeout: str) -> None:
    with pytest.raises(SettingError, match="timeout is"):
        make("http", {"url": "https://sms.example/send", "token": TOKEN, "timeout": timeout})


@pytest.mark.parametrize("settings", [{}, {"url": "https://sms.example/send"}, {"token": TOKEN}])
def test_missing_settings_are_said_at_the_start(settings: dict[str, str]) -> None:
    with pytest.raises(SettingError, match=r"The gateway's (address|token) is"):
        make("http", settings)


def test_settings_make_a_transport_that_sends(gateway: FakeGateway, deliver: Deliver) -> None:
    transport = make("http", {"url": gateway.url, "token": TOKEN, "timeout": "2.5", "channel": "sms"})
    (outcome,) = transport.send([text(deliver)])
    assert outcome.kind is Kind.SENT


def test_the_http_library_is_not_loaded_until_the_transport_is_chosen() -> None:
    program = """
import sys
import backend.config
import push.transports.sms_http as it
assert "httpx" not in sys.modules and "anyio" not in sys.modules
it.SmsHttpTransport("http://127.0.0.1:9/", "token")
assert "httpx" in sys.modules  # so the check above can fail
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=60)
