import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from push.message import PAYLOAD_LIMIT, Delivery, Kind, Outcome, Push, fit, payload
from push.transports import SettingError, make
from push.transports.fcm import FcmTransport
from tests.push.conftest import Deliver
from tests.push.fake_fcm import Answer, FakeFcm, problem

ROOT = Path(__file__).parents[2]

UNREGISTERED = problem(404, "NOT_FOUND", "UNREGISTERED")
GRANT_REFUSED = Answer(400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."})


def test_the_message_on_the_wire_is_the_fitted_payload(fcm: FcmTransport, fake_fcm: FakeFcm) -> None:
    push = Push("form:7", "您的表格", "收到了。" * 2000, "/inbox/7", "zh-Hans", urgent=True)
    assert fcm.send([Delivery(push, "push", "token-1")]) == [Outcome.SENT]
    assert fake_fcm.messages == [{**payload(fit(push)), "token": "token-1"}]
    assert fake_fcm.sizes[0] <= PAYLOAD_LIMIT + len('{"message": , "token": "token-1"}')


def test_the_installation_id_is_preferred_to_the_token(fcm: FcmTransport, fake_fcm: FakeFcm, deliver: Deliver) -> None:
    assert fcm.send([deliver("a", "token-1", fid="fid-1"), deliver("b", "token-2", fid="")]) == [Outcome.SENT] * 2
    assert {(message.get("fid"), message.get("token")) for message in fake_fcm.messages} == {
        ("fid-1", None),
        (None, "token-2"),
    }


def test_results_find_their_deliveries_by_position(fcm: FcmTransport, fake_fcm: FakeFcm, deliver: Deliver) -> None:
    for number in range(0, 260, 3):
        fake_fcm.answers[f"token-{number}"] = UNREGISTERED
    for number in range(1, 260, 3):
        fake_fcm.answers[f"token-{number}"] = Answer(seconds=0.01 * (number % 5))
    batch = [deliver("a", f"token-{number}" if number != 100 else "") for number in range(260)]
    expected = [Outcome.SENT if number % 3 else Outcome.GONE for number in range(260)]
    expected[100] = Outcome.refused("bad-address")
    assert fcm.send(batch) == expected
    assert len(fake_fcm.messages) == 259


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (UNREGISTERED, Outcome.GONE),
        (problem(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"), Outcome.GONE),
        (problem(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT"), Outcome.refused("invalid-argument")),
        (problem(400, "INVALID_ARGUMENT"), Outcome.refused("invalid-argument")),
        (problem(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"), Outcome.retry("resource-exhausted")),
        (problem(503, "UNAVAILABLE", "UNAVAILABLE"), Outcome.retry("unavailable")),
        (problem(500, "INTERNAL", "INTERNAL"), Outcome.retry("internal")),
        (problem(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"), Outcome.retry("third-party-credential")),
        (problem(401, "UNAUTHENTICATED"), Outcome.retry("bad-credential")),
        (problem(403, "PERMISSION_DENIED"), Outcome.retry("bad-credential")),
        (problem(404, "NOT_FOUND"), Outcome.retry("bad-credential")),  # the project's, not the phone's
        (problem(418, "TEAPOT"), Outcome.retry("unknown")),
        (Answer(body={"no": "name"}), Outcome.retry("no-answer")),
        (Answer(drop=True), Outcome.retry("unavailable")),
    ],
)
def test_each_answer_says_what_to_do_next(
    fcm: FcmTransport, fake_fcm: FakeFcm, deliver: Deliver, answer: Answer, outcome: Outcome
) -> None:
    fake_fcm.answers["token-2"] = answer
    batch = [deliver("a", "token-1"), deliver("a", "token-2"), deliver("a", "token-3")]
    assert fcm.send(batch) == [Outcome.SENT, outcome, Outcome.SENT]


@pytest.mark.parametrize(("status", "code"), [(429, "RESOURCE_EXHAUSTED"), (503, "UNAVAILABLE"), (500, "INTERNAL")])
def test_a_retry_after_is_handed_on_and_not_slept_through(
    fcm: FcmTransport, fake_fcm: FakeFcm, deliver: Deliver, status: int, code: str
) -> None:
    fake_fcm.answers["token-1"] = problem(status, code, Retry_After="30")
    started = time.monotonic()
    (outcome,) = fcm.send([deliver("a", "token-1")])
    assert outcome.kind is Kind.RETRY
    assert outcome.after is not None
    assert outcome.after.total_seconds() == 30
    assert time.monotonic() - started < 5
    assert len(fake_fcm.messages) == 1


def test_a_dropped_connection_does_not_send_a_second_time(
    fcm: FcmTransport, fake_fcm: FakeFcm, deliver: Deliver
) -> None:
    fake_fcm.answers["token-1"] = Answer(drop=True)
    fcm.send([deliver("a", "token-1")])
    assert fake_fcm.addresses() == ["token-1"]


def test_a_silent_service_is_given_up_after_the_time_out(
    account_file: Path, fake_fcm: FakeFcm, deliver: Deliver
) -> None:
    fake_fcm.answers["token-1"] = Answer(seconds=5)
    transport = FcmTransport(account_file, timeout=1.5)
    assert transport.send([deliver("a", "token-1"), deliver("a", "token-2")]) == [
        Outcome.retry("deadline-exceeded"),
        Outcome.SENT,
    ]
    transport.close()


def test_one_access_token_serves_a_whole_batch_and_the_next(
    fcm: FcmTransport, fake_fcm: FakeFcm, deliver: Deliver
) -> None:
    for batch in range(2):
        fcm.send([deliver(f"{batch}-{number}", f"token-{number}") for number in range(150)])
    assert fake_fcm.token_requests == 1
    assert len(fake_fcm.messages) == 300


def test_a_refused_credential_is_one_clear_line_and_every_message_is_tried_again(
    fcm: FcmTransport, fake_fcm: FakeFcm, deliver: Deliver
) -> None:
    fake_fcm.token_answer = GRANT_REFUSED
    with capture_logs() as logs:
        outcomes = fcm.send([deliver("a", f"token-{number}") for number in range(3)])
    assert outcomes == [Outcome.retry("bad-credential")] * 3
    assert fake_fcm.messages == []
    (line,) = logs
    assert (line["event"], line["log_level"], line["reason"], line["count"]) == (
        "push_failed",
        "error",
        "bad-credential",
        3,
    )
    assert "HANDRAIL_FCM_CREDENTIALS" in line["hint"]
    assert "invalid_grant" in line["words"]
    assert "token-1" not in json.dumps(line)
    fake_fcm.token_answer = Answer(body={"access_token": "for-an-hour", "expires_in": 3600})
    assert fcm.send([deliver("a", "token-1")]) == [Outcome.SENT]


def test_a_token_service_that_is_down_is_no_bad_credential(
    fcm: FcmTransport, fake_fcm: FakeFcm, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda _seconds: None)
    fake_fcm.token_answer = Answer(503, {"error": "temporarily_unavailable"})
    with capture_logs() as logs:
        assert fcm.send([deliver("a", "token-1")]) == [Outcome.retry("fcm-unreachable")]
    assert [(line["reason"], line["words"]) for line in logs] == [("fcm-unreachable", None)]


def test_a_credential_refused_by_fcm_itself_is_one_line_for_the_batch(
    fcm: FcmTransport, fake_fcm: FakeFcm, deliver: Deliver
) -> None:
    for number in range(3):
        fake_fcm.answers[f"token-{number}"] = problem(403, "PERMISSION_DENIED")
    with capture_logs() as logs:
        outcomes = fcm.send([deliver("a", f"token-{number}") for number in range(4)])
    assert [outcome.kind for outcome in outcomes] == [Kind.RETRY, Kind.RETRY, Kind.RETRY, Kind.SENT]
    assert [(line["reason"], line["count"]) for line in logs] == [("bad-credential", 3)]


def test_phones_of_another_project_are_gone_and_said_in_the_log(
    fcm: FcmTransport, fake_fcm: FakeFcm, deliver: Deliver
) -> None:
    fake_fcm.answers["token-0"] = problem(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH")
    with capture_logs() as logs:
        assert fcm.send([deliver("a", "token-0")]) == [Outcome.GONE]
    assert [(line["reason"], line["count"]) for line in logs] == [("sender-id-mismatch", 1)]


def test_an_answer_that_breaks_the_library_is_tried_again(
    fcm: FcmTransport, fake_fcm: FakeFcm, deliver: Deliver
) -> None:
    fake_fcm.answers["token-1"] = Answer(502, {"error": "a proxy's own words"})
    with capture_logs() as logs:
        assert fcm.send([deliver("a", "token-1")]) == [Outcome.retry("fcm-unreachable")]
    assert [line["reason"] for line in logs] == ["fcm-unreachable"]


def test_no_network_at_all_is_tried_again(fcm: FcmTransport, fake_fcm: FakeFcm, deliver: Deliver) -> None:
    fake_fcm.shutdown()
    fake_fcm.server_close()
    with capture_logs() as logs:
        assert fcm.send([deliver("a", "token-1")]) == [Outcome.retry("fcm-unreachable")]
    assert [(line["reason"], line["count"]) for line in logs] == [("fcm-unreachable", 1)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, r"/key\.json does not exist; see docs/guides/add-a-transport\.md"),
        ("not json", "is not a service account's key; see docs/guides"),
        ("[]", "is not a service account's key"),
        ('{"type": "authorized_user"}', "is not a service account's key"),
        ('{"type": "service_account", "project_id": "p"}', "is not a service account's key"),
        ('{"type": "authorized_user", "project_id": "p", "private_key": "hush"}', "is not a service account's key"),
    ],
)
def test_a_wrong_credentials_file_is_said_at_the_start(tmp_path: Path, content: str | None, words: str) -> None:
    file = tmp_path / "key.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(SettingError, match=words) as caught:
        make("fcm", {"credentials": str(file)})
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("settings", [{}, {"credentials": ""}])
def test_fcm_without_credentials_is_said_at_the_start(settings: Mapping[str, str]) -> None:
    with pytest.raises(SettingError, match="needs the path of its credentials file; see docs/guides"):
        make("fcm", settings)


def test_a_folder_is_not_a_credentials_file(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be read: Is a directory"):
        FcmTransport(tmp_path)


def test_settings_make_a_transport_that_sends(account_file: Path, deliver: Deliver) -> None:
    transport: Any = make("fcm", {"credentials": str(account_file)})
    assert transport.send([deliver("a", "token-1")]) == [Outcome.SENT]
    transport.close()


def test_the_firebase_library_is_not_loaded_until_fcm_is_chosen(tmp_path: Path) -> None:
    program = f"""
import sys
import push.message, push.timing, push.transports, push.transports.fcm
from push.message import Delivery, Outcome, Push
transport = push.transports.make("console", {{"file": {str(tmp_path / "phones.jsonl")!r}}})
assert transport.send([Delivery(Push("k", "t", "b", "/", "en"), "push", "phone-1")]) == [Outcome.SENT]
heavy = [name for name in ("firebase_admin", "google.auth", "grpc", "requests", "httpx") if name in sys.modules]
assert not heavy, heavy
import firebase_admin
assert "google.auth" in sys.modules  # so the check above can fail
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=60)
